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
from build_tools.source.launch_state import SETTINGS, state_launch
from build_tools.source.yaml_writer import write_yaml


class LaunchError(UserError):
    """Why a policy is not launched: one line, with the way to mend it."""


def launch_policy(flow: Project, day: date | None, published: KnownDay | None) -> str:
    """The text of `policy.yml` that launches the draft at hand.

    `day` is the day on which its texts take effect, today if none is given; `published` says when they were published
    elsewhere before.

    Raises: LaunchError: the policy is no draft, or a day cannot be meant. Problems: all that keeps it from being
        published, open gaps among it.
    """
    tree = flow.tree
    report = check_source(Project(tree))
    if report.problems:
        raise Problems(report.problems)
    _check_draft(flow)
    _check_days(flow, day, published)
    if report.open_gaps:
        raise Problems(report.open_gaps)
    text = state_launch(tree.read(SETTINGS), day or flow.today, published)
    launched = Tree(dict(sorted({**tree.files, SETTINGS: text.encode()}.items())), tree.problems)
    if problems := check_source(Project(launched)).problems:
        raise Problems(problems)
    return text


def write_acceptances(problems: tuple[Problem, ...], today: date) -> str:
    """The entries of `known_gaps.yml` that accept the gaps among some problems, their reasons still to be written.

    Empty where there are no gaps.
    """
    entries = [
        {"gap": gap.check, "about": gap.about, "since": today.isoformat(), "reason": ""}
        for gap in problems
        if gap.is_gap
    ]
    return write_yaml({"known_gaps": entries}) if entries else ""


def _check_draft(flow: Project) -> None:
    """See that the source at hand is a draft, and none of it is published."""
    policy = flow.reading.policy
    with suppress(HistoryError):  # a project without a history has published nothing
        if withdrawn := flow.withdrawn_launch:
            raise Problems(withdrawn)
        if not policy.draft and flow.archive.records:
            first = flow.archive.records[0]
            raise LaunchError(f"The policy is launched already: it was published on {first.published.day} first.")
    if not policy.draft:
        raise LaunchError(
            "policy.yml says already that the policy is launched. Commit it: it is published from then on."
        )


def _check_days(flow: Project, day: date | None, published: KnownDay | None) -> None:
    if day and published:
        raise LaunchError(
            "--on and --published contradict each other: what was published before is in force. Give one of them."
        )
    if day and day < flow.today:
        raise LaunchError(
            f"The policy cannot take effect on {day}, which is over: today is {flow.today}. Leave --on out; "
            f"if it was published elsewhere before, say --published {day}."
        )
    if published and published.first > flow.today:
        raise LaunchError(
            f"The policy cannot have been published in {published} already: today is {flow.today}. "
            f"Say --on with the day on which it is to take effect."
        )
