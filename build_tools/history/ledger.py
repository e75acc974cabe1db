"""Makes, reads and compares ledgers: every published version in a chain of hashes.

Each record has the SHA-256 (FIPS 180-4) of the text and that of the record before it: one record shows whether those
before it are still the same.
"""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from build_tools.history.errors import HistoryError
from build_tools.history.ledger_json import RESTORE, check_records, read_form
from build_tools.model.version import Archive, Provenance, RecordedDay, Version

_FORMAT = 1
_FIELDS = {
    "text": "its text reads differently",
    "published": "it is dated differently",
    "decided": "the day of its decision has changed",
    "notified": "the day on which customers were told has changed",
    "effective": "the day on which it takes effect has changed",
    "commit": "it comes from another commit: history was rewritten",
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """All published versions, in the order in which they were published."""

    head: str
    """The newest commit that it covers; empty before the first one."""
    records: tuple[Mapping[str, Any], ...]
    """A record for each version, its keys as in `data/versions.json`."""
    as_of: date | None = None
    """The day on which it was made: what it lacks was published later. None in ledgers that do not state it."""

    def __str__(self) -> str:
        made = {"as_of": str(self.as_of)} if self.as_of else {}
        content = {"format": _FORMAT, "head": self.head, **made, "versions": self.records}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Breach:
    """A published version that has changed since."""

    version: str
    """Its document and name: `privacy-policy 2026-02-14`."""
    what: str

    def __str__(self) -> str:
        return f"{self.version}: {self.what}."


def describe(version: Version) -> dict[str, Any]:
    """The ledger's record of a version, as JSON: only facts that later versions do not change."""
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
    records: list[dict[str, Any]] = []
    for version in archive.in_order:
        record = describe(version) | {"previous": records[-1]["record"] if records else ""}
        records.append(record | {"record": _hash(record)})
    return Ledger(archive.head, tuple(records), as_of)


def read_ledger(text: str, place: str) -> Ledger:
    """Read a ledger from `place`, an address or a path. Raises HistoryError if it is none, or was altered."""
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
    """Raises HistoryError if the ledger at `place` has no commit and no text in common with today's."""
    known = {record[key] for record in today.records for key in ("commit", "text")}
    theirs = {record[key] for record in earlier.records for key in ("commit", "text")}
    if known and theirs and known.isdisjoint(theirs):
        what = f"{place} is the ledger of another site: none of its versions is in this history"
        raise HistoryError(what, "Name the address of this site, or run it in the clone of that one.")


def compare_ledgers(earlier: Ledger, today: Ledger) -> Iterator[Breach]:
    """Yield each published version that has changed: today's ledger must begin with the earlier one."""
    breaches = tuple(_compare_records(earlier, today))
    yield from breaches
    if not breaches:
        pairs = zip(earlier.records, today.records, strict=False)
        if moved := next((record for record, found in pairs if _name(record) != _name(found)), None):
            yield Breach(_name(moved), "its place in the ledger has changed: put back an unaltered copy")


def find_cut(earlier: Ledger, today: Ledger, reached: Container[str]) -> Iterator[Breach]:
    """Yield the versions missing at a ledger's end; `reached` are the commits that the ledger says it covers."""
    for record in today.records[len(earlier.records) :]:
        if record["commit"] in reached:
            what = f"the ledger goes up to commit {earlier.head[:12]} and lacks it, so it was cut"
            yield Breach(_name(record), f"{what}: put back an unaltered copy")


def _compare_records(earlier: Ledger, today: Ledger) -> Iterator[Breach]:
    by_name = {_name(record): record for record in today.records}
    by_text = {(record["document"], record["text"]): record for record in today.records}
    for record in earlier.records:
        if found := by_name.get(_name(record)):
            different = [field for field in _FIELDS if record.get(field) != found.get(field)]
            if not _is_correction(record, found, different):
                yield from (Breach(_name(record), _FIELDS[field]) for field in different)
        elif moved := by_text.get((record["document"], record["text"])):
            yield Breach(_name(record), f"it is dated {moved['version']} now")
        else:
            yield Breach(_name(record), "it is lost: no commit of today's history holds its text")
    known = {_name(record) for record in earlier.records}
    for record in today.records[: len(earlier.records)]:
        if _name(record) not in known:
            what = "it is between published versions, and the ledger lacks it: it is new, or the ledger was cut"
            yield Breach(_name(record), what)


def left_after(earlier: Ledger, *, is_merged: bool) -> Breach:
    """The breach of a ledger whose commit came with a merge (`is_merged`), or is gone; its versions are unchanged."""
    head = earlier.head[:12]
    what = (
        f"the published branch was replaced after it: commit {head} came in by a merge"
        if is_merged
        else f"history was rewritten after it: commit {head} is gone"
    )
    return Breach(_name(earlier.records[-1]) if earlier.records else "the ledger without versions", what)


def _dated(dated: RecordedDay | None) -> dict[str, str] | None:
    return {"day": str(dated.day), "provenance": dated.provenance.value} if dated else None


def _hash(record: Mapping[str, Any]) -> str:
    """The SHA-256 of a record without this hash, as JSON with sorted keys and no spaces (RFC 8785)."""
    rest = {key: value for key, value in record.items() if key != "record"}
    return f"sha256:{sha256(json.dumps(rest, sort_keys=True, separators=(',', ':')).encode()).hexdigest()}"


def _name(record: Mapping[str, Any]) -> str:
    return f"{record.get('document')} {record.get('version')}"


def _is_correction(earlier: Mapping[str, Any], today: Mapping[str, Any], different: Sequence[str]) -> bool:
    """Whether the only difference is that the source declares a later day of publication (decision 0036)."""
    was, now = (_day_of(record, "published") for record in (earlier, today))
    if not {"published"} <= {*different} <= {"published", "effective"} or not was < now:
        return False
    if "effective" in different and (today["effective"] or _day_of(earlier, "effective") > now):
        return False  # the effective day may only go because publication is no longer before it
    return bool(today["published"]["provenance"] == Provenance.DECLARED.value)


def _day_of(record: Mapping[str, Any], field: str) -> str:
    dated = record.get(field)
    return str(dated.get("day", "")) if isinstance(dated, Mapping) else ""
