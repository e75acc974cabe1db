"""Decides whether two texts are the same: forms of letters, kinds of spaces and invisible characters do not count.

Versions, findings, rulings and the checks of a source all ask this module, so that no two of them disagree. A text is
published as it was written: its unified form serves comparison alone (W3C, Character Model: String Matching, 2.2.1).
"""

import re
import unicodedata
from collections.abc import Iterator

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
"""Spaces that do not break, or have another width; the empty sign of Braille looks like them."""

_JOINED = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1bff\ua840-\ua8ff\ua980-\ua9df\uaae0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010a5f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
"""Scripts whose letters join: there a joiner decides on the form of a letter (RFC 5892, A.1 and A.2)."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
"""Scripts of South East Asia, in which a space of no width parts words."""
_HAN = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U0003ffff"
"""Chinese and Japanese characters, of which a selector may name a variant (Unicode Technical Standard 37)."""
_PICTURES = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff"
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_NEVER_SEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe0e\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f"
)
"""Characters that change no sign of a text, wherever they stand (Unicode, Default_Ignorable_Code_Point, and kin)."""
_SOMETIMES_SEEN = "\u180b-\u180f\u200c\u200d\ufe00-\ufe0d\U000e0020-\U000e0fff"
"""Characters that change a sign that they stand beside, and nothing elsewhere."""
_SEEN = (
    f"(?<=[{_JOINED}])[\u200c\u200d]"
    f"|(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])"
    "|(?<=[\u1800-\u18af])[\u180b-\u180f]"
    f"|(?<=[{_HAN}{_JOINED}{_PICTURES}])[\ufe00-\ufe0d]"
    f"|(?<=[{_HAN}])[\U000e0100-\U000e01ef]"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"  # the flag of a region
)
"""Such characters where they change something."""

_DROPPED = re.compile(f"[{_NEVER_SEEN}]+")
_CHOSEN = re.compile(f"({_SEEN})|[{_SOMETIMES_SEEN}]")
_UNSEEN = re.compile(
    f"(?P<seen>{_SEEN}|(?<=[{_PICTURES}{_HAN}{_JOINED}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}]))"
    f"|(?P<turning>[\u061c\u200e\u200f\u2066-\u2069])|[{_NEVER_SEEN}{_SOMETIMES_SEEN}]"
)

_ISOLATING = re.compile("[\u2066-\u2069]")
_PARAGRAPH = re.compile(r"(?<=\n)(?=\n)")


def normalize(text: str) -> str:
    """The one form in which a text is compared: one space between words, no invisible characters, NFC.

    Unified texts are equal where the texts are the same.
    """
    return " ".join(normalize_characters(text).split())


def normalize_characters(text: str) -> str:
    """The same with its white space as it is: tabs, ends of lines, and as many spaces."""
    if text.isascii():
        return text
    seen = _CHOSEN.sub(lambda match: match[1] or "", _DROPPED.sub("", _SPACES.sub(" ", text)))
    return unicodedata.normalize("NFC", seen)


def find_invisible(text: str) -> Iterator[int]:
    """Yield where characters stand that no reader sees and no script needs at that place.

    Marks of direction are needed in a paragraph with letters that run from right to left; what such a mark opens has to
    be closed on its line.
    """
    start = 0
    for paragraph in [] if text.isascii() else _PARAGRAPH.split(text):
        runs_both_ways = _RIGHT_TO_LEFT.search(paragraph) is not None
        for line in paragraph.splitlines(keepends=True):
            may_turn = runs_both_ways and _is_closed(line)
            for match in _UNSEEN.finditer(line):
                if not match["seen"] and not (match["turning"] and may_turn):
                    yield start + match.start()
            start += len(line)


def remove_invisible(text: str) -> str:
    """A text without the characters that `find_invisible` finds."""
    unseen = set(find_invisible(text))
    return "".join(sign for place, sign in enumerate(text) if place not in unseen) if unseen else text


def _is_closed(line: str) -> bool:
    """Whether all that marks of direction open on a line is closed there."""
    depth = 0
    for mark in _ISOLATING.findall(line):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return not depth
