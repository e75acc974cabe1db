"""`policy verify`: whether what was published is still the same."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from build_tools.cli._common import (
    NothingThereError,
    asked_endpoint,
    asked_first,
    fetch,
    now,
    refusals,
    refuse,
    variable,
)
from build_tools.history.ledger import Breach, Ledger, check_same_site, read_ledger
from build_tools.model.cause import Cause
from build_tools.model.page import LEDGER
from build_tools.model.problem import Problems
from build_tools.project.environment import ADDRESS, TODAY
from build_tools.project.project import Project
from build_tools.reports import versions as version_log
from build_tools.runtime.secrets import conceal

if TYPE_CHECKING:
    from build_tools.delivery.live_comparison import Comparison  # slow to import, and only some runs need it
    from build_tools.delivery.target import Target

_LIVE = "POLICY_LIVE"
_UNDATED = "The ledger does not state the day on which it was made, so a commit that was pushed late cannot be found."
"""The environment's name for the address of the site that is live."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a ledger is, and the site that it belongs to."""

    ledger: str
    """The address or the path of the ledger."""
    site: str = ""
    """The address of the site; empty where it is stored at a target."""
    target: "Target | None" = None

    def fetch(self) -> str:
        """The text of the ledger. Raises: NothingThereError, HistoryError, DeliveryError: it cannot be read."""
        if self.target is None:
            return fetch(self.ledger)
        content = self.target.read(LEDGER)
        if content is None:
            raise NothingThereError(f"{self.target} has no {LEDGER}", "Publish there first.")
        return content.decode(errors="replace")


@click.command()
@click.option("--against", "place", help="An earlier data/versions.json: a file, or its web address.")
@click.option(
    "--live",
    is_flag=False,
    flag_value="",
    metavar="[SITE]",
    help="That of a site: a web address, a folder or s3://bucket/prefix. [default: POLICY_LIVE, or its own address]",
)
@click.option("--deep", "is_deep", is_flag=True, help="Compare every file of the live site with the site built here.")
@click.option("--site", "folder", type=click.Path(path_type=Path), help="The built site. [default: site/]")
@click.option("--first", "is_first", is_flag=True, help="Say that nothing may be published there yet.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def verify(
    project: Path,
    place: str | None,
    live: str | None,
    form: str,
    *,
    folder: Path | None,
    is_deep: bool,
    is_first: bool,
) -> None:
    """Compare an earlier ledger with the history of today: nothing published may have changed.

    A place without a ledger is refused, unless the policy is a draft, or a person says with --first, or
    POLICY_FIRST=true, that nothing was published there yet; one that does not answer always is.

    With --deep, the files of the live site are read and compared with those of site/, which make site builds: all of
    them where the live site is of the commit at hand, else the permanent ones of its versions. Pages are compared by
    what they say, run and load.

    Exits with 1 if a published version was changed, dated anew or lost, if a new one is dated before the ledger was
    made, or if a file was altered, is missing or is there without a version. Where git shows the cause (a foxtrot
    merge, a late fast-forward, rewritten history, a clone that is behind), it is named with the commands that mend it.
    Exits with 2 if a file could not be read, and no other one differs.
    """
    if bool(place) == (live is not None):
        refuse("Name what to compare with: --against a ledger, or --live for that of the site.\n")
    if is_deep and live is None:
        refuse("Name the site whose files are compared: --live, or --live with its address.\n")
    is_first = asked_first(is_said=is_first)
    with refusals():
        flow = Project.of_folder(project, now(), variable(TODAY) if is_deep else "", address=variable(ADDRESS))
        if withdrawn := flow.withdrawn_launch:
            raise Problems(withdrawn)
        found = _find_live(flow, live or "") if place is None else _Place(place)
        ledger = _read(flow, found, is_first=is_first)
        breaches = flow.breaches(ledger) if ledger else ()
        cause = flow.cause(ledger) if ledger and breaches else None
        deep = _compare_files(flow, found, ledger, folder or project / "site") if is_deep and ledger else None
    _tell(breaches, cause, deep, form)


def _tell(breaches: tuple[Breach, ...], cause: Cause | None, deep: "Comparison | None", form: str) -> NoReturn:
    from build_tools.delivery import live_comparison as deep_report  # noqa: PLC0415 - slow to import
    from build_tools.delivery.live_comparison import Outcome  # noqa: PLC0415 - likewise

    if form == "json":
        told = version_log.breaches_as_json(breaches, cause)
        if deep:
            whole = {**json.loads(told), "deep": deep_report.as_object(deep)}
            told = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    else:
        told = version_log.breaches_as_text(breaches, cause) + (deep_report.as_text(deep) if deep else "")
    click.echo(told, nl=False)
    click.echo("1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches", err=True)
    if deep:
        click.echo(deep_report.summary(deep), err=True)
    differs = deep is not None and deep.of(Outcome.ALTERED, Outcome.MISSING, Outcome.EXTRA)
    is_unread = deep is not None and deep.of(Outcome.UNREAD)
    sys.exit(1 if breaches or differs else 2 if is_unread else 0)


def _find_live(flow: Project, place: str) -> _Place:
    """Where the ledger of the live site is."""
    place = place or variable(_LIVE) or flow.address or flow.reading.policy.publication.address or ""
    if not place:
        refuse(f"Nobody says where the site is live. Set {_LIVE}, or publication.address in policy_src/policy.yml.\n")
    if place.startswith(("https://", "http://")):
        return _Place(f"{place.rstrip('/')}/{LEDGER}", place)
    from build_tools.delivery.target import open_target  # noqa: PLC0415 - slow to import

    target = open_target(place, endpoint=asked_endpoint())
    return _Place(f"{target}/{LEDGER}", target=target)


def _read(flow: Project, found: _Place, *, is_first: bool) -> Ledger | None:
    """The ledger of a place; none where nothing was published there yet."""
    place = conceal(found.ledger)
    try:
        text = found.fetch()
    except NothingThereError:
        is_draft = flow.reading.policy.draft
        if not is_first and not is_draft:
            refuse(
                f"There is no ledger at {place}: nothing was published there, or it was taken away. "
                "If this is the first publication, say --first; otherwise restore the site.\n"
            )
        flow.ledger  # noqa: B018 - a history that cannot be told is refused all the same
        click.echo(f"nothing is published at {place} yet{': the policy is a draft' * is_draft}", err=True)
        return None
    earlier = read_ledger(text, place)
    check_same_site(earlier, flow.ledger, place)
    if earlier.records and not earlier.as_of:
        click.echo(f"{_UNDATED} Publish with this release: its ledgers do.", err=True)
    return earlier


def _compare_files(flow: Project, found: _Place, ledger: Ledger, folder: Path) -> "Comparison":
    """What became of the files of the live site. On a terminal a bar shows how far it has come."""
    from build_tools.delivery.built_site import read_site  # noqa: PLC0415 - slow to import
    from build_tools.delivery.live_comparison import Comparison, LiveComparison, TargetSite, WebSite  # noqa: PLC0415 - likewise
    from build_tools.delivery.publish import check_built  # noqa: PLC0415 - likewise

    site = read_site(folder)
    check_built(flow, site)
    live = TargetSite(found.target) if found.target else WebSite(found.site)
    check = LiveComparison(site, live, ledger.records, ledger.head)
    number = len(check.paths)
    with click.progressbar(
        length=number, label="Comparing files", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        findings = tuple(check.run(lambda: bar.update(1)))
    return Comparison(conceal(found.site or str(found.target)), number, findings)
