"""Normalizes text for comparison: Unicode forms, kinds of spaces and invisible characters do not count.

Versions, findings, rulings and the checks of a source all use this module. Texts are published as they were written;
the normalized form is only for comparison (W3C, Character Model: String Matching, 2.2.1).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_SPACES = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]"
"""No-break spaces and spaces of other widths, including the blank Braille pattern."""

_JOINED = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1bff\ua840-\ua8ff\ua980-\ua9df\uaae0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010a5f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
"""Scripts whose letters join, where a joiner changes the form of a letter (RFC 5892, A.1 and A.2)."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
"""Scripts of South East Asia, where a zero-width space separates words."""
_HAN = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U0003ffff"
"""Chinese and Japanese characters, which may have variation selectors (Unicode Technical Standard 37)."""
_PICTURES = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff"
_RIGHT_TO_LEFT = "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"

_NEVER_SEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe0e\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f"
)
"""Characters without a visible effect anywhere (Unicode: Default_Ignorable_Code_Point, and similar)."""
_SOMETIMES_SEEN = "\u180b-\u180f\u200c\u200d\ufe00-\ufe0d\U000e0020-\U000e0fff"
"""Characters that have a visible effect only beside certain characters."""
_SEEN = (
    f"(?<=[{_JOINED}])[\u200c\u200d]"
    f"|(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])"
    "|(?<=[\u1800-\u18af])[\u180b-\u180f]"
    f"|(?<=[{_HAN}{_JOINED}{_PICTURES}])[\ufe00-\ufe0d]"
    f"|(?<=[{_HAN}])[\U000e0100-\U000e01ef]"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"  # the flag of a region
)
"""The same characters where they have a visible effect."""

_DROPPED = f"[{_NEVER_SEEN}]+"
_CHOSEN_ONLY = f"[{_SOMETIMES_SEEN}]"
_CHOSEN = f"({_SEEN})|{_CHOSEN_ONLY}"
"""Each match begins with such a character."""
_UNSEEN = (
    f"(?P<seen>{_SEEN}|(?<=[{_PICTURES}{_HAN}{_JOINED}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}]))"
    f"|(?P<turning>[\u061c\u200e\u200f\u2066-\u2069])|[{_NEVER_SEEN}{_SOMETIMES_SEEN}]"
)

_COMMON = re.compile(
    "[\x00-\x7f\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u2038\u203b-\u2048\u204a-\u205e\u20a0-\u20c0]*"
)
"""Characters that are always seen, and the same in NFC. Most texts hold no others; other patterns compile slowly."""
_ISOLATING = re.compile("[\u2066-\u2069]")
_PARAGRAPH = re.compile(r"(?<=\n)(?=\n)")


def normalize(text: str) -> str:
    """The text for comparison: NFC, single spaces, and no invisible characters."""
    return " ".join(normalize_characters(text).split())


def normalize_characters(text: str) -> str:
    """The text for comparison with its tabs, line ends and multiple spaces: NFC, and no invisible characters."""
    if text.isascii() or _COMMON.fullmatch(text):
        return text
    characters = "".join(set(text))
    if _compile(_SPACES).search(characters):
        text = _compile(_SPACES).sub(" ", text)
    if _compile(_DROPPED).search(characters):
        text = _compile(_DROPPED).sub("", text)
    if _compile(_CHOSEN_ONLY).search(characters):
        text = _compile(_CHOSEN).sub(lambda match: match[1] or "", text)
    return unicodedata.normalize("NFC", text)


def find_invisible(text: str) -> Iterator[int]:
    """Yield the indexes of invisible characters that no script needs; direction marks must be closed on their line."""
    start = 0
    for paragraph in [] if text.isascii() or _COMMON.fullmatch(text) else _PARAGRAPH.split(text):
        runs_both_ways = _compile(_RIGHT_TO_LEFT).search(paragraph) is not None
        for line in paragraph.splitlines(keepends=True):
            may_turn = runs_both_ways and _is_closed(line)
            for match in _compile(_UNSEEN).finditer(line):
                if not match["seen"] and not (match["turning"] and may_turn):
                    yield start + match.start()
            start += len(line)


def remove_invisible(text: str) -> str:
    """The text without the characters that `find_invisible` finds."""
    invisible = set(find_invisible(text))
    return "".join(character for index, character in enumerate(text) if index not in invisible) if invisible else text


def _is_closed(line: str) -> bool:
    depth = 0
    for mark in _ISOLATING.findall(line):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return not depth


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
