"""Finds markup in a text that must not reach a page: HTML, scripts, pictures from elsewhere.

This is held against the past too, so that it stays as it is. What is refused in addition today: `value_markup.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from build_tools.text.markdown import convert

_TAG = re.compile(r"<(?!https?://[^\s<>]+>|[\w.+-]+@[\w.-]+>)(?=[A-Za-z/!?]|\Z)[^>\n]{0,80}>?")
_HANDLER = re.compile(
    r"\bon(?:abort|animation\w*|before\w+|blur|cancel|change|click|close|copy|cut|drag\w*|drop|error|focus\w*|hashchange|"
    r"input|invalid|key\w+|load\w*|message|mouse\w+|page\w+|paste|pointer\w+|reset|resize|scroll\w*|select\w*|submit|toggle|"
    r"touch\w+|transition\w*|unload|wheel)\s*=",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:java|vb)script\s*:|data\s*:\s*text/", re.IGNORECASE)
_TAGS = frozenset(
    {
        *(
            "a",
            "abbr",
            "blockquote",
            "br",
            "code",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "ol",
            "p",
        ),
        *("pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_ATTRIBUTES = frozenset({"href", "src", "alt", "title", "id", "style", "start"})
PLAIN_LINK = re.compile(r"(?<!!)\[[^\[\]<>&!]*\]\((?!//)(?:https?://|mailto:)?[\w./#@{} -]*\)")
"""A link that is safe on sight, so that most texts need not be rendered to be judged."""
_HIDDEN = re.compile(r"<|&#?\w+;|\]")
"""What may hide markup: a tag, an entity, a link of any other form."""
_DEEP = re.compile(r"(?m)^(?:[ \t>]|[-*+][ \t]|\d{1,9}\.[ \t]){30}|(?:!?\[){30}")
"""Lists, quotes or brackets within each other, until Markdown gives up or takes minutes."""
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_MOST_OPEN = 100
"""Open brackets: Markdown looks for the end of each, through all of the text."""
_STYLES = re.compile(r"text-align: (left|right|center);")


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup in a text that must not reach a page."""

    start: int
    end: int
    what: str
    remedy: str


@lru_cache(maxsize=4096)
def find_markup(text: str) -> tuple[Markup, ...]:
    """The markup in a text that must not reach a page. Texts that were looked at before are remembered.

    What is spelt out is found with its place; for what hides behind entities or Markdown, the text is rendered and
    everything outside a short list of elements, attributes and addresses is reported for the text as a whole.
    """
    return tuple(_find_markup(text))


def _find_markup(text: str) -> Iterator[Markup]:
    if deep := _DEEP.search(text):
        remedy = "Use fewer spaces, list marks or brackets in a row."
        yield Markup(*deep.span(), "lists, quotes or brackets are nested too deep", remedy)
        return
    plain = _ESCAPED.sub("", text)
    for opening, closing in ("[]", "()"):
        if plain.count(opening) - plain.count(closing) > _MOST_OPEN:
            start = text.index(opening)
            yield Markup(start, start + 1, f"more than {_MOST_OPEN} brackets are not closed", "Close each bracket.")
            return
    found = False
    for pattern, what, remedy in (
        (_TAG, "HTML is not allowed", "Use Markdown; write &lt; for a < sign."),
        (_SCHEME, "a link that runs a script is not allowed", "Link to a page or a mailbox."),
        (_HANDLER, "a script is not allowed", "Remove it."),
    ):
        for match in pattern.finditer(text):
            found = True
            yield Markup(*match.span(), f"{what}: {match[0][:40]!r}", remedy)
    if found or not _HIDDEN.search(PLAIN_LINK.sub("", text)):
        return
    if complaint := _inspect(text):
        parts = (part for part in re.finditer(r"(?:.+\n?)+", text) if _inspect(use_labels(part[0])))
        start, end = next((part.span() for part in parts), (0, 0))
        remedy = "Use plain Markdown, and link to https:, mailto:, tel: or pages of this site."
        yield Markup(start, end, complaint, remedy)


def use_labels(part: str) -> str:
    """A paragraph with each link that it only defines, as `[label]: address`, made use of."""
    return part + "".join(f"\n\n[{label}]" for label in re.findall(r"(?m)^[ ]{0,3}\[([^\]\n]+)\]:", part))


def _inspect(text: str) -> str:
    """The first thing in a rendered text that is not on the list; empty if all is.

    Layouts put texts into links, so that a bracket in a text can end one: it is looked at there too.
    """
    forms = (text, f"[{text}](#)") if "]" in text else (text,)
    return next(filter(None, (_Inspector().inspect(convert(form)) for form in forms)), "")


class _Inspector(HTMLParser):
    """Reads rendered prose and remembers the first thing in it that is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complaint = ""

    def inspect(self, html: str) -> str:
        self.feed(html)
        self.close()
        return self.complaint

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self._complain(f"the element <{tag}> is not allowed")
        for name, value in attrs:
            if name not in _ATTRIBUTES or (name == "style" and not _STYLES.fullmatch(value or "")):
                self._complain(f"the attribute {name} is not allowed")
            elif name in {"href", "src"} and not _is_safe(name, value or ""):
                self._complain(f"the address {(value or '')[:40]!r} is not allowed")

    def handle_comment(self, data: str) -> None:
        self._complain(f"the comment {data[:20]!r} is not allowed")

    def handle_decl(self, decl: str) -> None:
        self._complain(f"the declaration {decl[:20]!r} is not allowed")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def _complain(self, complaint: str) -> None:
        self.complaint = self.complaint or complaint


def _is_safe(name: str, address: str) -> bool:
    """A link may lead elsewhere; a picture must be the site's own, so that a page asks nobody else."""
    plain = re.sub(r"[\s\x00-\x1f]", "", address).lower()
    if plain.startswith("//"):
        return False
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return scheme is None or (name == "href" and scheme[1] in {"http", "https", "mailto", "tel"})
