"""Does a policy have to be reviewed again? (Cal. Civ. Code §1798.130(a)(5): at least once every 12 months)

Nothing fails because time passes: this is a reminder. Whoever wants to be stopped asks for the checklist `ccpa`.
"""

from collections.abc import Iterator
from datetime import date

from build_tools.history.errors import HistoryError
from build_tools.model.day import add_months
from build_tools.model.problem import Problem
from build_tools.project.project import Project

_YEAR = 12
_EARLY = 11
"""Months after which one is reminded."""


def remind_of_review(project: Project) -> Iterator[Problem]:
    """Yield the reminder that a policy has to be reviewed, from 11 months on.

    A source whose history cannot be read, as in a shallow clone, is reminded of what it states itself. A draft is
    reminded of nothing.
    """
    if project.expanded.draft:
        return
    try:
        day = last_review(project)
    except HistoryError:
        return
    if day is None or project.today < add_months(day, _EARLY):
        return
    end = add_months(day, _YEAR)
    is_late = project.today > end
    what = f"the policy was reviewed last on {day}" + (f", and had to be again by {end}" if is_late else "")
    remedy = f"Review it{'' if is_late else f' by {end}'}, and write the day under reviewed: in policy.yml."
    place = project.reading.sources.locate(("reviewed", "day"))
    yield Problem(place, what, remedy, "review-overdue" if is_late else "review-due")


def find_future_review(project: Project) -> Iterator[Problem]:
    """Yield what is wrong with a review that is still to come: it shows nothing, and would silence the reminder."""
    stated = project.expanded.reviewed
    if stated is None or stated.day <= project.today:
        return
    what = f"the policy cannot have been reviewed on {stated.day} already: today is {project.today}"
    remedy = "Write the day on which somebody went through it, or remove reviewed:."
    yield Problem(project.reading.sources.locate(("reviewed", "day")), what, remedy, "review-to-come")


def last_review(project: Project) -> date | None:
    """The day on which legal reviewed a policy last, or else that of its last version; none where there is neither.

    Raises: HistoryError: the history cannot be read.
    """
    if stated := project.expanded.reviewed:
        return stated.day
    return max((version.published.day.first for version in project.archive.in_order), default=None)
