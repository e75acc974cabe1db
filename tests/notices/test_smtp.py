"""Tests that a mail server gets a message whole, encrypted and once, and that passwords are not disclosed."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from build_tools.history.errors import HistoryError
from build_tools.history.notice_records import NoticeRecords
from build_tools.model.notice import Notice
from build_tools.notices.smtp import MailServer, SendingError, UncertainError, hand_over, read_server
from tests.support.mail_server import STEPS, serve_mail
from tests.support.projects import run
from tests.support.story import Story, git

NOTICE = Notice(
    sender="privacy@traceloom.io",
    recipient="customers@lists.example.com",
    message_id="<1@traceloom.io>",
    content=b"Subject: x\r\n\r\n.\r\n..two\r\nend\r\n",
)
SECRET = "s3cret/@#:%"  # noqa: S105 - it opens nothing
OTHER = "127.0.0.2"
"""Another name of this machine, to which mail goes as to any other machine."""
MOMENT = 0.3
"""Seconds: more than an answer takes that comes at all."""


class Inbox:
    """Keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.logged_in: list[bool] = []

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        self.logged_in.append(bool(session.authenticated))
        return "250 fine"


def log_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    """Whether a user and a password are the right ones."""
    assert isinstance(data, LoginPassword)
    is_right = (data.login, data.password) == (b"user@a", SECRET.encode())
    return AuthResult(success=is_right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine, with its key; nobody has signed it."""
    folder = tmp_path_factory.mktemp("certificate")
    names = f"subjectAltName=IP:127.0.0.1,IP:{OTHER}"
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem")
    done = run(
        *("openssl", "req", "-x509", *key, "-out", "certificate.pem", "-subj", "/CN=mail", "-addext", names),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def receive(host: str, certificate: Path, **options: Any) -> Iterator[tuple[Inbox, int]]:
    """A real mail server, its inbox and its port. With `wrapped` it speaks TLS from the first byte on."""
    inbox = Inbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    if options.pop("wrapped", False):
        options["ssl_context"] = context
    elif options.get("require_starttls"):
        options["tls_context"] = context
    with create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname=host, port=port, **options)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def send(address: str) -> None:
    """Send the message."""
    with hand_over(read_server(address), NOTICE, patience=5) as end:
        end()


def test_a_message_comes_whole_with_its_points(certificate: Path) -> None:
    with receive("127.0.0.1", certificate) as (inbox, port):
        send(f"smtp://127.0.0.1:{port}")

    (envelope,) = inbox.got
    assert (envelope.mail_from, envelope.rcpt_tos) == (NOTICE.sender, [NOTICE.recipient])
    assert envelope.content == NOTICE.content


@pytest.mark.parametrize("secret", ["user%40a:s3cret%2F%40%23%3A%25@", ""])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_other_machines_are_spoken_to_in_private(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, secret: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    options: dict[str, Any] = {"wrapped": True} if scheme == "smtps" else {"require_starttls": True}
    if secret:
        options |= {"authenticator": log_in, "auth_require_tls": scheme == "smtp"}
    with receive(OTHER, certificate, **options) as (inbox, port):
        send(f"{scheme}://{secret}{OTHER}:{port}")

    assert len(inbox.got) == 1
    assert inbox.logged_in == [bool(secret)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(certificate: Path, scheme: str) -> None:
    options: dict[str, Any] = {"wrapped": True} if scheme == "smtps" else {"require_starttls": True}
    with receive(OTHER, certificate, **options) as (inbox, port):
        with pytest.raises(SendingError, match="cannot prove its identity: self-signed certificate"):
            send(f"{scheme}://{OTHER}:{port}")
        assert inbox.got == []


def test_a_server_elsewhere_without_encryption_gets_nothing(certificate: Path) -> None:
    with receive(OTHER, certificate, authenticator=log_in, auth_require_tls=False) as (inbox, port):
        with pytest.raises(SendingError, match="does not offer the required encryption"):
            send(f"smtp://user%40a:{SECRET.replace('%', '%25').replace('/', '%2F').replace('#', '%23')}@{OTHER}:{port}")
        assert inbox.got == []


def test_a_wrong_password_is_told_without_it(certificate: Path) -> None:
    with receive("127.0.0.1", certificate, authenticator=log_in, auth_require_tls=False) as (inbox, port):
        with pytest.raises(SendingError) as caught:
            send(f"smtp://user%40a:wr0ng@127.0.0.1:{port}")
        assert inbox.got == []

    assert str(caught.value).startswith(f"the mail server 127.0.0.1:{port} refuses the login (535)")
    assert "wr0ng" not in str(caught.value)


def test_where_nobody_listens_it_says_so() -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(
        SendingError, match=f"the connection to the mail server 127.0.0.1:{port} failed: Connection refused"
    ):
        send(f"smtp://127.0.0.1:{port}")


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_falls_silent_is_waited_for_in_vain_and_not_for_long(step: str) -> None:
    with (
        serve_mail({step: "fall silent"}) as server,
        pytest.raises(UncertainError if step == "end" else SendingError, match="it does not answer"),
        hand_over(read_server(server.address), NOTICE, MOMENT) as end,
    ):
        end()
    assert server.messages == []


def test_what_is_not_ended_is_not_sent() -> None:
    with serve_mail() as server, pytest.raises(KeyError), hand_over(read_server(server.address), NOTICE):
        raise KeyError
    assert (server.messages, server.seen[-1]) == ([], "DATA")
    assert server.envelopes == ["mail FROM:<privacy@traceloom.io>", "rcpt TO:<customers@lists.example.com>"]


def test_a_remote_that_falls_silent_is_not_waited_for_long(tmp_path: Path) -> None:
    project = Story().write(tmp_path)
    with create_server(("127.0.0.1", 0)) as silent:
        git(project.folder, "remote", "add", "origin", f"git://127.0.0.1:{silent.getsockname()[1]}/x")
        with (
            NoticeRecords(project.folder, MOMENT) as records,
            pytest.raises(HistoryError, match=r"the remote origin cannot be reached: it does not answer"),
        ):
            records.find("2025-01-10")


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, is_encrypted=False)),
        ("smtp://mail.example.com:25/", MailServer("mail.example.com", 25, is_encrypted=False)),
        ("smtps://mail.example.com", MailServer("mail.example.com", 465, is_encrypted=True)),
        ("smtp://[::1]:2525", MailServer("::1", 2525, is_encrypted=False)),
    ],
)
def test_an_address_is_read(address: str, server: MailServer) -> None:
    assert read_server(address) == server


@pytest.mark.parametrize(
    "address",
    [
        *("", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://:25", "smtp://mail.example.com:x"),
        *(f"smtp://user:{SECRET}@mail.example.com", f"smtp://user:12{SECRET}@mail.example.com:25"),
        *("smtp://user:s3cret?@mail", "smtp://user:s3cret@", "smtp://user@mail", "smtp://:s3cret@mail"),
        *("smtp://user:s3cr%C3%A9t@mail", "smtp://user:s3cret%0D%0AQUIT@mail", "smtp://[s3cret", "smtp://s3cret..mail"),
        *("smtp://user:s3cret@mail:99999", "smtps//user:s3cret@mail"),
    ],
)
def test_what_is_no_address_is_not_repeated(address: str) -> None:
    with pytest.raises(SendingError) as caught:
        read_server(address)

    assert str(caught.value).startswith("POLICY_SMTP is not the address of a mail server. Write ")
    assert "s3cr" not in str(caught.value)


def test_a_password_is_not_shown_with_its_server() -> None:
    server = read_server("smtp://us%40er:s3cret%3A@mail.example.com")

    assert (server.user, server.password) == ("us@er", "s3cret:")
    assert "s3cret" not in f"{server} {server!r}"
