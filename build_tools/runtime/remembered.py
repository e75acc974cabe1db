"""Remembers from one run to the next what pure functions make of texts, in one sealed file.

A line of the file is a key and the JSON of its result, which is parsed only if a run asks for it.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from build_tools.runtime.cache import SealedCache

_MOST = 500
"""The most results that are kept."""
_KEY = "lines"


class Remembered:
    """The results of functions that depend on a text alone. They are values of JSON.

    The cache is opened under a name that changes with the code of these functions.
    """

    def __init__(self) -> None:
        self._cache: SealedCache | None = None
        self._kept: dict[str, str] = {}
        self._is_new = False

    def open(self, cache: SealedCache) -> None:
        """Read what earlier runs kept in a cache, and keep the results of this run for it."""
        self._cache, self._is_new = cache, False
        lines = (cache.get(_KEY) or b"").decode().split("\n")
        self._kept = dict(line.split("\t", 1) for line in lines if line)

    def get(self, kind: str, text: str, make: Callable[[], Any]) -> Any:
        """What `make` makes of a text, for a kind of result; `make` is called if it is not known."""
        if self._cache is None:
            return make()
        key = f"{kind} {sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
        known = self._kept.pop(key, "")
        self._is_new |= not known
        result = json.loads(known) if known else make()
        if len(self._kept) < 2 * _MOST:  # more would push out what the next run, in the same order, needs first
            self._kept[key] = known or json.dumps(result)
        return result

    def save(self) -> None:
        """Keep the results for later runs."""
        if self._cache and self._is_new:
            last = list(self._kept.items())[-_MOST:]
            self._cache.put(_KEY, "\n".join(map("\t".join, last)).encode())
            self._is_new = False


REMEMBERED = Remembered()
"""The results of this process."""
