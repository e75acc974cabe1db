"""May a built site be published to a place, and what does that change there?

Before anything is written, the site has to be whole, of the published commit at hand, and later than what is live; and
nothing that is live may have been changed or lost since (`history.ledger`).
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.plan import make_plan
from build_tools.delivery.report import Publishing
from build_tools.delivery.target import Target
from build_tools.history.ledger import Breach, Ledger, check_same_site, read_ledger
from build_tools.history.ledger_json import RESTORE
from build_tools.history.lost_versions import find_cause
from build_tools.history.repository import Repository
from build_tools.history.shared_refs import SharedRefs
from build_tools.model.cause import Cause
from build_tools.model.page import LEDGER
from build_tools.project.project import Project
from build_tools.runtime.secrets import conceal

_DAY = timedelta(days=1)


class AlteredError(Exception):
    """Files that were published for ever are served, and are not what was published."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(f"{len(paths)} files")
        self.paths = tuple(paths)


class BreachError(Exception):
    """What is live was changed or lost since it was published."""

    def __init__(self, breaches: Sequence[Breach], cause: Cause | None) -> None:
        super().__init__(f"{len(breaches)} breaches")
        self.breaches, self.cause = tuple(breaches), cause


def check_site(flow: Project, site: BuiltSite) -> None:
    """See that a built site is what the commit at hand says today, and is published.

    Raises: DeliveryError: it is not. HistoryError: the remote cannot be asked.
    """
    check_built(flow, site)
    _check_branch(flow, flow.archive.head)


def check_built(flow: Project, site: BuiltSite) -> None:
    """See that a built site is what the commit at hand says today.

    Raises: DeliveryError: it is not.
    """
    origin, commit = site.origin, flow.archive.head
    if flow.reading.policy.draft:
        what = "the policy is a draft, so nothing of it is published"
        raise DeliveryError(what, "Launch it first: policy launch. Until then show it with make serve.")
    if origin.is_draft or not origin.commit:
        why = origin.uncommitted[0] if origin.uncommitted else "something of it was not committed, or is not published"
        what = f"the site was built of a draft: {why}"
        raise DeliveryError(what, "Commit it, and build the site anew: make site.")
    if origin.commit != commit:
        what = f"the site was built of commit {origin.commit[:12]}, and the newest one is {commit[:12]}"
        raise DeliveryError(what, "Build it anew: make site.")
    if origin.as_of > flow.now.date() + _DAY:
        what = f"the site tells what is in force on {origin.as_of}, a day that is still to come"
        raise DeliveryError(what, "Build it anew without POLICY_TODAY: make site.")
    if not flow.today - _DAY <= origin.as_of <= flow.today:
        what = f"the site tells what is in force on {origin.as_of}, and today is {flow.today}"
        raise DeliveryError(what, "Build it anew: make site.")
    days = (origin.as_of, origin.as_of - _DAY)  # a ledger is never made on a day to come; a site can be
    if site.read(LEDGER) not in {str(replace(flow.ledger, as_of=day)).encode() for day in days}:
        what = "the site's ledger is not what the history of today says"
        raise DeliveryError(what, "Build it anew: make site.")


def check_live(flow: Project, text: str, place: str) -> Ledger:
    """See that nothing is changed, lost or taken back of what is live; `text` is the ledger that was found at `place`.

    It gives what the ledger says.

    Raises: BreachError: something is. DeliveryError: what is live is later. HistoryError: it is not a ledger.
    """
    place = conceal(place)
    live = read_ledger(text, place)
    check_same_site(live, flow.ledger, place)
    today = flow.now.date()
    if live.records and (newest := max(map(_day_of, live.records))) > today + _DAY:
        what = f"{place} has a version of {newest}, and by this machine's clock today is {today}"
        raise DeliveryError(what, "Set the clock.")
    if live.as_of and live.as_of > today + _DAY:
        what = f"{place} was made on {live.as_of}, and by this machine's clock today is {today}"
        raise DeliveryError(what, "Set the clock.")
    if live.head and live.head != flow.archive.head:
        _check_age(flow, live, place)
    if breaches := flow.breaches(live):
        raise BreachError(breaches, flow.cause(live))
    return live


def publish(
    flow: Project, site: BuiltSite, target: Target, *, is_dry: bool, is_first: bool = False, mends: bool = False
) -> Publishing:
    """Publish a site that was checked; `is_dry` only says what would be done.

    `is_first` says that a ledger which was served there and is gone need not be kept to, and `mends` that permanent
    files which differ are written anew.

    Raises: as `check_live`; AlteredError: permanent files were altered, and are not to be mended; DeliveryError: the
    place does not take it, or another run is writing there.
    """
    before = target.read(LEDGER)
    _check_found(flow, before, target, is_first=is_first)
    with nullcontext() if is_dry else target.hold():
        found = target.read(LEDGER)
        if found != before:  # another run has ended in between
            _check_found(flow, found, target, is_first=is_first)
        stored = target.look(site)
        plan = make_plan(site, stored, lambda path: target.read(path) or b"", mends=mends)
        if plan.altered and not mends:
            raise AlteredError(plan.altered)
        if not is_dry:
            target.write(site, plan)
    kept = tuple(sorted(path for path in stored if path not in site.files))
    return Publishing(str(target), site.origin.commit, is_dry, plan, kept)


def _check_found(flow: Project, ledger: bytes | None, target: Target, *, is_first: bool) -> None:
    if ledger is not None:
        live = check_live(flow, ledger.decode(errors="replace"), f"{target}/{LEDGER}")
        if not live.records:
            what = f"{target}/{LEDGER} lists no version, and none such is ever published there: it was emptied"
            raise DeliveryError(what, f"{RESTORE} If nothing there has to be kept to, remove it and say --first.")
    elif target.was_published() and not is_first:
        what = f"{target} has no {LEDGER}, though a site was published there: somebody took it away"
        raise DeliveryError(what, "Put it back from a copy; or say --first, if nothing there has to be kept to.")


def _check_age(flow: Project, live: Ledger, place: str) -> None:
    """See that what is live is older than the commit at hand, as far as this repository knows it."""
    assert flow.folder is not None  # noqa: S101 - a site without a history is a draft
    with Repository(flow.folder) as repository:
        known = repository.find(live.head)
        if not known:
            what = f"{place} is of commit {live.head[:12]}, which this repository does not have"
            cause = find_cause(repository, live.head)
            raise DeliveryError(what, cause.remedy if cause else "Run: git fetch.")
        if repository.is_ancestor(flow.archive.head, known):
            what = f"{place} is of commit {live.head[:12]}, which is later than {flow.archive.head[:12]}"
            raise DeliveryError(what, "What is published is never taken back. Check out the newest commit.")


def _check_branch(flow: Project, commit: str) -> None:
    assert flow.folder is not None  # noqa: S101 - a site without a history is a draft
    with SharedRefs(flow.folder) as refs:
        if not refs.is_in_remote(commit):
            what = f"commit {commit[:12]} is not on the default branch of the remote, so it is not published"
            raise DeliveryError(what, "Merge and push it first.")


def _day_of(record: object) -> date:
    """The first day of what a record says of when a version was published."""
    try:
        day = str(record["published"]["day"])  # type: ignore[index]  # a ledger may come from anybody
        return date.fromisoformat(day if len(day) > len("2026-02") else f"{day}-01")
    except (KeyError, TypeError, ValueError):
        raise DeliveryError("the ledger that is live has a version without a day", "Use an unaltered copy.") from None
