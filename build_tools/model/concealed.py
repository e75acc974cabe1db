"""Takes secrets out of what a message repeats: the user information and the query of an address (RFC 3986)."""

import re

_USER = re.compile(r"\b([a-z][a-z0-9+.-]*:/{0,3})[^\s'\"]*@", re.IGNORECASE)
"""From the scheme to the last `@`: a password that is not encoded may hold any other sign."""
_QUERY = re.compile(r"\b([a-z][a-z0-9+.-]*://[^\s?'\"]*\?)[^\s'\"]+", re.IGNORECASE)
"""A signed address has its signature there."""


def conceal(text: str) -> str:
    """A text whose addresses have no name, no password and no query: `s3://…@bucket`."""
    return _QUERY.sub(r"\1…", _USER.sub(r"\1…@", text))
