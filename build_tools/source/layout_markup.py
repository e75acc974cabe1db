"""Checks the HTML, the attribute lists and the characters that are written in layouts.

The pages that layouts make of texts are checked when they are made. These checks do not apply to sources of the past:
for those, `documents/layout_environment.py` refuses markup that would run on a page.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.hidden_characters import REMEDY, describe_invisible
from build_tools.text.allowed_html import Allowed, check_attribute, find_disallowed

_FOLDER = "templates/"
_VISIBLE = ("documents/", "blocks/")
"""The layouts of documents, which have versions, and of hand-written pages."""
_REMEDY = "Remove it, or write the whole tag in one place, with each value in quotes."
_LIST = re.compile(r"(?<!\{)\{:?[ ]*(?![{%#]\S*[}%])([^{}\n]*)\}")
_ITEM = re.compile(r"([^\s=}]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s}]*)))?")


def check_layouts(tree: Tree) -> Iterator[Problem]:
    """Yield the markup and the invisible characters in layouts that are not allowed."""
    for name in tree.under(_FOLDER):
        path = _FOLDER + name
        try:
            text = tree.read(path)
        except Problems:
            continue  # reading the layout reports it
        for index, what in describe_invisible(text):
            yield Problem(Location.at(path, text, index), what, REMEDY, "character")
        allowed = Allowed.DOCUMENT if name.startswith(_VISIBLE) else Allowed.SITE
        first = {what: index for index, what in reversed(_find_faults(text, allowed))}
        for what, index in first.items():
            yield Problem(Location.at(path, text, index), what, _REMEDY, "template")


def _find_attributes(text: str) -> Iterator[tuple[int, str, str]]:
    for found in _LIST.finditer(text):
        for item in _ITEM.finditer(found[1].strip()):
            short = {".": "class", "#": "id"}.get(item[1][0])
            name, value = (short, item[1][1:]) if short else (item[1], item[2] or item[3] or item[4] or "")
            yield found.start(), name, value


@lru_cache(maxsize=256)
def _find_faults(text: str, allowed: Allowed) -> tuple[tuple[int, str], ...]:
    found = REMEMBERED.get(f"layout for {allowed.name}", text, lambda: _read_faults(text, allowed))
    return tuple((index, what) for index, what in found)


def _read_faults(text: str, allowed: Allowed) -> tuple[tuple[int, str], ...]:
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - slow to import

    try:
        written, strings = _part(text)
    except TemplateSyntaxError:
        return ()  # compiling the layout reports it
    found = [(html.start, html.what) for html in find_disallowed(written, allowed, is_markdown=True)]
    attributes = list(_find_attributes(written))
    for start, string in strings:
        found += [(start + html.start, html.what) for html in find_disallowed(string, allowed, is_markdown=True)]
        for index, name, value in _find_attributes(string):
            if value or name.lower().startswith(("on", "hidden")):  # all else may be a place: "{day}".format(day=…)
                attributes.append((start + index, name, value))
    found += [(index, what) for index, name, value in attributes if (what := check_attribute(name, value, allowed))]
    return tuple(sorted(found))


def _part(text: str) -> tuple[str, list[tuple[int, str]]]:
    from jinja2 import Environment  # noqa: PLC0415 - the same

    pieces: list[str] = []
    strings: list[tuple[int, str]] = []
    at = 0
    is_filled = False
    jinja = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)  # only used to read
    for _, kind, value in jinja.lex(text):
        start = text.index(value, at)
        is_filled = is_filled or kind == "variable_begin"
        pieces.append(" " * (start - at))  # white space that Jinja removes
        pieces.append(value if kind == "data" else ("x" if is_filled else " ") * len(value))
        is_filled = is_filled and kind != "variable_end"
        if kind == "string":
            strings.append((start, value))
        at = start + len(value)
    return "".join(pieces), strings
