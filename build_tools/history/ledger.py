"""Has anything that was published been changed since? The ledger holds every version in a chain of hashes.

Each record holds the SHA-256 (FIPS 180-4) of the text that was read, and that of the record before it: whoever keeps
one record can tell whether those before it are still the same.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from build_tools.history.errors import HistoryError
from build_tools.history.ledger_json import RESTORE, check_records, read_form
from build_tools.model.version import Archive, Provenance, RecordedDay, Version

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """All published versions, in the order in which they were published."""

    head: str
    """The commit up to which it goes; empty before the first one."""
    records: tuple[Mapping[str, Any], ...]
    """A record for each version, its keys as in `data/versions.json`."""
    as_of: date | None = None
    """The day on which it was made: what it lacks was not published before. None in ledgers that do not state it."""

    def __str__(self) -> str:
        made = {"as_of": str(self.as_of)} if self.as_of else {}
        content = {"format": _FORMAT, "head": self.head, **made, "versions": self.records}
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


def make_ledger(archive: Archive, as_of: date) -> Ledger:
    """The ledger of all versions, made on a day in the policy's time zone."""
    return Ledger(archive.head, tuple(_chain(archive.in_order)), as_of)


def read_ledger(text: str, place: str) -> Ledger:
    """Read a ledger that was published; `place` is where it was found.

    Raises: HistoryError: it is no ledger, or is itself broken.
    """
    content = read_form(text, place, _FORMAT)
    as_of = content.get("as_of")
    ledger = Ledger(content["head"], tuple(content["versions"]), date.fromisoformat(as_of) if as_of else None)
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


def left_after(earlier: Ledger, *, is_merged: bool) -> Breach:
    """All versions of a ledger are as they were, and the commit up to which it went is not on the published line.

    `is_merged` says that a merge brought it; else it is gone.
    """
    head = earlier.head[:12]
    what = (
        f"another line took the place of the published one after it: commit {head} came in by a merge"
        if is_merged
        else f"history was rewritten after it: commit {head} is gone"
    )
    return Breach(_name(earlier.records[-1]) if earlier.records else "the ledger without versions", what)


def _chain(versions: Iterable[Version]) -> Iterator[dict[str, Any]]:
    previous = ""
    for version in versions:
        record = describe(version) | {"previous": previous}
        record["record"] = previous = _hash(record)
        yield record


def _dated(dated: RecordedDay | None) -> dict[str, str] | None:
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
    found = [field for field in _FIELDS if earlier.get(field) != today.get(field)]
    return [] if _is_correction(earlier, today, found) else [_FIELDS[field] for field in found]


def _is_correction(earlier: Mapping[str, Any], today: Mapping[str, Any], different: Sequence[str]) -> bool:
    """Whether all that is different is that the source declares a later day of publication (decision 0036)."""
    was, now = (_day_of(record, "published") for record in (earlier, today))
    if not {"published"} <= {*different} <= {"published", "effective"} or not was < now:
        return False
    if "effective" in different and (today["effective"] or _day_of(earlier, "effective") > now):
        return False  # only that it is published no earlier than it was to take effect
    return bool(today["published"]["provenance"] == Provenance.DECLARED.value)


def _day_of(record: Mapping[str, Any], field: str) -> str:
    """A day of a record, as it is written; empty where there is none."""
    dated = record.get(field)
    return str(dated.get("day", "")) if isinstance(dated, Mapping) else ""
