"""Runs `policy lists`, which lists the checklists of the statements that the law requires."""

from contextlib import suppress
from pathlib import Path

import click

from build_tools.cli._common import format_option, open_project
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.reports import checklists as checklist_pages
from build_tools.source.checklists import Checklists, read_checklists, read_shipped
from build_tools.source.folder import read_folder


@click.command()
@click.argument("checklist", required=False)
@format_option("text", "json", "markdown")
@click.pass_obj
def lists(folder: Path, checklist: str | None, form: str) -> None:
    """List the checklists for `policy check --list`, or the items of one CHECKLIST.

    If policy.yml names jurisdictions, lists of the law of others are left out.
    """
    has_source = (folder / FOLDERS[0]).is_dir()
    known = read_checklists(read_folder(folder)) if has_source else Checklists(read_shipped(), {})
    jurisdictions = _read_jurisdictions(folder) if has_source and not checklist else ()
    chosen = (known.find(checklist),) if checklist else tuple(known.select(jurisdictions).values())
    as_text = checklist_pages.explain if checklist else checklist_pages.as_text
    write = {"text": as_text, "json": checklist_pages.as_json, "markdown": checklist_pages.as_markdown}[form]
    click.echo(write(chosen), nl=False)


def _read_jurisdictions(folder: Path) -> tuple[str, ...]:
    with suppress(Problems):  # policy check reports them
        return open_project(folder).reading.policy.jurisdictions
    return ()
