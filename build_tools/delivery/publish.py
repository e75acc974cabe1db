"""Checks whether a built site may be published to a place, and publishes it.

Before anything is written, the site must be whole, built from the published commit at hand, and later than the live
site; and no version that is live may have been changed or lost since (`history.ledger`).
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.publish_report import NotPublishedError, Publishing
from build_tools.delivery.target import Target
from build_tools.delivery.upload_order import make_plan
from build_tools.history.ledger import Ledger, check_same_site, read_ledger
from build_tools.history.ledger_json import RESTORE
from build_tools.history.lost_versions import find_cause
from build_tools.history.repository import Repository
from build_tools.history.shared_refs import SharedRefs
from build_tools.model.page import LEDGER
from build_tools.project.project import Project
from build_tools.runtime.secrets import conceal

_DAY = timedelta(days=1)
_BUILD = "Build it again: make site."


def check_site(project: Project, site: BuiltSite) -> None:
    """Check that a site was built from the commit at hand as of today, and that the commit is published."""
    check_built(project, site)
    commit = project.archive.head
    assert project.folder is not None  # noqa: S101 - a site without a history is a draft
    with SharedRefs(project.folder) as refs:
        if not refs.is_in_remote(commit):
            what = f"commit {commit[:12]} is not on the default branch of the remote, so it is not published"
            raise DeliveryError(what, "Merge and push it first.")


def check_built(project: Project, site: BuiltSite) -> None:
    """Raises DeliveryError if a site was not built from the commit at hand as of today."""
    origin, commit = site.origin, project.archive.head
    if project.reading.policy.draft:
        what = "the policy is a draft, so nothing of it is published"
        raise DeliveryError(what, "Launch it first: policy launch. Until then show it with make serve.")
    if origin.is_draft or not origin.commit:
        why = origin.uncommitted[0] if origin.uncommitted else "part of it was not committed, or is not published"
        what = f"the site was built from a draft: {why}"
        raise DeliveryError(what, "Commit it, and build the site again: make site.")
    if origin.commit != commit:
        what = f"the site was built from commit {origin.commit[:12]}, and the newest commit is {commit[:12]}"
        raise DeliveryError(what, _BUILD)
    if origin.as_of > project.now.date() + _DAY:
        what = f"the site shows the texts in force on {origin.as_of}, which is in the future"
        raise DeliveryError(what, "Build it again without POLICY_TODAY: make site.")
    if not project.today - _DAY <= origin.as_of <= project.today:
        what = f"the site shows the texts in force on {origin.as_of}, and today is {project.today}"
        raise DeliveryError(what, _BUILD)
    days = (origin.as_of, origin.as_of - _DAY)  # a ledger never has a future day; a site can have one
    if site.read(LEDGER) not in {str(replace(project.ledger, as_of=day)).encode() for day in days}:
        raise DeliveryError("the site's ledger differs from the history of today", _BUILD)


def check_live(project: Project, text: str, place: str) -> Ledger:
    """The ledger `text` from `place`, if no version that is live was changed, lost or taken back.

    Raises: NotPublishedError: one was. DeliveryError: the live site is later. HistoryError: it is no ledger.
    """
    place = conceal(place)
    live = read_ledger(text, place)
    check_same_site(live, project.ledger, place)
    today = project.now.date()
    newest = max(map(_day_of, live.records), default=None)
    for day, what in ((newest, f"has a version of {newest}"), (live.as_of, f"was made on {live.as_of}")):
        if day and day > today + _DAY:
            raise DeliveryError(f"{place} {what}, and by this machine's clock today is {today}", "Set the clock.")
    if live.head and live.head != project.archive.head:
        _check_age(project, live, place)
    if breaches := project.breaches(live):
        raise NotPublishedError(breaches, project.cause(live))
    return live


def publish(
    project: Project, site: BuiltSite, target: Target, *, is_dry: bool, is_first: bool = False, mends: bool = False
) -> Publishing:
    """Publish a site that was checked. With `is_dry`, nothing is written.

    `is_first`: the place may lack the ledger that it once had. `mends`: permanent files that differ are written again.
    Raises as `check_live`; NotPublishedError also if permanent files were altered, and `mends` is not set.
    """
    before = target.read(LEDGER)
    _check_found(project, before, target, is_first=is_first)
    with nullcontext() if is_dry else target.hold():
        found = target.read(LEDGER)
        if found != before:  # another run has ended in between
            _check_found(project, found, target, is_first=is_first)
        stored = target.look(site)
        plan = make_plan(site, stored, lambda path: target.read(path) or b"", mends=mends)
        if plan.altered and not mends:
            raise NotPublishedError(altered=plan.altered)
        if not is_dry:
            target.write(site, plan)
    kept = tuple(sorted(path for path in stored if path not in site.files))
    return Publishing(str(target), site.origin.commit, is_dry, plan, kept)


def _check_found(project: Project, ledger: bytes | None, target: Target, *, is_first: bool) -> None:
    if ledger is not None:
        live = check_live(project, ledger.decode(errors="replace"), f"{target}/{LEDGER}")
        if not live.records:
            what = f"{target}/{LEDGER} lists no version, and such a ledger is never published: it was emptied"
            raise DeliveryError(what, f"{RESTORE} If no version there has to be kept, remove it and use --first.")
    elif target.was_published() and not is_first:
        what = f"{target} has no {LEDGER}, though a site was published there: it was removed"
        raise DeliveryError(what, "Restore it from a copy. If no version there has to be kept, use --first.")


def _check_age(project: Project, live: Ledger, place: str) -> None:
    assert project.folder is not None  # noqa: S101 - a site without a history is a draft
    with Repository(project.folder) as repository:
        known = repository.find(live.head)
        if not known:
            what = f"{place} is of commit {live.head[:12]}, which this repository does not have"
            cause = find_cause(repository, live.head)
            raise DeliveryError(what, cause.remedy if cause else "Run: git fetch.")
        if repository.is_ancestor(project.archive.head, known):
            what = f"{place} is of commit {live.head[:12]}, which is later than {project.archive.head[:12]}"
            raise DeliveryError(what, "A publication is never taken back. Check out the newest commit.")


def _day_of(record: object) -> date:
    try:
        day = str(record["published"]["day"])  # type: ignore[index]  # a ledger may come from any source
        return date.fromisoformat(day if len(day) > len("2026-02") else f"{day}-01")
    except (KeyError, TypeError, ValueError):
        raise DeliveryError("the ledger that is live has a version without a day", "Use an unaltered copy.") from None
