"""Runs `policy log`, which lists the published versions."""

from pathlib import Path

import click

from build_tools.cli._common import format_option, open_project
from build_tools.history.lost_versions import find_foxtrot_merges
from build_tools.history.repository import Repository
from build_tools.history.version_lookup import find_document
from build_tools.reports import versions as version_log


@click.command()
@click.argument("document", required=False)
@format_option("text", "json")
@click.pass_obj
def log(folder: Path, document: str | None, form: str) -> None:
    """List the published versions of DOCUMENT, or of all documents, newest first.

    Warns of merges that replaced the published branch with another line of commits, since they date versions too early.
    """
    project = open_project(folder)
    archive = project.archive
    names = [find_document(archive, document).document] if document else list(archive.histories)
    with Repository(folder) as repository:
        switches = tuple(find_foxtrot_merges(repository, archive))
    if not names:
        click.echo("nothing is published yet", err=True)
    write = {"text": version_log.as_text, "json": version_log.as_json}[form]
    click.echo(write(archive, names, project.today), nl=False)
    for switch in switches:
        click.echo(f"{switch}.", err=True)
