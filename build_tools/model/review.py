"""What does somebody have to know who reads a change before it is published?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from build_tools.model.announcement import Announcement
from build_tools.model.coverage import Coverage
from build_tools.model.finding import Finding
from build_tools.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Review:
    """A change of a policy, as it would be published today."""

    problems: tuple[Problem, ...]
    """What keeps the source from being published, or else its change from being announced as it was promised."""
    known_gaps: tuple[Problem, ...] = ()
    """What legal has accepted for now."""
    findings: tuple[Finding, ...] | None = None
    """The most important first. None where nobody knows them: the source cannot be read, or nothing came before it."""
    announcements: tuple[Announcement, ...] = ()
    """Legal's words that belong to nothing which was published before."""
    published: frozenset[str] = frozenset()
    """The announcements of earlier publications, by their ids. None of these names can be given to a new one."""
    unannounced: tuple[Finding, ...] = ()
    """The material findings that no announcement names."""
    earliest: Mapping[str, date] = field(default_factory=dict)
    """The first day on which a finding may take effect, by its id, where that is later than today."""
    effective: date | None = None
    """The day to come on which it takes effect, as its announcements say; none where they name none."""
    coverages: tuple[Coverage, ...] = ()
    """What the source says of the checklists that somebody asks for, and said before."""
    is_first: bool = False
    """Whether nothing was published before it."""
    is_draft: bool = False
    """Whether the policy is a draft: nothing of it is published, so customers need no notice."""
    open_gaps: tuple[Problem, ...] = ()
    """What a draft leaves unsaid, and its launch asks for."""
