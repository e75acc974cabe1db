"""`policy verify`: whether what was published is still the same."""

import sys
import urllib.request
from pathlib import Path

import click

from build_tools.cli.surroundings import now, refusals
from build_tools.flow import Flow
from build_tools.history.faults import HistoryError
from build_tools.history.ledger import read_ledger
from build_tools.publish import version_log


@click.command()
@click.option("--against", "place", required=True, help="An earlier data/versions.json: a file, or its web address.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def verify(project: Path, place: str, form: str) -> None:
    """Compare an earlier ledger with the history of today: nothing published may have changed.

    Exits with 1 if a published version was changed, dated anew or lost.
    """
    with refusals():
        flow = Flow.of_folder(project, now())
        breaches = flow.breaches(read_ledger(_fetch(place), place))
    tell = {"text": version_log.breaches_as_text, "json": version_log.breaches_as_json}[form]
    click.echo(tell(breaches), nl=False)
    click.echo("1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches", err=True)
    sys.exit(bool(breaches))


def _fetch(place: str) -> str:
    """The text of a file, or at a web address."""
    try:
        if place.startswith(("https://", "http://")):
            with urllib.request.urlopen(place, timeout=30) as answer:  # noqa: S310 - the scheme is known
                return str(answer.read().decode())
        return Path(place).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise HistoryError(f"{place} cannot be read: {error}", "Name a data/versions.json.") from None
