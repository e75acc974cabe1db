"""How are the changes of somebody's texts told, one after the other, on a terminal and to a program?

As JSON it is one object: `repository`, as it was named; `head`, its newest commit; `changes`, the newest first; and
`not_judged`, those that could not be. Each has `commit`, `date`, `path`, `was_path` (null unless it was renamed) and
`event`: `added`, `changed`, `renamed`, `removed` or `returned`. One that was judged has `level` (`none` without
findings) and `findings`, as `policy diff` tells them; one that was not has `reason`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from build_tools.model.edit import Edit, EditHistory, EditKind, JudgedEdit
from build_tools.model.rule import Level
from build_tools.reports.findings import as_object, level_of, summary

_RULES = 3
"""How many rules a line names."""
_UNJUDGED = {EditKind.ADDED, EditKind.REMOVED}
"""There is nothing to compare with."""


class Tally:
    """Counts what passes by."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, changes: Iterable[JudgedEdit]) -> Iterator[JudgedEdit]:
        """Yield the same changes."""
        for judged in changes:
            self._counts[_kind(judged)] += 1
            yield judged

    @property
    def level(self) -> str:
        """The level that matters most; `none` without any."""
        return next((level.value for level in Level if self._counts[level.value]), "none")

    @property
    def summary(self) -> str:
        """How many changes there were, and of which kind."""
        kinds = (*(level.value for level in Level), "none", *sorted(_UNJUDGED), "not judged")
        told = [f"{self._counts[kind]:,} {kind}" for kind in kinds if self._counts[kind]]
        total = self._counts.total()
        return f"{total:,} change{'s' * (total != 1)}: {', '.join(told)}"


def as_text(_past: EditHistory, _repository: str, changes: Iterable[JudgedEdit]) -> Iterator[str]:
    """Yield one line a change: day, commit, level, text, and which rules found something."""
    for judged in changes:
        edit = judged.edit
        name = edit.path if edit.path == edit.was_path else f"{edit.was_path} → {edit.path}"
        yield f"{edit.day or 'no date'!s:<10}  {edit.commit[:12]}  {_kind(judged):<10}  {name}{_found(judged)}\n"


def as_json(past: EditHistory, repository: str, changes: Iterable[JudgedEdit]) -> Iterator[str]:
    """Yield one JSON object in pieces, a line for each change."""
    yield f'{{"repository": {_write(repository)}, "head": {_write(past.head)}, "changes": ['
    unread: list[dict[str, Any]] = []
    comma = ""
    for judged in changes:
        edit = judged.edit
        if edit.unread:
            unread.append(_object(edit) | {"reason": edit.unread})
            continue
        findings = [as_object(finding) for finding in judged.findings]
        told = _object(edit) | {"level": level_of(judged.findings), "findings": findings}
        yield f"{comma}\n{_write(told)}"
        comma = ","
    lines = ",".join(f"\n{_write(told)}" for told in unread)
    yield f'\n], "not_judged": [{lines}\n]}}\n'


def _kind(judged: JudgedEdit) -> str:
    """In a word: how much a change matters, or why that is unknown."""
    if judged.edit.unread:
        return "not judged"
    return judged.edit.fate.value if judged.edit.fate in _UNJUDGED else level_of(judged.findings)


def _found(judged: JudgedEdit) -> str:
    if judged.edit.unread:
        return f"  {judged.edit.unread}"
    if not judged.findings:
        return ""
    rules = list(dict.fromkeys(finding.rule.id for finding in judged.findings))
    more = ", …" * (len(rules) > _RULES)
    return f"  {summary(judged.findings)}: {', '.join(rules[:_RULES])}{more}"


def _object(edit: Edit) -> dict[str, Any]:
    return {
        "commit": edit.commit,
        "date": str(edit.day) if edit.day else None,
        "path": edit.path,
        "was_path": edit.was_path if edit.was_path != edit.path else None,
        "event": edit.fate.value,
    }


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
