"""Defines the opinions of second readers on findings (`opinions.yml`)."""

from enum import StrEnum

from pydantic import Field

from build_tools.model.day import Day
from build_tools.model.rule import Level
from build_tools.model.text import Slug
from build_tools.model.value import Value

OPINIONS = "policy_src/opinions.yml"
MODEL = r"^[!-~]{1,200}$"
"""The spelling of the name of a model, as a regular expression: ASCII without spaces."""
LONGEST = 500
"""The most characters of a quote, and of a reason."""


class Kind(StrEnum):
    """The subject of a change. The values are permanent, since past sources hold them."""

    DATA = "data"
    """The data, its sources, or the people that it is about."""
    PURPOSE = "purpose"
    """What the data is used for, and the legal basis."""
    RECIPIENT = "recipient"
    """Who receives the data: vendors, affiliates, partners, authorities, buyers."""
    TRANSFER = "transfer"
    """Countries, places of storage, and mechanisms of transfer."""
    RETENTION = "retention"
    """How long data is kept, and how it is deleted."""
    RIGHTS = "rights"
    """Rights and choices, and how they are exercised."""
    SECURITY = "security"
    """Security and confidentiality."""
    IDENTITY = "identity"
    """The controller, the contracting party, or a representative."""
    CONTACT = "contact"
    """Addresses for questions and requests."""
    COOKIES = "cookies"
    """Cookies, pixels and other trackers."""
    NOTICE = "notice"
    """How changes are announced."""
    SCOPE = "scope"
    """The products, regions or groups that the document covers."""
    TERMS = "terms"
    """Duties, fees, liability, disputes and cancellation."""
    WORDING = "wording"
    """Only the wording, the form or the order."""
    OTHER = "other"
    """None of the others."""


class Opinion(Value):
    """What a second reader, a language model, says of a finding. It changes no level."""

    finding: Slug
    """The id of the finding, which `policy diff` prints."""
    model: str = Field(pattern=MODEL)
    """The name of the model, as its server knows it."""
    level: Level
    """How important the model calls the change."""
    kind: Kind
    """What the change is about, in the model's view."""
    quote: str = Field(min_length=1, max_length=LONGEST)
    """The changed words that the model relies on."""
    reason: str = Field(min_length=10, max_length=LONGEST)
    """The model's reason."""
    given: Day
    """The day on which the model was asked."""


class Opinions(Value):
    """The opinions of second readers on findings, including those of past changes."""

    opinions: tuple[Opinion, ...]
    """One entry for each finding and model, as `policy diff --reader --write` writes them."""
