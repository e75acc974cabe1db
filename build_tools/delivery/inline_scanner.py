"""Finds the scripts and styles inside a page quickly, if it is written plainly; any other page is left to a parser.

A plain page has tags in lower case, double quotes around values, and nothing that two parsers could read differently.
The scanner skips plain tags without a style and without a handler as a whole, which an HTML parser cannot do.
"""

import re

_NAME = r"[a-zA-Z][a-zA-Z0-9_:.-]*+"
_VALUE = r'(?:="[^"]*+")?+'
_SPACE = r"[ \n]"
_HARMLESS = rf"(?:{_SPACE}++(?![oO][nN]|[sS][tT][yY][lL][eE]){_NAME}{_VALUE})*+{_SPACE}*+"
_RAW = "script|style|title|textarea|noscript|noembed|noframes|iframe|xmp|listing|plaintext"
"""Elements whose content browsers and parsers of different ages do not read as they read other content."""
_PLAIN = re.compile(
    rf"(?:[^<]++"
    rf"|<(?!(?:{_RAW})[ \n/>])[a-z][a-z0-9]*+{_HARMLESS}/?+>"
    rf"|</(?!(?:{_RAW})>)[a-z][a-z0-9]*+>"
    rf"|<title>[^<]*+</title>"
    rf"|<!doctype html>"
    rf"|<!--[^<>-]*+-->)*+"
)
"""As much as possible that holds no script and no style."""
_ATTRIBUTE = re.compile(rf"{_SPACE}++([a-z][a-z0-9_:.-]*+)(?:=\"([^\"&]*+)\")?+")
_ATTRIBUTES = rf"((?:{_SPACE}++[a-z][a-z0-9_:.-]*+(?:=\"[^\"&]*+\")?+)*+){_SPACE}*+"
_CONTENT = re.compile(rf"<(script|style){_ATTRIBUTES}>((?:[^<]++|<(?![/!sS]))*+)</\1>")
_STYLED = re.compile(rf"<(?!(?:{_RAW})[ \n/>])[a-z][a-z0-9]*+{_ATTRIBUTES}/?+>")

Element = tuple[str, dict[str, str], str]
"""A tag, its attributes and its content; the content of an element that is neither a script nor a style is empty."""


def scan(page: str) -> list[Element] | None:
    """The scripts, style sheets and elements with a style, in their order; none if the page is not plain."""
    found: list[Element] = []
    at = 0
    while True:
        plain = _PLAIN.match(page, at)
        at = plain.end() if plain else at
        if at == len(page):
            return found
        match = _CONTENT.match(page, at)
        tag, attributes, content = match.groups() if match else ("", "", "")
        if match is None:
            match = _STYLED.match(page, at)
            if match is None:
                return None
            attributes = match[1]
        named = dict(_ATTRIBUTE.findall(attributes))
        if any(name.startswith("on") for name in named):
            return None
        found.append((tag, named, content))
        at = match.end()
