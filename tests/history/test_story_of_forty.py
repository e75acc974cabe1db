"""Tests the versions of a long history with all kinds of commits."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from build_tools.model.version import Archive
from tests.support.story import (
    BROKEN,
    Change,
    Files,
    Moved,
    Node,
    SampleProject,
    Story,
    corrected,
    describe,
    introduce,
    keep,
    remark,
    say,
    settle,
)

# ruff: noqa: E501 - the table has a line a commit
SETTINGS = "policy_src/policy.yml"
RIGHTS = "policy_src/rights.yml"
SHORT = {"privacy-policy": "P", "subprocessors": "S", "retention-schedule": "R"}


@dataclass(frozen=True, slots=True)
class Row:
    """A commit: of which kind, when committed, what it changes of the files before it, and the versions it makes."""

    kind: str
    moment: str
    tell: Callable[[Files], Mapping[str, Change]]
    expected: str = ""
    on: str = "main"
    merges: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    """Branches that begin after it."""


def _crlf(files: Files) -> Mapping[str, Change]:
    return {path: replace(node, content=node.content.replace(b"\n", b"\r\n")) for path, node in files.items()}


def _lf(files: Files) -> Mapping[str, Change]:
    return {path: replace(node, content=node.content.replace(b"\r\n", b"\n")) for path, node in files.items()}


def _apart(files: Files) -> Mapping[str, Change]:
    path = "policy_src/sections/changes-to-this-policy.md"
    return {path: unicodedata.normalize("NFD", files[path].content.decode()).encode()}


def _mode(files: Files) -> Mapping[str, Change]:
    return {path: replace(node, mode="100755") for path, node in files.items()}


def _withdraw(files: Files) -> Mapping[str, Change]:
    data = files[SETTINGS].content
    start, end = data.index(b"  - id: retention-schedule\n"), data.index(b"publication:\n")
    return {SETTINGS: data[:start] + data[end:]}


def _bring_back(files: Files) -> Mapping[str, Change]:
    listed = Story().files()[SETTINGS].content
    start, end = listed.index(b"  - id: retention-schedule\n"), listed.index(b"publication:\n")
    return {SETTINGS: files[SETTINGS].content.replace(b"publication:\n", listed[start:end] + b"publication:\n", 1)}


def _mend(_: Files) -> Mapping[str, Change]:
    return {RIGHTS: Story().files()[RIGHTS]}


def _always(changes: Mapping[str, Change]) -> Callable[[Files], Mapping[str, Change]]:
    return lambda _: changes


TABLE = [
    Row("first of all", "2025-01-10T12:00:00-07:00", dict, "P 2025-01, S 2025-01, R 2025-01"),
    Row("a file beside the source", "2025-01-11T12:00:00-07:00", _always({"README.md": b"Read me\n"})),
    Row("a comment", "2025-01-12T12:00:00-07:00", _always(remark("Ours", "legal/"))),
    Row("moved up", "2025-01-13T12:00:00-07:00", _always({"policy_src": Moved("legal/policy_src"), "templates": Moved("legal/templates")})),
    Row("a fact, in the month of adoption", "2025-01-20T12:00:00-07:00", _always(keep("P120D")), "P 2025-01-20, R 2025-01-20"),
    Row("reverted on that day", "2025-01-20T13:00:00-07:00", _always(keep("P90D")), "P 2025-01-20.2, R 2025-01-20.2"),
    Row("a word", "2025-02-01T23:59:59-07:00", _always(say("The café.")), "P 2025-02-01"),
    Row("letters taken apart", "2025-02-02T12:00:00-07:00", _apart),
    Row("line endings of Windows", "2025-02-03T12:00:00-07:00", _crlf),
    Row("and back", "2025-02-04T12:00:00-07:00", _lf),
    Row("executable files", "2025-02-05T12:00:00-07:00", _mode),
    Row("nothing", "2025-02-06T12:00:00-07:00", dict),
    Row("a second before midnight, seen from Berlin", "2025-02-08T07:59:59+01:00", _always(describe("Counting")), "P 2025-02-07, S 2025-02-07"),
    Row("at midnight, seen from Tokyo", "2025-02-08T16:00:00+09:00", _always(describe("Statistics")), "P 2025-02-08, S 2025-02-08", leaves=("draft", "other")),
    Row("on a draft", "2025-02-09T12:00:00-07:00", _always(keep("P1Y")), on="draft"),
    Row("on the draft again", "2025-02-10T12:00:00-07:00", _always(introduce("For each.")), on="draft"),
    Row("on another draft", "2025-02-11T12:00:00-07:00", _always(say("No café.")), on="other"),
    Row("meanwhile", "2025-02-12T12:00:00-07:00", _always(remark("Meanwhile"))),
    Row("a merge", "2025-03-01T12:00:00-07:00", dict, "P 2025-03-01, R 2025-03-01", merges=("draft",)),
    Row("a merge in the same second", "2025-03-01T12:00:00-07:00", dict, "P 2025-03-01.2", merges=("other",)),
    Row("a broken source", "2025-03-02T12:00:00-07:00", _always(BROKEN), "none: broken"),
    Row("an edit while it is broken", "2025-03-03T12:00:00-07:00", _always(keep("P2Y")), "none: broken"),
    Row("mended", "2025-03-04T12:00:00-07:00", _mend, "P 2025-03-04, R 2025-03-04"),
    Row("a link", "2025-03-05T12:00:00-07:00", _always({"policy_src/more.yml": Node(b"/etc/passwd", "120000"), **keep("P3Y")}), "none: broken"),
    Row("another repository", "2025-03-06T12:00:00-07:00", _always({"policy_src/more.yml": Node(b"1" * 40, "160000")}), "none: broken"),
    Row("a large file", "2025-03-07T12:00:00-07:00", _always({"policy_src/more.yml": b"#" * 1_000_001}), "none: broken"),
    Row("aliases", "2025-03-08T12:00:00-07:00", _always({"policy_src/more.yml": None, RIGHTS: b"a: &a [x]\nrights: *a\n"}), "none: broken"),
    Row("mended as it was published", "2025-03-09T12:00:00-06:00", lambda _: {**_mend(_), **keep("P2Y")}),
    Row("withdrawn", "2025-04-01T12:00:00-06:00", _withdraw),
    Row("a change meanwhile", "2025-04-02T12:00:00-06:00", _always(keep("P4Y")), "P 2025-04-02"),
    Row("brought back", "2025-04-03T12:00:00-06:00", _bring_back, "R 2025-04-03"),
    Row("a layout without effect", "2025-04-04T12:00:00-06:00", _always({"templates/blocks/rights.md": lambda data: b"{# Ours #}\n" + data})),
    Row("a layout with words", "2025-04-05T12:00:00-06:00", _always({"templates/documents/subprocessors.md": lambda data: data + b"\nThat is all.\n"}), "S 2025-04-05"),
    Row("a file renamed and edited", "2025-04-06T12:00:00-06:00", _always({"policy_src/sections/ask.md": Moved("policy_src/sections/contact.md", ("Privacy questions", "Questions")), SETTINGS: ("      - contact\n", "      - ask\n")}), "P 2025-04-06"),
    Row("a word again", "2025-04-08T12:00:00-06:00", _always(say("At last.")), "P 2025-04-08"),
    Row("a fact again", "2025-04-09T12:00:00-06:00", _always(keep("P5Y")), "P 2025-04-09, R 2025-04-09"),
    Row("by a clock behind by months", "2025-01-01T12:00:00-07:00", _always(describe("Behind")), "P 2025-04-20, S 2025-04-20"),
    Row("a clock behind without effect", "1980-01-01T12:00:00-07:00", _always(remark("Behind"))),
    Row("a clock ahead without effect", "2999-01-01T12:00:00-07:00", _always(remark("Ahead"))),
    Row("another time zone", "2025-05-01T06:00:00Z", _always({SETTINGS: ("America/Denver", "Pacific/Auckland")})),
    Row("a day earlier than in Denver", "2025-05-01T12:00:00Z", _always(introduce("Now then.")), "R 2025-05-02", leaves=("a", "b", "c")),
    Row("an arm", "2025-05-02T12:00:00Z", _always(describe("Arms")), on="a"),
    Row("an arm", "2025-05-03T12:00:00Z", _always(keep("P6Y")), on="b"),
    Row("an arm", "2025-05-04T12:00:00Z", _always(say("Arms.")), on="c"),
    Row("an octopus", "2025-05-05T12:00:00Z", dict, "P 2025-05-06, S 2025-05-06, R 2025-05-06", merges=("a", "b", "c")),
    Row("the wrong day corrected", "2025-05-06T12:00:00Z", dict),
]  # fmt: skip
WRONG = next(number for number, row in enumerate(TABLE) if row.kind == "by a clock behind by months")


def _tell() -> Story:
    story = Story(begins="")
    for row in TABLE:
        _tell_row(story, row)
        for name in row.leaves:
            story.branch(name)
    return story


def _tell_row(story: Story, row: Row) -> None:
    if row.merges:
        story.merge(row.moment, *row.merges, subject=row.kind)
    elif story.commits:
        story.publish(row.moment, {**row.tell(story.files(row.on))}, subject=row.kind, on=row.on)
    else:
        story.publish(row.moment, dict(Story(prefix="legal/", adopted="published: 2025-01").files()), subject=row.kind)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """The history of the table. The commit that corrects a day can name it once it is told."""
    folder = tmp_path_factory.mktemp("forty")
    wrong = _tell().write(folder).commits[WRONG]
    story = _tell()
    story.commits.pop()
    story.tips["main"] -= 1
    story.publish(TABLE[-1].moment, settle(corrected(wrong[:12], "2025-04-20")), subject=TABLE[-1].kind)
    return story.write(folder)


@pytest.fixture(scope="module")
def archive(project: SampleProject) -> Archive:
    """What comes of it."""
    return project.archive


def test_every_commit_makes_the_versions_that_are_expected(project: SampleProject, archive: Archive) -> None:
    made: dict[str, list[str]] = {commit: [] for commit in project.commits}
    for version in archive.in_order:
        made[version.revision.commit].append(f"{SHORT[version.document.id]} {version.name}")
    for left in archive.unpublished:
        made[left.revision.commit].append("none: broken")

    expected = [f"{row.kind}: {row.expected}" for row in TABLE]
    actual = [f"{row.kind}: {', '.join(made[commit])}" for row, commit in zip(TABLE, project.commits, strict=True)]

    assert len(TABLE) >= 40
    assert actual == expected


def test_a_second_run_tells_the_same(project: SampleProject, archive: Archive) -> None:
    assert project.archive == archive


def test_a_text_ends_when_the_next_begins_or_its_document_is_withdrawn(archive: Archive) -> None:
    ends = [(version.name, str(version.until)) for version in archive.histories["retention-schedule"]]

    starts = [name.split(".")[0] for name, _ in ends[1:]]
    assert [until for _, until in ends] == [start if start != "2025-04-03" else "2025-04-01" for start in starts] + [
        "None"
    ]
