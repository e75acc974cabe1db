"""Computes the numbers that Word shows before paragraphs, such as `1.1` and `(a)`. A file holds only their rules."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from build_tools.importing.list_numbers import in_letters, in_roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LARGEST = 9999


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str  # decimal, lowerLetter, bullet, …
    text: str  # "%1.%2"
    style: str  # the style of paragraphs at this level, by its id


@dataclass
class Numbering:
    """The numbering of a document, and how far it has counted."""

    levels: Mapping[str, Mapping[int, _Level]]  # by numbering
    counted_with: Mapping[str, str]  # numberings that share their counters, by numbering
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def level_of(self, numbering: str, style: str) -> int:
        """The level that a style has in a numbering."""
        found = (level for level, rule in self.levels.get(numbering, {}).items() if rule.style == style)
        return next(found, 0)

    def next_label(self, numbering: str, level: int) -> str | None:
        """Count a paragraph, and return its number as Word shows it; None for a bullet or without a rule."""
        rules = self.levels.get(numbering, {})
        if level not in rules:
            return None
        counter = self.counters.setdefault(self.counted_with[numbering], {})
        counter[level] = min(counter[level] + 1 if level in counter else rules[level].start, _LARGEST)
        for deeper in [other for other in counter if other > level]:
            del counter[deeper]
        if rules[level].form in {"bullet", "none"}:
            return None

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            rule = rules.get(place, rules[level])
            return _spell(counter.get(place, rule.start), rule.form)

        return " ".join(_PLACE.sub(number, rules[level].text).split())


def read_numbering(xml: bytes | None) -> Numbering:
    """The numbering of a document from `word/numbering.xml`."""
    if not xml:
        return Numbering({}, {})
    root = etree.fromstring(xml)
    rules = {
        abstract.get(f"{W}abstractNumId"): dict(map(_read_level, abstract.iter(f"{W}lvl")))
        for abstract in root.iter(f"{W}abstractNum")
    }
    levels: dict[str, Mapping[int, _Level]] = {}
    counted: dict[str, str] = {}
    for number in root.iter(f"{W}num"):
        name, abstract = number.get(f"{W}numId") or "", value(number.find(f"{W}abstractNumId"))
        overridden = dict(_overrides(number, rules.get(abstract, {})))
        levels[name] = {**rules.get(abstract, {}), **overridden}
        counted[name] = f"num {name}" if overridden else abstract
    return Numbering(levels, counted)


def value(element: etree._Element | None) -> str:
    """The attribute `w:val` of an element; empty without one."""
    return "" if element is None else element.get(f"{W}val") or ""


def _read_level(element: etree._Element) -> tuple[int, _Level]:
    start = value(element.find(f"{W}start"))
    form, text, style = (value(element.find(f"{W}{name}")) for name in ("numFmt", "lvlText", "pStyle"))
    return _number(element.get(f"{W}ilvl")), _Level(_number(start, 1), form or "decimal", text, style)


def _overrides(number: etree._Element, rules: Mapping[int, _Level]) -> Iterator[tuple[int, _Level]]:
    for override in number.iter(f"{W}lvlOverride"):
        place = _number(override.get(f"{W}ilvl"))
        if (level := override.find(f"{W}lvl")) is not None:
            yield place, _read_level(level)[1]
        elif place in rules and (start := value(override.find(f"{W}startOverride"))):
            rule = rules[place]
            yield place, _Level(_number(start, 1), rule.form, rule.text, rule.style)


def _number(text: str | None, otherwise: int = 0) -> int:
    return min(int(text), _LARGEST) if text and re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _spell(number: int, form: str) -> str:
    if number < 1:
        return str(number)
    spelt: Callable[[int], str] = {
        "lowerLetter": in_letters, "upperLetter": lambda number: in_letters(number).upper(), "lowerRoman": in_roman,
        "upperRoman": lambda number: in_roman(number).upper(), "decimalZero": lambda number: f"{number:02}",
    }.get(form, str)  # fmt: skip
    return spelt(number)
