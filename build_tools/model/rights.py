"""Defines the rights of data subjects and how to exercise them (`rights.yml`)."""

from typing import Literal

from build_tools.model.period import Period
from build_tools.model.text import Mailbox, Prose, Term, WebAddress
from build_tools.model.value import Entry, Value


class Right(Entry):
    """A right of the data subject (GDPR Art. 15 to 22; Cal. Civ. Code §1798.105 to §1798.125)."""

    name: Prose
    """The published wording."""
    text: Prose
    """The published wording that describes it."""
    kind: Literal[
        "access", "correction", "deletion", "portability", "objection", "restriction", "withdraw-consent",
        "automated-decisions", "opt-out-of-sale", "limit-sensitive-data", "non-discrimination", "complaint",
    ]  # fmt: skip
    """The right in law."""
    deadline: Period | None = None
    """The time to fulfil it, if it differs from the deadline for all requests."""
    format: Term | None = None
    """The file format of data that is handed over."""
    exceptions: Prose | None = None
    """Exceptions to the right (GDPR Art. 12(5), 15(4), 17(3), 20, 21(1), 23), if the text states them."""


class Requests(Value):
    """How data subjects make requests, and the time to answer them (GDPR Art. 12(3))."""

    deadline: Period | None = None
    """The time to answer a request, if the text states it."""
    mailbox: Mailbox | None = None
    """The mailbox for requests, if it differs from the controller's privacy mailbox."""
    form: WebAddress | None = None
    """A web page for requests."""
    subject: Term | None = None
    """The subject line for requests."""
    opt_out_signals: Prose | None = None
    """The signals of browsers that count as requests, in the published wording: `Global Privacy Control` (Cal. Civ.
    Code §1798.135; 11 CCR §7025)."""


class Rights(Value):
    """The rights of data subjects."""

    rights: tuple[Right, ...]
    """The rights, in the order of the text."""
    requests: Requests
