"""Runs `policy report`, which reports on a change to the person who merges it."""

import math
import re
from dataclasses import replace
from pathlib import Path

import click

from build_tools.cli._common import default_checklists, fail, format_option, open_project
from build_tools.cli._second_reading import ask, reader_settings
from build_tools.project.environment import READER_URL

_ADDRESS = re.compile(r"https?://[^\s<>()\"'\\]+")


@click.command()
@click.option("--against", "base", required=True, metavar="BASE", help="The branch that the change goes to.")
@format_option(
    *("markdown", "json", "github", "gitlab"),
    help_text="The output format: markdown for a comment, github and gitlab for annotations of lines.",
)
@click.option("--list", "lists", multiple=True, metavar="LIST", help="Also use this checklist; may be repeated.")
@click.option("--uncut", is_flag=True, help="Print the whole report in Markdown, however long it is.")
@click.option("--reader", "asks", is_flag=True, help="Also ask the second reader of POLICY_READER_URL, if it is set.")
@click.option("--preview", metavar="URL", default="", help="The address of a preview of the site with the change.")
@click.option("--files", metavar="URL", default="", help="The address of the source files at this commit.")
@click.pass_obj
def report(
    folder: Path, *, base: str, form: str, lists: tuple[str, ...], uncut: bool, asks: bool, preview: str, files: str
) -> None:
    """Review a change: what must be done before it is merged, what it means, and what customers will read.

    BASE is a branch, a commit, a day, a version or a folder, as for policy check --against. The report is in Markdown,
    of at most 65,536 bytes unless --uncut is given; policy comment posts it on a pull request. The command succeeds
    even if there are problems, on which policy check fails. The variable POLICY_LISTS also names checklists, separated
    by spaces.

    With --reader, a language model is asked for its opinion on each finding; see docs/second-reader.md. The report says
    on which changes there is no opinion, and why.
    """
    for name, address in (("--preview", preview), ("--files", files)):
        if address and not _ADDRESS.fullmatch(address):
            fail(f"{name} is {address!r}, which is no web address. Write https://…, without spaces or brackets.\n")
    from build_tools.reports import review as change_report  # noqa: PLC0415 - slow to import
    from build_tools.reports.review_comment import LONGEST, ReviewContext, as_comment  # noqa: PLC0415 - the same
    from build_tools.review.change import add_opinions, review  # noqa: PLC0415 - the same
    from build_tools.review.checklist import cover_source  # noqa: PLC0415 - the same

    settings = reader_settings() if asks else None
    if asks and settings is None:
        click.echo(f"{READER_URL} is not set, so no second reader is asked", err=True)
    project = open_project(folder)
    lists = lists or default_checklists(project)
    found = review(project, base)
    if settings and found.findings and found.today:
        reading = ask(settings, found.findings, found.today)
        found = add_opinions(found, reading.opinions, tuple(map(str, reading.complaints)))
    if lists and not (found.problems and found.findings is None):
        found = replace(found, coverages=cover_source(project, lists, base))
    around = ReviewContext(base, preview, f"{files.rstrip('/')}/" if files else "", lists)
    write = {
        "markdown": lambda review: as_comment(review, around, math.inf if uncut else LONGEST),
        "json": change_report.as_json,
        "github": change_report.as_github,
        "gitlab": change_report.as_gitlab,
    }[form]
    click.echo(write(found), nl=False)
