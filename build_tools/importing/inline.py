"""Converts running text in HTML to Markdown that the source accepts and shows unchanged."""

import re
from typing import Any

from lxml import etree, html
from markdownify import MarkdownConverter

from build_tools.importing.convert import depth_of
from build_tools.importing.page_links import SECTION
from build_tools.source.markup import find_markup, find_unsafe

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufeff\ufffe\uffff\ud800-\udfff]")
_MARKS = re.compile(r"[\\`*_\[\]]")
_ENTITIES = {"<": "&lt;", "{": "&#123;", "}": "&#125;"}
_SCRIPT = re.compile(r"\b(on\w+\s*)=|(script\s*|data\s*(?=:\s*text/)):", re.IGNORECASE)
"""Words that read like a script, which the source refuses."""
_AMPERSAND = re.compile(r"&(?=#?\w+;)")
_OPENING = re.compile(r"(?m)^([ ]*)(?:([#>+=-])|(\d{1,9})([.)])(?=\s|$))")
_LINKED = re.compile(r"https?://[^\s<>\"'()\[\]{}|\\^`]+|(?:mailto|tel):[\w.+@%=?&-]+" rf"|{SECTION}\d+", re.IGNORECASE)
_DEEPEST = 60  # how deep marks may be nested in a paragraph


class _Converter(MarkdownConverter):
    """Escapes what the site's Markdown would read as a mark, and links only to the web, mailboxes and telephones."""

    def escape(self, text: str, parent_tags: Any) -> str:  # noqa: ARG002 - its own signature
        return escape_text(text)

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002 - its own signature
        address = re.sub(r"\s", "", el.get("href") or "")
        before, words, after = text.partition(text.strip()) if text.strip() else (text, "", "")
        return f"{before}[{words}]({address}){after}" if words and _LINKED.fullmatch(address) else text

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002 - its own signature
        return escape_text(el.get("alt") or "")

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002 - its own signature
        return escape_text(el.get_text())


_CONVERTER = _Converter(heading_style="atx", bullets="-", autolinks=False)


def to_markdown(element: html.HtmlElement) -> str:
    """The text of an element in Markdown with its line breaks; plain words if the source would refuse the Markdown."""
    if depth_of(element) <= _DEEPEST:
        text = tidy(str(_CONVERTER.convert(etree.tostring(element, encoding="unicode", with_tail=False))))
        if not (find_markup(text) or find_unsafe(text)):
            return text
    return escape_text(" ".join(element.text_content().split()))


def escape_text(text: str) -> str:
    """Plain words as Markdown that shows them unchanged."""
    text = _AMPERSAND.sub("&amp;", _HIDDEN.sub("", text))
    return re.sub(r"[<{}]", lambda match: _ENTITIES[match[0]], _MARKS.sub(r"\\\g<0>", disarm(text)))


def disarm(text: str) -> str:
    """Markdown whose words do not read like a script, even if they come together from several blocks."""
    return _SCRIPT.sub(lambda match: f"{match[1]}&#61;" if match[1] else f"{match[2]}&#58;", text)


def tidy(text: str) -> str:
    """Markdown in which no line of running text begins like a heading, a list or a quote."""
    lines = (re.sub(r"[ \t]+", " ", line.strip("\n")) if not line.endswith("  ") else line for line in text.split("\n"))
    kept = "\n".join(line.lstrip() for line in lines if line.strip())
    return _OPENING.sub(_close, kept).strip()


def _close(match: re.Match[str]) -> str:
    if match[2] == "=":  # before which Markdown shows a backslash
        return f"{match[1]}&#61;"
    return f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}"
