"""Writes a calendar with the days on which changes take effect, and the last days to object."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from build_tools.model.day import KnownDay
from build_tools.model.publication import Coming, News
from build_tools.model.version import Archive
from build_tools.runtime.remembered import REMEMBERED
from build_tools.site.feeds.entries import name_authority, publication_time
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.text.escaping import show_invisible
from build_tools.text.plain_text import inline_to_text

_PRODUCT = "-//policy-publisher//effective dates//{language}"

_Event = Mapping[str, str]


def write_calendar(news: News, words: ChangeLabels, owner: str, site: str, archive: Archive) -> bytes:
    """The calendar (RFC 5545), with past days. `site` has a slash at its end; it is empty without a safe address."""
    name = show_invisible(f"{owner}: {inline_to_text(words.labels.title)}")
    authority = name_authority(archive).rpartition("@")[2]
    language = words.language.partition("-")[0].upper()
    events = [event for coming in news.dated for event in _events(coming, news, words, site, authority)]
    written = REMEMBERED.get("calendar", json.dumps([name, events, language]), lambda: _write(name, events, language))
    return str(written).encode()


def _events(coming: Coming, news: News, words: ChangeLabels, site: str, authority: str) -> Iterator[_Event]:
    publication, labels = next(found for found in news.publications if found.name == coming.publication), words.labels
    days = (("effective", labels.in_force, coming.day), ("objection", labels.object_until, coming.object_until))
    for kind, phrase, day in days:
        if day is None:
            continue
        when = words.history.plainly(phrase, day=KnownDay.of(day))
        event = {
            "uid": f"{coming.publication}/{coming.id}/{kind}@{authority}",
            "dtstamp": publication_time(publication).isoformat(),
            "dtstart": day.isoformat(),  # the whole day, wherever the reader is
            "summary": show_invisible(f"{coming.title} ({when})"),
            "description": show_invisible(words.summary(publication) or coming.title),
        }
        if site:  # RFC 5545, 3.8.4.6 has no relative ones
            event["url"] = f"{site}changelog/{coming.publication}/"
        yield event


def _write(name: str, events: Sequence[_Event], language: str) -> str:
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow to import

    calendar = Calendar()
    fixed = {"prodid": _PRODUCT.format(language=language), "version": "2.0", "method": "PUBLISH"}
    for key, value in (fixed | {"name": name, "x-wr-calname": name, "x-published-ttl": "P1D"}).items():  # RFC 7986, 5.1
        calendar.add(key, value)
    calendar.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})  # RFC 7986, 5.7
    for values in events:
        event = Event()
        for key, value in values.items():
            read = {"dtstamp": datetime.fromisoformat, "dtstart": date.fromisoformat}.get(key, str)
            event.add(key, read(value))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()
