"""Finds what each published commit changed for customers: it is compared with the one before, by its own rulings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from build_tools.history.archive import KeepChanges, Read, Row, read_published_sources
from build_tools.history.repository import Repository
from build_tools.model.problem import Problems
from build_tools.model.publication import CustomerFinding, Publication, make_publication
from build_tools.model.tree import Tree
from build_tools.model.version import Archive, PublicationRecord
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_each

if TYPE_CHECKING:
    from build_tools.documents.rendered_source import SourceRevision

_MIN, _MAX = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""Between these, every moment has a day in every time zone."""
_ROW = 10
"""How many consecutive comparisons one process makes: it then reads most sources only once."""
_MANY = 10
"""How many rows are worth another process."""


def read_publications(
    repository: Repository, archive: Archive, start: str, cache: SealedCache
) -> tuple[Publication, ...]:
    """All publications, the oldest first. A commit that changed only the site, without an announcement, is none."""
    pairs = list(pairwise([record.revision.commit for record in archive.records]))
    kept = cache.get_all(map(" ".join, pairs))
    known = {pair: _findings().validate_json(kept[key]) for pair in pairs if (key := " ".join(pair)) in kept}
    missing = [pair for pair in pairs if pair not in known]
    for pair, findings in zip(missing, _judge(repository, start, missing), strict=True):
        known[pair] = findings
        cache.put(" ".join(pair), _findings().dump_json(findings))
    cache.sweep()
    judged = [(), *(known[pair] for pair in pairs)]
    made = map(partial(make_publication, archive), archive.records, _name(archive.records), judged)
    return tuple(
        publication
        for publication, findings in zip(made, judged, strict=True)
        if publication.findings or publication.announcements or not findings  # else it changed the site alone
    )


def mark_notified(
    publications: Iterable[Publication], sent: Mapping[str, datetime], time_zone: str
) -> tuple[Publication, ...]:
    """The publications with the days on which their notices were `sent`, by commit, in a time zone (IANA)."""
    zone = ZoneInfo(time_zone)
    days = {commit: moment.astimezone(zone).date() for commit, moment in sent.items() if _MIN < moment < _MAX}
    return tuple(replace(found, notified=days.get(found.revision.commit)) for found in publications)


def _name(records: Sequence[PublicationRecord]) -> Iterator[str]:
    """Yield the name of each: its day, with a number from the second one of a day on."""
    count: Counter[str] = Counter()
    for record in records:
        day = str(record.named)
        count[day] += 1
        yield day if count[day] == 1 else f"{day}.{count[day]}"


def read_row(row: Row) -> list[Read]:
    """The revisions of a row, with what each changed since the one before it that could be published."""
    from build_tools.documents.rendered_source import SourceRevision, render_revision  # noqa: PLC0415 - slow to import

    revisions = [SourceRevision("", tree) for tree in row.trees]
    last = 0 if row.is_first_known and revisions[0].is_readable else None
    read: list[Read] = []
    for place in range(int(row.is_first_known), len(revisions)):
        rendered = render_revision(revisions[place])
        is_published = not isinstance(rendered, Problems) and not rendered.is_draft
        if row.is_judged and is_published and last is not None:
            read.append(Read(rendered, last, _compare(revisions[last], revisions[place])))
        else:
            read.append(Read(rendered))
        last = place if is_published else last
    return read


def make_keeper(cache: SealedCache) -> KeepChanges | None:
    """A function that keeps the changes from one commit to another for `read_publications`; none if nothing is kept."""

    def keep(before: str, after: str, changes: tuple[CustomerFinding, ...]) -> None:
        cache.put(f"{before} {after}", _findings().dump_json(changes))

    return keep if cache.keeps else None


def _judge(
    repository: Repository, start: str, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[CustomerFinding, ...]]:
    if not pairs:
        return
    trees = dict(read_published_sources(repository, start, {commit for pair in pairs for commit in pair}))
    rows = ([trees[commit] for commit in row] for row in _rows(pairs))
    for judged in do_each(_judge_row, rows, chunk=1, many=_MANY):
        yield from judged


def _rows(pairs: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    row: list[str] = []
    for before, after in pairs:
        if len(row) > _ROW or row[-1:] != [before]:
            if row:
                yield row
            row = [before]
        row.append(after)
    yield row


def _judge_row(trees: Sequence[Tree]) -> list[tuple[CustomerFinding, ...]]:
    from build_tools.documents.rendered_source import SourceRevision  # noqa: PLC0415 - slow to import

    return [_compare(before, after) for before, after in pairwise(SourceRevision("", tree) for tree in trees)]


def _compare(before: "SourceRevision", after: "SourceRevision") -> tuple[CustomerFinding, ...]:
    from build_tools.changes.compare_sources import compare_sources  # noqa: PLC0415 - slow to import, as the next one
    from build_tools.changes.customer_findings import make_customer_finding  # noqa: PLC0415

    return tuple(map(make_customer_finding, compare_sources(before, after).findings))


@cache
def _findings() -> TypeAdapter[tuple[CustomerFinding, ...]]:
    """Writes and reads findings as JSON, for the cache."""
    return TypeAdapter(tuple[CustomerFinding, ...])
