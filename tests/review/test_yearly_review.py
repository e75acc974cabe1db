"""Tests the reminder to review a policy, and that nothing fails because time passes."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_tools.cli import main
from build_tools.model.day import add_months
from build_tools.project.project import Project
from build_tools.review.yearly_review import find_future_review, last_review, remind_of_review
from tests.support.edits import edited
from tests.support.story import Story

REVIEWED = ("adopted:", "reviewed: {day: 2025-11-30, note: Nothing had to change.}\nadopted:")
AFTER = {"POLICY_TODAY": "2025-12-01"}


def reminders(today: str) -> list[str]:
    """What a source that was reviewed on 30 November 2025 is reminded of."""
    now = datetime.fromisoformat(f"{today}T18:00:00+00:00")
    return [str(one) for one in remind_of_review(Project(edited({"policy_src/policy.yml": REVIEWED}), now=now))]


@pytest.mark.parametrize("today", ["2025-12-01", "2026-10-29"])
def test_nobody_is_reminded_for_eleven_months(today: str) -> None:
    assert reminders(today) == []


@pytest.mark.parametrize("today", ["2026-10-30", "2026-11-30"])
def test_one_is_reminded_from_eleven_months_on(today: str) -> None:
    (told,) = reminders(today)

    assert ": the policy was last reviewed on 2025-11-30. Review it by 2026-11-30, and write the day under" in told


def test_after_twelve_months_it_is_overdue() -> None:
    (told,) = reminders("2026-12-01")

    assert told.startswith("policy_src/policy.yml:")
    assert "last reviewed on 2025-11-30, and a review was due by 2026-11-30. Review it, and write the day" in told


@pytest.mark.parametrize(("today", "is_wrong"), [("2025-11-29", True), ("2025-11-30", False)])
def test_no_review_is_still_to_come(today: str, *, is_wrong: bool) -> None:
    now = datetime.fromisoformat(f"{today}T18:00:00+00:00")
    told = [str(one) for one in find_future_review(Project(edited({"policy_src/policy.yml": REVIEWED}), now=now))]

    assert len(told) == is_wrong
    assert all(re.match(r"policy_src/policy\.yml:\d+:17: the policy cannot have been reviewed on", one) for one in told)


def test_a_review_that_is_still_to_come_fails_the_check_and_counts_for_no_list(tmp_path: Path) -> None:
    project = Story().write(tmp_path).folder
    with (project / "policy_src/policy.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nreviewed: {day: 2025-11-30}\n")
    before = {"POLICY_TODAY": "2025-11-29"}

    def ask(*asked: str, **day: str) -> Result:
        return CliRunner().invoke(main, ["--project", str(project), "check", *asked], env={**before, **day})

    plain, change = ask(), ask("--against", "main")
    lists = [json.loads(ask("--list", "ccpa", "--format", "json", **day).stdout)["lists"] for day in ({}, AFTER)]

    assert (plain.exit_code, change.exit_code) == (1, 1)
    assert ": today is 2025-11-29. Write the day of the last review" in plain.stdout
    assert "[review-to-come]" in change.stdout
    states = [{item["id"]: item["state"] for item in told["items"]}["yearly-review"] for (told,) in lists]
    assert states == ["missing", "found"]
    assert ask(**AFTER).exit_code == 0


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TraceLoom's policy, which changed in March 2025 last."""
    story = Story()
    section = "policy_src/sections/contact.md"
    story.publish("2025-03-01T12:00:00-07:00", {section: lambda text: text + b"\nWe read every letter.\n"})
    return story.write(tmp_path_factory.mktemp("review")).folder


def test_without_a_review_the_day_of_the_last_version_counts(project: Path) -> None:
    assert str(last_review(Project.of_folder(project, datetime(2026, 1, 1, tzinfo=UTC)))) == "2025-03-01"


def test_a_reminder_is_told_and_does_not_count(project: Path) -> None:
    due = {"POLICY_TODAY": "2026-02-01"}
    asked = ["--project", str(project), "check"]

    text = CliRunner().invoke(main, asked, env=due)
    github = CliRunner().invoke(main, [*asked, "--format", "github"], env=due)
    told = json.loads(CliRunner().invoke(main, [*asked, "--format", "json"], env=due).stdout)

    assert (text.exit_code, github.exit_code) == (0, 0)
    assert "Review it by 2026-03-01, and write the day under reviewed: in policy.yml. [review-due]" in text.stdout
    assert ", 1 reminder, " in text.stderr
    assert "::warning file=policy_src/policy.yml," in github.stdout
    assert [one["check"] for one in told["reminders"]] == ["review-due"]


def test_a_source_without_history_is_reminded_of_nothing() -> None:
    assert list(remind_of_review(Project(edited({}), now=datetime(2030, 1, 1, tzinfo=UTC)))) == []


def test_months_end_with_the_month() -> None:
    leap = datetime(2024, 2, 29, tzinfo=UTC).date()

    assert [str(add_months(leap, months)) for months in (1, 12, 48)] == ["2024-03-29", "2025-02-28", "2028-02-29"]
