"""Do the facts fit together, and does the policy say what its own facts call for?

A gap is not a mistake in the file but in what the company says. Legal mends the text, or accepts the gap for now in
`known_gaps.yml` with a reason; an accepted gap is still printed at every check.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.retention import period_of
from build_tools.model.ruling import KnownGap
from build_tools.model.settings import is_site
from build_tools.model.text import is_safe
from build_tools.source.gaps import (
    Found,
    find_empty_lists,
    find_open_requests,
    find_silent_changes,
    find_unnamed_controller,
    find_vague_recipients,
    find_vague_retention,
)
from build_tools.source.source_map import SourceMap
from build_tools.source.yaml_file import YamlFile


def find_gaps(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield every gap of the policy, each with the id of the entry that it is about."""
    for check in (
        _data_without_retention,
        _retention_without_start,
        _vendors,
        _processors_not_listed,
        _cookies,
        _deletion,
        _places,
        _address,
        find_empty_lists,
        find_unnamed_controller,
        find_open_requests,
        find_silent_changes,
        find_vague_recipients,
        find_vague_retention,
    ):
        for about, route, what, remedy in check(policy):
            yield Problem(sources.locate(route), what, remedy, _NAMES[check], about)


def accept_known_gaps(gaps: Iterable[Problem], known: tuple[KnownGap, ...], file: YamlFile | None) -> Iterator[Problem]:
    """Yield the gaps, those that legal knows as accepted, and each known gap that is none any more as a problem."""
    entries = {(entry.gap, entry.about): (index, entry) for index, entry in enumerate(known)}
    found: set[tuple[str, str]] = set()
    for gap in gaps:
        key = (gap.check, gap.about)
        found.add(key)
        yield gap.accept(entries[key][1].reason) if key in entries else gap
    for key, (index, _) in entries.items():
        if key not in found and file is not None:
            what = f'the known gap "{key[0]}" about "{key[1]}" is closed'
            yield Problem(file.locate(("known_gaps", index, "gap")), what, "Remove the entry.", "stale-entry")


def _data_without_retention(policy: Policy) -> Found:
    """GDPR Art. 13(2)(a): the period for which the data is stored, or what decides it."""
    covered = set(chain.from_iterable(entry.covers for entry in policy.retention))
    for index, category in enumerate(policy.data):
        missing = [item.name for item in category.items if item.id not in covered]
        if category.id in covered or not missing:
            continue
        which = "" if len(missing) == len(category.items) else f" ({', '.join(missing)})"
        what = f'the policy does not say how long "{category.name}"{which} is kept'
        remedy = "Add an entry to retention.yml that covers it."
        yield category.id, ("data", index, "id"), what, remedy


def _retention_without_start(policy: Policy) -> Found:
    for index, entry in enumerate(policy.retention):
        if entry.period and not entry.starts:
            what = f'"{entry.name}" is kept for a period, and nothing says what starts it'
            yield entry.id, ("retention", index, "period"), what, "Add starts:, for example account closure."


def _vendors(policy: Policy) -> Found:
    """Recital 26: only anonymized data is no personal data."""
    for index, vendor in enumerate(policy.subprocessors):
        plain = [receipt.text for receipt in vendor.receives if receipt.form != "anonymized"]
        if not vendor.personal_data and plain:
            what = f"{vendor.name} is said to receive no personal data, and receives {' and '.join(plain)}"
            remedy = "Check whether that is personal data; then change what it receives, or the claim."
            yield vendor.id, ("subprocessors", index, "personal_data"), what, remedy


def _processors_not_listed(policy: Policy) -> Found:
    """What the text says a subprocessor handles, it must be listed as receiving."""
    received = {(vendor.id, receipt.data) for vendor in policy.subprocessors for receipt in vendor.receives}
    for number, category in enumerate(policy.data):
        for index, item in enumerate(category.items):
            vendor = item.processed_by
            if vendor and not {(vendor, item.id), (vendor, category.id)} & received:
                what = f'"{item.name}" is processed by "{vendor}", which is not listed as receiving it'
                remedy = "Add it to what the subprocessor receives in subprocessors.yml."
                yield item.id, ("data", number, "items", index, "processed_by"), what, remedy


def _cookies(policy: Policy) -> Found:
    """CJEU C-673/17 (Planet49), para. 81: how long a cookie works belongs to clear information about it."""
    for index, cookie in enumerate(policy.cookies):
        if cookie.lifetime is None:
            what = f'the policy does not say how long "{cookie.name}" live'
            yield cookie.id, ("cookies", index, "id"), what, "Add lifetime:, for example P1Y."


def _deletion(policy: Policy) -> Found:
    """GDPR Art. 17(1) and (3): what is kept although deletion was asked for has to be said."""
    longest = max((period for entry in policy.retention if (period := period_of(entry, policy.storage))), default=None)
    backups = max((place.retention for place in policy.storage if place.backup and place.retention), default=None)
    for index, right in enumerate(policy.rights):
        deadline = right.deadline or policy.requests.deadline
        kept = max((period for period in (longest, backups) if period), default=None)
        if right.kind != "deletion" or right.exceptions or kept is None or deadline is None:
            continue
        if kept > deadline or (backups and backups >= deadline):
            told = say(deadline, policy.publication.language)
            rest = f"some data is kept for {say(kept, policy.publication.language)}"
            if backups:
                rest += f" and copies stay in backups for {say(backups, policy.publication.language)} more"
            what = f"deletion is promised within {told}, while {rest}"
            yield right.id, ("rights", index, "id"), what, "Add exceptions: that say what is kept, and mend the text."


def _places(policy: Policy) -> Found:
    """A backup without a stated life makes every retention period open-ended."""
    for index, place in enumerate(policy.storage):
        if place.backup and place.retention is None:
            what = f'the policy does not say how long copies stay in "{place.name}"'
            yield place.id, ("storage", index, "id"), what, "Add retention:, for example P30D."
    for index, entry in enumerate(policy.retention):
        if entry.copies_in and period_of(entry, policy.storage) is None:
            what = f'"{entry.name}" takes its period from "{entry.copies_in}", which states none'
            yield entry.id, ("retention", index, "copies_in"), what, "Add retention: to the storage location."


def _address(policy: Policy) -> Found:
    """Feeds, calendars and notices are read elsewhere, so their links need the whole address of the site."""
    address = policy.publication.address
    loss = "so its feeds have no whole links, there is no RSS feed, and no notice can be sent"
    remedy = "Add address: with the address of the site, https://…"
    if address is None:
        what = f"the source does not say where the site is published, {loss}"
        yield "address", ("publication",), what, remedy
    elif not is_safe(address):
        what = f'"{address}" is not protected on its way to readers: the address of the site is not used, {loss}'
        yield "address", ("publication", "address"), what, remedy.replace("Add", "Write")
    elif not is_site(address):
        what = f'no page can have an address below "{address}", {loss}'
        remedy = "Write the address of a host and a folder, without a user, ? and #."
        yield "address", ("publication", "address"), what, remedy


_NAMES = {
    _data_without_retention: "data-without-retention",
    _retention_without_start: "retention-without-start",
    _vendors: "personal-data-denied",
    _processors_not_listed: "processor-not-listed",
    _cookies: "cookie-without-lifetime",
    _deletion: "deletion-outlasted",
    _places: "copies-without-end",
    _address: "site-without-address",
    find_empty_lists: "list-without-entries",
    find_unnamed_controller: "controller-not-identified",
    find_open_requests: "requests-without-deadline",
    find_silent_changes: "changes-without-channel",
    find_vague_recipients: "recipient-without-data",
    find_vague_retention: "retention-without-data",
}

GAPS = tuple(_NAMES.values())
"""The checks that find gaps."""
