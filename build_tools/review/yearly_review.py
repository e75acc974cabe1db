"""Reminds of the yearly review of a policy (Cal. Civ. Code §1798.130(a)(5): at least once every 12 months).

A check never fails because time passes. The checklist `ccpa` does, if it is asked for.
"""

from collections.abc import Iterator
from datetime import date

from build_tools.history.errors import HistoryError
from build_tools.model.day import add_months
from build_tools.model.problem import Problem
from build_tools.project.project import Project

_YEAR = 12
_EARLY = 11


def remind_of_review(project: Project) -> Iterator[Problem]:
    """Yield the reminder, from 11 months on, except for a draft; none where the history cannot be read."""
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
    what = f"the policy was last reviewed on {day}" + (f", and a review was due by {end}" if is_late else "")
    remedy = f"Review it{'' if is_late else f' by {end}'}, and write the day under reviewed: in policy.yml."
    place = project.reading.sources.locate(("reviewed", "day"))
    yield Problem(place, what, remedy, "review-overdue" if is_late else "review-due")


def find_future_review(project: Project) -> Iterator[Problem]:
    """Yield the problem of a review in the future: it proves nothing, and would silence the reminder."""
    stated = project.expanded.reviewed
    if stated is None or stated.day <= project.today:
        return
    what = f"the policy cannot have been reviewed on {stated.day}: today is {project.today}"
    remedy = "Write the day of the last review, or remove reviewed:."
    yield Problem(project.reading.sources.locate(("reviewed", "day")), what, remedy, "review-to-come")


def last_review(project: Project) -> date | None:
    """The day of the last review that the source states, or else of the last version; may be none."""
    if stated := project.expanded.reviewed:
        return stated.day
    return max((version.published.day.first for version in project.archive.in_order), default=None)
