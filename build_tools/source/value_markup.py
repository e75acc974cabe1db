"""Judges the Markdown of each text by the HTML that it becomes, alone and where layouts usually put it.

`markup.py` holds what was never allowed, and is refused in the past too. This holds what is refused in addition today.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.source.allowed_html import Allowed, find_unallowed
from build_tools.source.markup import convert, find_markup, use_labels
from build_tools.source.sources import Passage, Sources

_REFERENCE = re.compile(r"\{\{[^{}\n]*\}\}")
_PLAIN_LINK = re.compile(r"(?<!!)\[[^\[\]<>&!]*\]\((?!//)(?:https?://|mailto:)?[\w./#@{} -]*\)")
"""A link that is safe on sight, so that most texts need not be rendered to be judged."""
_DOUBTFUL = re.compile(r"[<\]]|&#?\w+;")
_DEEP = re.compile(r"(?:!?\[\s*){30}|(?:[*_`]+[^\w\n]?){400}")
"""What Markdown takes minutes for."""
_CODE = re.compile(r"<code>.*?</code>|<[^<>]*>", re.DOTALL)
_UNFINISHED = re.compile(r"\]\(|\]:|!\[")
"""What the words of a layout that follow could make a link or a picture of."""
_FORMS = ("{}", "[{}](#)", "({})")
"""How layouts put texts: alone, as the words of a link, in brackets."""


def check_values(
    policy: Policy, readable: Policy, announcements: Sequence[Announcement], sources: Sources
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
    if deep := _DEEP.search(text):
        return *deep.span(), "signs of Markdown stand in too long a row", "Use fewer of them in a row."
    if not _DOUBTFUL.search(_PLAIN_LINK.sub("", text)) or not (what := _judge(text)):
        return None
    parts = (part for part in re.finditer(r"(?:.+\n?)+", text) if _judge(use_labels(part[0])))
    start, end = next((part.span() for part in parts), (0, 0))
    return start, end, what, "Use plain Markdown, and close each link in the text in which it begins."


def _judge(text: str) -> str:
    """The first thing that is wrong with a text in one of its forms; empty where nothing is."""
    for form in _FORMS if "]" in text else _FORMS[:1]:
        html = convert(form.replace("{}", text))
        for found in find_unallowed(html, Allowed.PROSE):
            return found.what
        if unfinished := _UNFINISHED.search(_CODE.sub(" ", html)):
            return f"a link or a picture is not whole: {unfinished[0]!r}"
    return ""
