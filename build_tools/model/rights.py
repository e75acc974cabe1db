"""What can a data subject ask for, how, and by when is it answered? (`rights.yml`)"""

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
    """Which right it is in law, whatever it is called."""
    deadline: Period | None = None
    """By when it is fulfilled, where that differs from the deadline of all requests."""
    format: Term | None = None
    """The file format in which data is handed over."""
    exceptions: Prose | None = None
    """What the right does not reach (GDPR Art. 17(3)), where the text says so."""


class Requests(Value):
    """How a data subject makes a request, and by when it is answered (GDPR Art. 12(3))."""

    deadline: Period | None = None
    """By when a request is answered, where the text says so."""
    mailbox: Mailbox | None = None
    """Where requests go, where that is not the controller's privacy mailbox."""
    form: WebAddress | None = None
    """A web page for requests."""
    subject: Term | None = None
    """The subject line that a request should have."""


class Rights(Value):
    """The rights of data subjects."""

    rights: tuple[Right, ...]
    """The rights, in the order of the text."""
    requests: Requests
