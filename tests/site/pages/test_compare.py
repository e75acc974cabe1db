"""Tests that the page that compares versions lists all of them, with the changes of each."""

import re
from pathlib import Path

import pytest

from build_tools.model.page import Page
from build_tools.project.project import Project
from tests.support.edits import own_tree
from tests.support.story import NOW, SampleProject, Story, describe, keep

PAGE = "compare/index.md"


def pages_of(project: Path) -> dict[str, Page]:
    return {page.path: page for page in Project.of_folder(project, NOW).site.pages}


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy whose schedule changed twice on a day, and whose vendors changed with the second of these changes."""
    story = Story()
    story.publish("2025-03-01T10:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T11:00:00-07:00", {**keep("P60D"), **describe("Payments")})
    return story.write(tmp_path_factory.mktemp("living"))


def test_every_version_is_listed_with_its_text_and_the_publication_that_brought_it(living: SampleProject) -> None:
    rows = re.findall(
        r"^- \[.*?\]\((\S+)\)\{ #(\S+) \}.*\[What changed\]\((\S+)\)$", pages_of(living.folder)[PAGE].text, re.MULTILINE
    )

    assert rows[-5:] == [
        ("../subprocessors/2025-03-01.md", "subprocessors.2025-03-01", "../changelog/2025-03-01.2.md#subprocessors"),
        ("../subprocessors/2025-01-10.md", "subprocessors.2025-01-10", "../changelog/2025-01-10.md#subprocessors"),
        *(
            (
                f"../retention-schedule/{name}.md",
                f"retention-schedule.{name}",
                f"../changelog/{name}.md#retention-schedule",
            )
            for name in ("2025-03-01.2", "2025-03-01", "2025-01-10")
        ),
    ]
    assert len(rows) == 8


def test_the_text_in_force_is_marked(living: SampleProject) -> None:
    marked = [line for line in pages_of(living.folder)[PAGE].text.splitlines() if "<small>in force</small>" in line]

    assert [re.findall(r"#(\S+) \}", line) for line in marked] == [
        ["privacy-policy.2025-03-01.2"], ["subprocessors.2025-03-01"], ["retention-schedule.2025-03-01.2"],
    ]  # fmt: skip


def test_where_nothing_has_two_versions_there_is_no_comparison(tmp_path: Path) -> None:
    pages = pages_of(Story().write(tmp_path).folder)

    assert PAGE not in pages
    assert [path for path, page in pages.items() if "compare/index.md" in page.text] == []


def test_what_was_never_published_has_no_page_to_compare() -> None:
    assert PAGE not in {page.path for page in Project(own_tree()).site.pages}


def test_an_old_text_offers_its_words_to_programs(living: SampleProject) -> None:
    assert (
        '"path": "data/texts/subprocessors/2025-01-10.json"'
        in pages_of(living.folder)["subprocessors/2025-01-10.md"].text
    )
