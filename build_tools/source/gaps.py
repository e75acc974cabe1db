"""Finds gaps: facts that do not fit together, and facts that a text shows or the law asks for and that are missing.

A gap is not a mistake in a file but in what the company states. Legal corrects the text, or accepts the gap for now in
`known_gaps.yml` with a reason; an accepted gap is still printed at every check. Optional facts are not gaps: the site
leaves them out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from build_tools.model.localize import say
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.retention import period_of
from build_tools.model.ruling import KnownGap
from build_tools.model.settings import is_site
from build_tools.model.subprocessor import ASKED_OF_VENDORS
from build_tools.model.text import is_safe
from build_tools.source.missing_words import Found, signup_without_words, training_without_words
from build_tools.source.source_map import SourceMap
from build_tools.source.yaml_reader import YamlFile

_LISTS = (
    "purposes prohibited_uses storage safeguards responsibilities subprocessors retention rights cookies certifications"
)
_SHOWN: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in _LISTS.split()},
    "data_categories": ("data",),
    "key_facts": ("data", "subprocessors", "retention"),
    "retention_schedule": ("retention",),
}
"""The lists that each block shows."""
_LAYOUTS = {"subprocessors": "subprocessors", "retention-schedule": "retention"}
_OPTIONAL = {
    "subprocessors": ASKED_OF_VENDORS,
    "retention": ("afterwards", "basis"),
    "purposes": ("legal_basis",),
}
"""The optional facts of the entries of each list."""


def find_gaps(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield every gap of the policy, each with the id of the entry that it is about."""
    for name, check in _CHECKS.items():
        for about, route, what, remedy in check(policy):
            yield Problem(sources.locate(route), what, remedy, name, about)


def accept_known_gaps(gaps: Iterable[Problem], known: tuple[KnownGap, ...], file: YamlFile | None) -> Iterator[Problem]:
    """Yield the gaps, with those that legal knows as accepted, and a problem for each known gap that is closed."""
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


def find_unstated(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield a remark for each entry that leaves out optional facts, with the keys that would state them."""
    for group, fields in _OPTIONAL.items():
        for index, entry in enumerate(getattr(policy, group)):
            if missing := [f"{name}:" for name in fields if getattr(entry, name) is None]:
                facts, them = ("optional fact", "it") if len(missing) == 1 else ("optional facts", "them")
                what = f"{getattr(entry, 'name', entry.id)} leaves out {len(missing)} {facts}"
                remedy = f"Add {', '.join(missing)} to show {them}."
                yield Problem(sources.locate((group, index)), what, remedy, "not-stated")


def _data_without_retention(policy: Policy) -> Found:
    """GDPR Art. 13(2)(a): the period for which the data is stored, or what decides it."""
    covered = set(chain.from_iterable(entry.covers for entry in policy.retention))
    for index, category in enumerate(policy.data):
        missing = [item.name for item in category.items if item.id not in covered]
        if category.id not in covered and missing:
            which = "" if len(missing) == len(category.items) else f" ({', '.join(missing)})"
            what = f'the policy does not say how long "{category.name}"{which} is kept'
            yield category.id, ("data", index, "id"), what, "Add an entry to retention.yml that covers it."


def _retention_without_start(policy: Policy) -> Found:
    for index, entry in enumerate(policy.retention):
        if entry.period and not entry.starts:
            what = f'"{entry.name}" is kept for a period, but the policy does not say when the period starts'
            yield entry.id, ("retention", index, "period"), what, "Add starts:, for example account closure."


def _vendors(policy: Policy) -> Found:
    """GDPR recital 26: only anonymized data is not personal data."""
    for index, vendor in enumerate(policy.subprocessors):
        plain = [receipt.text for receipt in vendor.receives if receipt.form != "anonymized"]
        if not vendor.personal_data and plain:
            what = f"{vendor.name} is listed as receiving no personal data, but receives {' and '.join(plain)}"
            remedy = "Check whether that is personal data; then correct receives: or personal_data:."
            yield vendor.id, ("subprocessors", index, "personal_data"), what, remedy


def _processors_not_listed(policy: Policy) -> Found:
    """A subprocessor that the text says processes data must be listed as receiving it."""
    received = {(vendor.id, receipt.data) for vendor in policy.subprocessors for receipt in vendor.receives}
    for number, category in enumerate(policy.data):
        for index, item in enumerate(category.items):
            vendor = item.processed_by
            if vendor and not {(vendor, item.id), (vendor, category.id)} & received:
                what = f'"{item.name}" is processed by "{vendor}", which is not listed as receiving it'
                remedy = "Add it to what the subprocessor receives in subprocessors.yml."
                yield item.id, ("data", number, "items", index, "processed_by"), what, remedy


def _cookies(policy: Policy) -> Found:
    """CJEU C-673/17 (Planet49), para. 81: clear information about a cookie says how long it works."""
    for index, cookie in enumerate(policy.cookies):
        if cookie.lifetime is None:
            what = f'the policy does not state the lifetime of "{cookie.name}"'
            yield cookie.id, ("cookies", index, "id"), what, "Add lifetime:, for example P1Y."


def _deletion(policy: Policy) -> Found:
    """GDPR Art. 17(1) and (3): the policy must say what is kept in spite of a request for deletion."""
    longest = max((period for entry in policy.retention if (period := period_of(entry, policy.storage))), default=None)
    backups = max((place.retention for place in policy.storage if place.backup and place.retention), default=None)
    for index, right in enumerate(policy.rights):
        deadline = right.deadline or policy.requests.deadline
        kept = max((period for period in (longest, backups) if period), default=None)
        if right.kind != "deletion" or right.exceptions or kept is None or deadline is None:
            continue
        if kept > deadline or (backups and backups >= deadline):
            promised = say(deadline, policy.publication.language)
            rest = f"some data is kept for {say(kept, policy.publication.language)}"
            if backups:
                rest += f" and copies stay in backups for another {say(backups, policy.publication.language)}"
            what = f"deletion is promised within {promised}, but {rest}"
            remedy = "Add exceptions: that say what is kept, and correct the text."
            yield right.id, ("rights", index, "id"), what, remedy


def _places(policy: Policy) -> Found:
    """A backup without a retention period makes every other retention period open-ended."""
    for index, place in enumerate(policy.storage):
        if place.backup and place.retention is None:
            what = f'the policy does not say how long copies stay in "{place.name}"'
            yield place.id, ("storage", index, "id"), what, "Add retention:, for example P30D."
    for index, entry in enumerate(policy.retention):
        if entry.copies_in and period_of(entry, policy.storage) is None:
            what = f'"{entry.name}" takes its period from "{entry.copies_in}", which has none'
            yield entry.id, ("retention", index, "copies_in"), what, "Add retention: to the storage location."


def _address(policy: Policy) -> Found:
    """Feeds, calendars and notices are read outside the site, so their links need its full address."""
    address = policy.publication.address
    loss = "so its feeds have no full links, there is no RSS feed, and no notice can be sent"
    remedy = "Add address: with the address of the site, https://…"
    if address is None:
        what = f"the source does not say where the site is published, {loss}"
        yield "address", ("publication",), what, remedy
    elif not is_safe(address):
        what = f'"{address}" is not encrypted on its way to readers, so it is not used, {loss}'
        yield "address", ("publication", "address"), what, remedy.replace("Add", "Write")
    elif not is_site(address):
        what = f'"{address}" is not an address that pages can be published under, {loss}'
        remedy = "Write the address of a host and a folder, without a user name, ? or #."
        yield "address", ("publication", "address"), what, remedy


def _empty_lists(policy: Policy) -> Found:
    """Lists that a document shows need an entry (GDPR Art. 13, 14)."""
    shown = {_LAYOUTS[document.template] for document in policy.documents if document.template in _LAYOUTS}
    listed = {name for document in policy.documents for name in document.sections}
    for text in (section.text for section in policy.sections if section.id in listed):
        blocks = (reference.path[-1] for reference in find_references(text) if reference.path[0] == BLOCKS)
        shown.update(*(_SHOWN.get(block, ()) for block in blocks))
    for name in sorted(shown):
        if not getattr(policy, name):
            what = f'a text shows the list "{name}", which is empty'
            remedy = "Add its entries; if there are none, replace the block with a sentence that says so."
            yield name.replace("_", "-"), (name,), what, remedy


def _unnamed_controller(policy: Policy) -> Found:
    """GDPR Art. 13(1)(a): the identity and the contact details of the controller."""
    for name, missing in (("legal_name", "the registered name"), ("address", "the address")):
        if getattr(policy.controller, name) is None:
            what = f'the source does not state {missing} of "{policy.controller.name}"'
            yield name.replace("_", "-"), ("controller",), what, f"Add {name}: to the controller."


def _open_requests(policy: Policy) -> Found:
    """GDPR Art. 12(3): requests are answered within one month."""
    if policy.rights and policy.requests.deadline is None:
        what = "the source does not state a deadline for requests about personal data"
        yield "deadline", ("requests",), what, "Add deadline:, for example P1M."


def _silent_changes(policy: Policy) -> Found:
    """Cal. Bus. & Prof. Code §22575(b)(3): the policy must say how customers learn of material changes."""
    if not policy.announcing.channels:
        what = "the source does not state how customers learn of material changes"
        yield "channels", ("announcing", "channels"), what, "Add the channels, for example kind: email, name: email."


def _vague_recipients(policy: Policy) -> Found:
    """EDPB Opinion 22/2024: the controller must know which data each recipient gets."""
    for index, vendor in enumerate(policy.subprocessors):
        if not vendor.receives:
            what = f'the source does not state which data "{vendor.name}" receives'
            yield vendor.id, ("subprocessors", index, "id"), what, "Add receives: with ids from data.yml."


def _vague_retention(policy: Policy) -> Found:
    """GDPR Art. 13(2)(a): a retention period applies to named data."""
    for index, entry in enumerate(policy.retention):
        if not entry.covers and not entry.copies_in:
            what = f'the source does not state which data "{entry.name}" covers'
            yield entry.id, ("retention", index, "id"), what, "Add covers: with ids from data.yml."


def _contradicted_uses(policy: Policy) -> Found:
    """A use that is ruled out must be no purpose, and a promise not to train AI models must hold for vendors too."""
    done = {purpose.kind: f'"{purpose.text}" is a purpose' for purpose in reversed(policy.purposes) if purpose.kind}
    training = next((vendor for vendor in policy.subprocessors if vendor.trains_models and not vendor.until), None)
    if training:
        done.setdefault("ai-training", f"{training.name} may train AI models with the data")
    for index, use in enumerate(policy.prohibited_uses):
        if use.kind in done:
            what = f'"{use.text}" is ruled out, but {done[use.kind]}'
            yield use.id, ("prohibited_uses", index, "kind"), what, "Check what is true; then correct one of them."


_VOID = {
    "Privacy Shield": "void since 16 July 2020 (CJEU C-311/18)",
    "Safe Harbor": "void since 6 October 2015 (CJEU C-362/14)",
    "2010/87": "repealed; its clauses gave no safeguard after 27 December 2022 (Decision (EU) 2021/914, Art. 4)",
}
"""Transfer mechanisms that were declared void or repealed, with what happened to them."""
_ENDED = re.compile(r"void|invalid|repeal|replac|former|no longer|ungültig|aufgehoben|ersetzt|ehemalig", re.IGNORECASE)


def _void_mechanisms(policy: Policy) -> Found:
    """GDPR Art. 44: a transfer needs a mechanism that is in force."""
    texts: list[tuple[str, Route, str]]
    texts = [(section.id, ("sections", index, "text"), section.text) for index, section in enumerate(policy.sections)]
    for index, vendor in enumerate(policy.subprocessors):
        if vendor.transfer and vendor.transfer.text:
            texts.append((vendor.id, ("subprocessors", index, "transfer", "text"), vendor.transfer.text))
    for about, route, text in texts:
        sentences = [sentence for sentence in re.split(r"(?<=[.!?])\s", text) if not _ENDED.search(sentence)]
        for name, fate in _VOID.items():
            if any(name in sentence for sentence in sentences):
                what = f'the text names "{name}", which is {fate}'
                yield about, route, what, "Name the mechanism that the transfer relies on today."


_CHECKS: Mapping[str, Callable[[Policy], Found]] = {
    "data-without-retention": _data_without_retention,
    "retention-without-start": _retention_without_start,
    "personal-data-denied": _vendors,
    "processor-not-listed": _processors_not_listed,
    "cookie-without-lifetime": _cookies,
    "deletion-outlasted": _deletion,
    "copies-without-end": _places,
    "site-without-address": _address,
    "list-without-entries": _empty_lists,
    "controller-not-identified": _unnamed_controller,
    "requests-without-deadline": _open_requests,
    "changes-without-channel": _silent_changes,
    "recipient-without-data": _vague_recipients,
    "retention-without-data": _vague_retention,
    "use-contradicted": _contradicted_uses,
    "training-without-words": training_without_words,
    "mechanism-void": _void_mechanisms,
    "signup-without-words": signup_without_words,
}

GAPS = tuple(_CHECKS)
