"""Takes secrets out of what a message repeats: the user and the query of an address (RFC 3986), and secret values."""

import re
from collections.abc import Iterable

_USER = re.compile(r"\b([a-z][a-z0-9+.-]*:/*)(?:(?<=/)|(?=[^\s'\"<>@]*:))[^\s'\"<>]*@", re.IGNORECASE)
"""From the scheme to the last `@` of a word, since a password may hold any sign. `mailto:a@b` has no user."""
_QUERY = re.compile(r"\b([a-z][a-z0-9+.-]*://[^\s?'\"]*\?)[^\s'\"]+", re.IGNORECASE)
"""A signed address has its signature there."""
_SHORTEST = 6
"""How many characters a secret has at least: a shorter one is a word of its own in many messages."""


def conceal(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without any of `secrets`, and whose addresses have no name, no password and no query: `s3://…@bucket`."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "…")
    return _QUERY.sub(r"\1…", _USER.sub(r"\1…@", text))
