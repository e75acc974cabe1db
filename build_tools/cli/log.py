"""`policy log`: which versions there are."""

from pathlib import Path

import click

from build_tools.cli.surroundings import flow_of, refusals
from build_tools.history.lookup import find_document
from build_tools.publish import version_log


@click.command()
@click.argument("document", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def log(project: Path, document: str | None, form: str) -> None:
    """List the published versions of DOCUMENT, or of all documents, the newest first."""
    with refusals():
        flow = flow_of(project)
        archive, today = flow.archive, flow.today
        names = [find_document(archive, document).document] if document else list(archive.histories)
    if not names:
        click.echo("nothing is published yet", err=True)
    tell = {"text": version_log.as_text, "json": version_log.as_json}[form]
    click.echo(tell(archive, names, today), nl=False)
