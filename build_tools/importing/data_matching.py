"""Matches words of a text with the categories and items of data that the policy lists."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from build_tools.importing.ids import plain

_FILLERS = {
    "only", "and", "or", "the", "your", "our", "of", "data", "information", "anonymized", "anonymised", "anonymous",
    "encrypted", "hashed", "pseudonymized", "daten", "und", "ihre", "address", "etc",
}  # fmt: skip


def match_data(text: str, data: Iterable[Mapping[str, Any]]) -> tuple[str, bool]:
    """The id of the only data with this name, or else with all its words, and whether the name is the same."""
    names = [(entry["id"], plain(entry["name"])) for category in data for entry in (category, *category["items"])]
    wanted = plain(text).casefold()
    for id_, name in names:
        if name.casefold() == wanted:
            return id_, True
    words = _words(text)
    near = [id_ for id_, name in names if words and words <= _words(name)]
    return (near[0], False) if len(near) == 1 else ("", False)


def match_all(text: str, data: Sequence[Mapping[str, Any]]) -> tuple[list[str], bool]:
    """The ids of all data that a short text names, and whether by their exact names; none unless all are known."""
    whole, is_sure = match_data(re.sub(r"\s*\([^()]*\)$", "", text), data)
    if whole:
        return [whole], is_sure
    pieces = re.split(r"\s*(?:,|&amp;|&|\band\b|\bund\b)\s*", text)
    found = [match_data(piece, data) for piece in pieces if piece.strip()]
    if not all(id_ for id_, _ in found):
        return [], False
    return list(dict.fromkeys(id_ for id_, _ in found)), all(is_sure for _, is_sure in found)


def split_list(text: str) -> list[str]:
    """The parts between the commas that are not in brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth <= 0 and text[place + 1 : place + 2] in {" ", ""}:
            parts.append(text[start:place].strip())
            start = place + 1
    return [part for part in (*parts, text[start:].strip()) if part]


def _words(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", plain(re.sub(r"\(s\)", "s", text)).casefold())
    return frozenset(word.removesuffix("s") for word in words if word not in _FILLERS)
