"""Are two texts the same but for their typography?"""

import re

from build_tools.changes.prose.words import fold

_MEANT = re.compile(r"[^\W_]|(?<=\d)[.,:/](?=\d)|[%$€£<>@&+]|(?<!\w)-(?=\d)")


def reads_alike(before: str, after: str) -> bool:
    """Whether two texts have the same letters and numbers, whatever quotes, dashes, spaces, commas or capitals.

    `don't` is `do not`, and `log-in` is `log in`.
    """
    return _letters(before) == _letters(after)


def _letters(text: str) -> str:
    """A text without all that only shapes it."""
    return "".join(_MEANT.findall(fold(text).replace("&", " and ").replace("etc.", "etc")))
