"""Hides what opens a door in words that are shown: passwords in addresses, and values that are secrets."""

import re
from collections.abc import Iterable

_USER = re.compile(r"(?<=://)[^\s'\"<>]*@")
_SHORTEST = 6
"""How many characters a secret has at least: a shorter one is a word of its own in many messages."""


def hide_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without the user and the password of any address in it (RFC 3986, 3.2.1), and without any of `secrets`.

    A password may hold any sign, so that all from `://` to the last `@` of a word is hidden.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "…")
    return _USER.sub("…@", text)
