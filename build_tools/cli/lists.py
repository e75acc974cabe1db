"""`policy lists`: what the law asks a policy to say."""

from pathlib import Path

import click

from build_tools.cli._common import refusals
from build_tools.model.tree import FOLDERS
from build_tools.reports import checklists as checklist_pages
from build_tools.source.checklists import Checklists, read_checklists, read_shipped
from build_tools.source.folder import read_folder


@click.command()
@click.argument("checklist", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to tell it."
)
@click.pass_obj
def lists(project: Path, checklist: str | None, form: str) -> None:
    """List the checklists that `policy check --list` takes, or all that one CHECKLIST asks for."""
    with refusals():
        has_source = (project / FOLDERS[0]).is_dir()
        known = read_checklists(read_folder(project)) if has_source else Checklists(read_shipped(), {})
        chosen = (known.find(checklist),) if checklist else tuple(known.lists.values())
    tell = {
        "text": checklist_pages.explain if checklist else checklist_pages.as_text,
        "json": checklist_pages.as_json,
        "markdown": checklist_pages.as_markdown,
    }[form]
    click.echo(tell(chosen), nl=False)
