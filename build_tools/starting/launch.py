"""Launches a draft: checks that it can be published, and states its launch in `policy.yml`."""

from contextlib import suppress
from datetime import date

from build_tools.history.errors import HistoryError
from build_tools.model.day import KnownDay
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.runtime.errors import UserError
from build_tools.source.launch_edit import state_launch
from build_tools.source.launch_state import POLICY_FILE
from build_tools.source.yaml_writer import write_yaml


class LaunchError(UserError):
    """A policy cannot be launched."""


def launch_policy(project: Project, day: date | None, published: KnownDay | None) -> str:
    """The text of `policy.yml` that launches the draft on a `day`, or states that it was `published` elsewhere before.

    Raises: LaunchError: it is no draft, or a day is impossible. Problems: all that prevents publication, and open gaps.
    """
    tree = project.tree
    report = check_source(Project(tree))
    if report.problems:
        raise Problems(report.problems)
    _check_draft(project)
    _check_days(project, day, published)
    if report.open_gaps:
        raise Problems(report.open_gaps)
    text = state_launch(tree.read(POLICY_FILE), day or project.today, published)
    launched = Tree(dict(sorted({**tree.files, POLICY_FILE: text.encode()}.items())), tree.problems)
    if problems := check_source(Project(launched)).problems:
        raise Problems(problems)
    return text


def write_acceptances(problems: tuple[Problem, ...], today: date) -> str:
    """The entries of `known_gaps.yml` that accept the gaps among some problems, without their reasons."""
    entries = [
        {"gap": gap.check, "about": gap.about, "since": today.isoformat(), "reason": ""}
        for gap in problems
        if gap.is_gap
    ]
    return write_yaml({"known_gaps": entries}) if entries else ""


def _check_draft(project: Project) -> None:
    policy = project.reading.policy
    with suppress(HistoryError):  # without a history nothing is published
        if withdrawn := project.withdrawn_launch:
            raise Problems(withdrawn)
        if not policy.draft and project.archive.records:
            first = project.archive.records[0]
            raise LaunchError(f"The policy is already launched: it was first published on {first.published.day}.")
    if not policy.draft:
        raise LaunchError("policy.yml already states that the policy is launched. Commit it to publish the policy.")


def _check_days(project: Project, day: date | None, published: KnownDay | None) -> None:
    if day and published:
        what = "--on and --published contradict each other: a published policy is already in force."
        raise LaunchError(f"{what} Give one of them.")
    if day and day < project.today:
        raise LaunchError(
            f"The policy cannot take effect on {day}, which is past: today is {project.today}. Leave --on out; "
            f"if it was published elsewhere before, use --published {day}."
        )
    if published and published.first > project.today:
        raise LaunchError(
            f"The policy cannot have been published in {published} already: today is {project.today}. "
            f"Use --on with the day on which it is to take effect."
        )
