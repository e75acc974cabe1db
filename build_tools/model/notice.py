"""Defines a notice, the e-mail that tells customers of a publication, and the record that is kept of its sending."""

from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from pydantic import AwareDatetime

from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, ready to be sent."""

    sender: str
    """The mailbox that it comes from."""
    recipient: str
    """The mailbox that it goes to; empty where it is not to be sent."""
    message_id: str
    """Its Message-ID (RFC 5322, 3.6.4), with angle brackets."""
    content: bytes
    """The whole message in ASCII, lines ending with CRLF."""


class NoticeState(StrEnum):
    """How far the sending of a notice has come."""

    SENDING = "sending"
    """It was about to be handed over; whether it was, is not known."""
    SENT = "sent"
    """A mail server has taken it."""
    OTHERWISE = "otherwise"
    """Customers were told in another way, as a person has said."""


class NoticeRecord(Value):
    """What is kept of the sending of a notice. It does not name the list: its address may be private."""

    state: NoticeState
    publication: str
    """The name of the publication that it tells of."""
    commit: str
    """The full name of the commit that was published, in hexadecimal."""
    run: str = ""
    """The random name of the run that sends it, by which a run knows its own record from one that is equal otherwise;
    empty in older records, and where no run was about to send it."""
    moment: AwareDatetime
    """When it was sent: the message's Date. With it, the same message can be made again."""
    message_id: str = ""
    """Empty where customers were told in another way."""
    sha256: str = ""
    """The SHA-256 of the whole message, in hexadecimal; empty where there is none."""

    @property
    def when(self) -> str:
        """That moment in words: `2026-02-14 at 12:00 UTC`."""
        return f"{self.moment.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"
