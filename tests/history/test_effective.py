"""Tests the day on which a text takes effect after an announcement."""

from datetime import date
from pathlib import Path

from tests.support.announced_story import announce
from tests.support.story import Change, Story, describe, keep, say


def test_a_text_takes_effect_on_the_day_that_was_announced(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    archive = story.write(tmp_path).archive

    first, second = archive.histories["privacy-policy"]
    assert [str(first.until), str(second.start), second.name] == ["2025-04-02", "2025-04-02", "2025-03-03"]
    versions = archive.histories["privacy-policy"]
    assert versions.on(date(2025, 4, 1)).version == first
    assert versions.on(date(2025, 4, 2)).version == second


def test_a_publication_has_one_day_for_all_that_it_changes(tmp_path: Path) -> None:
    told = announce("logs", effective="2025-04-02", documents="[retention-schedule]")
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **told})
    archive = story.write(tmp_path).archive

    starts = {name: str(versions.latest.start) for name, versions in archive.histories.items()}
    assert starts == {"privacy-policy": "2025-04-02", "subprocessors": "2025-01-10", "retention-schedule": "2025-04-02"}


def test_of_several_days_in_an_old_history_the_latest_counts(tmp_path: Path) -> None:
    days = {
        **announce("one", effective="2025-04-02"),
        **announce("two", effective="2025-05-02", documents="[subprocessors]"),
    }
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **days, **announce("three", effective="2025-04-20")})
    archive = story.write(tmp_path).archive

    assert str(archive.records[-1].start) == "2025-04-20"  # "two" speaks of no text that changed


def test_a_publication_is_not_in_force_before_the_one_it_follows(tmp_path: Path) -> None:
    """The policy that it publishes holds the change that is still to come."""
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    story.publish("2025-03-10T12:00:00-07:00", describe("Product analytics"))
    archive = story.write(tmp_path).archive

    assert str(archive.histories["subprocessors"].latest.start) == "2025-04-02"
    assert [str(issue.start) for issue in archive.records] == ["2025-01-10", "2025-04-02", "2025-04-02"]


def test_a_later_text_is_not_in_force_before_the_one_it_builds_on(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**say("We sell nothing."), **announce("one", effective="2025-04-02")})
    story.publish("2025-03-10T12:00:00-07:00", say("We sell nothing, ever."))
    versions = story.write(tmp_path).archive.histories["privacy-policy"]

    assert [str(version.start) for version in versions] == ["2025-01-10", "2025-04-02", "2025-04-02"]
    assert [str(version.until) for version in versions] == ["2025-04-02", "2025-04-02", "None"]
    assert versions.on(date(2025, 4, 2)).version == versions.latest
    assert versions.on(date(2025, 3, 15)).version == versions.all[0]


def test_a_document_is_withdrawn_with_the_change_that_the_withdrawal_follows(tmp_path: Path) -> None:
    def without_schedule(data: bytes) -> bytes:
        at = data.index(b"  - id: retention-schedule")
        return data[:at] + data[data.index(b"\npublication:") :]

    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    gone: dict[str, Change] = {"policy_src/policy.yml": without_schedule, "policy_src/announcements/logs.md": None}
    story.publish("2025-03-10T12:00:00-07:00", gone)
    versions = story.write(tmp_path).archive.histories["retention-schedule"]

    assert [str(version.until) for version in versions] == ["2025-04-02", "2025-04-02"]
    assert versions.on(date(2025, 4, 1)).version == versions.all[0]
    assert str(versions.on(date(2025, 4, 1)).withdrawal) == "2025-04-02"
    assert versions.on(date(2025, 4, 2)).version is None
    assert versions.all[1].never_applied


def test_an_announcement_waits_for_what_it_speaks_of(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", announce("logs", effective="2025-04-02"))
    story.publish("2025-03-04T12:00:00-07:00", keep("P60D"))
    story.publish("2025-05-04T12:00:00-07:00", keep("P30D"))
    archive = story.write(tmp_path).archive

    assert [[told.id for told in issue.announcements] for issue in archive.records] == [[], ["logs"], []]
    assert [str(version.start) for version in archive.histories["privacy-policy"]] == [
        "2025-01-10",
        "2025-04-02",
        "2025-05-04",
    ]


def test_what_was_announced_stays_as_it_was(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    story.publish("2025-03-05T12:00:00-07:00", announce("logs", effective="2025-06-01"))
    story.publish("2025-03-06T12:00:00-07:00", {"policy_src/announcements/logs.md": None, **say("More.")})
    project = story.write(tmp_path)

    assert [str(version.start) for version in project.archive.histories["retention-schedule"]] == [
        "2025-01-10",
        "2025-04-02",
    ]
    assert [str(issue.announcements[0].effective) for issue in project.archive.records if issue.announcements] == [
        "2025-04-02"
    ]


def test_a_day_that_was_over_already_is_not_believed(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-02-02")})
    versions = story.write(tmp_path).archive.histories["privacy-policy"]

    assert str(versions.latest.start) == "2025-03-03"
    assert versions.latest.effective is None


def test_a_change_that_waits_can_be_taken_back_and_announced_anew(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2062-10-01")})
    story.publish("2025-03-04T12:00:00-07:00", {**keep("P90D"), "policy_src/announcements/logs.md": None})
    story.publish("2025-03-05T12:00:00-07:00", {**keep("P60D"), **announce("again", effective="2025-04-02")})
    project = story.write(tmp_path)
    versions = project.archive.histories["retention-schedule"]

    first, slip, back, again = versions
    assert [str(issue.taken_back) for issue in project.archive.records] == [
        "None",
        "2025-03-04",
        "None",
        "None",
    ]
    assert [str(first.until), str(slip.until), str(back.until)] == ["2025-03-04", "2025-03-04", "2025-04-02"]
    assert slip.never_applied
    assert [str(back.start), str(again.start)] == ["2025-03-04", "2025-04-02"]
    assert versions.on(date(2025, 3, 4)).version == back
    assert versions.on(date(2025, 3, 4)).coming == (again,)
    assert versions.on(date(2062, 10, 1)).version == again


def test_a_new_document_that_waits_is_taken_back_with_its_change(tmp_path: Path) -> None:
    def listed(data: bytes) -> bytes:
        document = b"\n  - {id: cookies, title: Cookies, summary: Which., template: sections, introduction: None.}\n"
        return data.replace(b"\npublication:", document + b"\npublication:")

    story = Story()
    settings = story.files()["policy_src/policy.yml"].content
    story.publish(
        "2025-03-03T12:00:00-07:00", {"policy_src/policy.yml": listed, **announce("new", effective="2025-04-02")}
    )
    story.publish("2025-03-04T12:00:00-07:00", {"policy_src/policy.yml": settings})
    (only,) = story.write(tmp_path).archive.histories["cookies"]

    assert only.never_applied
    assert str(only.until) == "2025-03-04"


def test_a_correction_that_keeps_the_waiting_change_takes_nothing_back(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    story.publish("2025-03-04T12:00:00-07:00", {**keep("P90D"), **describe("Product analytics")})
    archive = story.write(tmp_path).archive

    assert [issue.taken_back for issue in archive.records] == [None, None, None]
    assert str(archive.records[-1].start) == "2025-04-02"
