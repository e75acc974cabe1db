"""Defines the sentences about changes in one language (`build_tools/changes/languages/`, one file for each)."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from pydantic import Field

from build_tools.model.law import Citations
from build_tools.model.rule import RuleSentences
from build_tools.model.text import (
    OfAdded,
    OfChanged,
    OfColumns,
    OfCount,
    OfName,
    OfPlace,
    OfRemoved,
    OfSection,
    OfTitle,
    OfTitleAndCount,
    Prose,
    Slug,
    Term,
)
from build_tools.model.value import Value


class Phrases(Value):
    """Words for values and passages."""

    changed: OfChanged
    """How a passage changed. Sentences of rules continue with it: `In "{entry}", {change}.`"""
    added: OfAdded
    """A passage that is new, in the same sentences."""
    removed: OfRemoved
    """A passage that is gone, in the same sentences."""
    not_stated: Term
    """A fact that is not stated."""
    all_data: Term
    """The data of a purpose that names none."""
    none: Term
    """An empty list."""
    yes: Term
    """A fact that is true."""
    no: Term
    """A fact that is not."""
    block: OfName
    """A block of a layout that is not listed below `blocks`."""
    one_more: OfTitle
    """The title of an announcement of two findings."""
    more: OfTitleAndCount
    """The title of an announcement of several findings."""
    rarely_more: Prose
    """Why a finding of a fetched text counts as editorial; it follows the sentence of the rule."""


class RedlineWords(Value):
    """The words in redlines, for the ear and between passages."""

    deleted: Term
    """Before deleted words, for the ear."""
    deletion_ends: Term
    """After them."""
    inserted: Term
    """Before inserted words, for the ear."""
    insertion_ends: Term
    """After them."""
    moved_away: Term
    """Above a passage that is now at another place."""
    is_now: OfPlace
    """The place where it is now."""
    moved_here: Term
    """Above a passage that was at another place before."""
    was_before: OfPlace
    """The place where it was."""
    under: OfSection
    """The place of a passage: the heading above it."""
    after: OfSection
    """The place of a section: the heading before it."""
    elsewhere: Term
    """A place without a heading."""
    row_moved_away: Term
    """Before a row of a table that is now at another place."""
    row_moved_here: Term
    """Before a row that was at another place."""
    table: OfColumns
    """The name of a table, for the ear."""
    unchanged_rows: OfCount
    """In place of rows that did not change."""
    unchanged_passages: OfCount
    """In place of passages that did not change."""


@dataclass(frozen=True, slots=True)
class RedlineLabels:
    """Our own words in redlines, in a language."""

    words: Mapping[str, str]
    """As in `RedlineWords`."""
    language: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`."""

    @classmethod
    def of(cls, words: RedlineWords, language: str) -> "RedlineLabels":
        """The words in redlines of a language (BCP 47)."""
        return cls(words.model_dump(), language, Locale.parse(language, sep="-").text_direction)


class Words(Value):
    """The words of a language that do not belong to a rule."""

    phrases: Phrases
    collections: dict[str, Term]
    """The names of groups of facts, where an entry of them has no name."""
    blocks: dict[str, Term]
    """What the blocks of the layouts show."""
    values: dict[str, dict[str, Term]]
    """The words for the values of a fact, such as `cookies.kind`."""
    redlines: RedlineWords
    citations: Citations
    """The words for places in laws."""


class Sentences(Words):
    """The sentences about changes in the language of the policy. `policy rules --sentences` prints them in English."""

    laws: dict[Slug, Term] = Field(default_factory=dict)
    """Names of laws, as the language cites them, with `{place}` for a place: `{place} DSGVO`. `law.yml` has others."""
    rules: dict[Slug, RuleSentences]
    """The sentences of each rule, by its id."""
