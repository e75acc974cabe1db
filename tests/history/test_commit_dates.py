"""Tests that every version is dated by its committer's clock, and refused if that clock cannot be right."""

from datetime import timedelta
from pathlib import Path

import pytest

from build_tools.history.errors import HistoryError
from tests.support.projects import policy
from tests.support.story import NOW, Change, Story, corrected, describe, introduce, keep, remark, say, settle

END_OF_CALENDAR = 253_402_300_799
"""The last second of the year 9999, in UTC."""

WITHOUT_SCHEDULE = (
    "  - id: retention-schedule\n    title: Retention Schedule\n",
    "  - id: retention-plan\n    title: Retention Schedule\n",
)


def _backwards(commit: str, subject: str, wrong: str, earlier: str) -> str:
    return (
        f"commit {commit[:12]} ({subject}) is dated {wrong}, before the previous publication, of {earlier}: "
        f"a clock was wrong, or the time zone changed. Declare its true day in policy_src/policy.yml "
        f"under corrected_days: - revision: {commit[:12]}, published, reason."
    )


def _to_come(commit: str, subject: str, wrong: str) -> str:
    return (
        f"commit {commit[:12]} ({subject}) is dated {wrong}, which is in the future. Declare its true day in "
        f"policy_src/policy.yml under corrected_days: - revision: {commit[:12]}, published, reason."
    )


def _in_zone(name: str) -> dict[str, Change]:
    return {"policy_src/policy.yml": ("America/Denver", name)}


def a_clock_that_ran_backwards() -> Story:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), subject="Wrong clock")
    return story


def test_a_clock_that_runs_backwards_is_refused(tmp_path: Path) -> None:
    project = a_clock_that_ran_backwards().write(tmp_path)

    assert project.refusal == _backwards(project.commits[2], "Wrong clock", "2025-02-01", "2025-03-01")


def test_a_clock_that_ran_backwards_is_mended_by_the_true_day(tmp_path: Path) -> None:
    story = a_clock_that_ran_backwards()
    wrong = story.write(tmp_path).commits[2]
    story.publish("2025-03-05T12:00:00-07:00", settle(corrected(wrong[:12], "2025-03-02")))

    project = story.write(tmp_path)

    assert project.versions["privacy-policy"] == ["2025-01-10", "2025-03-01", "2025-03-02"]
    assert project.versions["retention-schedule"] == ["2025-01-10", "2025-03-02"]
    assert project.version("2025-03-02").published.provenance.value == "declared"
    assert project.version("2025-03-01").published.provenance.value == "git"


def test_a_true_day_that_runs_backwards_too_is_refused(tmp_path: Path) -> None:
    story = a_clock_that_ran_backwards()
    wrong = story.write(tmp_path).commits[2]
    story.publish("2025-03-05T12:00:00-07:00", settle(corrected(wrong[:12], "2025-02-28")))

    assert story.write(tmp_path).refusal == _backwards(wrong, "Wrong clock", "2025-02-28", "2025-03-01")


def test_a_true_day_that_is_still_to_come_is_refused(tmp_path: Path) -> None:
    story = a_clock_that_ran_backwards()
    wrong = story.write(tmp_path).commits[2]
    story.publish("2025-03-05T12:00:00-07:00", settle(corrected(wrong[:12], "2999-03-02")))

    assert wrong[:12] in story.write(tmp_path).refusal


def test_the_true_day_of_an_unknown_commit_is_refused(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-05T12:00:00-07:00", settle(corrected("0123456789ab", "2025-03-02")))

    assert "0123456789ab" in story.write(tmp_path).refusal


def test_a_clock_that_runs_backwards_is_refused_whichever_document_it_dates(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2025-02-01T12:00:00-07:00", introduce("For each kind."), subject="Wrong clock")

    project = story.write(tmp_path)

    assert project.refusal == _backwards(project.commits[2], "Wrong clock", "2025-02-01", "2025-03-01")


def test_a_withdrawal_before_what_it_ends_is_refused(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", introduce("For each kind."))
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": WITHOUT_SCHEDULE}, subject="Wrong clock")

    project = story.write(tmp_path)

    assert project.refusal == _backwards(project.commits[2], "Wrong clock", "2025-02-01", "2025-03-01")


def test_a_text_that_comes_back_before_it_was_withdrawn_is_refused(tmp_path: Path) -> None:
    story = Story()
    settings = story.files()["policy_src/policy.yml"]
    story.publish("2025-03-01T12:00:00-07:00", {"policy_src/policy.yml": WITHOUT_SCHEDULE})
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": settings}, subject="Wrong clock")

    project = story.write(tmp_path)

    assert project.commits[2][:12] in project.refusal


def test_a_wrong_clock_does_no_harm_where_no_text_changes(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2000-02-01T12:00:00-07:00", remark("Behind"))
    story.publish("2999-02-01T12:00:00-07:00", remark("Ahead"))
    story.publish("2025-03-02T12:00:00-07:00", keep("P120D"))

    assert story.write(tmp_path).policy == ["2025-01-10", "2025-03-01", "2025-03-02"]


def test_a_clock_behind_by_hours_of_the_same_day_does_no_harm(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2025-03-01T02:00:00-07:00", keep("P120D"))

    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-03-01", "2025-03-01.2"]
    assert project.made_by[0] == (0, 1, 2)


def test_the_first_second_that_git_knows_is_a_day(tmp_path: Path) -> None:
    story = Story(begins="1970-01-01T00:00:00+00:00")
    story.publish("1970-01-01T07:00:00+00:00", say("We care."), decided=0)
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))

    assert story.write(tmp_path).policy == ["1969-12-31", "1970-01-01", "2025-02-01"]


def test_a_day_still_to_come_is_refused_until_it_has(tmp_path: Path) -> None:
    story = Story()
    story.publish("2999-03-01T12:00:00-07:00", keep("P120D"), subject="Wrong clock")
    project = story.write(tmp_path)

    assert project.refusal == _to_come(project.commits[1], "Wrong clock", "2999-03-01")
    versions = project.archive_at(NOW.replace(year=3000)).histories["privacy-policy"]
    assert list(versions.by_name) == ["2025-01-10", "2999-03-01"]


@pytest.mark.parametrize(("ahead", "refused"), [(timedelta(minutes=59), False), (timedelta(minutes=61), True)])
def test_clocks_may_be_apart_by_an_hour(tmp_path: Path, ahead: timedelta, *, refused: bool) -> None:
    story = Story()
    story.publish((NOW + ahead).isoformat(), keep("P120D"), subject="Ahead")
    project = story.write(tmp_path)

    if refused:
        with pytest.raises(HistoryError) as told:
            _ = project.archive
        assert str(told.value) == _to_come(project.commits[1], "Ahead", "2025-12-31")
    else:
        assert project.policy == ["2025-01-10", "2025-12-31"]


@pytest.mark.parametrize("which", ["published", "decided"])
@pytest.mark.parametrize("moment", [END_OF_CALENDAR + 1, 10**17])
def test_a_date_outside_of_the_calendar_is_refused(tmp_path: Path, which: str, moment: int) -> None:
    story = Story()
    if which == "published":
        story.publish(moment, keep("P120D"), decided=0)
    else:
        story.publish("2025-03-01T12:00:00-07:00", keep("P120D"), decided=moment)

    project = story.write(tmp_path)

    assert project.refusal == (
        f"the date of commit {project.commits[1][:12]} is outside the calendar. "
        f"Name a later commit under adopted.revision in policy_src/policy.yml."
    )


@pytest.mark.parametrize("which", ["published", "decided"])
def test_the_last_second_of_the_calendar_is_refused_east_of_greenwich_too(tmp_path: Path, which: str) -> None:
    story = Story()
    changes = keep("P120D") | _in_zone("Asia/Tokyo")
    if which == "published":
        story.publish(END_OF_CALENDAR, changes, decided=0)
    else:
        story.publish("2025-03-01T12:00:00-07:00", changes, decided=END_OF_CALENDAR)

    project = story.write(tmp_path)

    assert project.commits[1][:12] in project.refusal


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-03-01T23:59:59-07:00", "2025-03-01"),
        ("2025-03-02T00:00:00-07:00", "2025-03-02"),
        ("2025-03-02T06:59:59+00:00", "2025-03-01"),
        ("2025-03-02T07:00:00+00:00", "2025-03-02"),
        ("2025-03-02T20:59:59+14:00", "2025-03-01"),
        ("2025-03-01T19:00:00-12:00", "2025-03-02"),
        ("2025-03-09T23:59:59-06:00", "2025-03-09"),  # the clocks were put forward that morning
        ("2025-03-10T05:59:59+00:00", "2025-03-09"),
        ("2025-11-03T06:59:59+00:00", "2025-11-02"),  # and back
        ("2024-02-29T23:59:59-07:00", "2024-02-29"),
    ],
)
def test_midnight_is_that_of_the_policy(tmp_path: Path, moment: str, expected: str) -> None:
    story = Story(begins="2024-01-01T12:00:00Z")
    story.publish(moment, keep("P120D"))

    assert story.write(tmp_path).policy == ["2024-01-01", expected]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_midnight_is_not_that_of_the_machine(tmp_path: Path, zone: str) -> None:
    story = Story()
    story.publish("2025-03-02T06:59:59Z", keep("P120D"))
    story.publish("2025-03-02T07:00:00Z", say("We care."))
    project = story.write(tmp_path)

    result = policy("--project", tmp_path, "log", "privacy-policy", TZ=zone)

    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == ["2025-03-02", "2025-03-01", "2025-01-10"]
    assert result.stdout == project.ask("log", "privacy-policy").stdout


def test_a_new_time_zone_counts_from_its_own_commit(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-02T06:59:59Z", keep("P120D"))
    story.publish("2025-03-03T06:59:59Z", {"policy_src/policy.yml": ("America/Denver", "Europe/Berlin")})
    story.publish("2025-03-04T06:59:59Z", describe("Statistics"))

    assert story.write(tmp_path).policy == ["2025-01-10", "2025-03-01", "2025-03-04"]


def test_dates_are_those_of_the_policy_and_not_of_its_author(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-02T12:00:00-07:00", keep("P120D"), decided="2025-02-28T23:59:59-07:00")
    project = story.write(tmp_path)

    version = project.version("2025-03-02")

    assert (str(version.published.day), str(version.decided and version.decided.day)) == ("2025-03-02", "2025-02-28")
