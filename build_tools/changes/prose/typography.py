"""Are two texts the same but for their typography?"""

import re
import unicodedata

from build_tools.changes.prose.stemming import fold

_MEANT = re.compile(r"[^\W_]|(?<=\d)[.,:/](?=\d)|[%$€£<>@&+]|(?<!\w)-(?=\d)|[^\x00-\x7f]")
_MARKS = ("M", "Sc", "Sm", "So")
"""Classes of signs that mean something besides letters and numbers: vowels and accents, currencies, ≥ and ✗."""


def reads_alike(before: str, after: str) -> bool:
    """Whether two texts have the same letters and numbers, whatever quotes, dashes, spaces, commas or capitals.

    `don't` is `do not`, and `log-in` is `log in`.
    """
    return _letters(before) == _letters(after)


def _letters(text: str) -> str:
    """A text without all that only shapes it."""
    found = _MEANT.findall(fold(text).replace("&", " and ").replace("etc.", "etc"))
    return "".join(sign for sign in found if sign.isascii() or sign.isalnum() or _is_meant(sign))


def _is_meant(sign: str) -> bool:
    return unicodedata.category(sign).startswith(_MARKS) and sign not in "©®™•●○■□▪◦►▶→·"
