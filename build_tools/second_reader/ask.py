"""Asks the second reader about findings, in parts, and keeps what can be used of its answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from build_tools.model.finding import Finding
from build_tools.model.opinion import Opinion
from build_tools.project.environment import ReaderSettings
from build_tools.runtime.secrets import conceal
from build_tools.second_reader.answer import check_answer
from build_tools.second_reader.errors import Complaint, ReaderError
from build_tools.second_reader.model_server import ModelServer
from build_tools.second_reader.request import (
    Part,
    find_instruction,
    find_obstacle,
    is_readable,
    make_parts,
)

_MOST_PARTS = 20
"""The most requests for one change."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the second reader says of a change."""

    opinions: tuple[Opinion, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    """Which findings have no opinion that can be used, why, and what to do."""


def ask_reader(settings: ReaderSettings, findings: Iterable[Finding], today: date) -> SecondReading:
    """The opinions on all findings that need one: legal has not ruled on them, and this model was not asked before."""
    wanted = {
        finding.id: finding
        for finding in findings
        if is_readable(finding) and all(opinion.model != settings.model for opinion in finding.opinions)
    }
    obstacles = {finding.id: find_obstacle(finding) for finding in wanted.values()}
    complaints = [Complaint(f"{what}. Read it yourself.", wanted[name]) for name, what in obstacles.items() if what]
    parts = list(make_parts(finding for name, finding in wanted.items() if not obstacles[name]))
    if len(parts) > _MOST_PARTS:
        what = f"this change needs {len(parts)} questions to the second reader, and at most {_MOST_PARTS} are asked"
        remedy = "Compare with a later version, or read the changes yourself."
        return SecondReading((), (*complaints, Complaint(f"{what}. {remedy}")))
    return _ask_parts(ModelServer(settings), parts, complaints, today)


def _ask_parts(server: ModelServer, parts: Sequence[Part], complaints: list[Complaint], today: date) -> SecondReading:
    opinions = list[Opinion]()
    for number, part in enumerate(parts):
        try:
            text = server.complete(part.messages, part.schema)
        except ReaderError as error:  # the next answers would not be better
            unread = sum(len(rest.findings) for rest in parts[number:])
            return SecondReading(tuple(opinions), (*complaints, _complain(server.settings, unread, error)))
        complaints += filter(None, map(_complain_of_instruction, part.findings))
        try:
            answer = check_answer(part, text, server.settings.model, today)
        except ReaderError as error:
            complaints.append(_complain(server.settings, len(part.findings), error))
        else:
            opinions += answer.opinions
            complaints += answer.complaints
    return SecondReading(tuple(opinions), tuple(complaints))


def _complain(settings: ReaderSettings, count: int, error: ReaderError) -> Complaint:
    changes = "one change" if count == 1 else f"{count} changes"
    host = urlsplit(settings.address).netloc
    what = f"the second reader {settings.model} at {host} has no opinion on {changes}: {error}"
    return Complaint(conceal(what, [settings.key]))


def _complain_of_instruction(finding: Finding) -> Complaint | None:
    if not (words := find_instruction(finding)):
        return None
    what = f"this text may speak to the second reader and not to customers: “{words}”"
    remedy = "An opinion that calls it less important is not used. Read it yourself."
    return Complaint(f"{what}. {remedy}", finding)
