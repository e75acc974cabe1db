"""Which kinds of text does a source hold, and what may each of them say?"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from build_tools.model.problem import invalid

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""How an id is spelt, as a regular expression."""

_OWN_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|\Z)")
_PLACE = re.compile(r"(?<!\{)\{([a-z]+)\}(?!\})")

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
"""The id of an entry: lower-case words joined by hyphens. It stays for ever, whatever the entry is called."""


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


class Prose(_Text):
    """Published wording in Markdown. It may refer to facts, as `{{ retention.account.period }}`."""

    __slots__ = ()


class Term(_Text):
    """A fact in words, such as a vendor's name: it stands in one place, and prose refers to it."""

    __slots__ = ()


class Mailbox(Term):
    """An e-mail address (the dot-atom form of RFC 5322, 3.4.1)."""

    __slots__ = ()
    pattern = r"[A-Za-z0-9!#$%&'*+/=?^_`|~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`|~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
    error = "{!r} is not an e-mail address. Write for example privacy@example.com."
    json = MappingProxyType({"format": "email"})


class WebAddress(Term):
    """A web address that begins with https:// (or http://)."""

    __slots__ = ()
    pattern = r"https?://[^\s/<>\"'()\[\]{}|\\^`]+(/[^\s<>\"'()\[\]{}|\\^`]*)?"
    error = "{!r} is not a web address. Write it with https:// at the front."
    json = MappingProxyType({"format": "uri", "pattern": "^https?://"})


class CommitName(Term):
    """The name of a git commit, whole or its first digits, seven at least."""

    __slots__ = ()
    pattern = r"[0-9a-f]{7,64}"
    error = "{!r} is not the name of a commit. Write what git log --oneline shows, for example 1f3a9c2."
    json = MappingProxyType({"pattern": "^[0-9a-f]{7,64}$"})


class PlaceholderText(Prose):
    """Published wording with places that are filled in when it is used, such as `{day}`."""

    __slots__ = ()
    places: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def _read(cls, value: str) -> Self:
        text = super()._read(value)
        if sorted(match[1] for match in _PLACE.finditer(text)) != sorted(cls.places):
            wanted = " and ".join(f"{{{place}}}" for place in cls.places)
            raise invalid(f"{text[:60]!r} does not hold {wanted} once. Write {wanted} where it belongs.")
        return text

    def fill(self, **values: str) -> str:
        """The words with everything in its place."""
        return _PLACE.sub(lambda match: values[match[1]], self)

    @property
    def without_places(self) -> str:
        """The words with blanks for the places, as long as before."""
        return _PLACE.sub(lambda match: " " * len(match[0]), self)


class OnDay(PlaceholderText):
    """Words around a day: `Last updated {day}`."""

    __slots__ = ()
    places = ("day",)


class BetweenDays(PlaceholderText):
    """Words around the first day and the day after the last: `The text of {day}, in force until {until}`."""

    __slots__ = ()
    places = ("day", "until")


class StartToEnd(PlaceholderText):
    """Words around the day of a version, its first day in force and the day after the last."""

    __slots__ = ()
    places = ("day", "start", "until")


class EntryDays(PlaceholderText):
    """Words around the day from which an entry is listed and that of its last change."""

    __slots__ = ()
    places = ("listed", "changed")


class OfDocument(PlaceholderText):
    """Words around the title of a document: `Versions of {document}`."""

    __slots__ = ()
    places = ("document",)


class OfPassages(PlaceholderText):
    """Words around the titles of passages: `Changed: {passages}`."""

    __slots__ = ()
    places = ("passages",)


class OfCount(PlaceholderText):
    """Words around a number: `{count} more`."""

    __slots__ = ()
    places = ("count",)


class OfAddress(PlaceholderText):
    """Words around a web address: `/feed subscribe {address}`."""

    __slots__ = ()
    places = ("address",)


class OfEntry(PlaceholderText):
    """Words around the name of an entry: `{entry} begins to receive data`."""

    __slots__ = ()
    places = ("entry",)


class TakingEffect(PlaceholderText):
    """Words around the day of a publication and the one on which it takes effect."""

    __slots__ = ()
    places = ("day", "effective")


class OfSize(PlaceholderText):
    """Words around the size of a file: `PDF ({size})`."""

    __slots__ = ()
    places = ("size",)


class OfPages(PlaceholderText):
    """Words around the number of a page and that of all pages: `Page {page} of {pages}`."""

    __slots__ = ()
    places = ("page", "pages")


class OfVersion(PlaceholderText):
    """Words around the name of a version and the day of its publication: `Version {version}, published {day}`."""

    __slots__ = ()
    places = ("version", "day")


class OfFingerprint(PlaceholderText):
    """Words around the SHA-256 of a text: `Fingerprint of the text (SHA-256): {fingerprint}`."""

    __slots__ = ()
    places = ("fingerprint",)


class Objecting(PlaceholderText):
    """Words around the mailbox and the subject of an objection: `write to {mailbox}, subject “{subject}”`."""

    __slots__ = ()
    places = ("mailbox", "subject")


class Note(_Text):
    """A colleague's remark. It is never published."""

    __slots__ = ()


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what an address gives: https, or this very machine."""
    return address.startswith("https://") or _OWN_MACHINE.match(address) is not None
