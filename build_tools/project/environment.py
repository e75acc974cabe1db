"""Reads what the environment says of a site: the day as of which it is made, and the address at which it is served."""

import re
from contextlib import suppress
from datetime import date

from build_tools.history.errors import HistoryError
from build_tools.model.policy import Policy
from build_tools.model.settings import is_site
from build_tools.runtime.secrets import conceal

TODAY = "POLICY_TODAY"
"""The environment's name for the day as of which a site is made."""
ADDRESS = "POLICY_ADDRESS"
"""The environment's name for the web address at which a site is served, in place of the one that its source states."""
REQUIRED = "POLICY_REQUIRE_DOWNLOADS"
"""The environment's name for whether a site is published only with all files that it offers."""
COMMITTED = "POLICY_REQUIRE_COMMIT"
"""The environment's name for whether a site is built only where all that makes it is as in the commit."""


def read_day(text: str) -> date | None:
    """The day that `POLICY_TODAY` names, as `2026-02-14`; none where it is empty.

    Raises: HistoryError: it is no day.
    """
    with suppress(ValueError):
        if not text or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):  # ISO 8601 has other forms, easily mistaken
            return date.fromisoformat(text) if text else None
    raise HistoryError(f"{TODAY} is {text!r}, which is no day", "Write for example 2026-02-14.")


def read_address(text: str) -> str:
    """The web address that `POLICY_ADDRESS` names; empty where it is empty.

    Raises: HistoryError: no site can stand there.
    """
    if text and not is_site(text):
        what = f"{ADDRESS} is {conceal(text)!r}, which is not the address of a site"
        raise HistoryError(what, "Write for example https://example.com/legal/.")
    return text


def serve_at(policy: Policy, address: str) -> Policy:
    """A policy whose site is served at a web address; without one, as it is."""
    if not address:
        return policy
    return policy.model_copy(update={"publication": policy.publication.at(address)})
