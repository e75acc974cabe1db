"""Removes secrets from messages: secret values, and the user and query of an address (RFC 3986)."""

import re
from collections.abc import Iterable

_USER = re.compile(r"\b([a-z][a-z0-9+.-]*:/*)(?:(?<=/)|(?=[^\s'\"<>@]*:))[^\s'\"<>]*@", re.IGNORECASE)
"""From the scheme to the last `@` of a word: a password may hold any character. `mailto:a@b` has no user."""
_QUERY = re.compile(r"\b([a-z][a-z0-9+.-]*://[^\s?'\"]*\?)[^\s'\"]+", re.IGNORECASE)
"""The query of a signed address holds its signature."""
_SHORTEST = 6
"""The fewest characters of a secret; shorter ones are common words."""


def conceal(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without `secrets`, and without the users, passwords and queries of addresses: `s3://…@bucket`."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "…")
    return _QUERY.sub(r"\1…", _USER.sub(r"\1…@", text))
