"""Escapes text for one line, JSON, a Markdown page, and a comment on GitHub or GitLab, and shows invisible characters.

GitHub and GitLab read Markdown and then search the words: a name is notified (`@team`), and issue numbers, addresses
and emoji become links and pictures. A backslash prevents markup but not this search; code prevents both.
"""

import re
from collections.abc import Callable

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, except tab and line feed
    "\u00ad\u200b\u2060\ufeff"  # invisible hyphens and spaces
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # text direction overrides (Unicode Standard Annex 9)
    "\ufffe\uffff]"  # not characters, and forbidden in XML
)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|&!~^=@:]|(?<=\d)[.)](?=\s|\Z)|^[-+]")
"""Characters that Markdown or HTML may read as markup."""
_COMMENT = re.compile(r"[\\`*_\[\]<>#|~$]|&(?=[#\w])|^[-+=]")
"""Characters that are markup in a comment, anywhere or at the start of a line."""
_LIST_NUMBER = re.compile(r"(\d+)([.)])")
_LINKED = re.compile(
    r"@\w|[#!&$]\d|#\w|[%~^][\w\"]|://|\bwww\.|\bmailto:|\bxmpp:|\bGH-\d|:[\w+-]+:|\[\w+:",
    re.IGNORECASE,
)
"""Mentions, references, addresses and emoji that GitHub or GitLab turn into something else."""
_EDGES = re.compile(r"([\"'“”‘’(]*)(.*?)([\"'“”‘’).,;:]*)")
_FENCES = re.compile("`+")


def show_invisible(text: str) -> str:
    """Replace each invisible character by its number: `[U+202E]`."""
    return _INVISIBLE.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def in_one_line(text: str) -> str:
    """The text in one line that is safe to print in a terminal."""
    return show_invisible(" ".join(text.split()))


def escape_json(json: str) -> str:
    r"""JSON of the same meaning, with each invisible character escaped (`\u202e`)."""
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json)


def escape_markdown(text: str) -> str:
    """The text in one line for a Markdown page; possible markup becomes numeric character references."""
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", in_one_line(text))


def escape_markdown_run(text: str) -> str:
    """A piece of a text as `escape_markdown` writes it, with a space where white space begins or ends it."""
    return _escape_run(escape_markdown, text)


def escape_cell(text: str) -> str:
    """The text for a cell of a Markdown table that is also readable as plain text."""
    return " ".join(re.sub(r"[|<>*_\[\]]", r"\\\g<0>", text).split())


def escape_comment(text: str) -> str:
    """The text in one line for a comment; words that would become links or mentions are code."""
    return " ".join(map(_escape_word, in_one_line(text).split(" ")))


def escape_comment_run(text: str) -> str:
    """A piece of a text as `escape_comment` writes it, with a space where white space begins or ends it."""
    return _escape_run(escape_comment, text)


def as_code(text: str) -> str:
    """The text in one line as Markdown code, fenced by more backticks than it holds in a row."""
    words = in_one_line(text)
    fence = "`" * (max(map(len, _FENCES.findall(words)), default=0) + 1)
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words}{edge}{fence}" if words else ""


def percent_encode(text: str, kept: str) -> str:
    """The text as part of a web address (RFC 3986, 2.1); letters, digits, `_` and the `kept` characters stay."""
    encoded = re.compile(rf"[^A-Za-z0-9_{kept}]")
    return encoded.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def _escape_run(escape: Callable[[str], str], text: str) -> str:
    return " " * text[:1].isspace() + escape(text) + " " * (text[-1:].isspace() and bool(text.strip()))


def _escape_word(word: str) -> str:
    if not _LINKED.search(word):
        return _escape_markup(word)
    edges = _EDGES.fullmatch(word)
    if edges and _LINKED.search(edges[2]):
        return _escape_markup(edges[1]) + as_code(edges[2]) + _escape_markup(edges[3])
    return as_code(word)


def _escape_markup(word: str) -> str:
    if number := _LIST_NUMBER.fullmatch(word):
        return f"{number[1]}\\{number[2]}"
    return _COMMENT.sub(r"\\\g<0>", word)
