"""Tests that the content of an old commit cannot reach other files, a terminal, or unpublished texts."""

import tracemalloc
from pathlib import Path

import pytest

from tests.support.projects import contents
from tests.support.story import Change, Node, SampleProject, Story, day, keep, remark, say

OUTSIDE = "What stands outside of the project"

HOSTILE: dict[str, dict[str, Change]] = {
    "a link to a file outside": {"policy_src/sections/contact.md": Node(b"../../../secret.md", "120000")},
    "a link to a file of the machine": {"policy_src/data.yml": Node(b"/etc/passwd", "120000")},
    "a link in place of a folder": {"policy_src/sections": Node(b"../templates", "120000")},
    "a link in place of the source": {"policy_src": Node(b"../outside", "120000")},
    "a file in place of the layouts": {"templates": b"No folder\n"},
    "a link among the layouts": {"templates/blocks/rights.md": Node(b"../../../secret.md", "120000")},
    "a link to a folder": {"policy_src/more": Node(b"..", "120000")},
    "another repository": {"policy_src/more": Node(b"1" * 40, "160000")},
    "another repository in place of a file": {"policy_src/data.yml": Node(b"1" * 40, "160000")},
    "aliases of YAML": {"policy_src/rights.yml": b"a: &a [x, x]\nb: &b [*a, *a]\nrights: [*b, *b]\n"},
    "a tag of YAML": {"policy_src/rights.yml": b"rights: !!python/object/apply:os.system [touch told]\n"},
    "a layout that reads files": {"templates/blocks/rights.md": b'{% include "../../secret.md" %}\n'},
    "a layout that looks behind": {"templates/blocks/rights.md": b"{{ ''.__class__.__mro__ }}\n"},
    "a pointer of Git LFS": {
        "policy_src/sections/contact.md": b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n"
    },
    "no text": {"policy_src/rights.yml": b"\xff\xfe\0\0"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the project lies, beside a secret."""
    (tmp_path / "secret.md").write_text(f"{OUTSIDE}\n", encoding="utf-8")
    return tmp_path / "project"


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in HOSTILE.items()])
def test_a_hostile_commit_is_no_version_and_is_not_followed(folder: Path, changes: dict[str, Change]) -> None:
    story = Story()
    good = story.files()
    story.publish("2025-02-01T12:00:00Z", changes)
    story.publish("2025-02-02T12:00:00Z", {path: None for path in story.files() if path not in good} | dict(good))
    story.publish("2025-02-03T12:00:00Z", remark("Mended"))
    project = story.write(folder)
    before = _around(folder)

    archive = project.archive

    assert project.left_out == [1]
    assert project.made_by == [(0,), (0,), (0,)]
    assert OUTSIDE not in repr(archive)
    assert _around(folder) == before


@pytest.mark.parametrize(
    "name",
    [
        b"../secret.md",
        b"..",
        b"../../secret.md",
        b"/etc/passwd",
        b"sections/../../../secret.md",
        b"two\nlines.md",
        b"\x1b]0;owned\x07.md",
        "\N{RIGHT-TO-LEFT OVERRIDE}lmth.md".encode(),
        b"\xff\xfe.md",
        b"a\tb.md",
        b":(top)secret.md",
        b"--output=told",
        b"C:\\secret.md",
    ],
)
def test_a_hostile_name_is_no_version_and_is_not_followed(folder: Path, name: bytes) -> None:
    project = Story().write(folder)
    good = project.git("rev-parse", "HEAD^{tree}")
    evil = _commit(project, _with_entry(project, name), project.commits[0], "2025-02-01")
    mended = _commit(project, good, evil, "2025-02-02")
    project.git("update-ref", "refs/heads/main", mended)
    before = _around(folder)

    archive = project.archive

    assert [left.revision.commit for left in archive.unpublished] == [evil]
    assert project.policy == ["2025-01-10"]
    assert OUTSIDE not in repr(archive)
    assert _around(folder) == before
    _assert_printable(project.ask("log").output)


@pytest.mark.parametrize("kind", ["author", "subject"])
@pytest.mark.parametrize(
    "words",
    [
        b"\x1b[31mRed\x1b]0;owned\x07",
        b"Back\rwards\b\b\x7f",
        "Right \N{RIGHT-TO-LEFT OVERRIDE}tfel\N{ZERO WIDTH SPACE} \x9b2J".encode(),
        b"No \xff\xfe\x80 text",
        "Line\N{LINE SEPARATOR}next\N{NEXT LINE}one".encode(),
    ],
)
def test_nothing_unprintable_reaches_the_terminal(folder: Path, kind: str, words: bytes) -> None:
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    said = {kind: words}
    story.publish("2025-02-01T12:00:00Z", {"policy_src/rights.yml": words}, **said)  # type: ignore[arg-type]
    story.publish("2025-02-02T12:00:00Z", {"policy_src/rights.yml": rights})
    story.publish("2025-02-03T12:00:00Z", keep("P120D"), **said)  # type: ignore[arg-type]
    project = story.write(folder)

    assert project.policy == ["2025-01-10", "2025-02-03"]
    _assert_printable(project.ask("log").output)
    _assert_printable(project.ask("log", "--format", "json").output)


def test_a_name_in_an_old_encoding_is_read(folder: Path) -> None:
    story = Story()
    header = b"encoding ISO-8859-1\n"
    story.publish("2025-02-01T12:00:00Z", keep("P120D"), author=b"Zo\xeb", subject=b"Gr\xf6\xdfe", header=header)

    revision = story.write(folder).version("2025-02-01").revision

    assert (revision.author, revision.subject) == ("Zoë", "Größe")


def test_a_subject_of_many_lines_is_one(folder: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00Z", keep("P120D"), subject="One\ntwo\n\nThe rest\n:100644 100644 a b M\tx")

    assert story.write(folder).version("2025-02-01").revision.subject == "One two"


def test_a_commit_without_a_subject_is_told(folder: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00Z", keep("P120D"), subject=b"\n")
    story.publish("2025-02-02T12:00:00Z", say("We care."), subject=b"\n", author=b"")

    project = story.write(folder)

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-02"]
    assert (project.version("2025-02-02").revision.author, project.version("2025-02-02").revision.subject) == ("", "")


def test_a_blob_of_100_megabytes_is_refused_and_never_read(folder: Path, tmp_path: Path) -> None:
    large = tmp_path / "zeros"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    project = Story().write(folder)
    good = project.git("rev-parse", "HEAD^{tree}")
    blob = project.git("-c", "core.compression=1", "hash-object", "-w", str(large))
    evil = _commit(project, _with_entry(project, b"large.yml", blob), project.commits[0], "2025-02-01")
    project.git("update-ref", "refs/heads/main", _commit(project, good, evil, "2025-02-02"))

    tracemalloc.start()
    try:
        archive = project.archive
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20_000_000
    assert [(left.revision.commit, str(left.problems[0])) for left in archive.unpublished] == [
        (
            evil,
            (
                "policy_src/large.yml:1:1: the file has 100.0 MB, more than the 1 MB that a file may have. "
                "Remove what does not belong in it."
            ),
        )
    ]


def test_a_graft_tells_no_other_history(folder: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00Z", keep("P120D"))
    story.publish("2025-02-02T12:00:00Z", say("We care."))
    project = story.write(folder)
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{project.commits[2]} {project.commits[0]}\n", encoding="utf-8")

    assert "Commit 1" not in project.git("log", "--format=%s")
    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-02"]


@pytest.mark.parametrize("what", ["commit", "file"])
def test_a_replacement_tells_no_other_history(folder: Path, what: str) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00Z", keep("P120D"))
    story.publish("2025-02-02T12:00:00Z", keep("P1Y"))
    project = story.write(folder)
    path = "policy_src/retention.yml"
    old, new = (project.git("rev-parse", f"{commit}:{path}") for commit in project.commits[1:])
    told = project.archive
    names = (old, new) if what == "file" else project.commits[2:0:-1]
    (folder / ".cache").rename(folder.with_name("away"))

    project.git("replace", "--force", *names)

    assert project.git("rev-parse", f"{names[0]}^{{}}") == names[0]
    assert project.git("cat-file", "-p", names[0]) == project.git("cat-file", "-p", names[1])
    assert project.archive == told


def _with_entry(project: SampleProject, name: bytes, blob: str = "") -> str:
    """The tree of the last commit with one entry more in policy_src/, under any name."""
    blob = blob or project.git("hash-object", "-w", "--stdin", told=b"Hostile\n")
    entries = [*_entries(project, "HEAD:policy_src"), (b"100644", name, blob)]
    folder = _tree(project, entries)
    top = [(mode, path, folder if path == b"policy_src" else sha) for mode, path, sha in _entries(project, "HEAD")]
    return _tree(project, top)


def _entries(project: SampleProject, tree: str) -> list[tuple[bytes, bytes, str]]:
    lines = project.git("ls-tree", "-z", tree).rstrip("\0").split("\0")
    pieces = [line.split("\t", 1) for line in lines]
    return [(what.split()[0].lstrip("0").encode(), path.encode(), what.split()[2]) for what, path in pieces]


def _tree(project: SampleProject, entries: list[tuple[bytes, bytes, str]]) -> str:
    ordered = sorted(entries, key=lambda entry: entry[1] + (b"/" if entry[0] == b"40000" else b""))
    content = b"".join(mode + b" " + path + b"\0" + bytes.fromhex(sha) for mode, path, sha in ordered)
    return project.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", told=content)


def _commit(project: SampleProject, tree: str, parent: str, on: str) -> str:
    person = f"Eve <eve@example.com> {int(day(f'{on}T12:00:00+00:00').timestamp())} +0000"
    content = f"tree {tree}\nparent {parent}\nauthor {person}\ncommitter {person}\n\nEvil\n"
    return project.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", told=content.encode())


def _around(folder: Path) -> dict[str, bytes]:
    """All that lies around and in a project, but for what git and the tool keep."""
    found = contents(folder.parent)
    return {path: data for path, data in found.items() if "/.git/" not in path and "/.cache/" not in path}


def _assert_printable(text: str) -> None:
    assert [line for line in text.split("\n") if not line.isprintable()] == []
