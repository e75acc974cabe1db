"""Runs `policy sbom`, which lists the components of the program."""

import click

from build_tools.cli.new import program_root
from build_tools.starting.bill_of_materials import make_bill


@click.command()
def sbom() -> None:
    """List the components of this program and the editor, with licences and hashes (SBOM, CycloneDX 1.6)."""
    click.echo(make_bill(program_root()), nl=False)
