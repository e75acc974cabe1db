"""Runs `policy export`, which writes the pages for any site generator."""

from pathlib import Path

import click

from build_tools.cli._common import open_project
from build_tools.runtime.atomic_files import write_folder


@click.command()
@click.argument("target", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(folder: Path, target: Path) -> None:
    """Write the pages to FOLDER as plain Markdown with front matter, for any site generator."""
    project = open_project(folder, makes_downloads=True)
    write_folder(target, project.exported, folder)
    for remark in project.downloads.remarks:
        click.echo(remark, err=True)
    click.echo(f"{len(project.site.pages)} pages written to {target}", err=True)
