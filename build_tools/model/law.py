"""Defines the law behind rules and checklists: laws, the places in them, and how these are cited."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from build_tools.model.day import add_months
from build_tools.model.problem import invalid
from build_tools.model.text import OfNumber, Slug, Term, WebAddress
from build_tools.model.value import Value

ENGLISH = "en"
_PLACE = "{place}"
_YEAR = 12  # months
_KINDS = ("article", "section", "paragraph", "clause")
_PARTS = re.compile(r"\((?P<part>[^()]+)\)")


class Citations(Value):
    """How a language cites the places in laws."""

    article: OfNumber
    """An article: `Art. 13`."""
    section: OfNumber
    """A section of a code: `§22575`."""
    paragraph: OfNumber
    """A numbered paragraph of a guideline or a judgment."""
    clause: OfNumber
    """A clause of a contract."""
    subsection: OfNumber
    """A number in brackets after an article or a clause: the (2) of `13(2)(a)`."""
    point: OfNumber
    """A letter in brackets after an article or a clause: the (a) of `13(2)(a)`."""


class Law(Value):
    """A law, a guideline or a judgment."""

    jurisdiction: Slug
    """Where it applies: `eu`, `uk`, `us`, or a state such as `us-ca`."""
    link: WebAddress
    """The official text."""
    names: dict[str, Term] = Field(min_length=1)
    """How each language cites it, with `{place}` for a place in it: `{place} DSGVO`."""

    @model_validator(mode="after")
    def _has_an_english_name(self) -> "Law":
        if ENGLISH not in self.names:
            raise invalid("the law has no English name. Add en: to its names.")
        return self

    def name(self, language: str) -> str:
        """Its name in a language (BCP 47), or else in English, with `{place}`."""
        return self.names.get(language.partition("-")[0], self.names[ENGLISH])


class Reference(Value):
    """A place in a law, which rules and checklists refer to by its id."""

    law: Slug
    article: Term | None = None
    """As in English: `13(1)(a)`."""
    section: Term | None = None
    paragraph: Term | None = None
    """The number of a paragraph of a guideline or a judgment."""
    clause: Term | None = None
    place: dict[str, Term] = Field(default_factory=dict)
    """Another place, in the words of each language."""
    says: Term | None = None
    """What the place requires, in a sentence."""
    looked_up: date | Literal["never"]
    """The day when somebody last compared it with the text; `never` if it has not been compared yet."""

    @model_validator(mode="after")
    def _has_one_place(self) -> "Reference":
        if len([kind for kind in (*_KINDS, "place") if getattr(self, kind)]) > 1:
            raise invalid(f"the reference has several places. Keep one of {', '.join(_KINDS)} and place.")
        if self.place and ENGLISH not in self.place:
            raise invalid("the place has no English words. Add en: to it.")
        return self

    def words(self, language: str, citations: Citations) -> str:
        """The place in words: `Art. 13(1)(a)`; empty if the whole law is meant."""
        if self.place:
            return self.place.get(language.partition("-")[0], self.place[ENGLISH])
        for kind in _KINDS:
            if number := getattr(self, kind):
                phrase: OfNumber = getattr(citations, kind)
                has_parts = kind in {"article", "clause"}
                return phrase.fill(number="".join(_spell_parts(number, citations)) if has_parts else number)
        return ""


def is_included(jurisdiction: str, chosen: Collection[str]) -> bool:
    """Whether the law of a jurisdiction counts where only some are `chosen`, or all if none is.

    A country includes its states, and a state has the law of its country: `us` and `us-ca` include each other.
    """
    both = ((f"{name}-", f"{jurisdiction}-") for name in chosen)
    return not chosen or any(one.startswith(other) or other.startswith(one) for one, other in both)


class LawCatalogue(Value):
    """All laws and references of the program."""

    laws: dict[Slug, Law]
    references: dict[Slug, Reference]

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """All jurisdictions whose law is known."""
        return tuple(sorted({law.jurisdiction for law in self.laws.values()}))

    def select(self, references: Iterable[str], jurisdictions: Collection[str]) -> list[str]:
        """The references to the law of some jurisdictions; all if none is named."""
        laws = {name: self.laws[self.references[name].law] for name in references}
        return [name for name, law in laws.items() if is_included(law.jurisdiction, jurisdictions)]

    def find_stale(self, today: date) -> Iterator[str]:
        """Yield the references that were not looked up within a year, or never."""
        for name, reference in self.references.items():
            if isinstance(reference.looked_up, str) or add_months(reference.looked_up, _YEAR) < today:
                yield name

    def cite(self, reference: str, language: str, citations: Citations, names: Mapping[str, str]) -> str:
        """A reference as a language cites it, `GDPR Art. 13(1)(a)`, with further `names` of laws."""
        found = self.references[reference]
        place, name = found.words(language, citations), names.get(found.law) or self.laws[found.law].name(language)
        return name.replace(_PLACE, place) if place else name.replace(_PLACE, "").strip(" ,")


def _spell_parts(number: str, citations: Citations) -> Iterator[str]:
    """Yield the number of an article, and its parts in brackets in the words of a language."""
    start = 0
    for match in _PARTS.finditer(number):
        yield number[start : match.start()]
        part = match["part"]
        words = (citations.subsection if part.isdigit() else citations.point).fill(number=part)
        yield words if words.startswith("(") else f" {words}"
        start = match.end()
    yield number[start:]
