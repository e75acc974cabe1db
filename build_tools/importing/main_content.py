"""Where in a page does its text stand, without menu, banner and footer?"""

import re

from lxml import html

_NO_WORDS = ("script", "style")
"""What people never read."""
_NO_TEXT = (
    "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "video", "audio", "nav", "button", "input",
    "select", "textarea", "dialog", "head",
)  # fmt: skip
"""What people may read, though it is no part of a text."""
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary"}
"""What a button in it opens and closes."""
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "complementary"}
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookie-?(?:banner|consent|notice|bar|popup)|consent|onetrust|gdpr-?banner|nav|navbar|"
    r"navigation|menu|"
    r"breadcrumbs?|sidebar|site-header|site-footer|skip-?link|toc|table-of-contents|share|social|newsletter)(?:$|"
    r"[\s_-])",
    re.IGNORECASE,
)
_MOST = 0.4
"""Furniture has less than this part of a page's text; what has more is text, whatever it is called."""
_LEAST = 200
"""How many letters the main part has at least."""


def find_main(page: html.HtmlElement) -> tuple[html.HtmlElement, tuple[str, ...]]:
    """The element that holds the text of a page, and the words that were left out around it and in it."""
    left_out: list[str] = []
    body = page.find("body") if page.find("body") is not None else page
    for element in list(body.iter(*_NO_WORDS)):
        _drop(element)
    _unwrap_buttons(body)
    for element in list(body.iter(*_NO_TEXT)):
        if body in element.iterancestors():  # and in nothing that was left out with its words
            left_out.append(_words(element))
            _drop(element)
    whole = len(body.text_content())
    main = _choose(body)
    for element in list(main.iter()):
        if element is not main and _is_furniture(element) and len(element.text_content()) < whole * _MOST:
            left_out.append(_words(element))
            _drop(element)
    if main is not body:
        kept = _words(main)
        left_out += [words for element in _around(body, main) if (words := _words(element)) and words not in kept]
    return main, tuple(words for words in left_out if words)


def _unwrap_buttons(body: html.HtmlElement) -> None:
    """Make text of the buttons that send no form: those of an accordion hold its headings."""
    for button in list(body.iter("button")):
        above = {str(element.tag) for element in button.iterancestors()}
        if above & _HEADINGS:
            button.tag = "span"
        elif "form" not in above:
            before = button.getprevious()
            words = button.getparent().text if before is None else before.tail
            button.tag = "span" if (words or "").strip() or (button.tail or "").strip() else "div"


def _choose(body: html.HtmlElement) -> html.HtmlElement:
    """`<main>`, the largest `<article>`, or what calls itself the content; else all of the body."""
    for path in (
        ".//main",
        ".//*[@role='main']",
        ".//article",
        ".//*[@id='content' or @id='main' or @id='main-content']",
    ):
        found = sorted(body.xpath(path), key=lambda element: len(element.text_content()), reverse=True)
        if found and len(found[0].text_content()) >= max(_LEAST, len(body.text_content()) * _MOST):
            chosen: html.HtmlElement = found[0]
            return chosen
    return body


def _is_furniture(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or element.get("role") in _ROLES:
        return True
    is_frame = element.tag in {"header", "footer"} and not list(element.iter("h1"))
    named = f"{element.get('id') or ''} {element.get('class') or ''}"
    return is_frame or (
        element.tag in {"div", "section", "aside", "ul", "ol", "p", "a"} and bool(_FURNITURE.search(named))
    )


def _around(body: html.HtmlElement, main: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements beside the main part, on each level up to the body."""
    beside: list[html.HtmlElement] = []
    here = main
    while here is not body and here.getparent() is not None:
        beside += [element for element in here.getparent() if element is not here and isinstance(element.tag, str)]
        here = here.getparent()
    return beside


def _words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(str(piece) for piece in element.itertext()).split())


def _drop(element: html.HtmlElement) -> None:
    """Take an element out, and leave the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
