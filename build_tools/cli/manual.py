"""Runs `policy manual`, which prints the manuals that come with the program."""

import click

from build_tools.cli._common import fail, refusals
from build_tools.runtime.files import Folder
from build_tools.runtime.program_files import CHANGELOG, MANUALS, program_path


@click.command()
@click.argument("name", required=False)
def manual(name: str | None) -> None:
    """Print the manual NAME, or list all manuals with their titles."""
    folder = Folder(program_path(MANUALS))
    with refusals(OSError):
        names = [name.removesuffix(".md") for name in folder.names() if name.endswith(".md")]
        texts = {known: folder.read(f"{known}.md").decode() for known in names}
        texts["changelog"] = program_path(CHANGELOG).read_text("utf-8")
    if name is None:
        for known, text in texts.items():
            click.echo(f"{known:14} {text.splitlines()[0].lstrip('# ')}")
    elif name in texts:
        click.echo(texts[name], nl=False)
    else:
        fail(f"there is no manual {name!r}. policy manual lists all of them.\n")
