"""Tests that the edits of texts in any git repository are listed as they happened."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from build_tools.history.errors import HistoryError
from build_tools.history.markdown_history import read_edits, read_texts
from build_tools.model.edit import Edit
from tests.history.test_user_settings import SETTINGS
from tests.support.story import Change, Moved, Node, SampleProject, Story, git

TEXT = b"# Uses\n\n" + b"".join(b"%d. We keep what you give us for %d days.\n" % (day, day) for day in range(2, 30))
NAME = "Büro ø/Datenschutz erklärung.md"


def _told(*changes: Mapping[str, Change]) -> Story:
    """A story of which each commit was made a day after the other, at the antipodes of the author."""
    story = Story(begins="")
    for day, change in enumerate(changes, 1):
        story.publish(f"2021-03-{day:02}T23:30:00-11:00", change)
    return story


def _edits(folder: Path, *paths: str) -> list[tuple[int, str, str]]:
    """The day of the month, what happened and to which text, the newest first."""
    return [(edit.day.day, edit.fate.value, _name(edit)) for edit in read_edits(folder, paths).edits if edit.day]


def _name(edit: Edit) -> str:
    return edit.path if edit.path == edit.was_path else f"{edit.was_path} > {edit.path}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A text that was changed, renamed with a change, removed and brought back, among others that are not asked for."""
    story = _told(
        {"privacy.md": TEXT, "logo.png": b"\0", "notes.txt": b"Notes\n"},
        {"privacy.md": TEXT + b"Yes.\n", "notes.txt": b"More\n"},
        {NAME: Moved("privacy.md", ("Yes.", "No.")), "other/terms.md": b"Terms\n"},
        {NAME: Node(TEXT + b"No.\n", "100755")},
        {NAME: None},
        {"notes.txt": b"Less\n"},
        {NAME: TEXT},
    )
    story.branch("draft")
    story.publish("2021-02-01T12:00:00Z", {NAME: TEXT + b"1\n"}, on="draft")
    story.publish("2021-02-02T12:00:00Z", {NAME: TEXT + b"2\n"}, on="draft")
    story.merge("2021-03-09T12:00:00Z", "draft")
    return story.write(tmp_path_factory.mktemp("project"))


LIFE = [
    (9, "changed", NAME),
    (7, "returned", NAME),
    (5, "removed", NAME),
    (3, "renamed", f"privacy.md > {NAME}"),
    (2, "changed", "privacy.md"),
    (1, "added", "privacy.md"),
]


@pytest.mark.parametrize("path", [NAME, "Büro ø", "Büro ø/", "./Büro ø", "*erklärung.md", "B*", "*/Daten[r-t]*"])
def test_a_text_is_followed_through_its_life(path: str, project: SampleProject) -> None:
    assert _edits(project.folder, path) == LIFE


def test_a_folder_gives_its_markdown_and_a_name_what_it_names(project: SampleProject) -> None:
    terms = [(3, "added", "other/terms.md")]

    assert sorted(_edits(project.folder, ".")) == sorted(LIFE + terms)
    assert _edits(project.folder, "other", "*.md") == _edits(project.folder, ".")
    assert _edits(project.folder, "notes.txt") == [
        (6, "changed", "notes.txt"),
        (2, "changed", "notes.txt"),
        (1, "added", "notes.txt"),
    ]


def test_an_earlier_name_leads_to_the_day_it_was_given_up(project: SampleProject) -> None:
    assert _edits(project.folder, "privacy.md") == LIFE[3:]


def test_what_came_back_is_compared_with_what_was_removed(project: SampleProject) -> None:
    edits = {edit.fate.value: edit for edit in read_edits(project.folder, [NAME]).edits}
    texts = edits["returned"].texts

    assert texts
    assert edits["returned"].was == edits["removed"].was
    assert list(read_texts(project.folder, [texts])) == [(TEXT + b"No.\n", TEXT)]
    assert [edits[name].texts for name in ("added", "removed")] == [None, None]


@pytest.mark.parametrize("path", ["nowhere", "Büro", "*.pdf", "", "/", "..", "other/terms.md/x", ":(top)privacy.md"])
def test_a_path_that_leads_nowhere_is_refused(path: str, project: SampleProject) -> None:
    with pytest.raises(HistoryError, match="matches no file and no folder with Markdown"):
        read_edits(project.folder, [NAME, path])


def test_paths_are_those_from_the_folder_that_is_named(project: SampleProject) -> None:
    assert _edits(project.folder / "other", "terms.md") == [(3, "added", "other/terms.md")]
    assert _edits(project.folder / "other", ".") == [(3, "added", "other/terms.md")]
    assert _edits(project.folder / "other", f"../{NAME}") == LIFE


@pytest.mark.parametrize("omitted", ["", "config"], ids=["whole", "without settings"])
def test_a_bare_repository_tells_the_same(omitted: str, project: SampleProject, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    git(project.folder, "clone", "--quiet", "--mirror", project.folder.as_uri(), str(bare))
    if omitted:
        (bare / omitted).unlink()

    assert _edits(bare, NAME) == LIFE
    assert _edits(project.folder / ".git", NAME) == LIFE


def test_a_shallow_clone_tells_what_it_has(project: SampleProject, tmp_path: Path) -> None:
    git(project.folder, "clone", "--quiet", "--depth=3", project.folder.as_uri(), str(tmp_path / "clone"))

    past = read_edits(tmp_path / "clone", ["."])

    assert past.is_cut
    assert not read_edits(project.folder, ["."]).is_cut
    assert [edit.fate.value for edit in past.edits if edit.path == NAME] == ["changed", "added"]


def test_a_clone_that_lacks_a_text_is_refused_and_mended_by_what_is_said(tmp_path: Path) -> None:
    origin = _told({"a.md": b"One\n"}, {"a.md": b"Two\n"}, {"a.md": b"Three\n"}).write(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    git(origin.folder, "clone", "--quiet", "--filter=blob:none", origin.folder.as_uri(), str(tmp_path / "clone"))

    with pytest.raises(HistoryError, match=r"Run: git fetch --refetch --no-filter, or"):
        read_edits(tmp_path / "clone", ["a.md"])

    git(tmp_path / "clone", "fetch", "--quiet", "--refetch", "--no-filter")
    assert _edits(tmp_path / "clone", "a.md") == _edits(origin.folder, "a.md")


def test_a_text_that_nobody_compares_may_be_missing(tmp_path: Path) -> None:
    origin = _told({"a.md": b"One\n", "b.md": b"1\n"}, {"b.md": b"2\n"}).write(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    git(origin.folder, "clone", "--quiet", "--filter=blob:none", origin.folder.as_uri(), str(tmp_path / "clone"))

    assert _edits(tmp_path / "clone", "a.md") == [(1, "added", "a.md")]


def test_links_and_other_repositories_are_no_texts(tmp_path: Path) -> None:
    story = _told(
        {"a.md": b"One\n", "link.md": Node(b"a.md", "120000"), "module.md": Node(b"1" * 40, "160000")},
        {"a.md": Node(b"b.md", "120000")},
        {"a.md": b"Two\n"},
    )

    assert _edits(story.write(tmp_path).folder, ".") == [
        (3, "returned", "a.md"),
        (2, "removed", "a.md"),
        (1, "added", "a.md"),
    ]


def test_texts_that_change_names_with_each_other_are_followed(tmp_path: Path) -> None:
    other = TEXT.replace(b"keep", b"sell").replace(b"We", b"They")
    story = _told(
        {"a.md": TEXT, "b.md": other}, {"c.md": Moved("a.md")}, {"a.md": Moved("b.md")}, {"c.md": TEXT + b"x"}
    )

    assert _edits(story.write(tmp_path).folder, "c.md") == [
        (4, "changed", "c.md"),
        (2, "renamed", "a.md > c.md"),
        (1, "added", "a.md"),
    ]


def test_names_that_would_command_a_terminal_are_made_harmless(tmp_path: Path) -> None:
    names = "\x1b[31m.md", "line\nbreak.md", "b\udcff.md"

    edits = read_edits(_told(dict.fromkeys(names, b"One\n")).write(tmp_path).folder, ["."]).edits

    assert {edit.path for edit in edits} == {"\N{REPLACEMENT CHARACTER}[31m.md"} | {
        f"{word}.md" for word in ("line\N{REPLACEMENT CHARACTER}break", "b\N{REPLACEMENT CHARACTER}")
    }


def test_a_day_that_no_calendar_has_is_told_as_git_tells_it(tmp_path: Path) -> None:
    story = _told({"a.md": b"One\n"})
    story.publish(10**17, {"a.md": b"Two\n"})

    edits = read_edits(story.write(tmp_path).folder, ["a.md"]).edits

    assert [edit.fate.value for edit in edits] == ["changed", "added"]


def test_too_large_a_text_is_not_judged(tmp_path: Path) -> None:
    story = _told({"a.md": b"One\n"}, {"a.md": b"x" * 5_000_000}, {"a.md": b"y" * 1_000_000}, {"a.md": b"z"})

    edits = read_edits(story.write(tmp_path).folder, ["a.md"]).edits

    why = "the text has 5.0 MB, more than the limit of 1 MB"
    assert [edit.unread for edit in edits] == ["", why, why, ""]


def test_an_empty_repository_and_a_broken_place_are_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "empty")
    (tmp_path / "plain").mkdir()

    for place, complaint in {
        "empty": "nothing has been committed in",
        "plain": "plain is not in a git repository. Name a clone",
        "missing": "there is no folder",
        "long" * 1_000: "cannot be read: File name too long",
    }.items():
        with pytest.raises(HistoryError, match=complaint):
            read_edits(tmp_path / place, ["."])


@pytest.mark.parametrize("setting", [*SETTINGS, "diff.renames=false", "diff.renameLimit=1", "core.attributesFile=@"])
def test_a_setting_changes_nothing(
    setting: str, project: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value = setting.split("=")
    section, key = name.split(".")
    (tmp_path / "attributes").write_text("*.md binary diff=missing\n", encoding="utf-8")
    value = value.replace("@", str(tmp_path / "attributes"))
    (tmp_path / "settings").write_text(f'[{section}]\n{key} = "{value}"\n', encoding="utf-8")
    before = read_edits(project.folder, ["."])

    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))

    assert read_edits(project.folder, ["."]) == before
