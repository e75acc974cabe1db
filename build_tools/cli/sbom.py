"""`policy sbom`: what the program consists of."""

import click

from build_tools.cli._common import refuse
from build_tools.cli.new import program_root
from build_tools.starting.bill_of_materials import make_bill
from build_tools.starting.project import ProgramError


@click.command()
def sbom() -> None:
    """List what this program and the editor consist of, with licences and hashes (SBOM, CycloneDX 1.6)."""
    try:
        click.echo(make_bill(program_root()), nl=False)
    except ProgramError as error:
        refuse(f"{error}\n")
