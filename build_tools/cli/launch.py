"""`policy launch`: the end of a draft."""

import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import flow_of, refusals, refuse
from build_tools.editor.files import is_there, write_file
from build_tools.model.day import KnownDay
from build_tools.model.problem import Problems
from build_tools.project.project import Project
from build_tools.reports.problems import as_text
from build_tools.source.form_content import keep_lines
from build_tools.source.launch_state import SETTINGS
from build_tools.starting.launch import LaunchError, launch_policy, write_acceptances


@click.command()
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it takes effect. [default: today]"
)
@click.option(
    "--published", help="When it was published elsewhere before: 2026-02-14, or 2026-02 if the day is unknown."
)
@click.option("--status", "is_asked", is_flag=True, help='Only print whether it is "launched" or a "draft".')
@click.pass_obj
def launch(project: Path, day: datetime | None, published: str | None, *, is_asked: bool) -> None:
    """Launch a draft: from the next commit on, the policy is published.

    Checks the source, and asks for each open gap: close it, or accept it in known_gaps.yml with a reason. Then it
    changes the line of policy.yml that says that the policy is a draft. You commit that change, which makes the first
    version; no commit before it is a publication. It cannot be undone once it is published.

    With --on a later day, the texts are published with that commit and take effect on the day. With --published, the
    first version has that date.

    Exits with 1 if the source has a problem or an open gap; then nothing is changed.
    """
    if is_asked and (day or published):
        refuse("--status only asks. Give it alone.\n")
    with refusals():
        flow = flow_of(project)
        if is_asked:
            _tell_status(flow)
            return
        known = _read_published(published) if published else None
        stands = is_there(project, SETTINGS)
        try:
            text = launch_policy(flow, day.date() if day else None, known)
        except Problems as error:
            _refuse_problems(error, flow)
        if not stands:
            raise LaunchError(f"{SETTINGS} is not in this folder. Launch the policy in a clone with its files.")
        write_file(project, SETTINGS, keep_lines(text, flow.tree.files[SETTINGS]))
        click.echo(_tell_next(flow, day, known), nl=False)


def _tell_status(flow: Project) -> None:
    if withdrawn := flow.withdrawn_launch:
        raise Problems(withdrawn)
    click.echo("launched" if flow.archive.records else "draft")


def _read_published(text: str) -> KnownDay:
    try:
        return KnownDay.parse(text)
    except ValueError as error:
        raise LaunchError(f"--published: {error}") from None


def _refuse_problems(error: Problems, flow: Project) -> NoReturn:
    """Print what is to be mended first, with the entries that accept the gaps, and end with 1."""
    click.echo(as_text(error.problems), nl=False)
    gaps, count = write_acceptances(error.problems, flow.today), len(error.problems)
    kind = "open gap" if gaps else "problem"
    click.echo(f"The policy is not launched: it has {count} {kind}{'s' * (count > 1)}.", err=True)
    if gaps:
        remedy = "Close each gap, or accept it: copy its entry into policy_src/known_gaps.yml, and write the reason."
        click.echo(f"{remedy}\n\n{gaps}", nl=False, err=True)
    sys.exit(1)


def _tell_next(flow: Project, day: datetime | None, published: KnownDay | None) -> str:
    """What was done, and what comes next."""
    when = f" and take effect on {day.date()}" if day and day.date() > flow.today else ""
    dated = (
        f"The first version is dated {published}."
        if published
        else "The day of that commit is that of the first version."
    )
    return (
        f"{SETTINGS} says that the policy is launched. Commit it on the published branch: with that commit the texts "
        f"are published{when}. {dated}\n"
        "From then on each material change is announced: policy check --against origin/main says what is missing.\n"
        'Next: git add policy_src && git commit --message "Launch the policy"\n'
    )
