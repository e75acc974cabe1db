"""Defines the review of a change before it is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from build_tools.model.announcement import Announcement
from build_tools.model.coverage import Coverage
from build_tools.model.finding import Finding
from build_tools.model.problem import Problem
from build_tools.model.sentences import Words


@dataclass(frozen=True, slots=True)
class Review:
    """A change of a policy as it would be published today."""

    problems: tuple[Problem, ...]
    """Errors in the source, or in the announcement of the change."""
    known_gaps: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] | None = None
    """Most important first; none if the source cannot be read, or nothing was published before."""
    announcements: tuple[Announcement, ...] = ()
    """Announcements that belong to no earlier publication."""
    published: frozenset[str] = frozenset()
    """The ids of earlier announcements, which cannot be used again."""
    unannounced: tuple[Finding, ...] = ()
    """Material findings without an announcement."""
    earliest: Mapping[str, date] = field(default_factory=dict)
    """The first day on which a finding may take effect, by its id, if later than today."""
    effective: date | None = None
    today: date | None = None
    """The day of the review, in the policy's time zone; none if the findings are unknown."""
    words: Words | None = None
    """The words for changes in the language of the policy; none if the findings are unknown."""
    coverages: tuple[Coverage, ...] = ()
    """How the source covers the requested checklists, now and before."""
    is_first: bool = False
    is_draft: bool = False
    """Whether the policy is a draft, so that customers need no notice."""
    open_gaps: tuple[Problem, ...] = ()
    """Facts that a draft still lacks for its launch."""
    unread: tuple[str, ...] = ()
    """Lines that say why a second reader, if it was asked, has no opinion on changes, and what to do."""
