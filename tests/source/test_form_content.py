"""Tests that a form sees the content of a file, and that its changes are written back."""

import pytest

from build_tools.model.problem import Problems
from build_tools.source.form_content import find_route, patch_content, read_content

SECTION = "---\ntitle: 'Cookies'  # as in the menu\n---\n\n## Why\n\n{{ blocks.cookies }}\n"


def test_a_markdown_file_is_its_front_matter_and_its_prose() -> None:
    assert read_content("x.md", SECTION) == {"title": "Cookies", "body": "\n## Why\n\n{{ blocks.cookies }}\n"}
    assert read_content("x.md", "Only prose.\n") == {"body": "Only prose.\n"}


def test_an_edit_of_the_prose_leaves_the_front_matter_as_it_stands() -> None:
    told = patch_content("x.md", SECTION, {"title": "Cookies", "body": "\nOther words."})

    assert told == "---\ntitle: 'Cookies'  # as in the menu\n---\n\nOther words.\n"


def test_an_edit_of_the_front_matter_leaves_the_prose_as_it_stands() -> None:
    told = patch_content("x.md", SECTION, {**read_content("x.md", SECTION), "title": "Crumbs"})

    assert told == SECTION.replace("'Cookies'", "'Crumbs'")


def test_front_matter_comes_and_goes() -> None:
    assert patch_content("x.md", "Words.\n", {"title": "A", "body": "Words.\n"}) == "---\ntitle: A\n---\nWords.\n"
    assert patch_content("x.md", "---\ntitle: A\n---\nWords.\n", {"body": "Words.\n"}) == "Words.\n"


def test_a_new_file_has_its_front_matter_before_its_prose() -> None:
    told = patch_content("x.md", "", {"title": "A", "effective": "2026-04-02", "body": "Words."})

    assert told == "---\ntitle: A\neffective: 2026-04-02\n---\nWords.\n"


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(Problems, match="not closed"):
        read_content("x.md", "---\ntitle: A\n")
    with pytest.raises(Problems, match="alias"):
        read_content("x.yml", "a: *b\n")


@pytest.mark.parametrize(
    ("line", "column", "route"),
    [
        (1, 1, ()),
        (2, 5, ("retention", 0)),
        (2, 9, ("retention", 0, "id")),
        (3, 5, ("retention", 0, "period")),
        (3, 13, ("retention", 0, "period")),
        (4, 14, ("retention", 0, "covers", 0)),
        (9, 1, ("retention", 1, "id")),
    ],
)
def test_a_place_leads_to_the_field_that_stands_there(line: int, column: int, route: tuple[object, ...]) -> None:
    text = "retention:\n  - id: logs\n    period: P90D\n    covers: [usage]\n  - id: billing\n"

    assert find_route("x.yml", text, line, column) == route


def test_a_place_in_the_prose_is_a_line_of_it() -> None:
    assert find_route("x.md", SECTION, 7, 3) == ("body", 4)
    assert find_route("x.md", SECTION, 2, 8) == ("title",)
