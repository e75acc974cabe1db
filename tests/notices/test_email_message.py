"""Tests that headers hold exactly the given words."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

from hypothesis import example, given, settings
from hypothesis import strategies as st

from build_tools.notices.email_message import encode_mailbox, encode_words, write_message

MAILBOX = "privacy@traceloom.io"
LINES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=120).map(
    lambda text: " ".join(text.split())
)
"""What stands in one line, with nothing hidden in it."""


def write(*headers: tuple[str, str]) -> bytes:
    """A message with these headers."""
    return write_message(headers, "text\n", "<p>text", "=_boundary")


def read(content: bytes) -> EmailMessage:
    """A message as programs read it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@settings(deadline=None)
@given(LINES)
@example("=?utf-8?q?Subject?= of another one")
@example("x" * 1200)
@example("Größe " * 39 + "Größe")
@example('"Quoted", <and> (more); \\ all')
def test_any_words_are_read_as_they_were_written(words: str) -> None:
    content = write(("From", encode_mailbox("From", words, MAILBOX)), ("Subject", encode_words("Subject", words)))
    message = read(content)

    assert message["Subject"] == words
    name, mailbox = parseaddr(str(message_from_bytes(content)["From"]))  # the newer reader parts encoded words
    assert (str(make_header(decode_header(name))) if words else name, mailbox) == (words, MAILBOX)
    assert sorted(message.keys()) == ["Content-Type", "From", "MIME-Version", "Subject"]
    assert not message.defects
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300))
@example(".\n..\nFrom x\n")
@example(f"{'x' * 1200}\n")
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    content = write_message([], text, text, "=_boundary")
    parts = list(read(content).iter_parts())

    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    whole = text if text.endswith("\n") else f"{text}\n"
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [whole, whole]
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))
