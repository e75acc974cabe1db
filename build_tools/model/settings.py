"""Defines the controller, the documents and how they are published (`policy.yml`)."""

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
from build_tools.model.signup import Signup
from build_tools.model.text import CommitName, Mailbox, Note, Prose, Slug, Term, WebAddress, is_safe
from build_tools.model.value import Entry, Value

_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
"""A label of a host name, in any script that browsers accept."""
_LAST_PORT = 65535


def _read_language(tag: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", tag) or not localedata.exists(tag.replace("-", "_")):
        raise invalid(f"{tag!r} is not a known language. Write a language tag, for example en, de or pt-BR.")
    return tag


def _read_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"{name!r} is not a known time zone"
        raise invalid(f"{what}. Write for example America/Denver or Europe/Berlin.") from None
    return name


def is_site(address: str) -> bool:
    """Whether an address has no query, fragment or user, and a possible host and port (RFC 3986, 3; RFC 1123, 2.1)."""
    if not re.fullmatch(WebAddress.pattern, address) or re.search(r"[?#]", address) or any(find_invisible(address)):
        return False
    host, _, port = address.split("/")[2].partition(":")
    labels = host.removesuffix(".").split(".")
    return all(map(_LABEL.fullmatch, labels)) and (not port or (port.isdecimal() and int(port) <= _LAST_PORT))


Language = Annotated[str, AfterValidator(_read_language)]
"""A language in Unicode's locale data (BCP 47)."""

TimeZone = Annotated[str, AfterValidator(_read_zone)]
"""A time zone of the IANA database."""


class DownloadForm(StrEnum):
    """A file format for downloads."""

    PDF = "pdf"
    """PDF, tagged (PDF/UA-1, ISO 14289-1)."""
    DOCX = "docx"
    """Word (Office Open XML, ECMA-376)."""

    @property
    def media_type(self) -> str:
        """The media type (IANA)."""
        office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return {DownloadForm.PDF: "application/pdf", DownloadForm.DOCX: office}[self]


class Representative(Entry):
    """A representative of a controller outside a territory (GDPR Art. 27; UK GDPR Art. 27; Swiss FADP Art. 14)."""

    territory: Literal["eu", "uk", "ch"]
    """The territory in which it represents the controller."""
    name: Term
    """The name of the representative."""
    contact: Term
    """Its contact details, in one line."""


class JointController(Entry):
    """Another organisation that decides on the processing together with the controller (GDPR Art. 26)."""

    name: Term
    """The name that customers know."""
    text: Prose
    """The essence of the arrangement, in the published wording: who is responsible for what (GDPR Art. 26(2))."""
    contact: Term | None = None
    """Its contact for data protection, in one line."""


class Controller(Value):
    """The organisation that decides why and how personal data is processed (GDPR Art. 4(7), 13(1)(a))."""

    name: Term
    """The name that customers know."""
    legal_name: Term | None = None
    """The name in the company register."""
    address: Term | None = None
    """The postal address, in one line."""
    privacy_mailbox: Mailbox
    """The e-mail address for questions and requests about personal data."""
    site: WebAddress | None = None
    """The organisation's website."""
    data_protection_officer: Term | None = None
    """The contact details of the data protection officer, in one line (GDPR Art. 13(1)(b), 37(7))."""
    representatives: tuple[Representative, ...] = ()
    """Its representatives in other territories (GDPR Art. 13(1)(a), 27)."""
    joint_controllers: tuple[JointController, ...] = ()
    """The organisations that decide together with it (GDPR Art. 26)."""


class ListedDocument(Entry):
    """A document for customers. Its id is its permanent address."""

    title: Prose
    """The heading of its page."""
    menu: Prose | None = None
    """A shorter title for the menu."""
    summary: Prose
    """A summary in one sentence, for the home page, search engines and link previews."""
    template: Slug
    """The layout: the name of a file in `templates/documents/`, without `.md`."""
    introduction: Prose | None = None
    """The introduction at the top."""
    sections: tuple[Slug, ...] = ()
    """Its sections in order: names of files in `sections/`, without `.md`."""


class Publication(Value):
    """How the site is published."""

    site_name: Prose
    """The name of the site, in its header."""
    address: WebAddress | None = None
    """The address of the site, which canonical links and the site map need."""
    language: Language
    """The language of all texts (BCP 47): en, de, pt-BR."""
    time_zone: TimeZone
    """The time zone of all days (IANA): America/Denver, Europe/Berlin."""
    downloads: tuple[DownloadForm, ...] = ()
    """The file formats for downloads of every version: pdf (tagged PDF) and docx (Word)."""
    show_unstated: bool = False
    """Whether documents show "Not stated" for missing facts, which they omit otherwise."""
    signup: Signup | None = None
    """The mailing list for notices: a form to join it, and how to leave it."""

    def at(self, address: str) -> Self:
        """The same settings, with a web address."""
        return self.model_copy(update={"address": WebAddress(address)})

    @property
    def safe_address(self) -> str:
        """The site's address with a slash at its end; empty if missing, not encrypted, or unsuitable for a site."""
        address = self.address or ""
        return address.rstrip("/") + "/" if address and is_safe(address) and is_site(address) else ""


class Adoption(Value):
    """When a policy older than its repository was published."""

    published: KnownDay
    """The day, or the month if the day is unknown."""
    revision: CommitName | None = None
    """The commit with the first version, if earlier commits only built the site."""


class Launch(Value):
    """The first publication of a policy that began as a draft, as `policy launch` writes it."""

    day: Day
    """The day on which the first texts take effect, or the day of their commit, if later."""


class CorrectedDay(Value):
    """The correct day of a commit with a wrong date."""

    revision: CommitName
    """The commit."""
    published: Day
    """The day on which it was published."""
    was: Day | None = None
    """The wrong day, if it is already published. Versions keep it in their names and addresses."""
    reason: str = Field(min_length=10)
    """The reason for the wrong date."""


class Reviewed(Value):
    """Legal's statement that the policy was reviewed (Cal. Civ. Code §1798.130(a)(5): every 12 months)."""

    day: Day
    """The day of the last review, even if nothing changed."""
    note: Note | None = None
    """A remark for colleagues. Never published."""


class Channel(Value):
    """A channel for notifying customers."""

    kind: Literal["email", "website", "in-app", "post"]
    """The kind of channel."""
    name: Prose
    """The published wording, after "via"."""


class Announcing(Value):
    """How changes of the policy are announced."""

    channels: tuple[Channel, ...]
    """The channels for notifying customers of material changes."""
    notice: Period | None = None
    """The notice period before material changes take effect, if the policy promises one."""


class AllowedWords(Value):
    """Words that look like a fact but mean something else."""

    words: Prose
    """The words in the text: `your AWS account`."""
    reason: str = Field(min_length=10)
    """What the words mean."""


class Settings(Value):
    """The controller, the documents and how they are published."""

    format: Literal[6]
    """The version of the source format."""
    controller: Controller
    documents: tuple[ListedDocument, ...] = Field(min_length=1)
    """The documents, in the order of the menu."""
    publication: Publication
    draft: bool = False
    """Whether the policy is a draft, which is not published until `policy launch`."""
    launched: Launch | None = None
    adopted: Adoption | None = None
    corrected_days: tuple[CorrectedDay, ...] = ()
    """Commits with wrong dates."""
    reviewed: Reviewed | None = None
    """The last review of the policy; by default the day of the last version."""
    announcing: Announcing
    jurisdictions: tuple[Slug, ...] = Field(default=(), min_length=1)
    """Where the law that counts applies: `eu`, `uk`, `us-ca`; by default everywhere. `us` includes all its states."""
    allowed_words: tuple[AllowedWords, ...] = ()
    """Words that are allowed in prose although they look like a fact."""

    @property
    def launch_day(self) -> date | None:
        """The day on which the first texts take effect, if the policy began as a draft."""
        return self.launched.day if self.launched else None
