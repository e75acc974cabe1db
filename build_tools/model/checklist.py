"""Defines checklists of what a law requires a policy to say (`checklists/lists/`, `policy_src/checklists/`)."""

from enum import StrEnum
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from build_tools.model.day import Day
from build_tools.model.policy import Policy
from build_tools.model.problem import invalid
from build_tools.model.search_phrase import SearchPhrase
from build_tools.model.text import Note, Slug
from build_tools.model.value import Entry, Value

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words in one line."""


def _read_law(law: Any) -> Any:
    names = [law] if isinstance(law, str) else law
    if (
        not isinstance(names, list | tuple)
        or not names
        or not all(isinstance(name, str) and name.strip() for name in names)
    ):
        raise invalid("the law is neither text nor a list of ids. Write law: Section 9, or law: [gdpr-13-1-a].")
    return law


CitedLaw = Annotated[Line | tuple[Line, ...], BeforeValidator(_read_law)]
"""The law in the author's own words, or the ids of references in `build_tools/source/law.yml`."""
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
        if (kind := _annotation_of(kind, name)) is None:
            return None
    return _entry_of(kind)


def find_collection(path: str) -> str:
    """The path of the list whose entries a fact is about: `controller.representatives`; else the first name."""
    kind: Any = Policy
    names = path.split(".")
    for number, name in enumerate(names, 1):
        kind = _annotation_of(kind, name)
        if get_origin(kind) is tuple:
            return ".".join(names[:number])
    return names[0]


def _annotation_of(kind: Any, name: str) -> Any:
    """The type of a field, or of a property such as `special` of a category of data; none if it does not exist."""
    entry = _entry_of(kind)
    if name in (fields := getattr(entry, "model_fields", {})):
        return fields[name].annotation
    found = getattr(entry, name, None)
    return found.fget.__annotations__["return"] if isinstance(found, property) else None


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
    """The entries that count, by the values of their fields: `kind: [access]`, `transfer.mechanism: [uk-idta]`."""
    each: bool = Field(default=False, strict=True)
    """Whether every entry must state it; some entries cover it partly."""
    listed_in: Path | None = None
    """Where the entry, or each of its items, must be named: `retention.covers`."""
    within_months: int | None = Field(default=None, ge=1, le=120)
    """The greatest age of a day, in months."""

    @model_validator(mode="after")
    def _names_fields(self) -> Self:
        collection = find_collection(self.path)
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


class _Condition(Value):
    """When an item is required, and what shows it."""

    when: Line = ""
    """The condition, as it follows "asked for": `where data goes to a country outside the EEA`."""
    decide: Line = ""
    """The question that the organisation must decide."""
    facts: tuple[FactCriterion, ...] = ()
    """Facts that show that the condition is met."""
    words: Words = Field(default_factory=dict)
    """Phrases that show that the condition is met."""
    never: Words = Field(default_factory=dict)
    """Phrases that show that the condition is not met."""


class Condition(_Condition):
    """A condition for an item."""

    condition: Slug | None = None
    """The id of a shared condition, in place of all other fields; `policy lists` shows these ids."""

    @model_validator(mode="after")
    def _is_stated_once(self) -> Self:
        own = self.model_fields_set - {"condition"}
        if bool(self.condition) is bool(own) or not (self.condition or (self.when and self.decide)):
            what = "the condition under only: is incomplete or stated twice"
            raise invalid(f"{what}. Write either condition:, or when: and decide:.")
        return self


class SharedCondition(_Condition, Entry):
    """A condition that several items share."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not (self.when and self.decide):
            raise invalid(f"the condition {self.id!r} is incomplete. Write when: and decide:.")
        return self


class Conditions(Value):
    """The shared conditions of several items."""

    conditions: tuple[SharedCondition, ...]
    """One entry for each condition."""


class ItemDefinition(Entry):
    """A requirement of the law on the text, as its file states it."""

    asks: Line
    """The requirement."""
    law: CitedLaw
    """The law behind it: text, or the ids of references in `build_tools/source/law.yml`, which follow the language."""
    parts: tuple[Part, ...] = Field(min_length=1)
    """The parts that the text must cover."""
    only: Condition | None = None
    """When it is required, if not always."""
    mend: Line
    """How to fix it, in a sentence."""


class Item(ItemDefinition):
    """A requirement of the law on the text, in which all that it names is filled in."""

    law: Line
    """The law behind it, with article and paragraph, as the language of the policy cites it."""
    references: tuple[Slug, ...] = ()
    """The ids of the references that it cites; empty if its author cites the law in other words."""


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


class ChecklistDefinition(Value):
    """The requirements of a law on the text, as a file of the program states them."""

    title: Line
    """The title of the list."""
    law: CitedLaw
    """The law, as for items."""
    jurisdictions: tuple[Slug, ...] = ()
    """Where the law applies: `eu`, `us-ca`; empty for everywhere. A policy may leave jurisdictions out."""
    items: tuple[ItemDefinition, ...] = Field(min_length=1)
    """The requirements, in the order of the law."""


class Checklist(Value):
    """The requirements of a law on the text, in which all that they name is filled in."""

    id: Slug
    """The name of its file."""
    title: Line
    """The title of the list."""
    law: Line
    """The name of the law, as the language of the policy cites it."""
    references: tuple[Slug, ...] = ()
    """The ids of the references that it cites."""
    jurisdictions: tuple[Slug, ...] = ()
    """Where the law applies."""
    items: tuple[Item, ...] = Field(min_length=1)
    """The requirements, in the order of the law."""
    settled: tuple[Settled, ...] = ()
    """Legal's decisions on items."""


class ChecklistFile(Value):
    """A checklist file: a new list, or changes to a list of this program."""

    title: Line | None = None
    """The title of the list; required for a new list."""
    law: CitedLaw | None = None
    """The law: its name, or the ids of references; required for a new list."""
    items: tuple[ItemDefinition, ...] = ()
    """The items. An item with the id of an existing item replaces it."""
    settled: tuple[Settled, ...] = ()
    """Legal's decisions on items."""
