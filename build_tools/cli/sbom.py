"""Runs `policy sbom`, which lists the components of the program."""

import click

from build_tools.cli._common import refusals
from build_tools.starting.bill_of_materials import make_bill


@click.command()
def sbom() -> None:
    """List the components of this program and the editor, with licences and hashes (SBOM, CycloneDX 1.6)."""
    with refusals(OSError):
        click.echo(make_bill(), nl=False)
