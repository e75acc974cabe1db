"""Defines checklists of what a law requires a policy to say (`checklists/lists/`, `policy_src/checklists/`).

A search phrase is plain words. `*` stands for any letters (`transfer*`), `…` for some words in the same sentence,
`(lodge|file)` for a choice, and `@` for any e-mail address. A phrase after `#` may begin in the heading above.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from build_tools.model.day import Day
from build_tools.model.policy import Policy
from build_tools.model.problem import invalid
from build_tools.model.text import Note, Slug
from build_tools.model.value import Entry, Value

_PIECE = re.compile(r"\.\.\.|…|[()|]|[^\s()|…]+")
_OPERATORS = {"(", "|", ")", "…", "..."}
_LONGEST = 300


def split_phrase(phrase: str) -> list[str]:
    """The words and operators of a phrase in order, without a `#` in front."""
    return _PIECE.findall(phrase.removeprefix("#"))


def _read_phrase(phrase: str) -> str:
    pieces = split_phrase(phrase)
    shown = f"the phrase {phrase[:60]!r}"
    if odd := [piece for piece in pieces if piece not in _OPERATORS and not re.search(r"[^\W_]|^@$", piece)]:
        raise invalid(f"{shown} holds {odd[0]!r}, which is not a word. Remove it.")
    if not set(pieces) - _OPERATORS:
        raise invalid(f"{shown} has no words. Write the words to search for.")
    if len(phrase) > _LONGEST:
        raise invalid(f"{shown} is too long. Use at most {_LONGEST} letters.")
    kinds = "".join(piece if piece in {"(", "|", ")"} else "w" for piece in pieces)
    if not re.fullmatch(r"(?:w|\(w+(?:\|w+)*\))*", kinds):
        raise invalid(f"{shown} has a wrong choice. Write choices as (lodge|file), and none within another.")
    if pieces[0] in {"…", "..."} or pieces[-1] in {"…", "..."}:
        raise invalid(f"{shown} begins or ends with …, which has no effect there. Remove it.")
    return phrase


SearchPhrase = Annotated[str, AfterValidator(_read_phrase)]
"""A phrase to search for: `(lodge|file) a complaint with … authority`."""


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words in one line."""
Words = dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], tuple[SearchPhrase, ...]]
"""Search phrases by language (ISO 639)."""


def _read_path(path: str) -> str:
    if find_field(path) is None:
        raise invalid(f"{path!r} is not a fact of the policy. Write for example purposes.legal_basis.")
    return path


def find_field(path: str) -> Any:
    """The type of a fact such as `purposes.legal_basis`, or of the entries of a list; none if it does not exist."""
    kind: Any = Policy
    for name in path.split("."):
        fields = getattr(_entry_of(kind), "model_fields", {})
        if name not in fields:
            return None
        kind = fields[name].annotation
    return _entry_of(kind)


def _entry_of(kind: Any) -> Any:
    while get_origin(kind) is not None and (options := [arg for arg in get_args(kind) if arg not in {type(None), ...}]):
        if isinstance(options[0], str | bool):  # a literal
            return type(options[0])
        kind = options[0]
    return kind


Path = Annotated[str, AfterValidator(_read_path)]
"""A fact of the policy: `controller.address`, or `purposes.legal_basis` for a field of entries."""


class FactCriterion(Value):
    """A fact that covers something if it is stated."""

    path: Path
    """The fact, or a list, of which any entry is enough."""
    given: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    """The entries that count, by the values of their fields: `kind: [access]`."""
    each: bool = Field(default=False, strict=True)
    """Whether every entry must state it; some entries cover it partly."""
    listed_in: Path | None = None
    """Where the entry, or each of its items, must be named: `retention.covers`."""
    within_months: int | None = Field(default=None, ge=1, le=120)
    """The greatest age of a day, in months."""

    @model_validator(mode="after")
    def _names_fields(self) -> Self:
        collection = self.path.split(".")[0]
        for name in self.given:
            if find_field(f"{collection}.{name}") is None:
                what = f"entries of {collection!r} have no field {name!r}"
                raise invalid(f"{what}. Name one that they have.")
        return self


class _Found(Value):
    """How coverage is found: by facts or by words."""

    facts: tuple[FactCriterion, ...] = ()
    """Facts of which any covers it."""
    words: Words = Field(default_factory=dict)
    """Phrases of which any covers it, anywhere in the documents."""
    unless: Words = Field(default_factory=dict)
    """Phrases that exclude the sentence that they are in."""


class Statement(_Found, Entry):
    """A requirement that several lists share, and how it is found."""


class Statements(Value):
    """The shared requirements of several lists."""

    statements: tuple[Statement, ...]
    """One entry for each requirement."""


class Part(_Found):
    """A part of an item, which facts or words cover."""

    says: Line
    """The part as a noun: `the right of access`."""
    statement: Slug | None = None
    """The id of a shared requirement, in place of facts and words; `policy lists` shows these ids."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if bool(self.statement) is bool(self.facts or self.words):
            raise invalid(f"{self.says!r} cannot be found in one way. Write either statement:, or facts: or words:.")
        return self


class Condition(Value):
    """A condition for an item."""

    when: Line
    """The condition, as it follows "asked for": `where data goes to a country outside the EEA`."""
    decide: Line
    """The question that the organisation must decide."""
    facts: tuple[FactCriterion, ...] = ()
    """Facts that show that the condition is met."""
    words: Words = Field(default_factory=dict)
    """Phrases that show that the condition is met."""
    never: Words = Field(default_factory=dict)
    """Phrases that show that the condition is not met."""


class Item(Entry):
    """A requirement of the law on the text."""

    asks: Line
    """The requirement."""
    law: Line
    """The law behind it, with article and paragraph."""
    parts: tuple[Part, ...] = Field(min_length=1)
    """The parts that the text must cover."""
    only: Condition | None = None
    """When it is required, if not always."""
    mend: Line
    """How to fix it, in a sentence."""


class Outcome(StrEnum):
    """Legal's decision on an item."""

    NOT_APPLICABLE = "does-not-apply"
    """The law does not require it of this organisation."""
    ACCEPTED = "accepted"
    """The text is published without it."""
    SAID = "said"
    """The text covers it in words that the list does not find."""


class Settled(Value):
    """Legal's decision on an item of a checklist."""

    item: Slug
    """The id of the item."""
    outcome: Outcome
    """The decision."""
    since: Day
    """The day of the decision."""
    reason: str = Field(min_length=10)
    """The reason for the decision."""
    words: Line | None = None
    """The words of the text that cover it; required if the outcome is `said`."""
    note: Note | None = None
    """A remark for colleagues."""

    @model_validator(mode="after")
    def _quotes_what_is_said(self) -> Self:
        if (self.outcome is Outcome.SAID) is (self.words is None):
            what = "quotes no words" if self.words is None else "quotes words, but its outcome is not said"
            raise invalid(f"the decision on {self.item!r} {what}. Write words: with outcome: said, and only there.")
        return self


class Checklist(Value):
    """The requirements of a law on the text."""

    id: Slug
    """The name of its file."""
    title: Line
    """The title of the list."""
    law: Line
    """The name of the law."""
    jurisdictions: tuple[Slug, ...] = ()
    """Where the law applies: `eu`, `us-ca`; empty for everywhere. A policy may leave jurisdictions out."""
    items: tuple[Item, ...] = Field(min_length=1)
    """The requirements, in the order of the law."""
    settled: tuple[Settled, ...] = ()
    """Legal's decisions on items."""


class ChecklistFile(Value):
    """A checklist file: a new list, or changes to a list of this program."""

    title: Line | None = None
    """The title of the list; required for a new list."""
    law: Line | None = None
    """The name of the law; required for a new list."""
    items: tuple[Item, ...] = ()
    """The items. An item with the id of an existing item replaces it."""
    settled: tuple[Settled, ...] = ()
    """Legal's decisions on items."""
