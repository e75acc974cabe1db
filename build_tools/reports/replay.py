"""Writes the changes in the history of texts, as text and as JSON.

The JSON is one object: `repository`, as the user named it; `head`, its newest commit; `changes`, the newest first; and
`not_judged`, those that could not be judged. Each has `commit`, `date`, `path`, `was_path` (null unless it was renamed)
and `event`: `added`, `changed`, `renamed`, `removed` or `returned`. A judged change has `level` (`none` without
findings) and `findings`, as in `policy diff`; the others have `reason`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from build_tools.model.edit import Edit, EditHistory, EditKind, JudgedEdit
from build_tools.model.rule import Level
from build_tools.reports.findings import as_object, level_of, summary

_RULES = 3
"""The most rules in a line."""
_UNJUDGED = {EditKind.ADDED, EditKind.REMOVED}
"""There is nothing to compare with."""


class Tally:
    """Counts the changes that it passes on."""

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
        """The number of changes, in all and of each kind."""
        kinds = (*(level.value for level in Level), "none", *sorted(_UNJUDGED), "not judged")
        counts = [f"{self._counts[kind]:,} {kind}" for kind in kinds if self._counts[kind]]
        total = self._counts.total()
        return f"{total:,} change{'s' * (total != 1)}: {', '.join(counts)}"


def as_text(_past: EditHistory, _repository: str, changes: Iterable[JudgedEdit]) -> Iterator[str]:
    """Yield one line for each change: day, commit, level, text, and the rules of its findings."""
    for judged in changes:
        edit = judged.edit
        name = edit.path if edit.path == edit.was_path else f"{edit.was_path} → {edit.path}"
        yield f"{edit.day or 'no date'!s:<10}  {edit.commit[:12]}  {_kind(judged):<10}  {name}{_result(judged)}\n"


def as_json(past: EditHistory, repository: str, changes: Iterable[JudgedEdit]) -> Iterator[str]:
    """Yield one JSON object in pieces, a line for each change."""
    yield f'{{"repository": {_write(repository)}, "head": {_write(past.head)}, "changes": ['
    unread: list[str] = []
    comma = ""
    for judged in changes:
        edit = judged.edit
        if edit.unread:
            unread.append(f"\n{_write(_object(edit) | {'reason': edit.unread})}")
            continue
        findings = [as_object(finding) for finding in judged.findings]
        yield f"{comma}\n{_write(_object(edit) | {'level': level_of(judged.findings), 'findings': findings})}"
        comma = ","
    yield f'\n], "not_judged": [{",".join(unread)}\n]}}\n'


def _kind(judged: JudgedEdit) -> str:
    """The level of a change, or the reason why it has none."""
    if judged.edit.unread:
        return "not judged"
    return judged.edit.fate.value if judged.edit.fate in _UNJUDGED else level_of(judged.findings)


def _result(judged: JudgedEdit) -> str:
    if judged.edit.unread:
        return f"  {judged.edit.unread}"
    if not judged.findings:
        return ""
    rules = list(dict.fromkeys(finding.rule.id for finding in judged.findings))
    return f"  {summary(judged.findings)}: {', '.join(rules[:_RULES])}{', …' * (len(rules) > _RULES)}"


def _object(edit: Edit) -> dict[str, Any]:
    return {
        "commit": edit.commit,
        "date": edit.day and str(edit.day),
        "path": edit.path,
        "was_path": edit.was_path if edit.was_path != edit.path else None,
        "event": edit.fate.value,
    }


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
