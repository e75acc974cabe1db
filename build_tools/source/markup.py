"""Finds markup in texts that must not reach a page: HTML, scripts, pictures from other sites.

`find_markup` applies to published sources of the past too, so its results must not change. `find_unsafe` applies only
to the source at hand, and refuses more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.source.source_map import Passage, SourceMap, announcement_texts
from build_tools.text.allowed_html import Allowed, find_disallowed
from build_tools.text.markdown import convert

_TAG = re.compile(r"<(?!https?://[^\s<>]+>|[\w.+-]+@[\w.-]+>)(?=[A-Za-z/!?]|\Z)[^>\n]{0,80}>?")
_HANDLER = re.compile(
    r"\bon(?:abort|animation\w*|before\w+|blur|cancel|change|click|close|copy|cut|drag\w*|drop|error|focus\w*|hashchange|"
    r"input|invalid|key\w+|load\w*|message|mouse\w+|page\w+|paste|pointer\w+|reset|resize|scroll\w*|select\w*|submit|toggle|"
    r"touch\w+|transition\w*|unload|wheel)\s*=",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:java|vb)script\s*:|data\s*:\s*text/", re.IGNORECASE)
_NAMES = "a abbr blockquote br code em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul"
_TAGS = frozenset(_NAMES.split())
_ATTRIBUTES = frozenset({"href", "src", "alt", "title", "id", "style", "start"})
_PLAIN_LINK = re.compile(r"(?<!!)\[[^\[\]<>&!]*\]\((?!//)(?:https?://|mailto:)?[\w./#@{} -]*\)")
"""A link that is safe by its form, so that most texts need not be rendered to be judged."""
_HIDDEN = re.compile(r"<|&#?\w+;|\]")
"""What may hide markup: a tag, an entity, a link of any other form."""
_DEEP = re.compile(r"(?m)^(?:[ \t>]|[-*+][ \t]|\d{1,9}\.[ \t]){30}|(?:!?\[){30}")
"""Lists, quotes or brackets nested so deep that Markdown gives up or takes minutes."""
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_MOST_OPEN = 100
"""How many brackets may be open: Markdown searches all of the text for the end of each."""
_REFERENCE = re.compile(r"\{\{[^{}\n]*\}\}")
_LINKED_REFERENCE = re.compile(r"(?<=<)\{\{[^{}\n]*\}\}(?=>)")
"""A reference in angle brackets, which only fits an address."""
_DOUBTFUL = re.compile(r"[<\]]|&#?\w+;")
_CODE = re.compile(r"<code>.*?</code>|<[^<>]*>", re.DOTALL)
_UNFINISHED = re.compile(r"\]\(")
"""The start of a link or a picture, which words of a layout could complete with a bracket."""
_OPEN = "is part of an incomplete link or picture"
_CLOSE = "Close the link in the text in which it begins, or remove the bracket."
_USE_PLAIN = "Use plain Markdown, and link to https:, mailto:, tel: or pages of this site."
_FORMS = ("{}", "[{}](#)", "({})")
"""How layouts use texts: alone, as the words of a link, in brackets."""
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
    """All markup that is spelt out in a text, or else the first that its rendered form holds."""
    if deep := _DEEP.search(text):
        remedy = "Use fewer spaces, list marks or brackets in a row."
        return (Markup(*deep.span(), "lists, quotes or brackets are nested too deep", remedy),)
    plain = _ESCAPED.sub("", text)
    for opening, closing in ("[]", "()"):
        if plain.count(opening) - plain.count(closing) > _MOST_OPEN:
            start, what = text.index(opening), f"more than {_MOST_OPEN} brackets are not closed"
            return (Markup(start, start + 1, what, "Close each bracket."),)
    found = []
    for pattern, what, remedy in (
        (_TAG, "HTML is not allowed", "Use Markdown; write &lt; for a < character."),
        (_SCHEME, "a link that runs a script is not allowed", "Link to a page or a mailbox."),
        (_HANDLER, "a script is not allowed", "Remove it."),
    ):
        found += [Markup(*it.span(), f"{what}: {it[0][:40]!r}", remedy) for it in pattern.finditer(text)]
    if not found and _HIDDEN.search(_PLAIN_LINK.sub("", text)) and (what := _inspect(text)):
        found.append(Markup(*_find_paragraph(text, _inspect), what, _USE_PLAIN))
    return tuple(found)


def _find_paragraph(text: str, judge: Callable[[str], str]) -> tuple[int, int]:
    """Start and end of the first paragraph that is wrong by itself; (0, 0) if only the whole text is."""
    for part in re.finditer(r"(?:.+\n?)+", text):
        labels = re.findall(r"(?m)^[ ]{0,3}\[([^\]\n]+)\]:", part[0])
        if judge(part[0] + "".join(f"\n\n[{label}]" for label in labels)):  # an address takes effect in a link
            return part.span()
    return 0, 0


def _inspect(text: str) -> str:
    """The first thing that is not allowed. Layouts put texts into links, so a text with `]` is rendered in one too."""
    forms = (text, f"[{text}](#)") if "]" in text else (text,)
    return next(filter(None, (_Inspector().inspect(convert(form)) for form in forms)), "")


class _Inspector(HTMLParser):
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

    handle_pi = unknown_decl = handle_decl  # type: ignore[assignment]  # the parameter has another name

    def _complain(self, what: str) -> None:
        self.complaint = self.complaint or what


def _is_safe(name: str, address: str) -> bool:
    """A link may lead to other sites; a picture must come from this site, so that no other server learns of visits."""
    plain = re.sub(r"[\s\x00-\x1f]", "", address).lower()
    if plain.startswith("//"):
        return False
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return scheme is None or (name == "href" and scheme[1] in {"http", "https", "mailto", "tel"})


def check_values(
    policy: Policy, readable: Policy, announcements: Sequence[Announcement], sources: SourceMap
) -> Iterator[Problem]:
    """Yield the texts whose markup must not reach a page; `readable` is the policy with its facts filled in."""
    pairs: list[tuple[Route, str, str]] = [
        (route, raw, text) for (route, raw), (_, text) in zip(policy.texts, readable.texts, strict=True)
    ]
    pairs += [(route, text, text) for route, text in announcement_texts(announcements)]
    for route, raw, text in pairs:
        if (found := find_unsafe(text)) and not find_markup(text):  # which is reported already
            start, end, what, remedy = find_unsafe(raw) or (0, 0, *found[2:])
            yield Passage(route, raw, sources).report((start, end), "markup", what, remedy)


@lru_cache(maxsize=4096)
def find_unsafe(text: str) -> tuple[int, int, str, str] | None:
    """Start and end of the first markup in a text that must not reach a page, what is wrong, and the remedy."""
    # wrong references are reported elsewhere
    text = _LINKED_REFERENCE.sub(lambda match: "x@".ljust(len(match[0]), "x"), text)
    text = _REFERENCE.sub(lambda match: "x" * len(match[0]), text)
    if not _DOUBTFUL.search(_PLAIN_LINK.sub("", text)) or not (what := _judge(text)):
        return None
    return *_find_paragraph(text, _judge), what, _CLOSE if what.endswith(_OPEN) else _USE_PLAIN


def _judge(text: str) -> str:
    is_short = "]" in text and "\n\n" not in text  # layouts put no paragraphs among other words
    for form in _FORMS if is_short else _FORMS[:1]:
        html = convert(form.replace("{}", text))
        for found in find_disallowed(html, Allowed.PROSE):
            return found.what
        # an escaped bracket does not end a link
        escaped = _ESCAPED.sub(lambda match: "&#93;" if match[0] == "\\]" else match[0], text)
        if form == "{}" and (unfinished := _UNFINISHED.search(_CODE.sub(" ", convert(escaped)))):
            return f"{unfinished[0]!r} {_OPEN}"
    return ""
