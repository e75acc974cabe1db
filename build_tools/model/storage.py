"""Defines where data is stored, how it is protected, and what customers are responsible for (`storage.yml`)."""

from pydantic import Field

from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug, Term, WebAddress
from build_tools.model.value import Entry, Value


class StorageLocation(Entry):
    """A place where data is stored."""

    name: Prose
    """The published wording: `Primary`."""
    text: Prose
    """The published wording that describes it."""
    provider: Slug | None = None
    """The id of the subprocessor that operates it."""
    region: Term | None = None
    """The provider's name of the region: `us-east-1`."""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """The country (ISO 3166-1), if the text states it."""
    backup: bool = Field(default=False, strict=True)
    """Whether it holds backups."""
    retention: Period | None = None
    """How long copies are kept here after the original is deleted."""


class Safeguard(Entry):
    """A technical or organisational measure (GDPR Art. 32(1))."""

    text: Prose
    """The published wording."""
    standard: Term | None = None
    """The algorithm or protocol: `AES-256`."""


class Certification(Entry):
    """A certificate or a report of an independent auditor (GDPR Art. 28(5), 42): ISO/IEC 27001, SOC 2 Type II."""

    name: Term
    """Its name."""
    document: WebAddress | None = None
    """Where a copy of it, or the register that lists it, is available."""


class Responsibility(Entry):
    """A responsibility of the customer."""

    text: Prose
    """The published wording."""


class Storage(Value):
    """Where data is stored and how it is protected."""

    storage: tuple[StorageLocation, ...]
    """The places where data is stored."""
    safeguards: tuple[Safeguard, ...]
    """How it is protected."""
    responsibilities: tuple[Responsibility, ...] = ()
    """The responsibilities of the customer."""
    certifications: tuple[Certification, ...] = ()
    """The certificates and reports of independent auditors."""
    breach_notice: Period | None = Field(default=None, examples=["PT48H"])
    """The time within which customers learn of a breach of their data: `PT48H` (GDPR Art. 33(2); the law says "without
    undue delay")."""
    audits: Prose | None = None
    """How customers can audit the processing, in the published wording (GDPR Art. 28(3)(h))."""
