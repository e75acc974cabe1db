"""Which words does a checklist look for?

A phrase is written as it is said. `*` stands for any letters (`transfer*`), `…` for some words between in the same
sentence, `(lodge|file)` for one of several, `@` for any e-mail address. A phrase after `#` may begin in the heading
above a sentence.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from build_tools.model.invalid import invalid

_PIECE = re.compile(r"\.\.\.|…|[()|]|[^\s()|…]+")
_SIGNS = {"(", "|", ")", "…", "..."}
_LONGEST = 300


def split_phrase(phrase: str) -> list[str]:
    """The words and signs of a phrase in their order, without the `#` in front."""
    return _PIECE.findall(phrase.removeprefix("#"))


def _read_phrase(phrase: str) -> str:
    pieces = split_phrase(phrase)
    shown = f"the phrase {phrase[:60]!r}"
    if odd := [piece for piece in pieces if piece not in _SIGNS and not re.search(r"[^\W_]|^@$", piece)]:
        raise invalid(f"{shown} holds {odd[0]!r}, which is no word. Remove it.")
    if not set(pieces) - _SIGNS:
        raise invalid(f"{shown} has no word in it. Write the words to look for.")
    if len(phrase) > _LONGEST:
        raise invalid(f"{shown} is too long. Use at most {_LONGEST} letters.")
    if not _is_balanced(pieces):
        raise invalid(f"{shown} has a choice that is not closed. Write choices as (lodge|file), none within another.")
    if pieces[0] in {"…", "..."} or pieces[-1] in {"…", "..."}:
        raise invalid(f"{shown} begins or ends with …, which says nothing there. Remove it.")
    return phrase


def _is_balanced(pieces: list[str]) -> bool:
    """Whether each choice is opened, has words on each side of its strokes, and is closed."""
    within, last = False, ""
    for piece in pieces:
        is_empty = last in {"(", "|"} and piece in {"|", ")"}
        if is_empty or ((piece == "(") is within and piece in {"(", ")", "|"}):
            return False
        within = piece == "(" or (within and piece != ")")
        last = piece
    return not within


SearchPhrase = Annotated[str, AfterValidator(_read_phrase)]
"""Words to look for: `(lodge|file) a invalid with … authority`."""
