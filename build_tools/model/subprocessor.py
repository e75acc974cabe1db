"""Defines the subprocessors and the data that they receive (`subprocessors.yml`)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from build_tools.model.day import Day
from build_tools.model.problem import invalid
from build_tools.model.text import Prose, Slug, Term, WebAddress
from build_tools.model.value import Entry, Value

ASKED_OF_VENDORS = ("legal_entity", "address", "contact", "location", "transfer", "dpa", "since", "last_reviewed")
"""Facts about subprocessors that data protection officers ask for (EDPB Opinion 22/2024, paragraphs 29 to 34)."""


class Receipt(Value):
    """Data that a subprocessor receives."""

    data: Slug
    """The id of a category or item in `data.yml`."""
    text: Prose
    """The published wording."""
    form: Literal["plain", "encrypted", "hashed", "pseudonymized", "anonymized"] = "plain"
    """The form of the data. Anonymized data is not personal data (GDPR recital 26)."""


class Transfer(Value):
    """The legal basis of a transfer to another country (GDPR Art. 44 to 49)."""

    mechanism: Literal[
        "adequacy", "data-privacy-framework", "standard-contractual-clauses", "binding-corporate-rules", "uk-idta",
        "uk-addendum", "derogation",
    ]  # fmt: skip
    """The transfer mechanism (GDPR and UK GDPR, chapter V)."""
    text: Prose | None = None
    """The published wording."""
    document: WebAddress | None = None
    """Where a copy of it is available (GDPR Art. 13(1)(f))."""


class Subprocessor(Entry):
    """A company that receives data on the controller's behalf (GDPR Art. 28(2), (4); EDPB Opinion 22/2024)."""

    name: Term
    """The name that customers know."""
    purpose: Prose
    """The purpose."""
    receives: tuple[Receipt, ...]
    """The data that it receives, in the order of the text."""
    remark: Prose | None = None
    """A remark on the data, which follows the list in brackets."""
    optional: bool = Field(default=False, strict=True)
    """Whether customers can use the service without it."""
    personal_data: bool = Field(default=True, strict=True)
    """False if the text states that it receives no personal data."""
    trains_models: bool | None = Field(default=None, strict=True)
    """Whether it may train its own AI models with the data; false if that is ruled out (GDPR Art. 28(3)(a), (10))."""
    legal_entity: Term | None = None
    """The contracting company."""
    address: Term | None = None
    """Its postal address."""
    contact: Term | None = None
    """Its contact for data protection."""
    location: Term | None = None
    """The place of processing."""
    transfer: Transfer | None = None
    dpa: WebAddress | None = None
    """Its data processing agreement."""
    since: Day | None = None
    """The day from which it receives data."""
    until: Day | None = None
    """The day on which it stopped receiving data. Past subprocessors stay listed."""
    last_reviewed: Day | None = None
    """The day of the last assessment."""

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.since and self.until and self.until < self.since:
            what = f"subprocessor {self.id!r} ends on {self.until}, before it began on {self.since}"
            raise invalid(f"{what}. Correct one of the days.")
        return self


class Subprocessors(Value):
    """The companies that receive data."""

    subprocessors: tuple[Subprocessor, ...]
    """The subprocessors, in the order of the text."""
