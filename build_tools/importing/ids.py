"""Derives ids from names, and plain words from Markdown."""

import re
import unicodedata

from build_tools.source.ids import ENDED, RESERVED

_LONGEST = 60
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "&": " and "})
_ENTITIES = {"&lt;": "<", "&#123;": "{", "&#125;": "}", "&#124;": "|", "&#61;": "=", "&#58;": ":", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


class Ids:
    """The ids of one kind that are taken."""

    def __init__(self, *taken: str) -> None:
        self.taken = {*taken, *RESERVED, ENDED}

    def take(self, name: str, otherwise: str) -> str:
        """An id that is still free, made from a name; from `otherwise` if the name has no letters."""
        slug = _slug_of(name) or otherwise
        found, number = slug, 2
        while found in self.taken:
            found = f"{slug[: _LONGEST - 4]}-{number}"
            number += 1
        self.taken.add(found)
        return found


def _slug_of(name: str) -> str:
    spelt = plain(name).replace("(s)", "s").lower().translate(_SPELT)
    folded = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = re.sub(r"^[^a-z]+", "", "-".join(re.findall(r"[a-z0-9]+", folded)))
    return words[:_LONGEST].rstrip("-")


def plain(text: str) -> str:
    """The words of a piece of Markdown."""
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\[\\]){0,500})\]\([^)]{0,2000}\)", r"\1", text)
    text = re.sub(r"(?<!\\)\*+|(?<!\\)`", "", text)
    text = _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)
    return " ".join(re.sub(r"\\([^\w\s]|_)", r"\1", text).split())
