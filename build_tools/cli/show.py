"""`policy show`: a text as it was published."""

from datetime import datetime
from pathlib import Path

import click

from build_tools.cli.surroundings import now, refusals, refuse
from build_tools.flow import Flow
from build_tools.history.lookup import find_document, find_version


@click.command()
@click.argument("document")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The text in force on a day, 2026-05-01.")
@click.option("--version", "name", help="The text of a version, as policy log names it.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="How to print it.")
@click.pass_obj
def show(project: Path, document: str, day: datetime | None, name: str | None, form: str) -> None:
    """Print DOCUMENT as it was published last, on a day, or in a version."""
    if day and name:
        refuse("--on and --version ask for two things. Give one of them.\n")
    with refusals():
        versions = find_document(Flow.of_folder(project, now()).archive, document)
        version = find_version(versions, day.date() if day else None, name)
    click.echo(f"{document} {version.name}", err=True)
    lines = (line.replace("\t", " | ") for line in version.document.lines)
    click.echo(version.document.body if form == "markdown" else "".join(f"{line}\n" for line in lines), nl=False)
