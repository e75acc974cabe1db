"""Who speaks, in which documents, and how are they published? (`policy.yml`)"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import localedata
from pydantic import AfterValidator, Field

from build_tools.model.day import Day, KnownDay
from build_tools.model.normalization import find_invisible
from build_tools.model.period import Period
from build_tools.model.problem import invalid
from build_tools.model.text import CommitName, Mailbox, Note, Prose, Slug, Term, WebAddress, is_safe
from build_tools.model.value import Entry, Value

_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
"""A part of the name of a host; in any script, as browsers take it."""
_LAST_PORT = 65535


def _read_language(tag: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", tag) or not localedata.exists(tag.replace("-", "_")):
        message = f"{tag!r} is no language that is known. Write a language tag, for example en, de or pt-BR."
        raise invalid(message)
    return tag


def _read_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name!r} is no time zone that is known. Write for example America/Denver or Europe/Berlin."
        raise invalid(message) from None
    return name


def is_site(address: str) -> bool:
    """Whether pages can have addresses below a web address.

    It has neither a query nor a fragment, and no name of a user, which would be published; its host and its port can
    exist (RFC 3986, 3; RFC 1123, 2.1).
    """
    if not re.fullmatch(WebAddress.pattern, address) or re.search(r"[?#]", address) or any(find_invisible(address)):
        return False
    host, _, port = address.split("/")[2].partition(":")
    labels = host.removesuffix(".").split(".")
    return all(map(_LABEL.fullmatch, labels)) and (not port or (port.isdecimal() and int(port) <= _LAST_PORT))


Language = Annotated[str, AfterValidator(_read_language)]
"""A language that Unicode's locale data knows (BCP 47)."""

TimeZone = Annotated[str, AfterValidator(_read_zone)]
"""A time zone of the IANA database."""


class DownloadForm(StrEnum):
    """A kind of file that holds a text by itself."""

    PDF = "pdf"
    """PDF, tagged (PDF/UA-1, ISO 14289-1)."""
    DOCX = "docx"
    """Word (Office Open XML, ECMA-376)."""

    @property
    def media_type(self) -> str:
        """As IANA's registry has it."""
        office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return {DownloadForm.PDF: "application/pdf", DownloadForm.DOCX: office}[self]


class Controller(Value):
    """The organisation that decides why and how personal data is processed (GDPR Art. 4(7), 13(1)(a))."""

    name: Term
    """The name customers know."""
    legal_name: Term | None = None
    """The name in the register of companies."""
    address: Term | None = None
    """The postal address, in one line."""
    privacy_mailbox: Mailbox
    """Where questions and requests about personal data go."""
    site: WebAddress | None = None
    """The organisation's own web site."""


class ListedDocument(Entry):
    """A document that customers read. Its id is its address for ever."""

    title: Prose
    """The heading of its page."""
    menu: Prose | None = None
    """A shorter title for the menu."""
    summary: Prose
    """What it answers, in one sentence: for the home page, search engines and link previews."""
    template: Slug
    """How it is laid out: the name of a file in `templates/documents/`, without `.md`."""
    introduction: Prose | None = None
    """Words at its top."""
    sections: tuple[Slug, ...] = ()
    """Its sections, in order: names of files in `sections/`, without `.md`."""


class Publication(Value):
    """How the site is published."""

    site_name: Prose
    """The name of the site, in its header."""
    address: WebAddress | None = None
    """The site's own address; canonical links and the site map need it."""
    language: Language
    """The language of all texts (BCP 47): en, de, pt-BR."""
    time_zone: TimeZone
    """The time zone in which days are counted (IANA): America/Denver, Europe/Berlin."""
    downloads: tuple[DownloadForm, ...] = ()
    """As which files every version of a document can be downloaded: pdf, tagged, and docx, Word."""
    show_unstated: bool = False
    """Whether documents say "Not stated" of what the source does not state; they leave it out otherwise."""

    def at(self, address: str) -> Self:
        """The same, served at a web address."""
        return self.model_copy(update={"address": WebAddress(address)})

    @property
    def safe_address(self) -> str:
        """The site's address, with a slash at its end; empty where there is none, or none that is safe to follow.

        What nothing protects on its way (`http://`), or can have no pages below it, is not safe.
        """
        address = self.address or ""
        return address.rstrip("/") + "/" if address and is_safe(address) and is_site(address) else ""


class Adoption(Value):
    """When a policy older than its repository was published."""

    published: KnownDay
    """The day, or the month where only that is known."""
    revision: CommitName | None = None
    """The commit from which history counts, where earlier ones only built the site. It holds the first version."""


class Launch(Value):
    """When a policy that began as a draft is published for the first time. `policy launch` writes it."""

    day: Day
    """The day on which the first texts take effect; that of their commit, where this is later."""


class CorrectedDay(Value):
    """The true day of a commit whose own date is wrong."""

    revision: CommitName
    """The commit."""
    published: Day
    """The day on which it was published."""
    was: Day | None = None
    """The wrong day under which it is live already, where it is. Its versions keep it as their name and address."""
    reason: str = Field(min_length=10)
    """How the wrong date came about."""


class Reviewed(Value):
    """Legal's own statement that they went through the policy (Cal. Civ. Code §1798.130(a)(5): every 12 months)."""

    day: Day
    """The day on which it was reviewed last, whether or not anything had to change."""
    note: Note | None = None
    """A remark for colleagues. Never published."""


class Channel(Value):
    """A way in which customers are told."""

    kind: Literal["email", "website", "in-app", "post"]
    """Which way it is, whatever it is called."""
    name: Prose
    """The published wording, as it follows "via"."""


class Announcing(Value):
    """How changes of the policy are announced."""

    channels: tuple[Channel, ...]
    """The ways in which customers are told of material changes."""
    notice: Period | None = None
    """How long before a material change takes effect customers are told, where the policy promises it."""


class AllowedWords(Value):
    """Words that are spelt like a fact and mean something else."""

    words: Prose
    """The words as they stand in the text: `your AWS account`."""
    reason: str = Field(min_length=10)
    """What they mean instead."""


class Settings(Value):
    """Who is responsible, which documents there are, and how they are published."""

    format: Literal[6]
    """The number of the source format."""
    controller: Controller
    documents: tuple[ListedDocument, ...] = Field(min_length=1)
    """The documents, in the order of the menu."""
    publication: Publication
    draft: bool = False
    """Whether the policy is a draft: nothing of it is published until `policy launch`."""
    launched: Launch | None = None
    adopted: Adoption | None = None
    corrected_days: tuple[CorrectedDay, ...] = ()
    """Commits of which a clock told the wrong day."""
    reviewed: Reviewed | None = None
    """When the policy was reviewed last; without it, the day of the last version counts."""
    announcing: Announcing
    allowed_words: tuple[AllowedWords, ...] = ()
    """Words that may stand in prose although a fact is spelt the same."""

    @property
    def launch_day(self) -> date | None:
        """The day on which the first texts take effect, where the policy began as a draft."""
        return self.launched.day if self.launched else None
