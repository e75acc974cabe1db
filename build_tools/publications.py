"""What did each published commit change for customers? Each is compared with the one before, by its own rulings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from build_tools.history.archive import read_issued
from build_tools.history.repository import Repository
from build_tools.judging import Side, compare_sources
from build_tools.model.publication import Publication, Step, Told
from build_tools.model.tree import Tree
from build_tools.model.version import Archive, Issue
from build_tools.processes import do_each
from build_tools.publish.telling import read_told, tell_finding, write_told
from build_tools.sealed_cache import SealedCache

_Judged = tuple[tuple[Told, ...], str]
"""Findings, and the controller's mailbox for privacy at that time."""

_ROW = 10
"""How many comparisons in a row one process makes, so that it reads most sources once."""


def read_publications(
    repository: Repository, archive: Archive, start: str, cache: SealedCache
) -> tuple[Publication, ...]:
    """All publications, the oldest first. `start` is the commit from which history counts; empty for all of it."""
    issues = archive.issues
    keys = [
        f"{before.revision.commit if before else ''} {issue.revision.commit}"
        for before, issue in zip((None, *issues), issues, strict=False)
    ]
    known = {key: _read(kept) for key in keys if (kept := cache.get(key))}
    missing = [number for number, key in enumerate(keys) if key not in known]
    for number, judged in zip(missing, _judge(repository, start, issues, missing), strict=True):
        known[keys[number]] = judged
        cache.put(keys[number], _write(judged))
    cache.sweep()
    names = _name(issues)
    return tuple(
        _make(archive, issue, name, known[key], is_first=number == 0)
        for number, (issue, name, key) in enumerate(zip(issues, names, keys, strict=True))
    )


def _name(issues: Sequence[Issue]) -> Iterator[str]:
    """Yield the name of each: its day, with a number from the second of a day on."""
    count: Counter[str] = Counter()
    for issue in issues:
        day = str(issue.published.day)
        count[day] += 1
        yield day if count[day] == 1 else f"{day}.{count[day]}"


def _make(archive: Archive, issue: Issue, name: str, judged: _Judged, *, is_first: bool) -> Publication:
    steps = tuple(
        Step(*(archive.histories[document].by_name.get(version) for version in versions))
        for document, *versions in issue.steps
    )
    findings, mailbox = judged
    return Publication(
        name, issue.revision, issue.published, steps, findings, issue.announcements, mailbox, is_first=is_first
    )


def _judge(repository: Repository, start: str, issues: Sequence[Issue], numbers: Sequence[int]) -> Iterator[_Judged]:
    """Yield what comes of comparing each of these issues with the one before."""
    if not numbers:
        return
    wanted = {issues[at].revision.commit for number in numbers for at in (number - 1, number) if at >= 0}
    trees = dict(read_issued(repository, start, wanted))
    rows = list(_rows(numbers))
    sources = ([trees[issues[at].revision.commit] for at in (row[0] - 1, *row) if at >= 0] for row in rows)
    for row, judged in zip(rows, do_each(_judge_row, sources, chunk=1), strict=True):
        yield from judged[-len(row) :]


def _rows(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers that follow each other, some at a time."""
    for _, stretch in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in stretch]
        for first in range(0, len(row), _ROW):
            yield row[first : first + _ROW]


def _judge_row(trees: Sequence[Tree]) -> list[_Judged]:
    """What each source changed, the first one apart, which has nothing before it."""
    sides = [Side("", tree) for tree in trees]
    judged: list[_Judged] = [((), str(sides[0].reading.policy.controller.privacy_mailbox))]
    for before, after in pairwise(sides):
        findings = tuple(map(tell_finding, compare_sources(before, after).findings))
        judged.append((findings, str(after.reading.policy.controller.privacy_mailbox)))
    return judged


def _write(judged: _Judged) -> bytes:
    findings, mailbox = judged
    return mailbox.encode() + b"\n" + write_told(findings)


def _read(content: bytes) -> _Judged:
    mailbox, _, findings = content.partition(b"\n")
    return read_told(findings), mailbox.decode()
