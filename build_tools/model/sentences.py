"""Defines the sentences about changes in one language (`build_tools/changes/languages/`, one file for each)."""

from build_tools.model.law import Citations
from build_tools.model.rule import RuleSentences
from build_tools.model.text import OfAdded, OfChanged, OfName, OfRemoved, OfTitle, OfTitleAndCount, Slug, Term
from build_tools.model.value import Value


class Phrases(Value):
    """Words for values and passages."""

    changed: OfChanged
    added: OfAdded
    removed: OfRemoved
    not_stated: Term
    """A fact that is not stated."""
    all_data: Term
    """The data of a purpose that names none."""
    none: Term
    """An empty list."""
    yes: Term
    no: Term
    block: OfName
    """A block of a layout that is not listed below `blocks`."""
    one_more: OfTitle
    """The title of an announcement of two findings."""
    more: OfTitleAndCount
    """The title of an announcement of several findings."""


class Words(Value):
    """The words of a language that do not belong to a rule."""

    phrases: Phrases
    collections: dict[str, Term]
    """The names of groups of facts, where an entry of them has no name."""
    blocks: dict[str, Term]
    """What the blocks of the layouts show."""
    values: dict[str, dict[str, Term]]
    """The words for the values of a fact, such as `cookies.kind`."""
    citations: Citations


class Sentences(Words):
    """A file of a language."""

    rules: dict[Slug, RuleSentences]
