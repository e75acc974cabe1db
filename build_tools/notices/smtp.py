"""Hands a message to a mail server (SMTP), so that it is known at every moment whether the server may have taken it.

A server may take a message only once it has read the line with a single point that ends it (RFC 5321, 4.1.1.4). So all
that can fail comes before that line; the sender decides then, and only then ends the message.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException, SMTPNotSupportedError, SMTPResponseException
from urllib.parse import unquote, urlsplit

from build_tools.model.notice import Notice
from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible

SERVER = "POLICY_SMTP"
"""The environment's name for the address of the mail server."""
PATIENCE = 30.0
"""How many seconds a mail server may take for each of its answers."""
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 587, "smtps": 465}
"""The ports on which mail is handed in, unless another one is named (RFC 6409, 3.1; RFC 8314, 3.3)."""
_LONGEST = 200


class SendingError(UserError):
    """A notice was not sent, or nobody knows whether it was."""


class RefusedError(SendingError):
    """A mail server has said for certain that it does not take a message."""


class UncertainError(SendingError):
    """A message was ended, and nobody knows whether the mail server has taken it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed in."""

    host: str
    port: int
    is_encrypted: bool
    """Whether it speaks TLS from the first byte on. Otherwise it has to change over, unless it is this machine."""
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(address: str) -> MailServer:
    """The mail server of an address: `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte on.

    Raises: SendingError: it is none. What it says is not repeated, since it may hold a password.
    """
    with suppress(ValueError):
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        is_whole = parts.scheme in _PORTS and parts.hostname and not (parts.path.strip("/") or parts.query)
        str(parts.hostname).encode("idna")  # or nobody could look it up
        is_plain = (user + password).isascii() and (user + password).isprintable()
        if is_whole and not parts.fragment and is_plain and bool(user) == bool(password):
            port = parts.port or _PORTS[parts.scheme]
            return MailServer(str(parts.hostname), port, parts.scheme == "smtps", user, password)
    remedy = "Write smtp://user:password@host:port or smtps://…; of a password, signs such as @ / # as %40 %2F %23."
    raise SendingError(f"{SERVER} is no address of a mail server", remedy)


@contextmanager
def hand_over(server: MailServer, notice: Notice, patience: float = PATIENCE) -> Iterator[Callable[[], None]]:
    """Give a mail server all of a notice but its end. What one gets ends it; without that, it is not sent.

    `patience` is how many seconds each answer may take. To end it raises RefusedError or UncertainError.

    Raises: SendingError: the server cannot be reached, is not who it says, or refuses.
    """
    with _explained(server):
        smtp = _connect(server, notice, patience)
    with _closing(smtp):
        with _explained(server):
            _introduce(smtp, server)
            _expect(2, *smtp.mail(notice.sender))
            _expect(2, *smtp.rcpt(notice.recipient))
            _expect(3, *smtp.docmd("DATA"))
            smtp.send(_quote_points(notice.content))
        yield lambda: _end(smtp, server, notice)
        with suppress(OSError):
            smtp.quit()


@contextmanager
def _closing(smtp: SMTP) -> Iterator[None]:
    """Close a line at the end, without a word: within a message, any word would be part of it."""
    try:
        yield
    finally:
        smtp.close()


def _connect(server: MailServer, notice: Notice, patience: float) -> SMTP:
    name = notice.sender.rpartition("@")[2]  # the name of this machine is nobody's business
    if server.is_encrypted:
        return SMTP_SSL(server.host, server.port, name, timeout=patience, context=ssl.create_default_context())
    return SMTP(server.host, server.port, name, timeout=patience)


def _introduce(smtp: SMTP, server: MailServer) -> None:
    """Greet, see to it that nobody listens, and log in."""
    smtp.ehlo_or_helo_if_needed()
    if not server.is_encrypted and server.host not in _THIS_MACHINE:
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if server.user:
        _log_in(smtp, server)


def _log_in(smtp: SMTP, server: MailServer) -> None:
    """Log in, once: what smtplib does tries a wrong password by all ways that there are."""
    smtp.user, smtp.password = server.user, server.password
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    for way, answer in (("PLAIN", smtp.auth_plain), ("LOGIN", smtp.auth_login)):
        if way in offered:
            smtp.auth(way, answer)
            return
    raise SMTPNotSupportedError


def _end(smtp: SMTP, server: MailServer, notice: Notice) -> None:
    search = f"Look for {notice.message_id} in the log of the mail server."
    try:
        smtp.send(b".\r\n")
        code, said = smtp.getreply()
    except OSError as error:
        what = f"the line to the mail server {server} broke before it said whether it takes the notice ({_say(error)})"
        raise UncertainError(what, search) from None
    if code // 100 in {4, 5}:
        what = f"the mail server {server} does not take the notice: {code} {_read(said)}"
        raise RefusedError(what, "Nothing was sent; mend it, and run it again.")
    if code // 100 != 2:  # noqa: PLR2004 - the class of replies that say yes (RFC 5321, 4.2.1)
        what = f"the mail server {server} gave an answer that nobody understands: {code} {_read(said)}"
        raise UncertainError(what, search)


def _expect(kind: int, code: int, said: bytes) -> None:
    """Go on if the server's answer is of a class of replies (RFC 5321, 4.2.1)."""
    if code // 100 != kind:
        raise SMTPResponseException(code, said)


def _quote_points(content: bytes) -> bytes:
    """A message in which no line is the one that ends it (RFC 5321, 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", content)


@contextmanager
def _explained(server: MailServer) -> Iterator[None]:
    """Say in words what keeps a message from being handed over. Nothing was sent."""
    again = f"Nothing was sent. Check {SERVER}, and run it again."
    try:
        yield
    except SMTPAuthenticationError as error:  # what the server says could hold what it was told
        raise SendingError(f"the mail server {server} refuses the log-in ({error.smtp_code})", again) from None
    except SMTPNotSupportedError:
        what = f"the mail server {server} offers no encryption, or no log-in, that is needed"
        raise SendingError(what, again) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the mail server {server} cannot prove that it is the one: {error.verify_message}"
        raise SendingError(what, again) from None
    except SMTPResponseException as error:
        what = f"the mail server {server} refuses: {error.smtp_code} {_read(error.smtp_error)}"
        raise SendingError(what, "Nothing was sent; mend it, and run it again.") from None
    except OSError as error:
        raise SendingError(f"the line to the mail server {server} failed: {_say(error)}", again) from None


def _say(error: OSError) -> str:
    """What was wrong with a line, in a few words."""
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "it does not answer"
    text = str(error) if isinstance(error, SMTPException) else error.strerror or str(error)
    return _shorten(text) or "it ended the line"


def _read(said: bytes | str) -> str:
    """What a server said, in one short line."""
    return _shorten(said.decode(errors="replace") if isinstance(said, bytes) else said)


def _shorten(text: str) -> str:
    return show_invisible(" ".join(text.split()))[:_LONGEST].rstrip(".")
