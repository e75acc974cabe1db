"""Which gaps of its own text has legal looked at and accepted for now? (`known_gaps.yml`)"""

from pydantic import Field

from build_tools.model.day import Day
from build_tools.model.text import Slug
from build_tools.model.value import Value


class KnownGap(Value):
    """A gap that `policy check` finds and legal has accepted, until the text is mended."""

    gap: Slug
    """The check that finds it, as `policy check` prints it in brackets."""
    about: Slug
    """The id of the entry that it is about."""
    since: Day
    """The day on which it was accepted."""
    reason: str = Field(min_length=10)
    """Why the text is published all the same."""


class KnownGaps(Value):
    """The gaps that are known."""

    known_gaps: tuple[KnownGap, ...]
    """One entry for each gap. An entry whose gap is gone is itself a problem."""
