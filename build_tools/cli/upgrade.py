"""Runs `policy upgrade`."""

import click


@click.command()
def upgrade() -> None:
    """Later."""
