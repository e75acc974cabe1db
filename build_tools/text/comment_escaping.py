"""How do words stand in a comment on GitHub or GitLab so that they mean nothing but themselves?

Both read Markdown, and then look through the words: who is named is notified (`@team`), what looks like a number of an
issue, an address or an emoji becomes one. A backslash keeps a sign from being markup and not from that; code is kept
from both.
"""

import re

from build_tools.text.escaping import show_invisible

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$]|&(?=[#\w])|^[-+=]")
"""What is markup somewhere, or at the beginning of a line."""
_NUMBER = re.compile(r"(\d+)([.)])")
"""What numbers an item of a list at the beginning of a line."""
_TAKEN_UP = re.compile(
    r"@\w|[#!&$]\d|#\w|[%~^][\w\"]|://|\bwww\.|\bmailto:|\bxmpp:|\bGH-\d|:[\w+-]+:|\[\w+:",
    re.IGNORECASE,
)
"""What either of them takes up: who is named, references, addresses, emoji."""
_EDGES = re.compile(r"([\"'“”‘’(]*)(.*?)([\"'“”‘’).,;:]*)")
_FENCES = re.compile("`+")


def escape_comment(text: str) -> str:
    """Words in one line: what would be taken up is code, and no other sign is markup; nothing is hidden."""
    return " ".join(map(_keep, show_invisible(" ".join(text.split())).split(" ")))


def escape_comment_run(text: str) -> str:
    """The same of a piece of a text, which stays parted from what stands before and after it."""
    return " " * text[:1].isspace() + escape_comment(text) + " " * (text[-1:].isspace() and bool(text.strip()))


def as_code(text: str) -> str:
    """Words in one line as code, whatever signs they hold."""
    words = show_invisible(" ".join(text.split()))
    fence = "`" * (max(map(len, _FENCES.findall(words)), default=0) + 1)
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words}{edge}{fence}" if words else ""


def _keep(word: str) -> str:
    """A word as it is; of one in quotation marks or at the end of a sentence, these are no code."""
    if not _TAKEN_UP.search(word):
        return _escape(word)
    edges = _EDGES.fullmatch(word)
    if edges and _TAKEN_UP.search(edges[2]):
        return _escape(edges[1]) + as_code(edges[2]) + _escape(edges[3])
    return as_code(word)


def _escape(word: str) -> str:
    if number := _NUMBER.fullmatch(word):
        return f"{number[1]}\\{number[2]}"
    return _MARKUP.sub(lambda match: f"\\{match[0]}", word)
