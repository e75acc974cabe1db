"""Defines the phrases by which checklists find statements.

A search phrase is plain words. `*` stands for any letters (`transfer*`), `…` for some words in the same sentence,
`(lodge|file)` for a choice, and `@` for any e-mail address. A phrase after `#` may begin in the heading above, and one
after `##` must begin there.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from build_tools.model.problem import invalid

_PIECE = re.compile(r"\.\.\.|…|[()|]|[^\s()|…]+")
_OPERATORS = {"(", "|", ")", "…", "..."}
_LONGEST = 300


def split_phrase(phrase: str) -> list[str]:
    """The words and operators of a phrase in order, without the `#` or `##` in front."""
    return _PIECE.findall(phrase.removeprefix("#").removeprefix("#"))


def _read_phrase(phrase: str) -> str:
    pieces = split_phrase(phrase)
    shown = f"the phrase {phrase[:60]!r}"
    if odd := [piece for piece in pieces if piece not in _OPERATORS and not re.search(r"[^\W_]|^@$", piece)]:
        raise invalid(f"{shown} holds {odd[0]!r}, which is not a word. Remove it.")
    if not set(pieces) - _OPERATORS:
        raise invalid(f"{shown} has no words. Write the words to search for.")
    if len(phrase) > _LONGEST:
        raise invalid(f"{shown} is too long. Use at most {_LONGEST} letters.")
    kinds = "".join(piece if piece in {"(", "|", ")"} else "w" for piece in pieces)
    if not re.fullmatch(r"(?:w|\(w+(?:\|w+)*\))*", kinds):
        raise invalid(f"{shown} has a wrong choice. Write choices as (lodge|file), and none within another.")
    if pieces[0] in {"…", "..."} or pieces[-1] in {"…", "..."}:
        raise invalid(f"{shown} begins or ends with …, which has no effect there. Remove it.")
    return phrase


SearchPhrase = Annotated[str, AfterValidator(_read_phrase)]
"""A phrase to search for: `(lodge|file) a complaint with … authority`."""
