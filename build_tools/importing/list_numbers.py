"""Keeps the numbers of lists as the original shows them: `(a)`, `1.1`, `iv.`, or numbers that go on after a paragraph.

Markdown numbers a list 1, 2, 3. Where the original shows something else, the entries become paragraphs that begin with
their numbers, so that "clause 1(b)" still leads somewhere.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from lxml import html

OPEN, CLOSE = "\ue000", "\ue001"
"""Characters around a number that Word shows before a paragraph. They have no meaning in any text."""
_MARKED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_PLAIN = re.compile(r"(\d{1,9})[.)]?")
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:[\w-]+\s+)*?((?:lower|upper)-(?:alpha|latin|roman))")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_ALPHABET = 26


def settle_numbers(page: html.HtmlElement) -> None:
    """Settle the numbers of all lists of a page in place."""
    for element in list(page.iter("ol", "ul")):
        _lift(element)
    for element in list(page.iter("ol", "ul")):
        _settle(element)
    for element in page.iter():
        element.text = element.text and _MARKED.sub(_spell, element.text)
        element.tail = element.tail and _MARKED.sub(_spell, element.tail)


def in_letters(number: int) -> str:
    """A number as letters: 1 is `a`, 27 is `aa`."""
    times, place = divmod(number - 1, _ALPHABET)
    return chr(ord("a") + place) * (times + 1)


def in_roman(number: int) -> str:
    """A number in Roman letters, in lower case."""
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def _spell(match: re.Match[str]) -> str:
    return f"{match[1]} " if match[1] else ""


def _lift(element: html.HtmlElement) -> None:
    """Put the lists within a list in its place, if its entries have no words: the first level is missing."""
    entries = [child for child in element if child.tag == "li"]
    inner = [child for entry in entries for child in entry]
    has_words = any(
        (entry.text or "").strip() or any((child.tail or "").strip() for child in entry) for entry in entries
    )
    if (
        entries
        and len(entries) == len(element)
        and inner
        and not has_words
        and all(c.tag in {"ol", "ul"} for c in inner)
    ):
        for child in reversed(inner):
            child.tail = None
            element.addnext(child)
        tail, element.tail = element.tail, None
        inner[-1].tail = tail
        element.getparent().remove(element)


def _settle(element: html.HtmlElement) -> None:
    entries = [child for child in element if child.tag == "li"]
    marks = [_take_mark(entry) for entry in entries]
    if any(mark is not None for mark in marks):
        labels = [mark or "" for mark in marks]
    else:
        labels = list(_labels(element, entries))
    if not any(labels):
        return
    numbers = [int(match[1]) if (match := _PLAIN.fullmatch(label)) else 0 for label in labels]
    if numbers[0] > 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        element.tag = "ol"
        element.set("start", str(numbers[0]))
        return
    element.tag = "div"
    for entry, label in zip(entries, labels, strict=True):
        entry.tag = "div"
        holder = _first_paragraph(entry)
        holder.text = f"{label} {(holder.text or '').lstrip()}" if label else holder.text


def _first_paragraph(entry: html.HtmlElement) -> html.HtmlElement:
    first = entry[0] if len(entry) and not (entry.text or "").strip() else entry
    return first if first.tag == "p" else entry


def _take_mark(entry: html.HtmlElement) -> str | None:
    """The number that Word shows before an entry, which is removed from its words; None without one."""
    for part in entry.iter():
        if part is not entry and part.tag in {"ol", "ul"}:
            return None
        if part.text and (match := _MARKED.match(part.text)):
            part.text = part.text[match.end() :]
            return match[1]
        if (part.text or "").strip():
            return None
    return None


def _labels(element: html.HtmlElement, entries: Sequence[html.HtmlElement]) -> Iterator[str]:
    """The numbers of a list of a web page, if they are not 1, 2, 3."""
    styled = _STYLE.search(element.get("style") or "")
    kind = _TYPES.get(element.get("type") or "") or (styled[1].replace("latin", "alpha") if styled else "")
    has_values = any((entry.get("value") or "").isdecimal() for entry in entries)
    if element.tag != "ol" or not (kind or has_values):
        return
    start = element.get("start") or ""
    numbers = count(min(int(start), 9999) if start.isdecimal() and int(start) else 1)
    for entry in entries:
        value = entry.get("value") or ""
        if value.isdecimal() and int(value):
            numbers = count(min(int(value), 9999))
        number = next(numbers)
        spelt = in_letters(number) if "alpha" in kind else in_roman(number) if kind else str(number)
        yield f"{spelt.upper() if kind.startswith('upper') else spelt}."
