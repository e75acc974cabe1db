"""Finds the main part of a page, without menu, banner and footer."""

import re
from collections.abc import Iterator

from lxml import html

from build_tools.importing.left_out import LeftOut, drop, words_of

_NO_WORDS = ("script", "style")
_NO_TEXT = (
    "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "video", "audio", "nav", "button", "input",
    "select", "textarea", "dialog", "head",
)  # fmt: skip
"""Elements that people may read, but that do not belong to a text."""
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary"}
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "complementary"}
_BOILERPLATE = re.compile(
    r"(?i)(?:^|[\s_-])(?:cookie-?(?:banner|consent|notice|bar|popup)|consent|onetrust|gdpr-?banner|nav|navbar|"
    r"navigation|menu|breadcrumbs?|sidebar|site-header|site-footer|skip-?link|toc|table-of-contents|share|social|"
    r"newsletter)(?:$|[\s_-])"
)
_MAIN = (".//main", ".//*[@role='main']", ".//article", ".//*[@id='content' or @id='main' or @id='main-content']")
_LARGE_PART = 0.4  # an element with this part of a page's text or more is not boilerplate, whatever its name
_LEAST = 200


def find_main(page: html.HtmlElement) -> tuple[html.HtmlElement, tuple[LeftOut, ...]]:
    """The element that holds the text of a page, and the words that were left out around it and in it."""
    left_out: list[str] = []
    body = page.find("body") if page.find("body") is not None else page
    for element in list(body.iter(*_NO_WORDS)):
        drop(element)
    _unwrap_buttons(body)
    for element in list(body.iter(*_NO_TEXT)):
        if body in element.iterancestors():  # it was not dropped with another one
            left_out.append(words_of(element))
            drop(element)
    whole = len(body.text_content())
    main = _choose(body)
    for element in list(main.iter()):
        if element is not main and _is_boilerplate(element) and len(element.text_content()) < whole * _LARGE_PART:
            left_out.append(words_of(element))
            drop(element)
    if main is not body:
        kept = words_of(main)
        left_out += [words for element in _around(body, main) if (words := words_of(element)) not in kept]
    return main, tuple(LeftOut(words) for words in left_out if words)


def _unwrap_buttons(body: html.HtmlElement) -> None:
    """Turn buttons outside of forms into text: those of an accordion hold its headings."""
    for button in list(body.iter("button")):
        above = {str(element.tag) for element in button.iterancestors()}
        if above & _HEADINGS:
            button.tag = "span"
        elif "form" not in above:
            before = button.getprevious()
            words = button.getparent().text if before is None else before.tail
            button.tag = "span" if (words or "").strip() or (button.tail or "").strip() else "div"


def _choose(body: html.HtmlElement) -> html.HtmlElement:
    least = max(_LEAST, len(body.text_content()) * _LARGE_PART)
    for path in _MAIN:
        found: html.HtmlElement = max(body.xpath(path), key=lambda element: len(element.text_content()), default=None)
        if found is not None and len(found.text_content()) >= least:
            return found
    return body


def _is_boilerplate(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.get("aria-hidden") == "true" or element.get("role") in _ROLES:
        return True
    if element.tag in {"header", "footer"}:
        return element.find(".//h1") is None
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.tag in {"div", "section", "aside", "ul", "ol", "p", "a"} and bool(_BOILERPLATE.search(names))


def _around(body: html.HtmlElement, main: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the siblings of the main part and of each element around it, up to the body."""
    here = main
    while here is not body and here.getparent() is not None:
        yield from (element for element in here.getparent() if element is not here and isinstance(element.tag, str))
        here = here.getparent()
