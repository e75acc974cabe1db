"""Which of the data that a policy lists does some other text of it speak of?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from build_tools.importing.ids import plain

_IDLE = {
    "only", "and", "or", "the", "your", "our", "of", "data", "information", "anonymized", "anonymised", "anonymous",
    "encrypted", "hashed", "pseudonymized", "daten", "und", "ihre", "address", "etc",
}  # fmt: skip


def match_data(words: str, data: Iterable[Mapping[str, Any]]) -> tuple[str, bool]:
    """The id of the category or item of the same name, and whether its name is the same; empty without one.

    Without one of the same name it is the only one whose name has all the words.
    """
    named = [(entry["id"], plain(entry["name"])) for category in data for entry in (category, *category["items"])]
    said = plain(words).casefold()
    for name, label in named:
        if label.casefold() == said:
            return name, True
    told = _words(words)
    near = [name for name, label in named if told and told <= _words(label)]
    return (near[0], False) if len(near) == 1 else ("", False)


def match_all(text: str, data: Sequence[Mapping[str, Any]]) -> tuple[list[str], bool]:
    """The ids of all data that a short text names, and whether by their very names; none unless all are known."""
    whole, is_sure = match_data(re.sub(r"\s*\([^()]*\)$", "", text), data)
    if whole:
        return [whole], is_sure
    found = [
        match_data(piece, data) for piece in re.split(r"\s*(?:,|&amp;|&|\band\b|\bund\b)\s*", text) if piece.strip()
    ]
    if not all(name for name, _ in found):
        return [], False
    return list(dict.fromkeys(name for name, _ in found)), all(sure for _, sure in found)


def split_list(text: str) -> list[str]:
    """The parts between the commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth <= 0 and text[place + 1 : place + 2] in {" ", ""}:
            parts.append(text[start:place].strip())
            start = place + 1
    return [part for part in (*parts, text[start:].strip()) if part]


def _words(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", plain(re.sub(r"\(s\)", "s", text)).casefold())
    return frozenset(word.removesuffix("s") for word in words if word not in _IDLE)
