"""Tests that the calendar has the days on which changes take effect and the last days to object, once each."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import vobject

from build_tools.project.project import Project
from tests.support.announced_story import ADDRESS, NOW, TODAY, announce, announced_story
from tests.support.story import Story, say

PATH = "feeds/effective-dates.ics"


def calendar_of(story: Story, folder: Path, today: date = TODAY) -> bytes:
    """The calendar of its site."""
    return dict(Project.of_folder(story.write(folder).folder, NOW, str(today)).site.files)[PATH]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The calendar of the site of twelve publications."""
    return calendar_of(announced_story(), tmp_path_factory.mktemp("told"))


def events(content: bytes) -> dict[str, tuple[date, str, str]]:
    """The days, titles and addresses by their ids, as a program that did not write them reads them."""
    calendar = vobject.readOne(content.decode())
    return {
        event.uid.value: (event.dtstart.value, event.summary.value, event.url.value) for event in calendar.vevent_list
    }


def test_it_holds_the_days_of_effect_and_the_last_ones_to_object(told: bytes) -> None:
    found = events(told)

    assert {key: day for key, (day, _, _) in found.items()} == {
        "2025-03-03/longer-logs/effective@traceloom.io": date(2025, 4, 2),
        "2025-03-20/mailgun/effective@traceloom.io": date(2025, 4, 20),
        "2025-03-20/mailgun/objection@traceloom.io": date(2025, 4, 10),
        "2025-09-01/uses/effective@traceloom.io": date(2025, 10, 1),
        "2025-12-01/sentry/effective@traceloom.io": date(2026, 2, 1),
        "2025-12-01/sentry/objection@traceloom.io": date(2026, 1, 15),
    }
    assert found["2025-12-01/sentry/objection@traceloom.io"][1:] == (
        "Sentry will receive error reports (You can object until January 15, 2026)",
        f"{ADDRESS}changelog/2025-12-01/",
    )


def test_it_names_the_language_of_the_site(told: bytes) -> None:
    assert b"PRODID:-//policy-publisher//effective dates//EN\r\n" in told


def test_a_second_program_finds_all_that_rfc_5545_asks_for(told: bytes) -> None:
    calendar = vobject.readOne(told.decode())
    calendar.validate(raiseException=True)

    assert (calendar.version.value, calendar.method.value) == ("2.0", "PUBLISH")
    for event in calendar.vevent_list:
        assert event.dtstamp.value == _published(event.uid.value)  # 3.8.7.2: the clock is never asked
        assert event.dtstart.params["VALUE"] == ["DATE"]  # 3.6.1: a whole day
        assert event.transp.value == "TRANSPARENT"
    assert all(len(line) <= 75 for line in told.split(b"\r\n"))  # 3.1
    assert b"\n" not in told.replace(b"\r\n", b"")  # 3.1


def _published(uid: str) -> datetime:
    hour = 16 if uid.startswith("2025-03-20") else 19
    return datetime.combine(date.fromisoformat(uid.split("/", maxsplit=1)[0]), time(hour), UTC)


def test_neither_the_day_nor_later_publications_change_what_it_says(told: bytes, tmp_path: Path) -> None:
    story = announced_story()
    assert calendar_of(story, tmp_path / "next-year", date(2026, 12, 1)) == told
    story.publish("2025-12-10T12:00:00-07:00", say("This is a promise."))

    later = events(calendar_of(story, tmp_path / "later"))

    assert {key: later[key] for key in events(told)} == events(told)
    # what follows a change that is still to come takes effect with it
    assert later.keys() - events(told).keys() == {"2025-12-10/2025-12-10/effective@traceloom.io"}


def test_signs_of_the_format_are_but_signs(tmp_path: Path) -> None:
    story = announced_story()
    title = '"A; B, C \\\\n END:VEVENT ' + "ä" * 60 + '"'
    story.publish(
        "2025-12-10T12:00:00-07:00", {**say("A promise."), **announce("signs", title=title, effective="2026-03-01")}
    )
    found = events(calendar_of(story, tmp_path))

    assert found["2025-12-10/signs/effective@traceloom.io"][1].startswith("A; B, C \\n END:VEVENT ää")
