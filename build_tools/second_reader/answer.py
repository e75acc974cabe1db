"""Checks the answer of the second reader: its form, and that each quote stands in the change that it is about."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from build_tools.model.finding import Finding
from build_tools.model.normalization import normalize, remove_invisible
from build_tools.model.opinion import LONGEST, Kind, Opinion
from build_tools.model.rule import Level
from build_tools.second_reader.errors import AGAIN, Complaint, ReaderError, shorten
from build_tools.second_reader.request import Part, find_instruction, read_sides
from build_tools.text.escaping import show_invisible
from build_tools.text.plain_text import inline_to_text

_WHOLE = re.compile(r"\s*(?:<think>.*?</think>)?\s*(?:```(?:json)?\s*)?(\{.*\})\s*(?:```)?\s*", re.DOTALL)
"""JSON, also as servers without JSON Schema return it: after the model's thoughts, or as a block of code."""
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')})
_READ_IT = "Read the change yourself."


class _Said(BaseModel):
    """An entry of the answer."""

    model_config = ConfigDict(extra="forbid")

    finding: str
    level: Level
    kind: Kind
    quote: str = Field(min_length=1, max_length=LONGEST)
    reason: str = Field(min_length=10, max_length=LONGEST)


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """What is left of an answer once it is checked."""

    opinions: tuple[Opinion, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    """One for each finding without an opinion that can be used, and for each opinion on anything else."""


def check_answer(part: Part, text: str, model: str, today: date) -> CheckedAnswer:
    """The opinions of an answer to a request. Raises ReaderError if the answer has another form altogether."""
    known = {finding.id: finding for finding in part.findings}
    entries = list(_read(text, 2 * len(known)))
    times = Counter(entry.finding for entry in entries if isinstance(entry, _Said))
    opinions, complaints = list[Opinion](), [entry for entry in entries if isinstance(entry, Complaint)]
    for said in (entry for entry in entries if isinstance(entry, _Said)):
        if said.finding not in known:
            name = show_invisible(said.finding)[:60]
            what = f"The second reader gives an opinion on {name!r}, which it was not asked about."
            complaints.append(Complaint(what))
        elif times[said.finding] > 1:
            continue  # reported once, below
        elif why := _refuse(known[said.finding], said):
            complaints.append(_complain(known[said.finding], why))
        else:
            opinions.append(_make_opinion(said, model, today))
    for name, finding in known.items():
        if times[name] != 1:
            why = "gives several opinions on this, of which none is used" if times[name] else "gives no opinion on this"
            complaints.append(_complain(finding, why))
    return CheckedAnswer(tuple(opinions), tuple(complaints))


def _complain(finding: Finding, why: str) -> Complaint:
    return Complaint(f"the second reader {why}. {_READ_IT}", finding)


def _read(text: str, most: int) -> Iterator[_Said | Complaint]:
    """Yield the entries of an answer, or what is wrong with one. Raises ReaderError: it is not the agreed object."""
    match = _WHOLE.fullmatch(text)
    try:
        answer = json.loads(match[1]) if match else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise ReaderError(f"it answers with something that is not JSON: {shorten(text, 80)!r}", AGAIN)
    if answer.keys() != {"opinions"} or not isinstance(entries := answer["opinions"], list):
        raise ReaderError(
            f"its answer does not have the agreed form: {shorten(match[1] if match else '', 80)!r}", AGAIN
        )
    if len(entries) > most:
        raise ReaderError(f"it gives {len(entries)} opinions, many more than it was asked for", AGAIN)
    for entry in entries:
        try:
            yield _Said.model_validate(_tidy(entry))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "entry"
            finding = entry.get("finding") if isinstance(entry, dict) else ""
            about = f" on {shorten(str(finding), 80)!r}" if finding else ""
            yield Complaint(f"The second reader's opinion{about} does not have the agreed form ({where}). {_READ_IT}")


def _tidy(entry: Any) -> Any:
    """The entry with each of its texts on one line, without invisible characters."""
    if not isinstance(entry, dict):
        return entry
    return {
        key: remove_invisible(" ".join(value.split())) if isinstance(value, str) else value
        for key, value in entry.items()
    }


def _refuse(finding: Finding, said: _Said) -> str:
    """Why an opinion is not used, as a clause; empty if it is used."""
    if show_invisible(said.quote + said.reason) != said.quote + said.reason:
        return "answers with control characters; its opinion is not used"
    if not _is_quoted(finding, said.quote):
        return f"quotes words that do not stand in this change: “{said.quote}”; its opinion is not used"
    instruction = find_instruction(finding)
    if instruction and _rank(said.level) > _rank(finding.level):
        return f"is addressed by this text (“{instruction}”) and calls it {said.level}; its opinion is not used"
    return ""


def _is_quoted(finding: Finding, quote: str) -> bool:
    """Whether a quote stands in the change, and not only in words that both texts have."""
    words = _fold(quote)
    if not words or any(words in _fold(detail.words) for detail in finding.details):
        return bool(words)
    was, now = map(_forms, read_sides(finding))
    counts = [max(form.count(words) for form in forms) for forms in (was, now)]
    return counts[0] != counts[1] or (was[-1] == now[-1] and counts[0] > 0)


def _forms(text: str) -> tuple[str, str]:
    """A text as it is written and as it is read, for comparison."""
    return _fold(text), _fold(inline_to_text(text))


def _fold(text: str) -> str:
    """A text for comparison: normalized as all texts are, and with one kind of quotation marks."""
    return normalize(text).translate(_QUOTES)


def _rank(level: Level) -> int:
    return list(Level).index(level)


def _make_opinion(said: _Said, model: str, today: date) -> Opinion:
    return Opinion(
        finding=said.finding,
        model=model,
        level=said.level,
        kind=said.kind,
        quote=said.quote,
        reason=said.reason,
        given=today,
    )
