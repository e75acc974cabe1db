"""`policy verify`: whether what was published is still the same."""

import sys
from pathlib import Path

import click

from build_tools.cli.surroundings import NothingThereError, asked_first, fetch, now, refusals, refuse, variable
from build_tools.flow import Flow
from build_tools.history.ledger import Breach, read_ledger
from build_tools.made_for import ADDRESS
from build_tools.model.cause import Cause
from build_tools.model.page import LEDGER
from build_tools.model.problem import Problems
from build_tools.publish import version_log

_LIVE = "POLICY_LIVE"
"""The environment's name for the address of the site that is live."""


@click.command()
@click.option("--against", "place", help="An earlier data/versions.json: a file, or its web address.")
@click.option("--live", "is_live", is_flag=True, help="That of the site: at POLICY_LIVE, or at its own address.")
@click.option("--first", "is_first", is_flag=True, help="Say that nothing may be published there yet.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def verify(project: Path, place: str | None, form: str, *, is_live: bool, is_first: bool) -> None:
    """Compare an earlier ledger with the history of today: nothing published may have changed.

    A place without a ledger is refused, unless the policy is a draft, or a person says with --first, or
    POLICY_FIRST=true, that nothing was published there yet; one that does not answer always is.

    Exits with 1 if a published version was changed, dated anew or lost, or if a new one is dated before the ledger was
    made. Where git shows the cause (a foxtrot merge, a late fast-forward, rewritten history, a clone that is behind),
    it is named with the commands that mend it.
    """
    if bool(place) == is_live:
        refuse("Name what to compare with: --against a ledger, or --live for that of the site.\n")
    is_first = asked_first(is_said=is_first)
    with refusals():
        flow = Flow.of_folder(project, now(), address=variable(ADDRESS))
        if withdrawn := flow.withdrawn_launch:
            raise Problems(withdrawn)
        breaches, cause = _compare(flow, place or _find_live(flow), is_first=is_first)
    tell = {"text": version_log.breaches_as_text, "json": version_log.breaches_as_json}[form]
    click.echo(tell(breaches, cause), nl=False)
    click.echo("1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches", err=True)
    sys.exit(bool(breaches))


def _find_live(flow: Flow) -> str:
    """Where the ledger of the live site is."""
    address = variable(_LIVE) or flow.address or flow.reading.policy.publication.address
    if not address:
        refuse(f"Nobody says where the site is live. Set {_LIVE}, or publication.address in policy_src/policy.yml.\n")
    return f"{address.rstrip('/')}/{LEDGER}"


def _compare(flow: Flow, place: str, *, is_first: bool) -> tuple[tuple[Breach, ...], Cause | None]:
    try:
        text = fetch(place)
    except NothingThereError:
        is_draft = flow.reading.policy.draft
        if not is_first and not is_draft:
            refuse(
                f"There is no ledger at {place}: nothing was published there, or it was taken away. "
                "If this is the first publication, say --first; otherwise restore the site.\n"
            )
        flow.ledger  # noqa: B018 - a history that cannot be told is refused all the same
        click.echo(f"nothing is published at {place} yet{': the policy is a draft' * is_draft}", err=True)
        return (), None
    earlier = read_ledger(text, place)
    breaches = flow.breaches(earlier)
    return breaches, flow.cause(earlier) if breaches else None
