"""Remembers from one run to the next what pure functions make of texts, in one sealed file."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from build_tools.runtime.cache import SealedCache

_MOST = 500
"""The most results that are kept."""
_KEY = "results"


class Remembered:
    """The results of functions that depend on a text alone. They are values of JSON.

    The cache is opened under a name that changes with the code of these functions.
    """

    def __init__(self) -> None:
        self._cache: SealedCache | None = None
        self._kept: dict[str, Any] = {}
        self._is_new = False

    def open(self, cache: SealedCache) -> None:
        """Read what earlier runs kept in a cache, and keep the results of this run for it."""
        self._cache, self._is_new = cache, False
        self._kept = json.loads(cache.get(_KEY) or b"{}")

    def get(self, kind: str, text: str, make: Callable[[], Any]) -> Any:
        """What `make` makes of a text, for a kind of result; `make` is called if it is not known."""
        if self._cache is None:
            return make()
        key = f"{kind} {sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
        self._is_new |= key not in self._kept
        result = self._kept.pop(key) if key in self._kept else make()
        if len(self._kept) < 2 * _MOST:  # more would push out what the next run, in the same order, needs first
            self._kept[key] = result
        return result

    def save(self) -> None:
        """Keep the results for later runs."""
        if self._cache and self._is_new:
            last = dict(list(self._kept.items())[-_MOST:])
            self._cache.put(_KEY, json.dumps(last).encode())
            self._is_new = False


REMEMBERED = Remembered()
"""The results of this process."""
