"""`policy export`: the pages for any site generator."""

from pathlib import Path

import click

from build_tools.cli._common import asked_making, flow_of, refusals
from build_tools.runtime.atomic_files import write_folder


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(project: Path, folder: Path) -> None:
    """Write the pages to FOLDER as plain Markdown with front matter, for any site generator."""
    with refusals():
        flow = flow_of(project, asked_making())
        write_folder(folder, flow.exported, project)
    for remark in flow.downloads.remarks:
        click.echo(remark, err=True)
    click.echo(f"{len(flow.site.pages)} pages written to {folder}", err=True)
