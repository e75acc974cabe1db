"""Tests that a fingerprint changes with every module and data file that takes part, and with nothing else."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import grimp
import pytest

from build_tools.runtime import fingerprints
from build_tools.runtime.cache import SealedCache
from tests.support.announced_story import announced_story
from tests.support.projects import ROOT, build, copy_project, edit, run

ENTRIES = {
    "renderer": fingerprints.RENDERER,
    "judge": fingerprints.JUDGE,
    "parts": fingerprints.PARTS,
    "printer": fingerprints.PRINTER,
    "pages": fingerprints.PAGES,
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
rendered = render_revision(SourceRevision("", read_folder(Path("."))))
assert rendered.documents and read_rendered(write_rendered(rendered)) == rendered
"""
_JUDGE = """
from build_tools.project.publications import _findings, _judge_row
from build_tools.history.archive import read_revision
from build_tools.history.repository import Repository
with Repository(Path(".")) as repository:
    findings = _judge_row([read_revision(repository, repository.find(name)) for name in ("HEAD~3", "HEAD~1", "HEAD")])
assert all(findings) and _findings().validate_json(_findings().dump_json(findings[0])) == findings[0]
"""
_PRINT = """
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm
text = "# A\\n\\nText [b](#c).\\n\\n| a | b |\\n|---|---|\\n| c | d |\\n"
printed = StandaloneText("A", text, "en", "B", "", ("c",), "Page {{page}} of {{pages}}", None)
for form in DownloadForm:
    assert write_file(printed, form)
"""
_PARTS = """
from build_tools.model.sentences import RedlineWords, RedlineLabels
from build_tools.site.data.texts import PublishedText
from build_tools.site.version_parts import _Source, _make, _read, _write
body = "# A\\n\\nText [b](#c).\\n\\n| a | b |\\n|---|---|\\n| c | d |\\n"
text = PublishedText("a", "2026-01-01", "A", "2026-01-01", "2026-01-01", body)
spoken = RedlineLabels(dict.fromkeys(RedlineWords.model_fields, "words"), "en", "ltr")
parts = _make(_Source(text, body.replace("Text", "Words"), "en", spoken))
assert parts.redline and parts.feed_redline and _read(_write(parts)) == parts
"""
WORK = {
    "renderer": ("documents.rendered_source", _RENDER),
    "judge": ("project.publications", _JUDGE),
    "parts": ("site.version_parts", _PARTS),
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
        "build_tools.runtime.program_files",  # the name of the lock that a folder may hold
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
        ("model/version.py", {"renderer", "judge", "parts", "printer", "pages"}),
        ("changes/compare_sources.py", {"judge", "pages"}),
        ("changes/prose/lexicons/vendors.txt", {"judge", "pages"}),
        ("changes/customer_findings.py", {"judge", "pages"}),
        ("downloads/make.py", {"printer", "pages"}),
        ("downloads/pdf/paper.typ", {"printer", "pages"}),
        ("downloads/pdf/fonts/SourceSans3-Regular.otf", {"printer", "pages"}),
        ("downloads/word/styles.xml", {"printer", "pages"}),
        ("changes/redline/redline.html", {"parts", "pages"}),
        ("site/feeds/feed_words.html", {"parts", "pages"}),
        ("site/feeds/feed_redline.html", {"parts", "pages"}),
        ("site/feeds/feed_entry.html", {"pages"}),
        ("site/data/texts.py", {"parts", "printer", "pages"}),
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
        fingerprints.fingerprint(fingerprints.RENDERER),
        fingerprints.fingerprint(fingerprints.JUDGE),
        fingerprints.fingerprint(fingerprints.PRINTER),
        fingerprints.fingerprint(fingerprints.PAGES),
    ]

    assert len(set(names)) == 4
    assert {len(name) for name in names} == {64}


def test_another_package_gives_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprints._compute.__wrapped__(("model.day",))

    monkeypatch.setattr(fingerprints, "_packages", lambda: ("jinja2-0.1.dist-info",))

    assert fingerprints._compute.__wrapped__(("model.day",)) != before


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


def _known(folder: Path) -> SealedCache:
    return SealedCache(folder / ".cache/policy/program", "", b"key")


def _settle(monkeypatch: pytest.MonkeyPatch, state: str, *, is_settled: bool = True) -> None:
    monkeypatch.setattr(fingerprints, "_describe_state", lambda: (state, is_settled))


def test_a_fingerprint_is_kept_while_no_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = ("model.day",)
    _settle(monkeypatch, "one state")
    name = fingerprints.fingerprint(entries, _known(tmp_path))
    monkeypatch.setattr(fingerprints, "_compute", lambda _: "another")

    assert fingerprints.fingerprint(entries, _known(tmp_path)) == name
    _settle(monkeypatch, "another state")
    assert fingerprints.fingerprint(entries, _known(tmp_path)) == "another"


def test_a_fingerprint_is_not_kept_while_files_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file can change twice at what the system tells as the same time."""
    _settle(monkeypatch, "one state", is_settled=False)
    fingerprints.fingerprint(("model.day",), _known(tmp_path))
    monkeypatch.setattr(fingerprints, "_compute", lambda _: "another")

    assert fingerprints.fingerprint(("model.day",), _known(tmp_path)) == "another"


def test_the_fingerprints_of_several_caches_are_kept_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _settle(monkeypatch, "one state")
    names = [fingerprints.fingerprint((entry,), _known(tmp_path)) for entry in ("model.day", "model.period")]
    monkeypatch.setattr(fingerprints, "_compute", lambda _: "another")

    assert [fingerprints.fingerprint((entry,), _known(tmp_path)) for entry in ("model.day", "model.period")] == names
    assert len(set(names)) == 2


@pytest.mark.parametrize("change", ["content", "a new file", "a file less", "the times alone"])
def test_the_state_of_a_program_changes_with_each_file(copied: Path, change: str) -> None:
    describe = fingerprints._describe_state.__wrapped__
    place = copied / "model" / "day.py"
    before, _ = describe(copied)
    match change:
        case "content":
            text = place.read_bytes()
            times = place.stat()
            place.write_bytes(text.replace(b"a", b"b", 1))
            os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))  # the time of the last status change stays new
        case "a new file":
            (copied / "model" / "new.py").touch()
        case "a file less":
            place.unlink()
        case _:
            os.utime(place, ns=(1, 1))

    after, is_settled = describe(copied)

    assert after != before
    assert not is_settled
