"""Writes the software bill of materials of the program (CycloneDX 1.6, ECMA-424).

It lists the Python packages of `requirements.lock`, and the bundled scripts and fonts with the packages in them.
Programs of the operating system (git) are not listed.
"""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from build_tools.runtime.program_files import LOCK, checkout_folder, program_path

_PROGRAM = "policy-publisher"
_PINNED = re.compile(r"(?m)^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)[^\n]*(?P<hashes>(?:\n +--hash=[^\n]*)+)")
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ID = re.compile(r"[\w.+-]+")

Component = dict[str, Any]


def read_bundled() -> list[dict[str, str]]:
    """The third-party scripts and fonts, by the `path` of each, with the `sha256` of its unpacked content."""
    bundled: list[dict[str, str]] = json.loads(Path(__file__).with_name("bundled.json").read_text("utf-8"))
    return bundled


def make_bill() -> str:
    """The bill of materials as JSON; the same program gives the same text. Raises: OSError: its files are missing."""
    lock = program_path(LOCK).read_text("utf-8")
    components = [*_python_packages(lock), *map(_bundled, read_bundled())]
    about = metadata(_PROGRAM)
    purl, licences = f"pkg:pypi/{_PROGRAM}@{about['Version']}", _licences(about["License-Expression"])
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(_PROGRAM, about["Version"], purl, licences, kind="application")},
        "components": components,
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _python_packages(lock: str) -> Iterator[Component]:
    for match in _PINNED.finditer(lock):
        name, version = match["name"], match["version"]
        component = _component(name, version, f"pkg:pypi/{name}@{version}", _stated_licences(name))
        hashes = [{"alg": "SHA-256", "content": digest} for digest in _DIGEST.findall(match["hashes"])]
        place = {"type": "distribution", "url": f"https://pypi.org/project/{name}/{version}/", "hashes": hashes}
        yield component | {"externalReferences": [place]}


def _stated_licences(name: str) -> list[Component]:
    """The licences that an installed package states (PEP 639, or the older fields); empty if it states none."""
    try:
        about = metadata(name).json
    except PackageNotFoundError:  # for another operating system
        return []
    expression, stated = about.get("license_expression"), str(about.get("license", ""))
    if expression or (_ID.fullmatch(stated) and stated != "UNKNOWN"):
        return _licences(str(expression or stated))
    classified = [entry.rpartition(" :: ")[2] for entry in about.get("classifier", ()) if "License ::" in entry]
    return [{"license": {"name": name}} for name in classified]


def _licences(expression: str) -> list[Component]:
    return [{"expression": expression}]


def _bundled(entry: dict[str, str]) -> Component:
    name, version = entry["name"], entry["version"]
    component = _component(name, version, f"pkg:npm/{name}@{version}", _licences(entry["licence"]))
    component["bom-ref"] += f"#{entry['path']}"
    component["hashes"] = [{"alg": "SHA-256", "content": entry["sha256"]}]
    component["properties"] = [{"name": "path", "value": entry["path"]}]
    if "packages" in entry:
        packages = json.loads((checkout_folder() / entry["packages"]).read_text("utf-8"))
        component["components"] = [_npm_package(package) for package in packages]
    return component


def _npm_package(package: dict[str, str]) -> Component:
    name, _, version = package["purl"].removeprefix("pkg:npm/").replace("%40", "@").rpartition("@")
    component = _component(name, version, package["purl"], _licences(package["licence"]))
    component["properties"] = [{"name": "integrity", "value": package["integrity"]}]
    return component


def _component(name: str, version: str, purl: str, licences: list[Component], *, kind: str = "library") -> Component:
    component: Component = {"type": kind, "bom-ref": purl, "name": name, "version": version}
    return component | ({"licenses": licences} if licences else {}) | {"purl": purl}
