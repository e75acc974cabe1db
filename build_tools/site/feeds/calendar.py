"""Writes a calendar with the days on which changes take effect, and the last days to object."""

from collections.abc import Iterator
from datetime import timedelta

from icalendar import Calendar, Event

from build_tools.model.day import KnownDay
from build_tools.model.publication import Coming, News
from build_tools.model.version import Archive
from build_tools.site.feeds.entries import name_authority, publication_time
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.text.escaping import show_invisible
from build_tools.text.plain_text import inline_to_text

_PRODUCT = "-//policy-publisher//effective dates//EN"


def write_calendar(news: News, words: ChangeLabels, owner: str, site: str, archive: Archive) -> bytes:
    """The calendar (RFC 5545), with past days. `site` has a slash at its end; it is empty without a safe address."""
    calendar = Calendar()
    name = show_invisible(f"{owner}: {inline_to_text(words.labels.title)}")
    fixed = {"prodid": _PRODUCT, "version": "2.0", "method": "PUBLISH"}
    for key, value in (fixed | {"name": name, "x-wr-calname": name, "x-published-ttl": "P1D"}).items():  # RFC 7986, 5.1
        calendar.add(key, value)
    calendar.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})  # RFC 7986, 5.7
    for coming in news.dated:
        for event in _events(coming, news, words, site, name_authority(archive).rpartition("@")[2]):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(coming: Coming, news: News, words: ChangeLabels, site: str, authority: str) -> Iterator[Event]:
    publication, labels = next(found for found in news.publications if found.name == coming.publication), words.labels
    days = (("effective", labels.in_force, coming.day), ("objection", labels.object_until, coming.object_until))
    for kind, phrase, day in days:
        if day is None:
            continue
        when = words.history.plainly(phrase, day=KnownDay.of(day))
        event = Event()
        event.add("uid", f"{coming.publication}/{coming.id}/{kind}@{authority}")
        event.add("dtstamp", publication_time(publication))
        event.add("dtstart", day)  # the whole day, wherever the reader is
        event.add("summary", show_invisible(f"{coming.title} ({when})"))
        event.add("description", show_invisible(words.summary(publication) or coming.title))
        if site:  # RFC 5545, 3.8.4.6 has no relative ones
            event.add("url", f"{site}changelog/{coming.publication}/")
        event.add("transp", "TRANSPARENT")
        yield event
