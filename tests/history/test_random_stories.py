"""Tests the versions of random edits in random order against a short independent computation."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.story import BEGIN, BROKEN, Change, Node, Story, day, describe, introduce, keep, say

EXAMPLES = settings().max_examples
"""How many examples the profile asks for."""

WORDS = ("", "We care.", "We care a lot.")
PERIODS = ("P90D", "P120D")
PURPOSES = ("Analytics", "Statistics")
OPENINGS = ("For each one.", "For all of them.")
UNREAD = ("comment", "mode", "line endings", "nothing", "beside")
RIGHTS = "policy_src/rights.yml"

Edit = tuple[str, str]
"""What is edited, and what it is now."""

EDITS = st.one_of(
    st.tuples(st.just("words"), st.sampled_from(WORDS)),
    st.tuples(st.just("period"), st.sampled_from(PERIODS)),
    st.tuples(st.just("purpose"), st.sampled_from(PURPOSES)),
    st.tuples(st.just("opening"), st.sampled_from(OPENINGS)),
    st.tuples(st.just("unread"), st.sampled_from(UNREAD)),
    st.tuples(st.just("source"), st.sampled_from(("broken", "mended"))),
)
STEPS = st.lists(st.tuples(EDITS, st.integers(0, 40), st.booleans()), max_size=8)
"""An edit, how many hours after the one before, and whether a merge brings it."""


@dataclass
class Oracle:
    """What a reader reads, worked out without rendering anything."""

    values: dict[str, str] = field(
        default_factory=lambda: {"words": "", "period": "P90D", "purpose": "Analytics", "opening": ""}
    )
    broken: bool = False
    texts: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def take(self, edit: Edit, moment: datetime) -> None:
        what, value = edit
        if what == "source":
            self.broken = value == "broken"
        elif what != "unread":
            self.values[what] = value
        if not self.broken:
            self._publish(moment.astimezone(ZoneInfo("America/Denver")).date().isoformat())

    def _publish(self, today: str) -> None:
        words, period, purpose, opening = self.values.values()
        read = {
            "privacy-policy": (words, period, purpose),
            "subprocessors": (purpose,),
            "retention-schedule": (period, opening),
        }
        for document, text in read.items():
            texts = self.texts.setdefault(document, [])
            if not texts or texts[-1][0] != text:
                texts.append((text, today))

    @property
    def versions(self) -> dict[str, list[str]]:
        return {document: _names([today for _, today in texts]) for document, texts in self.texts.items()}


def _names(days: list[str]) -> list[str]:
    counts = [days[: number + 1].count(today) for number, today in enumerate(days)]
    return [today if count == 1 else f"{today}.{count}" for today, count in zip(days, counts, strict=True)]


def _changes(edit: Edit, story: Story) -> dict[str, Change]:
    what, value = edit
    if what == "source":
        return BROKEN if value == "broken" else {RIGHTS: story.commits[0].files[RIGHTS]}
    if what == "unread":
        return _unread(value, story.files())
    return {"words": say, "period": keep, "purpose": describe, "opening": introduce}[what](value)


def _unread(value: str, files: dict[str, Node]) -> dict[str, Change]:
    changes: dict[str, dict[str, Change]] = {
        "comment": {"policy_src/cookies.yml": lambda data: data + b"# More\n"},
        "mode": {"policy_src/data.yml": Node(files["policy_src/data.yml"].content, "100755")},
        "line endings": {"policy_src/data.yml": lambda data: data.replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")},
        "beside": {"README.md": lambda data: data + b"More\n"},
        "nothing": {},
    }
    return changes[value]


@settings(max_examples=max(1, EXAMPLES // 8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_versions_are_those_that_arithmetic_tells(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Edit, int, bool]]
) -> None:
    story, oracle, moment = Story(begins=""), Oracle(), day(BEGIN).astimezone(UTC)
    begin: dict[str, Change] = {**Story().files(), "README.md": b"Read me\n"}
    story.publish(moment.isoformat(), {**begin, **say("")})
    oracle.take(("unread", "nothing"), moment)
    for edit, hours, merged in [*steps, (("source", "mended"), 1, False)]:
        moment += timedelta(hours=hours)
        changes = _changes(edit, story)
        if merged:
            story.branch("draft")
            story.publish((moment - timedelta(minutes=1)).isoformat(), changes, on="draft")
            story.merge(moment.isoformat(), "draft")
        else:
            story.publish(moment.isoformat(), changes)
        oracle.take(edit, moment)

    project = story.write(tmp_path_factory.mktemp("random"))

    assert project.versions == oracle.versions
