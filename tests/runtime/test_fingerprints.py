"""Tests that a fingerprint changes with every module and data file that takes part, and with nothing else."""

import json
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import grimp
import pytest

from build_tools.runtime import fingerprints
from tests.support.announced_story import announced_story
from tests.support.projects import ROOT, build, copy_project, edit, run

ENTRIES = {
    "renderer": fingerprints._RENDERER,
    "judge": fingerprints._JUDGE,
    "printer": fingerprints._PRINTER,
    "pages": fingerprints._PAGES,
}

_WORK = """
import sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)
from datetime import datetime, UTC
from pathlib import Path
from build_tools.runtime import fingerprints, parallel
from build_tools.{entry} import *
{work}
import json
names = sorted(name for name in sys.modules if name.startswith("build_tools."))
print(json.dumps([names, opened]), flush=True)
import os
os._exit(0)  # some libraries do not like to be listened to while they end
"""
_RENDER = """
import build_tools.history.archive
from build_tools.history.archive import read_rendered, write_rendered
from build_tools.source.folder import read_folder
rendered = render_revision(read_folder(Path(".")))
assert rendered.documents and read_rendered(write_rendered(rendered)) == rendered
"""
_JUDGE = """
from build_tools.project.publications import _judge_row
from build_tools.changes.customer_findings import read_findings, write_findings
from build_tools.history.archive import read_revision
from build_tools.history.repository import Repository
with Repository(Path(".")) as repository:
    findings = _judge_row([read_revision(repository, repository.find(name)) for name in ("HEAD~3", "HEAD~1", "HEAD")])
assert all(findings) and read_findings(write_findings(findings[0])) == findings[0]
"""
_PRINT = """
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm
text = "# A\\n\\nText [b](#c).\\n\\n| a | b |\\n|---|---|\\n| c | d |\\n"
printed = StandaloneText("A", text, "en", "B", "", ("c",), "Page {{page}} of {{pages}}", None)
for form in DownloadForm:
    assert write_file(printed, form)
"""
WORK = {
    "renderer": ("documents.rendered_source", _RENDER),
    "judge": ("project.publications", _JUDGE),
    "printer": ("downloads.make", _PRINT),
}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("build_tools", cache_dir=None)


def _modules_of(name: str) -> set[str]:
    """The modules that take part, as `files_of` finds them: `build_tools.model`."""
    paths = [Path("build_tools", path) for path in fingerprints.files_of(ENTRIES[name]) if path.endswith(".py")]
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths}


@pytest.mark.parametrize("name", ENTRIES)
def test_the_modules_that_take_part_are_those_that_are_imported(name: str) -> None:
    entries = {f"build_tools.{entry}" for entry in ENTRIES[name]}
    imported = entries.union(*(_graph().find_upstream_modules(entry) for entry in entries))
    around = {module.rsplit(".", depth)[0] for module in imported for depth in range(1, module.count(".") + 1)}

    assert _modules_of(name) == imported | around


@pytest.mark.parametrize("name", WORK)
def test_nothing_else_of_the_program_is_loaded_or_read_at_work(name: str, tmp_path: Path) -> None:
    project = announced_story().write(tmp_path / "project").folder
    entry, work = WORK[name]
    (tmp_path / "work.py").write_text(_WORK.format(entry=entry, work=work), encoding="utf-8")

    done = run(sys.executable, tmp_path / "work.py", folder=project, PYTHONPATH=str(ROOT))

    assert done.returncode == 0, done.stderr
    modules, opened = json.loads(done.stdout)
    program = ROOT / "build_tools"
    read = {Path(path).relative_to(program).as_posix() for path in opened if Path(path).is_relative_to(program)}
    files = fingerprints.files_of(ENTRIES[name])
    others = {
        "build_tools.runtime.fingerprints",
        "build_tools.source.folder",
        "build_tools.model.tree",
        "build_tools.runtime.parallel",
        "build_tools.runtime.path_checks",
    }
    assert set(modules) - _modules_of(name) <= others
    assert {path for path in read if not path.endswith((".py", ".pyc"))} <= files.keys()
    assert f"build_tools.{entry}" in modules


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the program."""
    return shutil.copytree(ROOT / "build_tools", tmp_path / "build_tools", ignore=shutil.ignore_patterns("*.pyc"))


def _names(root: Path) -> Mapping[str, object]:
    return {name: fingerprints.files_of(entries, root) for name, entries in ENTRIES.items()}


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("documents/rendered_source.py", {"renderer", "judge", "pages"}),
        ("documents/__init__.py", {"renderer", "judge", "printer", "pages"}),
        ("history/archive.py", {"renderer", "judge", "pages"}),
        ("history/blobs.py", {"renderer", "judge", "pages"}),
        ("model/version.py", {"renderer", "judge", "printer", "pages"}),
        ("changes/compare_sources.py", {"judge", "pages"}),
        ("changes/prose/lexicons/vendors.txt", {"judge", "pages"}),
        ("changes/customer_findings.py", {"judge", "pages"}),
        ("downloads/make.py", {"printer", "pages"}),
        ("downloads/pdf/paper.typ", {"printer", "pages"}),
        ("downloads/pdf/fonts/SourceSans3-Regular.otf", {"printer", "pages"}),
        ("downloads/word/styles.xml", {"printer", "pages"}),
        ("changes/redline/redline.html", {"pages"}),
        ("delivery/content_security_policy.py", {"pages"}),
        ("mkdocs_plugin/tables.py", {"pages"}),
        ("mkdocs_plugin/plugin.py", {"pages"}),
        ("project/project.py", {"pages"}),
        ("cli/check.py", set()),
        ("editor/edits.py", set()),
        ("editor/page/impact.html", set()),
        ("importing/importer.py", set()),
        ("starting/starter/en/policy_src/wording.yml", set()),
    ],
)
def test_a_byte_of_what_takes_part_changes_the_name_and_another_does_not(
    copied: Path, path: str, changed: set[str]
) -> None:
    before = _names(copied)
    place = copied / path
    place.write_bytes(place.read_bytes() + (b"\n#" if path.endswith(".py") else b" "))

    after = _names(copied)

    assert {name for name in ENTRIES if before[name] != after[name]} == changed


def test_each_name_is_of_what_it_says() -> None:
    names = [
        fingerprints.renderer_name(),
        fingerprints.judge_name(),
        fingerprints.printer_name(),
        fingerprints.pages_name(),
    ]

    assert len(set(names)) == 4
    assert {len(name) for name in names} == {64}


def test_another_package_gives_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprints._name(("model.day",))

    monkeypatch.setattr(fingerprints, "_packages", lambda: ("jinja2-0.1.dist-info",))

    assert fingerprints._name(("model.day",)) != before


@pytest.mark.parametrize("way", ["an inherited file", "the environment", "a hook"])
def test_a_page_is_made_anew_where_its_configuration_says_something_else(way: str, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    config = project / "mkdocs.yml"
    (project / "base.yml").write_text("copyright: One\nextra: {told: One}\n", encoding="utf-8")
    (project / "hook.py").write_text("def on_post_page(output, **_):\n    return output + '<!-- One -->'\n", "utf-8")
    more = "INHERIT: base.yml\n" if way == "an inherited file" else "hooks: [hook.py]\n" if way == "a hook" else ""
    config.write_text(f"{more}{config.read_text('utf-8')}", encoding="utf-8")
    if way != "a hook":
        edit(config, "extra:", "extra:\n  said: !ENV [SAID, One]" if way == "the environment" else "extra:")
        with (project / "site_overrides/main.html").open("a", encoding="utf-8") as page:
            page.write("<!-- {{ config.extra.said or config.extra.told }} -->\n")

    assert build(project, SAID="One").returncode == 0
    (old,) = (project / "site/privacy-policy").glob("2*/index.html")
    assert "<!-- One -->" in old.read_text("utf-8")
    for path in (project / "base.yml", project / "hook.py"):
        path.write_text(path.read_text("utf-8").replace("One", "Two"), encoding="utf-8")
    assert build(project, SAID="Two").returncode == 0

    assert "<!-- Two -->" in old.read_text("utf-8")
