"""Allows HTML by lists of elements, attributes and addresses, and escapes or removes the rest.

Each `<` must begin a complete tag with its values in quotes. Every parser reads such HTML in the same way (HTML
Standard, 13.1), so each tag can be checked separately.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Allowed(IntEnum):
    """Where HTML is used. Each kind allows everything that the kinds before it allow."""

    PROSE = 1
    """Texts of the source, converted from Markdown."""
    DOCUMENT = 2
    """Documents and hand-written pages, including their layouts. All words are visible."""
    SITE = 3
    """All other pages and messages, with controls, deleted words and drawings."""


@dataclass(frozen=True, slots=True)
class DisallowedHtml:
    """A piece of HTML that is not allowed."""

    start: int
    end: int
    what: str
    words: str
    """The part that is wrong: an address, a value or a name."""


_ELEMENT_NAMES = {
    Allowed.PROSE: """
        a abbr blockquote br code dd dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr
        ul""",
    Allowed.DOCUMENT: """
        address article aside b bdi caption cite col colgroup details dfn div figcaption figure footer header i ins kbd
        mark nav q samp section small span sub summary sup tfoot time u var wbr""",
    Allowed.SITE: "button circle del form input label line option output path rect s select svg template text",
}
_ATTRIBUTE_NAMES = {
    Allowed.PROSE: "alt start title",
    Allowed.DOCUMENT: """
        class colspan datetime dir headers height hreflang lang markdown open reversed role rowspan scope span tabindex
        type width""",
    Allowed.SITE: "autocomplete cx cy d for max method min name r required value viewbox x y",
}
_ELEMENTS = {allowed: frozenset(names.split()) for allowed, names in _ELEMENT_NAMES.items()}
_ATTRIBUTES = {allowed: frozenset(names.split()) for allowed, names in _ATTRIBUTE_NAMES.items()}
_ALIGNMENTS = frozenset(f"text-align: {side};" for side in ("left", "right", "center"))
"""The only styles that an attribute may have, from tables in Markdown."""
_HIDING = re.compile(r"md-|(?:headerlink|footnote-backref|said|tabbed-(?:block|control))$", re.IGNORECASE)
"""Classes whose words the theme or our styles hide on screen."""

_NAME = r"[A-Za-z][A-Za-z0-9_:.-]*"
_VALUE = r"""(?:="[^"<>]*"|='[^'<>]*')?"""
TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+{_NAME}{_VALUE})*)\s*/?>")
_WHOLE_TAG = re.compile(rf"</?[A-Za-z][A-Za-z0-9]*(?:\s+{_NAME}{_VALUE})*\s*/?>")
"""The same without groups, so that all tags of a text are found at once."""
_ATTRIBUTE = re.compile(rf"\s({_NAME})(?:=(?:\"([^\"<>]*)\"|'([^'<>]*)'))?")
_AUTOLINK = re.compile(r"<(?:https?://[^\s<>]+|[\w.+-]+@[\w.-]+)>")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_CONTROL = re.compile(r"[\s\x00-\x1f]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SCHEMES_OF = {"href": ("http", "https", "mailto", "tel"), "action": ("http", "https")}
"""The schemes of links, and of what forms send to; the security policy of a page names the addresses of its forms."""
_LONGEST = 40
"""How many characters a message quotes."""


def find_disallowed(
    text: str, allowed: Allowed = Allowed.SITE, *, is_markdown: bool = False
) -> Iterator[DisallowedHtml]:
    """Yield the HTML in a text that is not allowed. In Markdown, `<https://…>` is a link and not a tag."""
    for opening in _OPENING.finditer(text):
        start = opening.start()
        if is_markdown and _AUTOLINK.match(text, start):
            continue
        tag = TAG.match(text, start)
        what, words = _judge(tag[0], allowed) if tag else _describe_broken(text, start)
        if what:
            yield DisallowedHtml(start, tag.end() if tag else start + 1, what, words)


def is_allowed_element(element: str) -> bool:
    """Whether an element may be used in a text outside of the site, such as an e-mail."""
    return _holds(_ELEMENTS, element, Allowed.DOCUMENT) or element == "del"


def sanitize(text: str, allowed: Allowed = Allowed.SITE) -> str:
    """Escape the elements that are not allowed and remove such attributes. All else keeps its bytes."""
    tags = _WHOLE_TAG.findall(text)  # a text has many tags, and few different ones
    if len(tags) == len(_OPENING.findall(text)) and not any(_judge(tag, allowed)[0] for tag in set(tags)):
        return text
    pieces, at = [], 0
    for found in find_disallowed(text, allowed):
        pieces += [text[at : found.start], _clean(text[found.start : found.end], allowed)]
        at = found.end
    return "".join((*pieces, text[at:]))


def check_address(name: str, address: str) -> str:
    r"""Why the attribute `name` must not have an address; empty if it may.

    A link may lead to another site. A picture must be on this site, so that a page makes no request to others. Browsers
    drop tabs and line ends in addresses, and read `\` as `/` (URL Standard, 4.4).
    """
    plain = _CONTROL.sub("", html.unescape(address)).lower()
    scheme = _SCHEME.match(plain)
    if "\\" in plain or plain.startswith("//") or (scheme and scheme[1] not in _SCHEMES_OF.get(name, ())):
        return f"the address {_quote(address)} is not allowed"
    return ""


def check_attribute(name: str, value: str, allowed: Allowed) -> str:
    """Why Markdown must not set an attribute, on any element; empty if it may."""
    return "" if _may_have("", name.lower(), value, allowed) else _describe(name, value)


def _describe_broken(text: str, start: int) -> tuple[str, str]:
    words = text[start : start + _LONGEST].partition("\n")[0]
    if words[1:2] in {"!", "?"}:
        return f"an HTML comment or declaration is not allowed: {_quote(words)}", words
    return f"an HTML tag is incomplete, or a value in it is not in quotes: {_quote(words)}", words


@lru_cache(maxsize=4096)
def _judge(tag: str, allowed: Allowed) -> tuple[str, str]:
    match = TAG.fullmatch(tag)
    assert match, tag  # noqa: S101 - the caller matched it
    element = match[2].lower()
    if not _holds(_ELEMENTS, element, allowed):
        return f"the element <{element}> is not allowed", f"<{element}"
    for attribute in _ATTRIBUTE.finditer(match[3]):
        if what := _judge_attribute(element, attribute, allowed):
            return what, attribute[2] or attribute[3] or attribute[1].lower()
    return "", ""


def _judge_attribute(element: str, attribute: re.Match[str], allowed: Allowed) -> str:
    name, value = attribute[1].lower(), attribute[2] or attribute[3] or ""
    if not _may_have(element, name, value, allowed):
        return _describe(name, value)
    return check_address(name, value) if name in {"href", "src", "action"} else ""


def _describe(name: str, value: str) -> str:
    written = f"{name}={value}" if value else name
    return f"the attribute {_quote(written)} is not allowed"


def _may_have(element: str, name: str, value: str, allowed: Allowed) -> bool:
    is_free = name.startswith(("aria-", "data-")) and not name.startswith(("aria-hidden", "data-md-"))
    match name:
        case "href" | "src":
            return element == ("a" if name == "href" else "img")
        case "action":
            return element == "form" and allowed is Allowed.SITE
        case "style":
            return value in _ALIGNMENTS and element in {"td", "th"}
        case "id":
            return not value.startswith("__")  # these belong to the theme
        case "class" if allowed is Allowed.DOCUMENT:
            return not any(map(_HIDING.match, value.split()))
        case _:
            return (is_free and allowed is not Allowed.PROSE) or _holds(_ATTRIBUTES, name, allowed)


def _holds(lists: dict[Allowed, frozenset[str]], name: str, allowed: Allowed) -> bool:
    return any(name in names for kind, names in lists.items() if kind.value <= allowed.value)


def _clean(piece: str, allowed: Allowed) -> str:
    tag = TAG.fullmatch(piece)
    if not tag or not _holds(_ELEMENTS, element := tag[2].lower(), allowed):
        return html.escape(piece, quote=False)
    kept = [match[0] for match in _ATTRIBUTE.finditer(tag[3]) if not _judge_attribute(element, match, allowed)]
    return f"<{tag[1]}{tag[2]}{''.join(kept)}{' /' if piece.endswith('/>') else ''}>"


def _quote(words: str) -> str:
    return repr(" ".join(words.split())[:_LONGEST])
