"""`policy check`: what is wrong with a source, or with a change of it."""

import sys
from pathlib import Path

import click

from build_tools.checking import Report, check_source
from build_tools.cli.surroundings import flow_of, refusals
from build_tools.flow import Flow
from build_tools.publish.problem_report import as_github, as_json, as_text, summary
from build_tools.source.folder import read_folder


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to tell it.")
@click.option("--against", "base", metavar="BASE", help="Hold the change since BASE to what customers are promised.")
@click.pass_obj
def check(project: Path, form: str, base: str | None) -> None:
    """Say all that is wrong with the source, with its place and how to mend it.

    With --against a material change that is not announced, or too late, is wrong too, as if it were published today.
    BASE is the branch that it goes to, or a commit, a day, a version or a folder.

    Exits with 1 if there is any problem. Gaps that legal has accepted in known_gaps.yml are told and do not count.
    """
    with refusals():
        report = check_source(Flow(read_folder(project))) if base is None else _check_change(project, base)
    tell = {"text": as_text, "json": as_json, "github": as_github}[form]
    click.echo(tell((*report.problems, *report.known_gaps)), nl=form == "json")
    if form == "text":
        click.echo(summary(report.problems, report.known_gaps), err=True)
    sys.exit(bool(report.problems))


def _check_change(project: Path, base: str) -> Report:
    from build_tools.promises import check_change  # noqa: PLC0415 - slow to import, and a plain check does without

    return check_change(flow_of(project), base)
