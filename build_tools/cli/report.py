"""`policy report`: the review of a change, for the person who merges it."""

import math
import re
from dataclasses import replace
from pathlib import Path

import click

from build_tools.cli._common import flow_of, named_lists, refusals, refuse

_ADDRESS = re.compile(r"https?://[^\s<>()\"'\\]+")


@click.command()
@click.option("--against", "base", required=True, metavar="BASE", help="The branch that the change goes to.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "github", "gitlab"]),
    default="markdown",
    help="How to tell it: markdown for a comment, github and gitlab for notes beside the lines.",
)
@click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="LIST",
    help="Tell of a checklist too; several may.",
)
@click.option("--uncut", is_flag=True, help="Print all of it in Markdown, however long it is.")
@click.option("--preview", metavar="URL", default="", help="Where the site can be looked at as it would be.")
@click.option("--files", metavar="URL", default="", help="Where the files of the source stand at this commit.")
@click.pass_obj
def report(
    project: Path, *, base: str, form: str, lists: tuple[str, ...], uncut: bool, preview: str, files: str
) -> None:
    """Review a change: what is missing to merge it, what it means, and what customers are told.

    BASE is a branch, a commit, a day, a version or a folder, as for policy check --against. The report is in Markdown,
    of at most 65,536 bytes unless --uncut is given; policy comment puts it on a pull request. It is made whatever it
    says, and policy check fails where something is wrong. POLICY_LISTS names checklists too, with blanks between them.
    """
    for name, address in (("--preview", preview), ("--files", files)):
        if address and not _ADDRESS.fullmatch(address):
            refuse(f"{name} is {address!r}, which is no web address. Write https://…, without blanks or brackets.\n")
    from build_tools.reports import review as change_report  # noqa: PLC0415 - the same
    from build_tools.reports.review_comment import LONGEST, ReviewContext, as_comment  # noqa: PLC0415 - the same
    from build_tools.review.change import review  # noqa: PLC0415 - the same
    from build_tools.review.checklist import cover_source  # noqa: PLC0415 - slow to import, and other commands do without

    lists = lists or named_lists()
    with refusals():
        flow = flow_of(project)
        found = review(flow, base)
        if lists and not (found.problems and found.findings is None):
            found = replace(found, coverages=cover_source(flow, lists, base))
    around = ReviewContext(base, preview, f"{files.rstrip('/')}/" if files else "", lists)
    tell = {
        "markdown": lambda told: as_comment(told, around, math.inf if uncut else LONGEST),
        "json": change_report.as_json,
        "github": change_report.as_github,
        "gitlab": change_report.as_gitlab,
    }[form]
    click.echo(tell(found), nl=False)
