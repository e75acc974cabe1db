"""Which characters of a text would nobody see on a page, or would turn the text around?"""

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, save tab and line feed
    "\u00ad\u200b\u2060\ufeff"  # hyphens and spaces that nobody sees
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u202a-\u202e\u2066-\u2069"  # directions that a text is forced into (Unicode Standard Annex 9)
    "\ufffe\uffff]"  # no characters at all, which XML forbids
)


def show_invisible(text: str) -> str:
    """A text with the number of each such character in its place: `[U+202E]`."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def in_one_line(text: str) -> str:
    """A text in one line, in which nothing is hidden, and nothing steers a terminal."""
    return show_invisible(" ".join(text.split()))


def escape_json(written: str) -> str:
    r"""JSON with an escape in the place of each such character, `\u202e`: it means the same."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|&!~^=@:]|(?<=\d)[.)](?=\s|\Z)|^[-+]")
"""What Markdown or HTML may read as markup."""


def escape_markdown(text: str) -> str:
    """A text in one line; each sign that could be markup is a numeric character reference, and nothing is hidden."""
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", show_invisible(" ".join(text.split())))


def escape_cell(text: str) -> str:
    """Words that mean what they say in a table of Markdown that people read as it stands, too."""
    return " ".join("".join(f"\\{sign}" if sign in "|<>*_[]" else sign for sign in text).split())


def escape_markdown_run(text: str) -> str:
    """The same of a piece of a text, which stays parted from what stands before and after it."""
    return " " * text[:1].isspace() + escape_markdown(text) + " " * (text[-1:].isspace() and bool(text.strip()))


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
