"""Is a value more than another one, or less, or neither?"""

import re
from collections.abc import Callable

from build_tools.model.change import Event
from build_tools.model.period import Period

_Rank = tuple[float, ...]
"""What tells more from less."""
_FORMS = ("anonymized", "hashed", "pseudonymized", "encrypted", "plain")
"""In which form data is received: the later, the more it tells about a person."""

_STANDARD = re.compile(r"(.*?)[ -]?v?(\d+(?:\.\d+)*)", re.DOTALL)
"""A family and a number: `AES-256`, `TLS 1.3`."""


def compare_values(fact: str, before: object, after: object) -> Event:
    """What happened to a value that is stated on both sides, and not the same."""
    if isinstance(before, Period) and isinstance(after, Period):
        return _compare((before.length,), (after.length,))
    if (rank := _SCALES.get(fact)) and (pair := rank(str(before), str(after))):
        return _compare(*pair)
    return Event.CHANGED


def _compare(before: _Rank, after: _Rank) -> Event:
    if before == after:
        return Event.CHANGED  # said otherwise: P1W and P7D
    return Event.INCREASED if before < after else Event.DECREASED


def _forms(before: str, after: str) -> tuple[_Rank, _Rank]:
    return (_FORMS.index(before),), (_FORMS.index(after),)


def _standards(before: str, after: str) -> tuple[_Rank, _Rank] | None:
    """The numbers of two standards of one family; none where nobody can say which is the stronger."""
    old, new = _STANDARD.fullmatch(before.strip()), _STANDARD.fullmatch(after.strip())
    if not old or not new or old[1].casefold() != new[1].casefold():
        return None
    return _numbers(old[2]), _numbers(new[2])


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


_SCALES: dict[str, Callable[[str, str], tuple[_Rank, _Rank] | None]] = {
    "subprocessors.receives.form": _forms,
    "safeguards.standard": _standards,
}
