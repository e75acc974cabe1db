"""Hands a message to a mail server (SMTP), so that it is always known whether the server may have accepted it.

A server accepts a message only after the line with a single dot that ends it (RFC 5321, 4.1.1.4). So everything that
can fail comes before that line; then the sender decides, and ends the message.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException, SMTPNotSupportedError, SMTPResponseException
from urllib.parse import unquote, urlsplit

from build_tools.model.notice import Notice
from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible

SERVER = "POLICY_SMTP"
PATIENCE = 30.0
"""The most seconds that a mail server may take for each answer."""
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 587, "smtps": 465}
"""The default ports for submission (RFC 6409, 3.1; RFC 8314, 3.3)."""
_LONGEST = 200


class SendingError(UserError):
    """A notice was not sent, or it is unknown whether it was sent."""


class RefusedError(SendingError):
    """A mail server has definitely refused a message."""


class UncertainError(SendingError):
    """A message was ended, and it is unknown whether the mail server has accepted it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that accepts messages for delivery."""

    host: str
    port: int
    is_encrypted: bool
    """Whether it uses TLS from the first byte on. Otherwise it must switch to TLS, unless it is this machine."""
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(address: str) -> MailServer:
    """The mail server of an address: `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte on.

    Raises: SendingError: it is not an address of a mail server. It is not repeated, since it may hold a password.
    """
    with suppress(ValueError):
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        is_whole = parts.scheme in _PORTS and parts.hostname and not (parts.path.strip("/") or parts.query)
        str(parts.hostname).encode("idna")  # fails for names that cannot be looked up
        is_plain = (user + password).isascii() and (user + password).isprintable()
        if is_whole and not parts.fragment and is_plain and bool(user) == bool(password):
            port = parts.port or _PORTS[parts.scheme]
            return MailServer(str(parts.hostname), port, parts.scheme == "smtps", user, password)
    remedy = "Write smtp://user:password@host:port or smtps://…; in a password, write @ / # as %40 %2F %23."
    raise SendingError(f"{SERVER} is not the address of a mail server", remedy)


@contextmanager
def hand_over(server: MailServer, notice: Notice, patience: float = PATIENCE) -> Iterator[Callable[[], None]]:
    """Give a mail server all of a notice except its end. Yields the function that ends it; without it nothing is sent.

    Raises: SendingError: the server cannot be reached, cannot prove its identity, or refuses. The function raises
    RefusedError or UncertainError.
    """
    name = notice.sender.rpartition("@")[2]  # the name of this machine is not disclosed
    with _explained(server):
        if server.is_encrypted:
            context = ssl.create_default_context()
            smtp: SMTP = SMTP_SSL(server.host, server.port, name, timeout=patience, context=context)
        else:
            smtp = SMTP(server.host, server.port, name, timeout=patience)
    with closing(smtp):  # without a command: within a message, a command would become part of it
        with _explained(server):
            _introduce(smtp, server)
            _expect(2, *smtp.mail(notice.sender))
            _expect(2, *smtp.rcpt(notice.recipient))
            _expect(3, *smtp.docmd("DATA"))
            smtp.send(re.sub(rb"(?m)^\.", b"..", notice.content))  # so that no line ends the message (RFC 5321, 4.5.2)
        yield lambda: _end(smtp, server, notice)
        with suppress(OSError):
            smtp.quit()


def _introduce(smtp: SMTP, server: MailServer) -> None:
    smtp.ehlo_or_helo_if_needed()
    if not server.is_encrypted and server.host not in _THIS_MACHINE:
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if not server.user:
        return
    smtp.user, smtp.password = server.user, server.password
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    for method, answer in (("PLAIN", smtp.auth_plain), ("LOGIN", smtp.auth_login)):
        if method in offered:  # once: smtplib itself would try a wrong password with every method
            smtp.auth(method, answer)
            return
    raise SMTPNotSupportedError


def _end(smtp: SMTP, server: MailServer, notice: Notice) -> None:
    search = f"Look for {notice.message_id} in the log of the mail server."
    try:
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
    except OSError as error:
        broke = f"the connection to the mail server {server} broke before it accepted or refused the notice"
        raise UncertainError(f"{broke} ({_describe(error)})", search) from None
    if code // 100 in {4, 5}:
        what = f"the mail server {server} refuses the notice: {code} {_shorten(answer)}"
        raise RefusedError(what, "Nothing was sent. Solve this and run it again.")
    if code // 100 != 2:  # noqa: PLR2004 - the class of replies that say yes (RFC 5321, 4.2.1)
        what = f"the mail server {server} gave an unknown answer: {code} {_shorten(answer)}"
        raise UncertainError(what, search)


def _expect(kind: int, code: int, answer: bytes) -> None:
    """Check that the server's answer is of a class of replies (RFC 5321, 4.2.1)."""
    if code // 100 != kind:
        raise SMTPResponseException(code, answer)


@contextmanager
def _explained(server: MailServer) -> Iterator[None]:
    again = f"Nothing was sent. Check {SERVER} and run it again."
    try:
        yield
    except SMTPAuthenticationError as error:  # the server's answer may repeat the password
        raise SendingError(f"the mail server {server} refuses the login ({error.smtp_code})", again) from None
    except SMTPNotSupportedError:
        what = f"the mail server {server} does not offer the required encryption or login"
        raise SendingError(what, again) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the mail server {server} cannot prove its identity: {error.verify_message}"
        raise SendingError(what, again) from None
    except SMTPResponseException as error:
        what = f"the mail server {server} refuses: {error.smtp_code} {_shorten(error.smtp_error)}"
        raise SendingError(what, "Nothing was sent. Solve this and run it again.") from None
    except OSError as error:
        raise SendingError(f"the connection to the mail server {server} failed: {_describe(error)}", again) from None


def _describe(error: OSError) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "it does not answer"
    text = str(error) if isinstance(error, SMTPException) else error.strerror or str(error)
    return _shorten(text) or "the server closed it"


def _shorten(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return show_invisible(" ".join(text.split()))[:_LONGEST].rstrip(".")
