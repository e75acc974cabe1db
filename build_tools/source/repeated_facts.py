"""Finds facts that prose repeats in words instead of referring to them, so that the two could come to differ."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from build_tools.model.localize import say
from build_tools.model.normalization import normalize
from build_tools.model.period import Adjective, Period
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.reference import find_references
from build_tools.model.text import Prose, Term
from build_tools.source.size_limits import MOST_PROBLEMS
from build_tools.source.source_map import SourceMap

_ADDRESS = re.compile(r"(?<=\]\()(?:[\w./-]+\.md)?#[\w-]+(?=\))")
_SHORT = 2
_WORD = re.compile("[a-z0-9]+")
_OTHER_CASES = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters that an expression without regard to case takes for `i`, `s` and `k`."""


@dataclass(frozen=True, slots=True)
class _Fact:
    words: str
    reference: str
    declines: bool = False
    """Whether it can take an ending: `90 Tage`, `90 Tagen`."""


def check_repeated_facts(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield texts that repeat a fact without being in `allowed_words`, and allowed words that no text has."""
    by_words: dict[str, list[str]] = {}
    for fact in _facts(policy):
        by_words.setdefault(_fold(fact.words), []).append(fact.reference)
    used: set[int] = set()
    listed: Counter[Route] = Counter()
    for route, text, match in _find_repeats(policy, used):
        listed[route] += 1
        if listed[route] > MOST_PROBLEMS:
            continue
        # letters such as the long s match and fold differently: then no reference is suggested
        references = by_words.get(_fold(match["declined"] or match["plain"]), ["a reference to it"])
        what = f'"{match[0]}" repeats a fact that the source states elsewhere'
        remedy = f"Write {' or '.join(references)}{', depending on which is meant' if len(references) > 1 else ''}."
        yield Problem(sources.locate_part(route, text, *match.span()), what, remedy, "repeated-fact")
    for index, entry in enumerate(policy.allowed_words):
        if index not in used:
            what = f'the allowed words "{entry.words}" do not appear in any text'
            place = sources.locate(("allowed_words", index, "words"))
            yield Problem(place, what, "Remove the entry.", "stale-entry")


def repeated_words(policy: Policy) -> frozenset[str]:
    """The words in its texts that repeat a fact without being allowed."""
    return frozenset(" ".join(match[0].split()) for _, _, match in _find_repeats(policy, set()))


def _find_repeats(policy: Policy, used: set[int]) -> Iterator[tuple[Route, Prose, re.Match[str]]]:
    """Yield the places in texts that repeat a fact; adds the indices of allowed words that were found to `used`."""
    facts = tuple(_leave_out_absent(_facts(policy), [text for _, text in policy.texts]))
    declined, plain = (_any_of(fact.words for fact in facts if fact.declines is kind) for kind in (True, False))
    pattern = _whole(rf"(?P<declined>{declined})[^\W\d_]{{0,2}}|(?P<plain>{plain})")
    for route, text in policy.texts:
        if route[0] == "allowed_words" or not isinstance(text, Prose):
            continue
        allowed: list[tuple[int, int]] = []
        for index, entry in enumerate(policy.allowed_words):
            found = [match.span() for match in _whole(_any_of([entry.words])).finditer(text)]
            allowed += found
            used |= {index} if found else set()
        for match in pattern.finditer(_hide_references(text)):
            if not any(start <= match.start() and match.end() <= end for start, end in allowed):
                yield route, text, match


def _facts(policy: Policy) -> Iterator[_Fact]:
    language = policy.publication.language
    for route, value in policy.values:
        if isinstance(value, Period):
            reference = _refer(policy, route)
            yield _Fact(say(value, language), f"{{{{ {reference} }}}}", declines=True)
            if language.startswith("en"):
                yield _Fact(say(Adjective(value), language), f"{{{{ {reference}.adjective }}}}")
        elif isinstance(value, Term):
            yield _Fact(value, f"{{{{ {_refer(policy, route)} }}}}")


def _leave_out_absent(facts: Iterable[_Fact], texts: Iterable[str]) -> Iterator[_Fact]:
    """Leave out facts whose words no text has, since a large expression takes long to compile."""
    whole = "\n".join(texts)
    here = None if _OTHER_CASES.search(whole) else set(_WORD.findall(whole.lower()))
    for fact in facts:
        words = _WORD.findall(" ".join(word for word in fact.words.split() if word.isascii()).lower())
        needed = words[:-1] if fact.declines else words  # the last one may have an ending in a text
        if here is None or here.issuperset(needed):
            yield fact


def _refer(policy: Policy, route: Route) -> str:
    names: list[str] = []
    here: object = policy
    for step in route:
        if isinstance(step, int) and isinstance(here, tuple):
            here = here[step]
            names.append(str(getattr(here, "id", step)).replace("-", "_"))
        else:
            here = getattr(here, str(step))
            names.append(str(step))
    return ".".join(names)


def _any_of(words: Iterable[str]) -> str:
    forms = {unicodedata.normalize(form, normalize(word)) for word in words for form in ("NFC", "NFD")}
    longest_first = sorted(forms, key=lambda word: (-len(word), word))
    return "|".join(map(_spelt, longest_first)) or "(?!)"


def _spelt(words: str) -> str:
    """The expression for a fact. A country code such as `US` or `IT` only matches capitals: `us` is a word."""
    expression = r"\s+".join(map(re.escape, words.split()))
    return f"(?-i:{expression})" if len(words) == _SHORT and words.isupper() else expression


def _whole(expression: str) -> re.Pattern[str]:
    """Matches outside longer words, e-mail addresses and numbers; Markdown's underscores do not count as letters."""
    return re.compile(rf"(?<![^\W_])(?<![@.-])(?:{expression})(?![^\W_]|[@-]|\.\w)", re.IGNORECASE)


def _hide_references(text: str) -> str:
    for reference in find_references(text):
        text = text[: reference.start] + "\0" * (reference.end - reference.start) + text[reference.end :]
    return _ADDRESS.sub(lambda match: "\0" * len(match[0]), text)


def _fold(words: str) -> str:
    return normalize(words).casefold()
