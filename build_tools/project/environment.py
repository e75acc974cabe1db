"""Reads the environment variables of a site: the day for which it is made, and its web address."""

import re
from contextlib import suppress
from datetime import date

from build_tools.history.errors import HistoryError
from build_tools.model.policy import Policy
from build_tools.model.settings import is_site
from build_tools.runtime.secrets import conceal

TODAY = "POLICY_TODAY"
ADDRESS = "POLICY_ADDRESS"
COMMITTED = "POLICY_REQUIRE_COMMIT"
"""Whether the site is built only if all its files are as in the commit."""


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
