"""Reads the publications of the demo, and makes the files of a project after each of them.

Each file in `publications/` is one publication: edits of the source, and the announcement to customers. Their days are
those of a story that ends on `_STORY_ENDS`; they move along with the day on which the demo is made, so that an upcoming
change is always upcoming.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.history.written_history import WrittenCommit
from build_tools.model.day import Day
from build_tools.model.rule import Level
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.value import Value
from build_tools.source.validation import parse
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml

PUBLICATIONS = Path(__file__).parent / "publications"
_STORY_ENDS = date(2026, 12, 1)
"""The last day of the story."""
_NOON = time(12, tzinfo=ZoneInfo("America/Denver"))
_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
_SOURCE = "policy_src/"
_RULINGS = f"{_SOURCE}rulings.yml"


class Edit(Value):
    """An edit of a file of the source."""

    file: str
    """Its path below `policy_src/`."""
    replace: str = ""
    """The text to replace, which the file has once; empty to add to the end of the file."""
    by: str = ""
    """The new text; empty to remove the old one."""


class DemoAnnouncement(Value):
    """The announcement to customers. It covers all material findings of the publication."""

    name: str
    """The name of its file, without `.md`."""
    title: str
    effective: Day | None = None
    object_until: Day | None = None
    audience: str | None = None
    text: str
    """The text in Markdown."""


class DemoRuling(Value):
    """Legal's ruling on the material findings of the publication."""

    level: Level
    reason: str


class DemoPublication(Value):
    """One publication of the story."""

    day: Day
    subject: str
    """The message of its commit."""
    edits: tuple[Edit, ...]
    announcement: DemoAnnouncement | None = None
    ruling: DemoRuling | None = None


@dataclass(frozen=True, slots=True)
class StoryError(Exception):
    """An edit of the story does not fit the source that it is made of."""

    what: str

    def __str__(self) -> str:
        return self.what


def read_publications(today: date, folder: Path = PUBLICATIONS) -> Iterator[DemoPublication]:
    """Yield the publications, the oldest first, with days that fit `today`. Raises: Problems."""
    for path in sorted(folder.glob("*.yml")):
        text = _DAY.sub(lambda match: _move(match[0], today), path.read_text(encoding="utf-8"))
        yield parse(DemoPublication, read_yaml(path.name, text))


def make_commits(base: Mapping[str, bytes], today: date) -> Iterator[WrittenCommit]:
    """Yield the commits of the demo, from the files of a project at its beginning. Raises: Problems, StoryError."""
    files = dict(base)
    for number, publication in enumerate(read_publications(today)):
        before, files = files, files | dict(_edit(files, publication.edits))
        if number and (publication.announcement or publication.ruling):
            files |= dict(_decide(publication, files, _find_material(before, files)))
        yield WrittenCommit(datetime.combine(publication.day, _NOON), publication.subject, dict(sorted(files.items())))


def _move(day: str, today: date) -> str:
    return str(date.fromisoformat(day) + (today - _STORY_ENDS))


def _edit(files: Mapping[str, bytes], edits: tuple[Edit, ...]) -> Iterator[tuple[str, bytes]]:
    edited: dict[str, str] = {}
    for edit in edits:
        path = _SOURCE + edit.file
        text = edited.get(path) or files.get(path, b"").decode()
        if edit.replace and text.count(edit.replace) != 1:
            raise StoryError(f"{path} does not have this text once: {edit.replace!r}")
        edited[path] = text.replace(edit.replace, edit.by) if edit.replace else text + edit.by
    yield from ((path, text.encode()) for path, text in edited.items())


def _find_material(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The ids of the material findings of an edit."""
    trees = (Tree({path: files[path] for path in files if path.startswith(FOLDERS)}) for files in (before, after))
    findings = compare_sources(*(SourceRevision("", tree) for tree in trees)).findings
    return [finding.id for finding in findings if finding.level is Level.MATERIAL]


def _decide(
    publication: DemoPublication, files: Mapping[str, bytes], findings: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the announcement, and the rulings with those of earlier publications, which name findings by their ids."""
    if announcement := publication.announcement:
        front = announcement.model_dump(mode="json", exclude_none=True, exclude={"name", "text"}) | {
            "findings": findings
        }
        front = {key: value for key, value in front.items() if value}
        yield (
            f"{_SOURCE}announcements/{announcement.name}.md",
            f"---\n{write_yaml(front)}---\n\n{announcement.text}".encode(),
        )
    if ruling := publication.ruling:
        earlier = read_yaml(_RULINGS, files[_RULINGS].decode()).value["rulings"] if _RULINGS in files else []
        decided = {"level": str(ruling.level), "reason": ruling.reason, "decided": str(publication.day)}
        rulings = [*earlier, *({"finding": finding} | decided for finding in findings)]
        yield _RULINGS, write_yaml({"rulings": rulings}).encode()
