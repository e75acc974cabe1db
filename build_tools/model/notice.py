"""Defines notices, the e-mails that tell customers of a publication, and the records of their sending."""

from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from pydantic import AwareDatetime

from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, ready to be sent."""

    sender: str
    recipient: str
    """The address in To; empty if it is not sent."""
    message_id: str
    """Its Message-ID (RFC 5322, 3.6.4), with angle brackets."""
    content: bytes
    """The whole message in ASCII, with CRLF line ends."""


class NoticeState(StrEnum):
    """The state of the sending of a notice."""

    SENDING = "sending"
    """Sending began; it is unknown whether it succeeded."""
    SENT = "sent"
    OTHERWISE = "otherwise"
    """Customers were notified in another way, according to a person."""


class NoticeRecord(Value):
    """The record of the sending of a notice. It omits the recipient, which may be private."""

    state: NoticeState
    publication: str
    """The name of the publication."""
    commit: str
    """The full hash of the published commit."""
    run: str = ""
    """The random id of the run that sends it, so that a run recognizes its own record. Empty in older records."""
    moment: AwareDatetime
    """The Date of the message, so that the same message can be made again."""
    message_id: str = ""
    """Empty if customers were notified in another way."""
    sha256: str = ""
    """The SHA-256 of the message, in hexadecimal; empty without a message."""

    @property
    def when(self) -> str:
        """The time in words: `2026-02-14 at 12:00 UTC`."""
        return f"{self.moment.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"
