"""Where is data kept, how is it protected, and what is left to the customer? (`storage.yml`)"""

from pydantic import Field

from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug, Term
from build_tools.model.value import Entry, Value


class StorageLocation(Entry):
    """A place where data is kept."""

    name: Prose
    """The published wording: `Primary`."""
    text: Prose
    """The published wording that describes it."""
    provider: Slug | None = None
    """The subprocessor that runs it."""
    region: Term | None = None
    """The provider's name of the region: `us-east-1`."""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """The country (ISO 3166-1), where the text says so."""
    backup: bool = Field(default=False, strict=True)
    """Whether it holds copies for recovery."""
    retention: Period | None = None
    """How long a copy stays here after the original is gone."""


class Safeguard(Entry):
    """A technical or organisational measure (GDPR Art. 32(1))."""

    text: Prose
    """The published wording."""
    standard: Term | None = None
    """The algorithm or protocol: `AES-256`."""


class Responsibility(Entry):
    """Something that the customer has to see to."""

    text: Prose
    """The published wording."""


class Storage(Value):
    """Where data is kept and how it is protected."""

    storage: tuple[StorageLocation, ...]
    """The places where data is kept."""
    safeguards: tuple[Safeguard, ...]
    """How it is protected."""
    responsibilities: tuple[Responsibility, ...] = ()
    """What is left to the customer."""
