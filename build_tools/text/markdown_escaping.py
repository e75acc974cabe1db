"""How do words stand in a Markdown page so that they mean nothing but themselves?"""

import re

from build_tools.text.invisible import show_hidden

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|&!~^=@:]|(?<=\d)[.)](?=\s|\Z)|^[-+]")
"""What Markdown or HTML may read as markup."""


def escape_markdown(text: str) -> str:
    """A text in one line; each sign that could be markup is a numeric character reference, and nothing is hidden."""
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", show_hidden(" ".join(text.split())))


def escape_cell(text: str) -> str:
    """Words that mean what they say in a table of Markdown that people read as it stands, too."""
    return " ".join("".join(f"\\{sign}" if sign in "|<>*_[]" else sign for sign in text).split())


def escape_markdown_run(text: str) -> str:
    """The same of a piece of a text, which stays parted from what stands before and after it."""
    return " " * text[:1].isspace() + escape_markdown(text) + " " * (text[-1:].isspace() and bool(text.strip()))
