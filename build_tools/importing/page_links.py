"""Settles the links of a page: relative ones get their full address, links to sections are kept for the new sections.

A link that leads nowhere outside its page, such as a relative one without a known address, is left out and reported.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from build_tools.importing.convert import ADDRESS, LINE
from build_tools.importing.left_out import LeftOut, drop, words_of

SECTION = "#import-section-"
"""The beginning of a link to a section, followed by the number of its target."""
TARGET = "data-policy-import-target"
"""The attribute of a heading that holds the numbers of the links that lead to it."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OUTWARD = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_PERMANENT = re.compile(
    r"[#¶§🔗\s]*|permalink|link to this (?:heading|section)|↑|↩|back to top|nach oben", re.IGNORECASE
)
"""The words of links that belong to a heading or a footnote, and not to the text."""


def settle_links(page: html.HtmlElement, main: html.HtmlElement, numbers: Iterator[int]) -> Iterator[LeftOut]:
    """Settle the links of the main part of a page in place, and yield those that are left out.

    `numbers` gives the targets of links to sections their numbers.
    """
    here = _address_of(page)
    base = urljoin(here, next(iter(page.xpath("//base/@href")), ""))
    targets: dict[str, int] = {}
    for link in list(main.iter("a")):
        address = "".join((link.get("href") or "").split())
        words = words_of(link)
        if "href" not in link.attrib:
            continue
        if address.startswith("#") and _PERMANENT.fullmatch(words) and link.find(".//img") is None:
            drop(link)
            if re.search(r"\w", words):
                yield LeftOut(words, line=_line(link))
            continue
        full = address if _OUTWARD.match(address) or not base.startswith("http") else urljoin(base, address)
        page_of_link, fragment = urldefrag(full)
        is_here = address.startswith("#") or (bool(here) and bool(fragment) and page_of_link == urldefrag(here)[0])
        fragment = fragment if is_here and not address.startswith("#") else address[1:] if is_here else ""
        heading = _find_heading(main, fragment) if fragment else None
        if heading is not None:
            number = targets[fragment] = targets.get(fragment) or next(numbers)
            heading.set(TARGET, " ".join({**dict.fromkeys((heading.get(TARGET) or "").split()), str(number): None}))
            link.set("href", f"{SECTION}{number}")
        elif _OUTWARD.match(full):
            link.set("href", full)
        else:
            del link.attrib["href"]
            if words and address not in {"", "#"}:
                yield LeftOut(f"{words} ({address})", _reason(address), _line(link))


def _reason(address: str) -> str:
    if address.startswith("#"):
        return "a link to a place that is no section"
    if re.match(r"[a-z][a-z+.-]*:", address, re.IGNORECASE):
        return "a link that is no address"
    return "a link within a site whose address the file does not state"


def _address_of(page: html.HtmlElement) -> str:
    """The address of a page, as the file states it."""
    stated = (
        page.get(ADDRESS) or "",
        *page.xpath("//link[@rel='canonical']/@href"),
        *page.xpath("//meta[@property='og:url']/@content"),
    )
    return next((address for address in stated if urlsplit(address).scheme in {"http", "https"}), "")


def _line(element: html.HtmlElement) -> int:
    lines = (part.get(LINE) for part in (element, *element.iterancestors()) if part.get(LINE))
    line = next(lines, "0")
    return int(line) if line.isdecimal() else 0


def _find_heading(main: html.HtmlElement, fragment: str) -> html.HtmlElement | None:
    """The heading that a fragment leads to: of its name, in the element of its name, or else above or below it."""
    found = next((element for element in main.iter() if fragment in {element.get("id"), element.get("name")}), None)
    headings = list(main.iter(*_HEADINGS))
    if found is None:
        slugs = ((heading, _slug(words_of(heading))) for heading in headings)
        return next((heading for heading, slug in slugs if fragment.lower() in {slug, slug.replace("-", "")}), None)
    for around in (found, *found.iterancestors()):
        if around.tag in _HEADINGS:
            return around
    if (inner := next(found.iter(*_HEADINGS), None)) is not None:
        return inner
    order = {element: place for place, element in enumerate(main.iter())}
    here = order[found]
    below = next((heading for heading in headings if order[heading] > here), None)
    if not words_of(found) and below is not None and not _has_words_between(main, found, below, order):
        return below
    return next((heading for heading in reversed(headings) if order[heading] < here), None)


def _has_words_between(
    main: html.HtmlElement, first: html.HtmlElement, last: html.HtmlElement, order: dict[html.HtmlElement, int]
) -> bool:
    between = (element for element in main.iter() if order[first] < order[element] < order[last])
    return bool((first.tail or "").strip()) or any((e.text or "").strip() or (e.tail or "").strip() for e in between)


def _slug(title: str) -> str:
    """The address of a heading in Markdown, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
