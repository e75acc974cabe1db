"""Tests that a check refuses characters that a PDF cannot show."""

from pathlib import Path

import pytest

from build_tools.model.problem import Problem
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from tests.support.edits import Edit, edited
from tests.support.story import Story, settle

SETTINGS, CONTACT, HOME = "policy_src/policy.yml", "policy_src/sections/contact.md", "policy_src/pages/index.md"
VENDORS, WORDING = "policy_src/subprocessors.yml", "policy_src/wording.yml"
WITHOUT_PDF: dict[str, Edit] = {SETTINGS: ("downloads: [pdf, docx]", "downloads: [docx]")}


def told(edits: dict[str, Edit]) -> tuple[Problem, ...]:
    """What is wrong with TraceLoom's source once it is edited."""
    return check_source(Project(edited(edits))).problems


LETTERS: dict[str, tuple[dict[str, Edit], str, str]] = {
    "an emoji in a section": (
        {CONTACT: ("Mailing address:", "\U0001f600 Mailing:")},
        f"{CONTACT}:8:1",
        "\U0001f600 (U+1F600)",
    ),
    "letters by their numbers": (
        {CONTACT: ("Mailing address:", "See &#20013; &#x6587;. Mailing:")},
        f"{CONTACT}:8:5",
        "\u4e2d (U+4E2D), \u6587 (U+6587)",
    ),
    "an Arabic name of a fact": (
        {VENDORS: ("name: Stripe", "name: \u0633\u062a\u0631 Stripe")},
        f"{VENDORS}:",
        "\u0633 (U+0633), \u062a (U+062A), \u0631 (U+0631)",
    ),
    "a title": (
        {SETTINGS: ("title: Retention Schedule", "title: \u4e2d Retention")},
        f"{SETTINGS}:",
        "\u4e2d (U+4E2D)",
    ),
    "the foot of pages": ({WORDING: ("page: Page", "page: \u4e2d Page")}, f"{WORDING}:", "\u4e2d (U+4E2D)"),
}


@pytest.mark.parametrize("case", LETTERS)
def test_a_letter_without_a_shape_is_refused_where_pdfs_are_offered(case: str) -> None:
    edits, place, letters = LETTERS[case]
    (problem,) = told(edits)

    assert problem.what == f"the font of PDFs lacks {letters}"
    assert str(problem.location).startswith(place)


@pytest.mark.parametrize("edits", [case[0] for case in LETTERS.values() if SETTINGS not in case[0]])
def test_any_letter_is_fine_without_pdfs(edits: dict[str, Edit]) -> None:
    assert told({**edits, **WITHOUT_PDF}) == ()


def test_a_letter_that_is_not_printed_is_fine() -> None:
    assert told({HOME: ("Questions or requests", "\U0001f600 Questions or requests")}) == ()


def test_a_language_whose_calendar_has_other_letters_is_refused_with_pdfs() -> None:
    problems = told({SETTINGS: ("language: en", "language: ja"), "policy_src/storage.yml": (".adjective", "")})

    (problem,) = (one for one in problems if one.check == "letter")
    assert problem.what.endswith("which this language or a layout brings")


@pytest.mark.parametrize("folder", ["privacy-policy", "changelog", "data", "search", "templates"])
def test_a_picture_in_a_folder_of_the_site_is_refused(folder: str) -> None:
    path = f"policy_src/pages/{folder}/2026-02-14/a.png"
    (problem,) = told({path: b"\x89PNG"})

    assert (problem.location.file, problem.check) == (path, "reserved-address")
    assert told({"policy_src/pages/pictures/a.png": b"\x89PNG"}) == ()


def test_a_commit_that_the_settings_name_and_nobody_has_is_refused(tmp_path: Path) -> None:
    reason = "reason: The clock was wrong that day."
    for number, (settings, column) in enumerate(
        (
            ('adopted:\n  published: 2025-01\n  revision: "abcdef1234"', 13),
            (f'corrected_days:\n  - published: 2025-01-10\n    revision: "abcdef1234"\n    {reason}', 15),
        )
    ):
        story = Story()
        story.publish("2025-02-01T12:00:00-07:00", settle(settings))
        project = story.write(tmp_path / str(number))
        checked = project.ask("check")
        line = project.folder.joinpath(SETTINGS).read_text("utf-8").split("abcdef1234")[0].count("\n") + 1

        (told,) = (said for said in checked.stdout.splitlines() if "abcdef1234" in said)
        assert checked.exit_code == 1
        assert told.startswith(f"{SETTINGS}:{line}:{column}: {settings.split(':')[0]}")
        assert "names commit abcdef1234, which is not" in told
        assert told in project.ask("check", "--against", "HEAD").stdout.splitlines()
        assert "names commit abcdef1234, which is not" in project.refusal
