"""Runs `policy verify`, which checks that published versions are still the same."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from build_tools.cli import _common as common
from build_tools.cli._common import env_variable, fail
from build_tools.history.ledger import Breach, Ledger, check_same_site, read_ledger
from build_tools.model.page import LEDGER
from build_tools.model.problem import HistoryProblem, Problems
from build_tools.project.environment import ADDRESS, TODAY
from build_tools.project.project import Project
from build_tools.reports import versions as version_log
from build_tools.runtime.secrets import conceal

if TYPE_CHECKING:
    from build_tools.delivery.live_comparison import Comparison  # slow to import, and only some runs need it
    from build_tools.delivery.target import Target

_LIVE = "POLICY_LIVE"
_UNDATED = "The ledger does not state the day on which it was made, so a commit that was pushed late cannot be found."


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a ledger, and of the site that it belongs to."""

    ledger: str
    site: str = ""  # empty if it is stored at a target
    target: "Target | None" = None

    def read(self) -> str:
        """The text of the ledger. Raises: NoLedgerError, HistoryError, DeliveryError: it cannot be read."""
        if self.target is None:
            return common.read_ledger_text(self.ledger)
        content = self.target.read(LEDGER)
        if content is None:
            raise common.NoLedgerError(f"{self.target} has no {LEDGER}", "Publish there first.")
        return content.decode(errors="replace")


@click.command()
@click.option("--against", "ledger_place", help="An earlier data/versions.json: a file, or its web address.")
@click.option(
    "--live",
    is_flag=False,
    flag_value="",
    metavar="[SITE]",
    help="The ledger of a live site: a web address, a folder or s3://bucket/prefix. "
    "[default: POLICY_LIVE, or the address of the site]",
)
@click.option("--deep", "is_deep", is_flag=True, help="Compare every file of the live site with the site built here.")
@common.site_option
@click.option("--first", "is_first", is_flag=True, help="Confirm that nothing was published there yet.")
@common.format_option("text", "json")
@click.pass_obj
def verify(
    folder: Path,
    ledger_place: str | None,
    live: str | None,
    form: str,
    *,
    site_folder: Path | None,
    is_deep: bool,
    is_first: bool,
) -> None:
    """Compare an earlier ledger with the history of today: no published version may have changed.

    A place without a ledger is refused, unless the policy is a draft, or you confirm with --first, or
    POLICY_FIRST=true, that nothing was published there yet. A place that does not answer is always refused.

    With --deep, the files of the live site are compared with those of site/, which make site builds: all files if the
    live site is of the commit at hand, otherwise the permanent files of its versions. Pages are compared by what they
    say, run and load.

    Exits with 1 if a published version was changed, given another date or lost, if a new version is dated before the
    ledger was made, or if a file was altered, is missing or belongs to no version. If git shows the cause (a foxtrot
    merge, a late fast-forward, rewritten history, a clone that is behind), it is named with the commands that fix it.
    Exits with 2 if a file could not be read, and no other file differs.
    """
    if bool(ledger_place) == (live is not None):
        fail("Name the ledger to compare with: --against for an earlier one, or --live for that of the site.\n")
    if is_deep and live is None:
        fail("Name the site whose files are compared: --live, or --live with its address.\n")
    is_first = common.may_lack_ledger(is_first=is_first)
    today = env_variable(TODAY) if is_deep else ""
    project = Project.of_folder(folder, common.now(), today, address=env_variable(ADDRESS))
    if withdrawn := project.withdrawn_launch:
        raise Problems(withdrawn)
    place = _find_live(project, live or "") if ledger_place is None else _Place(ledger_place)
    ledger = _read(project, place, is_first=is_first)
    breaches = project.breaches(ledger) if ledger else ()
    cause = project.cause(ledger) if ledger and breaches else None
    deep = _compare_files(project, place, ledger, site_folder or folder / "site") if is_deep and ledger else None
    _report(breaches, cause, deep, form)


def _report(
    breaches: tuple[Breach, ...], cause: HistoryProblem | None, deep: "Comparison | None", form: str
) -> NoReturn:
    if form == "json":
        text = version_log.breaches_as_json(breaches, cause)
        if deep:
            whole = {**json.loads(text), "deep": deep.as_object()}
            text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    else:
        text = version_log.breaches_as_text(breaches, cause) + (deep.as_text() if deep else "")
    click.echo(text, nl=False)
    click.echo("1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches", err=True)
    if deep:
        click.echo(deep.summary, err=True)
    sys.exit(1 if breaches or (deep and deep.differs) else 2 if deep and deep.is_unread else 0)


def _find_live(project: Project, address: str) -> _Place:
    address = address or env_variable(_LIVE) or project.address or project.reading.policy.publication.address or ""
    if not address:
        fail(f"The live site has no address. Set {_LIVE}, or publication.address in policy_src/policy.yml.\n")
    if address.startswith(("https://", "http://")):
        return _Place(f"{address.rstrip('/')}/{LEDGER}", address)
    from build_tools.delivery.target import open_target  # noqa: PLC0415 - slow to import

    target = open_target(address, endpoint=common.s3_endpoint())
    return _Place(f"{target}/{LEDGER}", target=target)


def _read(project: Project, place: _Place, *, is_first: bool) -> Ledger | None:
    name = conceal(place.ledger)
    try:
        text = place.read()
    except common.NoLedgerError:
        is_draft = project.reading.policy.draft
        if not is_first and not is_draft:
            fail(
                f"There is no ledger at {name}: nothing was published there, or it was removed. "
                "If this is the first publication, use --first; otherwise restore the site.\n"
            )
        project.ledger  # noqa: B018 - an invalid history is refused all the same
        click.echo(f"nothing is published at {name} yet{': the policy is a draft' * is_draft}", err=True)
        return None
    ledger = read_ledger(text, name)
    check_same_site(ledger, project.ledger, name)
    if ledger.records and not ledger.as_of:
        click.echo(f"{_UNDATED} Publish with this release: its ledgers state it.", err=True)
    return ledger


def _compare_files(project: Project, place: _Place, ledger: Ledger, site_folder: Path) -> "Comparison":
    from build_tools.delivery.built_site import read_site  # noqa: PLC0415 - slow to import
    from build_tools.delivery.live_comparison import Comparison, LiveComparison, WebSite  # noqa: PLC0415 - likewise
    from build_tools.delivery.publish import check_built  # noqa: PLC0415 - likewise

    site = read_site(site_folder)
    check_built(project, site)
    comparison = LiveComparison(site, place.target or WebSite(place.site), ledger.records, ledger.head)
    number, is_hidden = len(comparison.paths), not sys.stderr.isatty()
    with click.progressbar(length=number, label="Comparing files", file=sys.stderr, hidden=is_hidden) as bar:
        findings = tuple(comparison.run(lambda: bar.update(1)))
    return Comparison(conceal(place.site or str(place.target)), number, findings)
