"""Judges the Markdown of each text by the HTML that it becomes, alone and where layouts usually put it.

`markup.py` holds what was never allowed, and is refused in the past too. This holds what is refused in addition today.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.source.markup import PLAIN_LINK, find_markup, use_labels
from build_tools.source.source_map import Passage, SourceMap
from build_tools.text.allowed_html import Allowed, find_disallowed
from build_tools.text.markdown import convert

_REFERENCE = re.compile(r"\{\{[^{}\n]*\}\}")
_DOUBTFUL = re.compile(r"[<\]]|&#?\w+;")
_CODE = re.compile(r"<code>.*?</code>|<[^<>]*>", re.DOTALL)
_UNFINISHED = re.compile(r"\]\(")
"""What the words of a layout that follow could make a link or a picture of: its bracket closes it."""
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_OPEN = "is part of a link or a picture that is not whole"
_CLOSE = "Close the link in the text in which it begins, or remove the bracket."
_LEAD = "Use plain Markdown, and link to https:, mailto:, tel: or pages of this site."
_FORMS = ("{}", "[{}](#)", "({})")
"""How layouts put texts: alone, as the words of a link, in brackets."""


def check_values(
    policy: Policy, readable: Policy, announcements: Sequence[Announcement], sources: SourceMap
) -> Iterator[Problem]:
    """Yield the texts whose markup must not reach a page; `readable` is the policy with its facts in place."""
    pairs: list[tuple[Route, str, str]] = [
        (route, raw, text) for (route, raw), (_, text) in zip(policy.texts, readable.texts, strict=True)
    ]
    for number, told in enumerate(announcements):
        for name in ("title", "audience", "text"):
            text = getattr(told, name) or ""
            pairs.append((("announcements", number, name), text, text))
    for route, raw, text in pairs:
        if (found := find_unsafe(text)) and not find_markup(text):  # what that finds is reported already
            start, end, what, remedy = find_unsafe(raw) or (0, 0, *found[2:])
            yield Passage(route, raw, sources).report((start, end), "markup", what, remedy)


@lru_cache(maxsize=4096)
def find_unsafe(text: str) -> tuple[int, int, str, str] | None:
    """Where a text first has markup that must not reach a page, as start and end, with what is wrong and the remedy.

    Texts that were looked at before are remembered.
    """
    text = _REFERENCE.sub(lambda match: "x" * len(match[0]), text)  # where references are wrong, that is reported
    if not _DOUBTFUL.search(PLAIN_LINK.sub("", text)) or not (what := _judge(text)):
        return None
    parts = (part for part in re.finditer(r"(?:.+\n?)+", text) if _judge(use_labels(part[0])))
    start, end = next((part.span() for part in parts), (0, 0))
    return start, end, what, _CLOSE if what.endswith(_OPEN) else _LEAD


def _judge(text: str) -> str:
    """The first thing that is wrong with a text in one of its forms; empty where nothing is."""
    is_short = "]" in text and "\n\n" not in text  # layouts put no paragraphs among other words
    for form in _FORMS if is_short else _FORMS[:1]:
        html = convert(form.replace("{}", text))
        for found in find_disallowed(html, Allowed.PROSE):
            return found.what
        if form == "{}" and (unfinished := _UNFINISHED.search(_CODE.sub(" ", _convert_escaped(text)))):
            return f"{unfinished[0]!r} {_OPEN}"
    return ""


def _convert_escaped(text: str) -> str:
    """The HTML of a text in which a bracket after a backslash is told apart, since it ends no link."""
    return convert(_ESCAPED.sub(lambda match: "&#93;" if match[0] == "\\]" else match[0], text))
