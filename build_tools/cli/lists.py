"""Runs `policy lists`, which lists the checklists of the statements that the law requires."""

from collections.abc import Iterable
from pathlib import Path

import click

from build_tools.cli._common import all_option, format_option, read_citing, read_known_lists
from build_tools.model.checklist import Checklist
from build_tools.reports import checklists as checklist_pages
from build_tools.reports.law_links import read_citations
from build_tools.source.citations import Citing


@click.command()
@click.argument("checklist", required=False)
@format_option("text", "json", "markdown")
@all_option
@click.pass_obj
def lists(folder: Path, checklist: str | None, form: str, *, everything: bool) -> None:
    """List the checklists for `policy check --list`, or the items of one CHECKLIST.

    If policy.yml names jurisdictions, lists of the law of others are left out. The law is cited in the language of the
    policy.
    """
    citing = read_citing(folder, everything=everything)
    known = read_known_lists(folder, citing)
    chosen = (known.find(checklist),) if checklist else tuple(known.select(citing.jurisdictions).values())
    if form == "markdown":
        click.echo(describe_lists(chosen, citing), nl=False)
        return
    as_text = checklist_pages.explain if checklist else checklist_pages.as_text
    click.echo(checklist_pages.as_json(chosen) if form == "json" else as_text(chosen), nl=False)


def describe_lists(lists: Iterable[Checklist], citing: Citing) -> str:
    """The page of checklists in Markdown, with links to the law that they cite."""
    return checklist_pages.as_markdown(lists, read_citations(citing))
