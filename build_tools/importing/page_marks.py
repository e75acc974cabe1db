"""Settles what a page shows by other means than words: struck and hidden text, raised marks, and encoded mailboxes.

Struck and hidden text is left out. Raised figures stay apart from the number before them: `9¹ months`, not `91 months`.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import html

from build_tools.importing.convert import LINE
from build_tools.importing.left_out import HIDDEN, STRUCK, WHY, LeftOut, drop, words_of

_STRUCK = ("del", "s", "strike")
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0+)?\w*\s*(?:;|$)", re.IGNORECASE
)
_OPENERS = ("aria-controls", "data-target", "data-bs-target", "aria-owns")
_SHOWN_ROLES = {"tabpanel", "region", "term", "definition"}
_LARGE_PART = 0.4  # hidden elements with this part of a page's text or more are its text, shown by a script
_RAISED = str.maketrans("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "[]")
_AS_IS: Mapping[int, int | None] = {}
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4})[\])]?(?:\s*,\s*(?:\d{1,3}|[a-z]))*")
"""A footnote mark, as it is raised."""
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ère|ème|e|o|a|os|as|º|ª|tm|sm|®|™|\W+", re.IGNORECASE)
_RAISED_MARK = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
_ENCODED = re.compile(r"(?:^|/cdn-cgi/l/email-protection#)([0-9a-f]{6,400})$", re.IGNORECASE)


def settle_marks(page: html.HtmlElement) -> Iterator[LeftOut]:
    """Settle the marks of a page in place, and yield the words that are left out."""
    for element in list(page.iter()):
        if isinstance(element.tag, str) and (why := element.get(WHY)):
            yield LeftOut(words_of(element), why)
            drop(element)
    _decode_mailboxes(page)
    yield from _drop_all(page, list(_find_hidden(page)), HIDDEN)
    yield from _drop_all(page, [element for element in page.iter() if _is_struck(element)], STRUCK)
    for element in page.iter("sup", "sub"):
        _set_apart(element)


def without_marks(text: str) -> str:
    """A text without its raised footnote marks."""
    return _RAISED_MARK.sub("", text)


def _drop_all(page: html.HtmlElement, found: list[html.HtmlElement], why: str) -> Iterator[LeftOut]:
    for element in found:
        if page in element.iterancestors():  # it was not dropped with another one
            if words := words_of(element):
                line = element.get(LINE) or "0"
                yield LeftOut(words, why, int(line) if line.isdecimal() else 0)
            drop(element)


def _is_struck(element: html.HtmlElement) -> bool:
    return element.tag in _STRUCK or bool(_STRUCK_STYLE.search(element.get("style") or ""))


def _find_hidden(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield what no reader sees. What opens by a click, such as the panel of an accordion, is seen."""
    opened = {
        name.lstrip("#") for element in page.iter() for key in _OPENERS for name in (element.get(key) or "").split()
    }
    opened |= {
        (link.get("href") or "")[1:] for link in page.xpath("//a[@role='tab' or @aria-expanded or @data-toggle]")
    }
    whole = len(page.text_content())
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in {"html", "body", "script", "style", "input"}:
            continue
        is_hidden = element.get("hidden") not in {None, "until-found"}
        if not is_hidden and not _HIDDEN_STYLE.search(element.get("style") or ""):
            continue
        around = (element, *element.iterancestors())
        is_opened = element.get("role") in _SHOWN_ROLES or any(
            part.get("id") in opened or part.tag == "details"
            for part in around
            if part.get("id") or part.tag == "details"
        )
        if not is_opened and len(element.text_content()) < max(whole * _LARGE_PART, 1):
            yield element


def _set_apart(element: html.HtmlElement) -> None:
    """Turn a raised or lowered element into characters that keep it apart from the word before it."""
    words = "".join(map(str, element.itertext())).strip()
    table: Mapping[int, int | None]
    if element.tag == "sub":
        table = _LOWERED if re.fullmatch(r"[\d+=()-]+", words) else _AS_IS
    elif _ORDINAL.fullmatch(words):
        table = _AS_IS
    elif _MARK.fullmatch(words):
        table = _RAISED
    else:
        table = _AS_IS
        element.text = f" {element.text or ''}"
    for part in element.iter():
        part.text = part.text and part.text.translate(table)
        if part is not element:
            part.tail = part.tail and part.tail.translate(table)
    element.tag = "span"


def _decode_mailboxes(page: html.HtmlElement) -> None:
    """Put back the mailboxes that a network for delivery of pages hides from robots (Cloudflare)."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if mailbox := _decode(element.get("data-cfemail") or ""):
            for child in list(element):
                element.remove(child)
            element.text = mailbox
            if element.tag == "a":
                element.set("href", f"mailto:{mailbox}")
        elif element.tag == "a" and (mailbox := _decode(element.get("href") or "")):
            element.set("href", f"mailto:{mailbox}")


def _decode(text: str) -> str:
    match = _ENCODED.search(text)
    if not match or len(match[1]) % 2:
        return ""
    key, *rest = bytes.fromhex(match[1])
    found = bytes(value ^ key for value in rest).decode("utf-8", "replace")
    return found if re.fullmatch(r"[\w.+%-]+@[\w.-]+\.\w{2,}(?:\?[\w=&%.+-]*)?", found) else ""
