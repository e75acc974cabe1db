"""Defines the kinds of text in a source, and validates them."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from build_tools.model.problem import invalid

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""The spelling of an id, as a regular expression."""

_THIS_COMPUTER = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|\Z)")
_PLACE = re.compile(r"(?<!\{)\{([a-z]+)\}(?!\})")

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
"""The id of an entry: lower-case words joined by hyphens. It never changes, even if the entry is renamed."""


class _Text(str):
    """Text that is not empty; its class says how it may be used."""

    __slots__ = ()
    pattern: ClassVar[str] = r"\S[\s\S]*"
    error: ClassVar[str] = "the text is empty. Write it, or remove the key."
    json: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @classmethod
    def _read(cls, value: str) -> Self:
        text = value.strip()
        if not re.fullmatch(cls.pattern, text):
            raise invalid(cls.error.format(text[:60]))
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls._read, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, **cls.json}


class Note(_Text):
    """A remark for colleagues. It is never published."""


class Prose(_Text):
    """Published wording in Markdown. It may refer to facts, such as `{{ retention.account.period }}`."""


class Term(_Text):
    """A fact in words, such as a vendor's name. It is stated once, and prose refers to it."""


class Mailbox(Term):
    """An e-mail address (the dot-atom form of RFC 5322, 3.4.1)."""

    pattern = r"[A-Za-z0-9!#$%&'*+/=?^_`|~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`|~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
    error = "{!r} is not an e-mail address. Write for example privacy@example.com."
    json = MappingProxyType({"format": "email"})


class WebAddress(Term):
    """A web address that begins with https:// (or http://)."""

    pattern = r"https?://[^\s/<>\"'()\[\]{}|\\^`]+(/[^\s<>\"'()\[\]{}|\\^`]*)?"
    error = "{!r} is not a web address. Write it with https:// at the front."
    json = MappingProxyType({"format": "uri", "pattern": "^https?://"})


class CommitName(Term):
    """The hash of a git commit, or at least its first seven digits."""

    pattern = r"[0-9a-f]{7,64}"
    error = "{!r} is not the name of a commit. Write what git log --oneline shows, for example 1f3a9c2."
    json = MappingProxyType({"pattern": "^[0-9a-f]{7,64}$"})


class PlaceholderText(Prose):
    """Published wording with placeholders, such as `{day}`, that are filled in when it is used."""

    places: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, places: str) -> None:
        cls.places = tuple(places.split())

    @classmethod
    def _read(cls, value: str) -> Self:
        text = super()._read(value)
        if sorted(match[1] for match in _PLACE.finditer(text)) != sorted(cls.places):
            expected = " and ".join(f"{{{place}}}" for place in cls.places)
            raise invalid(f"{text[:60]!r} does not hold {expected} once. Write {expected} where it belongs.")
        return text

    def fill(self, **values: str) -> str:
        """The words with the placeholders replaced."""
        return _PLACE.sub(lambda match: values[match[1]], self)

    @property
    def without_places(self) -> str:
        """The words with blanks for the placeholders, as long as before."""
        return _PLACE.sub(lambda match: " " * len(match[0]), self)


class OnDay(PlaceholderText, places="day"):
    """Words around a day: `Last updated {day}`."""


class BetweenDays(PlaceholderText, places="day until"):
    """Words around the first day and the day after the last: `The text of {day}, in force until {until}`."""


class StartToEnd(PlaceholderText, places="day start until"):
    """Words around the day of a version, its first day in force and the day after the last."""


class EntryDays(PlaceholderText, places="listed changed"):
    """Words around the day from which an entry is listed and the day of its last change."""


class OfDocument(PlaceholderText, places="document"):
    """Words around the title of a document: `Versions of {document}`."""


class OfPassages(PlaceholderText, places="passages"):
    """Words around the titles of passages: `Changed: {passages}`."""


class OfCount(PlaceholderText, places="count"):
    """Words around a number: `{count} more`."""


class OfAddress(PlaceholderText, places="address"):
    """Words around a web address: `/feed subscribe {address}`."""


class OfEntry(PlaceholderText, places="entry"):
    """Words around the name of an entry: `{entry} starts to receive data`."""


class OfHost(PlaceholderText, places="host"):
    """Words around the name of a host: `Your address is sent to {host}.`"""


class OfMailbox(PlaceholderText, places="mailbox"):
    """Words around a mailbox: `To subscribe, write to {mailbox}.`"""


class OfNumber(PlaceholderText, places="number"):
    """Words around the number of an article or a part of it: `Art. {number}`."""


class OfName(PlaceholderText, places="name"):
    """Words around a name: `the part "{name}"`."""


class OfPlace(PlaceholderText, places="place"):
    """Words around a place in a text: `It is now {place}.`"""


class OfSection(PlaceholderText, places="section"):
    """Words around the heading of a section: `under “{section}”`."""


class OfColumns(PlaceholderText, places="columns"):
    """Words around the headings of the columns of a table: `Table: {columns}`."""


class OfTitle(PlaceholderText, places="title"):
    """Words around a title: `{title}, and 1 more change`."""


class OfTitleAndCount(PlaceholderText, places="title count"):
    """Words around a title and a number: `{title}, and {count} more changes`."""


class OfChanged(PlaceholderText, places="before after"):
    """Words around a passage before and after a change: `"{before}" now reads "{after}"`."""


class OfAdded(PlaceholderText, places="after"):
    """Words around a passage that is new: `we have added "{after}"`."""


class OfRemoved(PlaceholderText, places="before"):
    """Words around a passage that is gone: `we have removed "{before}"`."""


class TakingEffect(PlaceholderText, places="day effective"):
    """Words around the day of a publication and the day on which it takes effect."""


class OfSize(PlaceholderText, places="size"):
    """Words around the size of a file: `PDF ({size})`."""


class OfPages(PlaceholderText, places="page pages"):
    """Words around the number of a page and the number of pages: `Page {page} of {pages}`."""


class OfVersion(PlaceholderText, places="version day"):
    """Words around the name of a version and the day of its publication: `Version {version}, published {day}`."""


class OfFingerprint(PlaceholderText, places="fingerprint"):
    """Words around the SHA-256 of a text: `Fingerprint of the text (SHA-256): {fingerprint}`."""


class Objecting(PlaceholderText, places="mailbox subject"):
    """Words around the mailbox and the subject of an objection: `write to {mailbox}, subject “{subject}”`."""


def is_safe(address: str) -> bool:
    """Whether a connection to an address cannot be read or changed on its way: https, or this computer."""
    return address.startswith("https://") or _THIS_COMPUTER.match(address) is not None
