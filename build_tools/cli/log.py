"""`policy log`: which versions there are."""

from pathlib import Path

import click

from build_tools.cli._common import flow_of, refusals
from build_tools.history.lost_versions import find_foxtrot_merges
from build_tools.history.repository import Repository
from build_tools.history.version_lookup import find_document
from build_tools.reports import versions as version_log


@click.command()
@click.argument("document", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def log(project: Path, document: str | None, form: str) -> None:
    """List the published versions of DOCUMENT, or of all documents, the newest first.

    Warns of merges that put another line in the place of the published one, since they date versions too early.
    """
    with refusals():
        flow = flow_of(project)
        archive, today = flow.archive, flow.today
        names = [find_document(archive, document).document] if document else list(archive.histories)
        with Repository(project) as repository:
            switches = tuple(find_foxtrot_merges(repository, archive))
    if not names:
        click.echo("nothing is published yet", err=True)
    tell = {"text": version_log.as_text, "json": version_log.as_json}[form]
    click.echo(tell(archive, names, today), nl=False)
    for switch in switches:
        click.echo(f"{switch}.", err=True)
