"""Runs `policy schema`, which writes the JSON Schemas of the source."""

from pathlib import Path

import click

from build_tools.cli._common import refusals
from build_tools.model.tree import SCHEMAS
from build_tools.runtime.files import Folder
from build_tools.source.json_schemas import make_schemas


@click.command()
@click.pass_obj
def schema(folder: Path) -> None:
    """Write the JSON Schemas with which editors complete and check policy_src/."""
    with refusals(OSError):
        for name, text in make_schemas().items():
            (Folder(folder) / SCHEMAS).write(name, text.encode())
