"""Writes e-mails, so that the same words give the same bytes and no words can add a header.

Headers are written here: Python's own writer breaks long addresses in `List-…` headers into encoded words, which
programs do not read as addresses.
"""

from collections.abc import Sequence
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import quote

_ENCODED = "=?"
"""The start of an encoded word (RFC 2047): a text that holds it could be read as another text."""
_LONGEST = 60
"""Longer words are encoded, since lines break only between words."""
_LINE = 78
"""The most characters of a line (RFC 5322, 2.1.1)."""
_END = "\r\n"


def write_message(headers: Sequence[tuple[str, str]], text: str, html: str, boundary: str) -> bytes:
    """A message in ASCII with encoded headers, in plain text and in HTML, neither with `boundary` (RFC 2046, 5.1.4)."""
    body = EmailMessage(SMTP)
    is_short = text.isascii() and all(len(line) <= _LINE for line in text.split("\n"))
    body.set_content(text, cte="7bit" if is_short else "quoted-printable")
    body.add_alternative(html, subtype="html", cte="quoted-printable")
    body.set_boundary(boundary)
    written = "".join(f"{name}: {value}{_END}" for name, value in headers)
    return written.encode("ascii") + body.as_bytes()


def encode_words(name: str, text: str) -> str:
    """A text in one line as the value of a header of this name, folded (RFC 5322, 2.2.3; RFC 2047)."""
    is_plain = text.isascii() and _ENCODED not in text and max(map(len, text.split()), default=0) <= _LONGEST
    return Header(text, "us-ascii" if is_plain else "utf-8", header_name=name).encode(linesep=_END)


def encode_mailbox(name: str, words: str, mailbox: str) -> str:
    """A mailbox with a display name, as the value of a header (RFC 5322, 3.4)."""
    if words.isascii() and _ENCODED not in words and len(words) <= _LONGEST:
        return f'"{quote(words)}" <{mailbox}>'
    return f"{Header(words, 'utf-8', header_name=name).encode(linesep=_END)}{_END} <{mailbox}>"
