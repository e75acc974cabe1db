"""Reads the environment variables of a site: its day, its web address, and the second reader of its changes."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from build_tools.history.errors import HistoryError
from build_tools.model.opinion import MODEL
from build_tools.model.policy import Policy
from build_tools.model.settings import is_site
from build_tools.runtime.secrets import conceal

TODAY = "POLICY_TODAY"
ADDRESS = "POLICY_ADDRESS"
COMMITTED = "POLICY_REQUIRE_COMMIT"
"""Whether the site is built only if all its files are as in the commit."""
READER_URL = "POLICY_READER_URL"
READER_MODEL = "POLICY_READER_MODEL"
READER_KEY = "POLICY_READER_KEY"
READER_SECONDS = "POLICY_READER_SECONDS"
_SECONDS, _MOST_SECONDS = 300, 3600
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Where the second reader is asked, a language model with an address as the OpenAI API has it."""

    address: str
    """Without a slash at its end."""
    model: str
    key: str = field(default="", repr=False)
    """The secret of the address; empty if it needs none."""
    seconds: int = _SECONDS
    """The most seconds that an answer may take."""


def read_day(text: str) -> date | None:
    """The day in `POLICY_TODAY` (`2026-02-14`); none if it is empty. Raises HistoryError if it is not a day."""
    with suppress(ValueError):
        if not text or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):  # not the other forms of ISO 8601
            return date.fromisoformat(text) if text else None
    raise HistoryError(f"{TODAY} is {text!r}, which is not a day", "Write for example 2026-02-14.")


def read_address(text: str) -> str:
    """The address in `POLICY_ADDRESS`; may be empty. Raises HistoryError if it is not the address of a site."""
    if text and not is_site(text):
        what = f"{ADDRESS} is {conceal(text)!r}, which is not the address of a site"
        raise HistoryError(what, "Write for example https://example.com/legal/.")
    return text


def serve_at(policy: Policy, address: str) -> Policy:
    """The policy with the web address of its site; unchanged without an address."""
    if not address:
        return policy
    return policy.model_copy(update={"publication": policy.publication.at(address)})


def read_reader(address: str, model: str, key: str, seconds: str) -> ReaderSettings | None:
    """The second reader in `POLICY_READER_URL`, `_MODEL`, `_KEY` and `_SECONDS`; none if no address is set.

    Raises HistoryError if the address is not private to the key and the text, or another value is missing or wrong.
    """
    if not address:
        return None
    try:
        parts = urlsplit(address)
        is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, is_private, is_whole = urlsplit(""), False, False
    if not is_private or not is_whole or parts.username is not None or parts.query or parts.fragment:
        what = f"{READER_URL} is {conceal(address, [key])!r}, which is not the address of a second reader"
        raise HistoryError(
            what, "Write https://…, or http://localhost:… for a server on this machine, and nothing after ?."
        )
    if not re.fullmatch(MODEL, model):
        value = f"{conceal(model, [key])!r}, which is not the name of a model" if model else "not set"
        raise HistoryError(f"{READER_MODEL} is {value}", "Set it to the name of the model, as the server knows it.")
    if not (key.isascii() and key.isprintable()):
        raise HistoryError(f"{READER_KEY} contains characters that no key has", "Copy it again.")
    if seconds and not (re.fullmatch(r"[1-9]\d{0,3}", seconds, re.ASCII) and int(seconds) <= _MOST_SECONDS):
        what = f"{READER_SECONDS} is {seconds!r}, which is not a number of seconds"
        raise HistoryError(what, f"Write a number from 1 to {_MOST_SECONDS}.")
    return ReaderSettings(address.rstrip("/"), model, key, int(seconds or _SECONDS))
