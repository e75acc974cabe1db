"""Recognizes a sentence that denies what the list or the table below it holds: `We no longer use:`."""

import re

from build_tools.importing.facts import Context, Unread
from build_tools.importing.ids import plain

DENIED = Unread("the words before it say that this is not so, or not now", can_map=True)

_DENIAL = re.compile(
    r"(?i)\b(?:we|us|you|our \w+) (?:(?:do|does|did|will|shall|have|can) not|cannot|don['’]t|won['’]t|never|will never|"
    r"no longer|(?:have )?(?:stopped|ceased)|used to|(?:intend|plan|propose|are planning|are going) to|may later)\b|"
    r"\b(?:only|merely|just) (?:an )?examples?\b|\b(?:wir|uns|sie) [^.:]*\b(?:nicht|kein\w*|nie|niemals)\b|"
    r"\bwir (?:planen|beabsichtigen|haben [^.:]* (?:beendet|eingestellt))\b"
)
_TURNED = re.compile(
    r"(?i)\b(?:except|unless|only|other than|apart from|but|without|longer than|more than|beyond|außer|nur|ohne|länger|"
    r"ausgenommen|sofern|aber|sondern)\b(?! (?:an )?examples?)"
)
"""Words that turn a denial around: `We share nothing except with:`."""
_EARLIER_SENTENCES = re.compile(r"^.*[.!?]\s+", re.DOTALL)


def is_denied(context: Context) -> bool:
    """Whether the headings, or the last sentence before a list or a table, deny what it holds."""
    last = _EARLIER_SENTENCES.sub("", plain(context.lead).rstrip(" :."))
    return any(_DENIAL.search(words) and not _TURNED.search(words) for words in (context.headings, last))
