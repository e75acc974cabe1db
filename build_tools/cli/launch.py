"""Runs `policy launch`, which ends a draft."""

import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import fail, open_project
from build_tools.editor.files import is_there, write_file
from build_tools.model.day import KnownDay
from build_tools.model.problem import Problems
from build_tools.project.project import Project
from build_tools.reports.problems import as_text
from build_tools.source.form_content import keep_lines
from build_tools.source.launch_state import POLICY_FILE
from build_tools.starting.launch import LaunchError, launch_policy, write_acceptances


@click.command()
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it takes effect. [default: today]"
)
@click.option(
    "--published", help="When it was first published elsewhere: 2026-02-14, or 2026-02 if the day is unknown."
)
@click.option("--status", "is_asked", is_flag=True, help='Only print whether the policy is "launched" or a "draft".')
@click.pass_obj
def launch(folder: Path, day: datetime | None, published: str | None, *, is_asked: bool) -> None:
    """Launch a draft: the next commit publishes the policy.

    Checks the source, and asks for each open gap: close it, or accept it in known_gaps.yml with a reason. Then it
    replaces "draft: true" in policy.yml by the launch. You commit that change, which makes the first version; earlier
    commits are not publications. Once the commit is published, the launch cannot be undone.

    With --on and a later day, the texts are published with that commit and take effect on that day. With --published,
    the first version has that date.

    Exits with 1, and changes nothing, if the source has a problem or an open gap.
    """
    if is_asked and (day or published):
        fail("--status only prints the status. Use it alone.\n")
    project = open_project(folder)
    if is_asked:
        if withdrawn := project.withdrawn_launch:
            raise Problems(withdrawn)
        click.echo("launched" if project.archive.records else "draft")
        return
    try:
        known = KnownDay.parse(published) if published else None
    except ValueError as error:
        raise LaunchError(f"--published: {error}") from None
    is_present = is_there(folder, POLICY_FILE)
    try:
        text = launch_policy(project, day.date() if day else None, known)
    except Problems as error:
        _refuse(error, project)
    if not is_present:
        raise LaunchError(f"{POLICY_FILE} is not in this folder. Launch the policy in a clone with its files.")
    write_file(folder, POLICY_FILE, keep_lines(text, project.tree.files[POLICY_FILE]))
    effective = f" and take effect on {day.date()}" if day and day.date() > project.today else ""
    dated = f"The first version is dated {known}." if known else "The day of that commit is that of the first version."
    click.echo(
        f"{POLICY_FILE} now states that the policy is launched. Commit it on the published branch: with that commit "
        f"the texts are published{effective}. {dated}\n"
        "From then on, each material change is announced: policy check --against origin/main lists what is missing.\n"
        'Next: git add policy_src && git commit --message "Launch the policy"'
    )


def _refuse(error: Problems, project: Project) -> NoReturn:
    click.echo(as_text(error.problems), nl=False)
    gaps, count = write_acceptances(error.problems, project.today), len(error.problems)
    kind = "open gap" if gaps else "problem"
    click.echo(f"The policy is not launched: it has {count} {kind}{'s' * (count > 1)}.", err=True)
    if gaps:
        remedy = "Close each gap, or accept it: copy its entry into policy_src/known_gaps.yml, and write the reason."
        click.echo(f"{remedy}\n\n{gaps}", nl=False, err=True)
    sys.exit(1)
