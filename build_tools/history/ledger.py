"""Has anything that was published been changed since? The ledger holds every version in a chain of hashes.

Each record holds the SHA-256 (FIPS 180-4) of the text that was read, and that of the record before it: whoever keeps
one record can tell whether those before it are still the same.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from build_tools.history.faults import HistoryError
from build_tools.history.ledger_form import RESTORE, check_records, read_form
from build_tools.model.version import Archive, Dated, Version

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """All published versions, in the order in which they were published."""

    head: str
    """The commit up to which it goes; empty before the first one."""
    records: tuple[Mapping[str, Any], ...]
    """A record for each version, its keys as in `data/versions.json`."""

    def __str__(self) -> str:
        content = {"format": _FORMAT, "head": self.head, "versions": self.records}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Breach:
    """A version that was published and is no longer what it was."""

    version: str
    """Which one: `privacy-policy 2026-02-14`."""
    what: str
    """What happened to it: a clause."""

    def __str__(self) -> str:
        return f"{self.version}: {self.what}."


def describe(version: Version) -> dict[str, Any]:
    """What the ledger says of a version by itself, as JSON: never anything that a later version changes."""
    return {
        "document": version.document.id,
        "version": version.name,
        "decided": _dated(version.decided),
        "published": _dated(version.published),
        "notified": _dated(version.notified),
        "effective": _dated(version.effective),
        "commit": version.revision.commit,
        "text": f"sha256:{version.fingerprint}",
    }


def make_ledger(archive: Archive) -> Ledger:
    """The ledger of all versions."""
    return Ledger(archive.head, tuple(_chain(archive.in_order)))


def read_ledger(text: str, place: str) -> Ledger:
    """Read a ledger that was published; `place` is where it was found.

    Raises: HistoryError: it is no ledger, or is itself broken.
    """
    content = read_form(text, place, _FORMAT)
    ledger = Ledger(content["head"], tuple(content["versions"]))
    previous = ""
    for record in ledger.records:
        if record["previous"] != previous or record["record"] != _hash(record):
            what = f"{place} has been altered: its record of {_name(record)} does not match its hash"
            raise HistoryError(what, RESTORE)
        previous = record["record"]
    check_records(ledger.records, place)
    if not ledger.head:
        what = f"{place} names no commit, as no published site does: it was emptied or altered"
        raise HistoryError(what, RESTORE)
    return ledger


def check_same_site(earlier: Ledger, today: Ledger, place: str) -> None:
    """Check that a ledger found at `place` has anything in common with the history of today.

    Raises: HistoryError: it has no commit and no text in common, so it belongs to another site.
    """
    known = {record[key] for record in today.records for key in ("commit", "text")}
    theirs = {record[key] for record in earlier.records for key in ("commit", "text")}
    if known and theirs and known.isdisjoint(theirs):
        what = f"{place} is the ledger of another site: none of its versions is in this history"
        raise HistoryError(what, "Name the address of this site, or run it in the clone of that one.")


def compare_ledgers(earlier: Ledger, today: Ledger) -> Iterator[Breach]:
    """Yield what was published and is no longer the same: an earlier ledger is the beginning of that of today."""
    breaches = tuple(_compare_records(earlier, today))
    yield from breaches
    if not breaches:
        pairs = zip(earlier.records, today.records, strict=False)
        if moved := next((record for record, found in pairs if _name(record) != _name(found)), None):
            yield Breach(_name(moved), "its place in the ledger is another: put back an unaltered copy")


def find_cut(earlier: Ledger, today: Ledger, reached: Container[str]) -> Iterator[Breach]:
    """Yield what a ledger lacks at its end; `reached` has the commits up to which the ledger says that it goes."""
    for record in today.records[len(earlier.records) :]:
        if record["commit"] in reached:
            reaches = f"the ledger goes up to commit {earlier.head[:12]} and lacks it"
            what = f"{reaches}, so it was cut: put back an unaltered copy"
            yield Breach(_name(record), what)


def _compare_records(earlier: Ledger, today: Ledger) -> Iterator[Breach]:
    by_name = {_name(record): record for record in today.records}
    by_text = {(record["document"], record["text"]): record for record in today.records}
    for record in earlier.records:
        if found := by_name.get(_name(record)):
            yield from (Breach(_name(record), what) for what in _differences(record, found))
        elif moved := by_text.get((record["document"], record["text"])):
            yield Breach(_name(record), f"it is dated {moved['version']} now")
        else:
            yield Breach(_name(record), "it is lost: no commit of today's history holds its text")
    known = {_name(record) for record in earlier.records}
    for record in today.records[: len(earlier.records)]:
        if _name(record) not in known:
            what = "it stands among published versions, and the ledger lacks it: it is new, or the ledger was cut"
            yield Breach(_name(record), what)


def rewritten_after(earlier: Ledger) -> Breach:
    """All versions of a ledger are as they were, and yet the commit up to which it went is no longer there."""
    what = f"history was rewritten after it: commit {earlier.head[:12]} is gone"
    return Breach(_name(earlier.records[-1]) if earlier.records else "the ledger without versions", what)


def _chain(versions: Iterable[Version]) -> Iterator[dict[str, Any]]:
    previous = ""
    for version in versions:
        record = describe(version) | {"previous": previous}
        record["record"] = previous = _hash(record)
        yield record


def _dated(dated: Dated | None) -> dict[str, str] | None:
    return {"day": str(dated.day), "provenance": dated.provenance.value} if dated else None


def _hash(record: Mapping[str, Any]) -> str:
    """The SHA-256 of a record without this hash, as JSON with sorted keys and no blanks (as RFC 8785 writes it)."""
    rest = {key: value for key, value in record.items() if key != "record"}
    return f"sha256:{sha256(json.dumps(rest, sort_keys=True, separators=(',', ':')).encode()).hexdigest()}"


def _name(record: Mapping[str, Any]) -> str:
    return f"{record.get('document')} {record.get('version')}"


_FIELDS = {
    "text": "its text reads differently",
    "published": "it is dated differently",
    "decided": "the day of its decision is another",
    "notified": "the day on which customers were told is another",
    "effective": "the day on which it takes effect is another",
    "commit": "it comes from another commit: history was rewritten",
}


def _differences(earlier: Mapping[str, Any], today: Mapping[str, Any]) -> Sequence[str]:
    return [what for field, what in _FIELDS.items() if earlier.get(field) != today.get(field)]
