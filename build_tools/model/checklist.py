"""What does a law ask a text to say, and how is it found? (`checklists/lists/`, and `policy_src/checklists/`)"""

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
_SIGNS = {"(", "|", ")", "…", "..."}
_LONGEST = 300


def split_phrase(phrase: str) -> list[str]:
    """The words and signs of a phrase in their order, without the `#` in front."""
    return _PIECE.findall(phrase.removeprefix("#"))


def _read_phrase(phrase: str) -> str:
    pieces = split_phrase(phrase)
    shown = f"the phrase {phrase[:60]!r}"
    if odd := [piece for piece in pieces if piece not in _SIGNS and not re.search(r"[^\W_]|^@$", piece)]:
        raise invalid(f"{shown} holds {odd[0]!r}, which is no word. Remove it.")
    if not set(pieces) - _SIGNS:
        raise invalid(f"{shown} has no word in it. Write the words to look for.")
    if len(phrase) > _LONGEST:
        raise invalid(f"{shown} is too long. Use at most {_LONGEST} letters.")
    if not _is_balanced(pieces):
        raise invalid(f"{shown} has a choice that is not closed. Write choices as (lodge|file), none within another.")
    if pieces[0] in {"…", "..."} or pieces[-1] in {"…", "..."}:
        raise invalid(f"{shown} begins or ends with …, which says nothing there. Remove it.")
    return phrase


def _is_balanced(pieces: list[str]) -> bool:
    """Whether each choice is opened, has words on each side of its strokes, and is closed."""
    within, last = False, ""
    for piece in pieces:
        is_empty = last in {"(", "|"} and piece in {"|", ")"}
        if is_empty or ((piece == "(") is within and piece in {"(", ")", "|"}):
            return False
        within = piece == "(" or (within and piece != ")")
        last = piece
    return not within


SearchPhrase = Annotated[str, AfterValidator(_read_phrase)]
"""Words to look for: `(lodge|file) a complaint with … authority`."""


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words in one line."""
Words = dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], tuple[SearchPhrase, ...]]
"""Phrases by their language (ISO 639): any of them says it."""


def _read_path(path: str) -> str:
    if find_field(path) is None:
        raise invalid(f"{path!r} is no fact of the policy. Write names joined by points, as purposes.legal_basis.")
    return path


def find_field(path: str) -> Any:
    """The type of a fact that is named as `purposes.legal_basis`, lists left out; none where there is no such fact."""
    kind: Any = Policy
    for name in path.split("."):
        fields = getattr(_entry_of(kind), "model_fields", {})
        if name not in fields:
            return None
        kind = fields[name].annotation
    return _entry_of(kind)


def _entry_of(kind: Any) -> Any:
    """The type of the entries of a list, or of what may be left out; itself where it is neither."""
    while get_origin(kind) is not None and (options := [one for one in get_args(kind) if one not in {type(None), ...}]):
        if isinstance(options[0], str | bool):  # one of some words
            return type(options[0])
        kind = options[0]
    return kind


Path = Annotated[str, AfterValidator(_read_path)]
"""A fact of the policy, as its rules name it: `controller.address`; `purposes.legal_basis` for that of its entries."""


class FactCriterion(Value):
    """A fact that says something when it is stated."""

    path: Path
    """The fact, or a list: then any entry of it says it."""
    given: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    """Which entries count, by what their fields have to be: `kind: [access]`."""
    each: bool = Field(default=False, strict=True)
    """Whether every entry has to state it; some of them say it in part."""
    listed_in: Path | None = None
    """Where the entry, or each item of it, has to be named: `retention.covers`."""
    within_months: int | None = Field(default=None, ge=1, le=120)
    """How many months ago a day may be at most."""

    @model_validator(mode="after")
    def _speaks_of_fields(self) -> Self:
        collection = self.path.split(".")[0]
        for name in self.given:
            if find_field(f"{collection}.{name}") is None:
                what = f"entries of {collection!r} have no field {name!r}"
                raise invalid(f"{what}. Name one that they have.")
        return self


class _Found(Value):
    """How something that is said is found: by facts or by words."""

    facts: tuple[FactCriterion, ...] = ()
    """The facts of which any says it."""
    words: Words = Field(default_factory=dict)
    """The words of which any say it, wherever they stand in the documents."""
    unless: Words = Field(default_factory=dict)
    """Words that unsay it in their sentence."""


class Statement(_Found, Entry):
    """Something that several lists ask for, and how it is found."""


class Statements(Value):
    """What several lists ask for."""

    statements: tuple[Statement, ...]
    """One entry for each thing that is said."""


class Part(_Found):
    """One thing that is asked for: facts or words say it."""

    says: Line
    """What it is, as a noun: `the right of access`."""
    statement: Slug | None = None
    """What says it, where that is known by a name; `policy lists` tells these."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if bool(self.statement) is bool(self.facts or self.words):
            raise invalid(f"how {self.says!r} is found is not said once. Write statement:, or else facts: or words:.")
        return self


class Condition(Value):
    """When an item is asked for at all."""

    when: Line
    """The condition, as it follows "asked for": `where data goes to a country outside the EEA`."""
    decide: Line
    """What somebody has to decide who knows the company: a question."""
    facts: tuple[FactCriterion, ...] = ()
    """Facts that show that it is so."""
    words: Words = Field(default_factory=dict)
    """Words that show that it is so."""
    never: Words = Field(default_factory=dict)
    """Words that show that it is not so."""


class Item(Entry):
    """One thing that the law asks a text to say."""

    asks: Line
    """What is asked for."""
    law: Line
    """The law behind it, with article and paragraph."""
    parts: tuple[Part, ...] = Field(min_length=1)
    """What has to be said."""
    only: Condition | None = None
    """When it is asked for, where it is not always."""
    mend: Line
    """How to mend it: a sentence."""


class Outcome(StrEnum):
    """What legal has decided about an item."""

    NOT_APPLICABLE = "does-not-apply"
    """The law does not ask it of this organisation."""
    ACCEPTED = "accepted"
    """The text is published all the same."""
    SAID = "said"
    """The text says it, in words that the list does not know."""


class Settled(Value):
    """Legal's decision on an item, until the text is another one."""

    item: Slug
    """The item, by its id."""
    outcome: Outcome
    """What was decided."""
    since: Day
    """The day of the decision."""
    reason: str = Field(min_length=10)
    """Why."""
    words: Line | None = None
    """The words that say it, as one reads them; asked for where the outcome is `said`."""
    note: Note | None = None
    """A remark for colleagues."""

    @model_validator(mode="after")
    def _quotes_what_is_said(self) -> Self:
        if (self.outcome is Outcome.SAID) is (self.words is None):
            what = "names no words that say it" if self.words is None else "has words, and is not about what is said"
            raise invalid(f"the decision on {self.item!r} {what}. Write words: with outcome: said, and only there.")
        return self


class Checklist(Value):
    """What a law asks a text to say."""

    id: Slug
    """Names the list: the name of its file."""
    title: Line
    """What it is about."""
    law: Line
    """The law, by its name."""
    items: tuple[Item, ...] = Field(min_length=1)
    """What it asks for, in the order of the law."""
    settled: tuple[Settled, ...] = ()
    """What legal has decided about items."""


class ChecklistFile(Value):
    """What a file of a checklist holds: a list of its own, or what is different in one that comes with the tool."""

    title: Line | None = None
    """What the list is about; asked for where it is a list of its own."""
    law: Line | None = None
    """The law, by its name; asked for where it is a list of its own."""
    items: tuple[Item, ...] = ()
    """The items; those with the id of one that comes with the tool take its place."""
    settled: tuple[Settled, ...] = ()
    """What legal has decided about items."""
