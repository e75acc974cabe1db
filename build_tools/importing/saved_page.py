"""Reads a web page that was saved in one file (.mhtml, .mht: RFC 2557)."""

import re
from email import message_from_bytes
from email.message import Message

from build_tools.importing.faults import ImportedFileError

_START = re.compile(rb"(?is)\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related")
_MOST_HEADERS = 4_000
_SAVE_AGAIN = "Save it from the browser as a complete web page."


def is_saved_page(name: str, data: bytes) -> bool:
    """Whether a file is a page saved in one file, by its name or its first lines."""
    is_named = name.lower().endswith((".mhtml", ".mht"))
    return is_named or bool(_START.match(data[:_MOST_HEADERS].replace(b"\r\n", b"\n")))


def read_saved_page(name: str, data: bytes) -> tuple[bytes, str, str]:
    """The HTML in the file, its charset (empty if the file does not state it), and the address of the page."""
    try:
        message = message_from_bytes(data)
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    except RecursionError:
        raise ImportedFileError(name, "the saved page has too many parts within parts", _SAVE_AGAIN) from None
    payload = page.get_payload(decode=True) if page else None
    if page is None or not isinstance(payload, bytes):
        raise ImportedFileError(name, "the saved page holds no HTML", _SAVE_AGAIN)
    address = next(filter(None, (_header(message, "Snapshot-Content-Location"), _header(page, "Content-Location"))), "")
    return payload, page.get_content_charset() or "", address


def _header(message: Message, name: str) -> str:
    words = str(message.get(name, "")).strip()
    return words if re.match(r"https?://\S+$", words) else ""
