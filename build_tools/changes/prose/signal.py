"""The signals that say what the change of a passage means."""

from dataclasses import dataclass
from enum import StrEnum

from build_tools.model.rule import Direction


class SignalName(StrEnum):
    """What changed in a passage. The rules in `changes/rules/` watch these names."""

    NEGATION = "negation"
    MODALITY = "modality"
    LIMIT = "limit"
    DURATION = "duration"
    NUMBER = "number"
    PRICE = "price"
    AGE = "age"
    DATE = "date"
    CONTACT = "contact"
    LINK_HOST = "link-host"
    LINK_PATH = "link-path"
    LINK_MOVED = "link-moved"
    DATA_TERM = "data-term"
    PURPOSE_TERM = "purpose-term"
    RECIPIENT_TERM = "recipient-term"
    VENDOR = "vendor"
    RIGHT_TERM = "right-term"
    SAFEGUARD_TERM = "safeguard-term"
    PLACE = "place"
    REGIME = "regime"
    TRACKER_TERM = "tracker-term"
    LEAD_IN = "lead-in"
    MOVED_UNDER_OTHER_LEAD_IN = "moved-under-other-lead-in"
    OBLIGATION = "obligation"
    NOTICE_TERMS = "notice-terms"
    CONTROLLER = "controller"
    COMMITMENT_ADDED = "commitment-added"
    COMMITMENT_REMOVED = "commitment-removed"
    STATEMENT_ADDED = "statement-added"
    STATEMENT_REMOVED = "statement-removed"
    QUALIFIER = "qualifier"
    CONSENT = "consent"
    LEGAL_BASIS = "legal-basis"
    SCOPE = "scope"
    TURNED = "turned"
    REWORDED = "reworded"
    UNREAD = "unread"
    HEADING_RENAMED = "heading-renamed"
    SECTION_ADDED = "section-added"
    SECTION_REMOVED = "section-removed"
    TERM_RENAMED = "term-renamed"
    MOVED = "moved"
    WORDING_ONLY = "wording-only"
    TYPO = "typo"
    FORMAT_ONLY = "format-only"
    POINTER = "pointer"
    DATE_LINE = "date-line"
    BOILERPLATE = "furniture"
    WHOLE = "whole"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Signal:
    """A change in a passage that a rule may judge."""

    name: SignalName
    direction: Direction = Direction.NEUTRAL
    """Whether the reader gets more or less, as far as the words show."""


_OPPOSITES = {Direction.LESS: Direction.MORE, Direction.MORE: Direction.LESS}


def opposite(direction: Direction) -> Direction:
    """The opposite direction; neutral stays neutral."""
    return _OPPOSITES.get(direction, direction)
