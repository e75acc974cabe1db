"""Under which id does something stand that has only a name?"""

import re
import unicodedata

from build_tools.source.ids import ENDED, RESERVED

_LONGEST = 60
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "&": " and "})
"""Addresses that the site needs for itself."""


class Ids:
    """The ids that are taken, of one kind."""

    def __init__(self, *taken: str) -> None:
        self.taken = {*taken, *RESERVED, ENDED}

    def take(self, name: str, otherwise: str) -> str:
        """An id that nothing else has, by a name; `otherwise` where the name has no letters."""
        slug = slug_of(name) or otherwise
        found, number = slug, 2
        while found in self.taken:
            found = f"{slug[: _LONGEST - 4]}-{number}"
            number += 1
        self.taken.add(found)
        return found


def slug_of(name: str) -> str:
    """Lower-case words joined by hyphens; empty where there is none."""
    folded = (
        unicodedata.normalize("NFKD", plain(name).replace("(s)", "s").lower().translate(_SPELT))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.sub(r"^[^a-z]+", "", "-".join(re.findall(r"[a-z0-9]+", folded)))
    return words[:_LONGEST].rstrip("-")


def plain(text: str) -> str:
    """The words of a piece of Markdown."""
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\[\\]){0,500})\]\([^)]{0,2000}\)", r"\1", text)
    text = re.sub(r"(?<!\\)\*+|(?<!\\)`", "", text)
    for entity, sign in (
        ("&lt;", "<"),
        ("&#123;", "{"),
        ("&#125;", "}"),
        ("&#124;", "|"),
        ("&#61;", "="),
        ("&#58;", ":"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, sign)
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", text).split())
