"""Tests that third-party scripts and fonts are as published by their makers, with all their licences."""

import gzip
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import material
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from build_tools.starting.bill_of_materials import make_bill, read_bundled
from tests.support.projects import ROOT

PAGE = ROOT / "build_tools" / "editor" / "page"
LOCK = ROOT / "build_tools" / "editor" / "bundle" / "package-lock.json"
OF_OTHERS = re.compile(r".*(?:\.min\.js|\.js\.gz|\.woff2?|\.otf|\.ttf|\.wasm)")
FIXED = {"lodash": (4, 18, 0)}
"""From which release on the known holes are closed (GHSA-xxjr-mmjv-4gpg, GHSA-f23m-r3pf-42rh, GHSA-r5fr-rjxr-66jc)."""


def content(path: Path) -> bytes:
    """What a file holds, unpacked."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def packages() -> list[dict[str, str]]:
    """What the editor's bundle holds."""
    told: list[dict[str, str]] = json.loads((PAGE / "decap-cms.packages.json").read_text("utf-8"))
    return told


def test_each_file_of_others_is_listed_with_its_hash_and_its_licence() -> None:
    folders = [ROOT / "build_tools", ROOT / "site_overrides"]
    found = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in folder.rglob("*")
        if OF_OTHERS.fullmatch(path.name)
    }
    told = {entry["path"]: entry for entry in read_bundled()}

    assert set(told) == found
    for path, entry in told.items():
        assert sha256(content(ROOT / path)).hexdigest() == entry["sha256"], path
        text = (ROOT / entry["licences"]).read_text("utf-8")
        assert "Copyright" in text, path
        assert Path(entry["licences"]).parent == Path(path).parent  # so that it goes where the file goes


def test_what_make_fetches_is_what_is_here() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = {entry["name"]: entry["version"] for entry in read_bundled()}

    for variable, name in (("JSDIFF", "diff"), ("SOURCE_SANS", "source-sans"), ("JSYAML", "js-yaml")):
        assert f"\n{variable} := {told[name]}\n" in makefile


def test_each_package_in_the_bundle_of_the_editor_is_locked_and_has_the_text_of_its_licence() -> None:
    locked = json.loads(LOCK.read_text("utf-8"))["packages"]
    hashes = {
        (path.rpartition("node_modules/")[2], one.get("version")): one.get("integrity") for path, one in locked.items()
    }
    texts = (PAGE / "LICENSES.decap-cms.txt").read_text("utf-8").split("-" * 80)
    titled = dict(titles(texts))

    assert len(packages()) > 200
    for package in packages():
        name, _, version = package["purl"].removeprefix("pkg:npm/").replace("%40", "@").rpartition("@")
        assert hashes[name, version] == package["integrity"].strip() != ""
        assert len(titled[f"{package['purl']} ({package['licence']})"]) > 300, package
    assert set(titled) == {f"{package['purl']} ({package['licence']})" for package in packages()}


def titles(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Each package with the text of its licence; some share one."""
    for text in texts:
        title, _, terms = text.strip().partition("\n\n")
        yield from ((line, terms) for line in title.splitlines() if line.startswith("pkg:"))


def test_no_package_in_the_bundle_of_the_editor_has_a_hole_that_was_closed_since() -> None:
    script = content(PAGE / "decap-cms.js.gz").decode()

    for name, fixed in FIXED.items():
        versions = [one["purl"].rpartition("@")[2] for one in packages() if one["purl"].startswith(f"pkg:npm/{name}@")]
        assert versions
        assert all(tuple(map(int, version.split("."))) >= fixed for version in versions)
        assert all(f'"{version}"' in script for version in versions)  # it states its release in its code
    assert "4.17.21" not in script


def test_the_site_has_the_licences_of_what_the_theme_bundles() -> None:
    text = (ROOT / "site_overrides/assets/vendor/material/LICENSES.txt").read_text("utf-8")
    assets = Path(material.__file__).parent / "templates" / "assets"
    sources = {source for path in assets.rglob("*.map") for source in json.loads(path.read_text("utf-8"))["sources"]}
    bundled = {match[1] for source in sources if (match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", source))}

    assert len(bundled) > 5
    for name in (*bundled, "lunr-languages"):
        assert re.search(rf"(?m)^pkg:npm/{re.escape(name)} \(", text), name
    assert re.search(r"(?m)^pkg:pypi/mkdocs-material@", text)


def test_the_bill_of_materials_is_what_the_standard_asks_for_and_complete() -> None:
    text = make_bill()
    bill = json.loads(text)

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    pinned = re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text("utf-8"))
    listed = {(one["name"], one["version"]) for one in bill["components"]}
    assert set(pinned) < listed
    assert len(pinned) + len(read_bundled()) == len(bill["components"])
    within = [part["purl"] for one in bill["components"] for part in one.get("components", ())]
    assert within == [package["purl"] for package in packages()]
    python = [one for one in bill["components"] if one["purl"].startswith("pkg:pypi/")]
    assert all(one["externalReferences"][0]["hashes"] for one in python)
    assert sum("licenses" in one for one in python) > 0.9 * len(python)
