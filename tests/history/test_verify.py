"""Tests that `policy verify` finds every change of published versions, and only those."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from build_tools.project.project import Project
from tests.support.story import (
    NOW,
    Change,
    SampleProject,
    Story,
    describe,
    hours_after,
    introduce,
    keep,
    remark,
    say,
    source,
)

Forge = Callable[["Step"], "Step | None"]
"""What becomes of a commit; none where it is removed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of the history that is verified."""

    moment: str
    changes: Mapping[str, Change]
    subject: str
    decided: str = "2024-12-24T12:00:00Z"


EDITS: list[Mapping[str, Change]] = [
    dict(source()),
    say("We care."),
    keep("P120D"),
    remark("Not read"),
    describe("Statistics"),
    introduce("For each kind."),
    {"policy_src/policy.yml": ("title: Subprocessors", "title: Vendors")},
    {"policy_src/sections/contact.md": ("Privacy questions", "Questions")},
    {"policy_src/rights.yml": ("name: Access", "name: Insight")},
    {"templates/documents/subprocessors.md": lambda data: data + b"\nThat is all.\n"},
    {"policy_src/wording.yml": ("period: Kept for", "period: Period")},
    {"policy_src/purposes.yml": lambda data: data + b"# Not read\n"},
]
STEPS = [Step(f"2025-{number + 1:02}-01T12:00:00-07:00", edit, f"Edit {number}") for number, edit in enumerate(EDITS)]

COMMENT: Mapping[str, Change] = {"policy_src/cookies.yml": lambda data: data + b"# Nobody reads this\n"}
WORDS: Mapping[str, Change] = {"policy_src/storage.yml": ("MFA, IAM policy review", "MFA, IAM policy")}

FORGERIES: dict[str, Forge] = {
    "removed": lambda _: None,
    "message": lambda step: replace(step, subject="Another subject"),
    "date": lambda step: replace(step, moment=hours_after(step.moment, 1)),
    "content": lambda step: replace(
        step, changes={**step.changes, "policy_src/sections/introduction.md": lambda data: data + b"\nForged.\n"}
    ),
}
SUBTLE: dict[str, Forge] = {
    "date of its author": lambda step: replace(step, decided="2024-12-25T12:00:00Z"),
    "content that nobody reads": lambda step: replace(step, changes={**step.changes, **COMMENT}),
}
CASES = [
    *(pytest.param(forge, number, id=f"{name} {number}") for name, forge in FORGERIES.items() for number in range(12)),
    *(pytest.param(forge, number, id=f"{name} {number}") for name, forge in SUBTLE.items() for number in (0, 6, 11)),
]


def _tell(steps: list[Step]) -> Story:
    story = Story(begins="")
    for number, step in enumerate(steps):
        changes = step.changes if number else {**source(), **_resolved(step)}
        story.publish(step.moment, changes, subject=step.subject, decided=step.decided)
    return story


def _resolved(step: Step) -> dict[str, Change]:
    """What a step makes of the source where no commit came before it."""
    story = Story()
    story.publish(step.moment, step.changes)
    return {path: node.content for path, node in story.files().items()}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """The history that was published, with its ledger beside it."""
    project = _tell(STEPS).write(tmp_path_factory.mktemp("truth") / "project")
    _ledger_of(project).write_text(_make_ledger(project), encoding="utf-8")
    return project


def _ledger_of(project: SampleProject) -> Path:
    return project.folder.with_name("versions.json")


def _make_ledger(project: SampleProject) -> str:
    made = project.git("log", "-1", "--date=format-local:%F", "--format=%cd")
    return str(Project.of_folder(project.folder, NOW, made).ledger)


def test_the_history_that_is_verified_has_a_version_of_each_commit_that_is_read(truth: SampleProject) -> None:
    assert sorted({number for made in truth.made_by for number in made}) == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert truth.left_out == []


def test_the_same_history_has_no_breach(truth: SampleProject) -> None:
    result = truth.ask("verify", "--against", str(_ledger_of(truth)))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 breaches\n")


def test_a_longer_history_has_no_breach(truth: SampleProject, tmp_path: Path) -> None:
    longer = [*STEPS, Step("2025-12-02T12:00:00Z", WORDS, "More"), Step("2025-12-02T13:00:00Z", keep("P1Y"), "More")]

    project = _tell(longer).write(tmp_path / "project")

    assert project.ask("verify", "--against", str(_ledger_of(truth))).exit_code == 0


@pytest.mark.parametrize("length", range(1, 12))
def test_every_earlier_ledger_still_holds(truth: SampleProject, tmp_path: Path, length: int) -> None:
    shutil.copytree(truth.folder / ".cache", tmp_path / "earlier/.cache")
    earlier = _tell(STEPS[:length]).write(tmp_path / "earlier")
    _ledger_of(earlier).write_text(_make_ledger(earlier), encoding="utf-8")

    assert truth.ask("verify", "--against", str(_ledger_of(earlier))).exit_code == 0


@pytest.mark.parametrize(("forge", "number"), CASES)
def test_any_commit_that_is_removed_or_edited_is_found_and_its_versions_named(
    truth: SampleProject, tmp_path: Path, forge: Forge, number: int
) -> None:
    forged = forge(STEPS[number])
    steps = [*STEPS[:number], *([forged] if forged else []), *STEPS[number + 1 :]]
    shutil.copytree(truth.folder / ".cache", tmp_path / "project/.cache")
    project = _tell(steps).write(tmp_path / "project")

    result = project.ask("verify", "--against", str(_ledger_of(truth)))

    named = {line.split(":")[0] for line in result.stdout.splitlines()}
    assert result.exit_code == 1
    assert named >= _made_since(truth, number)
    assert named


def _made_since(truth: SampleProject, number: int) -> set[str]:
    """The versions that a commit and those after it made."""
    rewritten = set(truth.commits[number:])
    return {
        f"{version.document.id} {version.name}"
        for version in truth.archive.in_order
        if version.revision.commit in rewritten
    }


def test_breaches_are_told_to_programs(truth: SampleProject, tmp_path: Path) -> None:
    project = _tell([*STEPS[:10], replace(STEPS[10], subject="Another"), STEPS[11]]).write(tmp_path / "project")

    result = project.ask("verify", "--against", str(_ledger_of(truth)), "--format", "json")

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["breaches"] == [
        {"version": "retention-schedule 2025-11-01", "what": "it comes from another commit: history was rewritten"}
    ]
    assert told["cause"]["kind"] == "unknown commit"


def test_a_branch_that_was_not_published_is_no_substitute(truth: SampleProject, tmp_path: Path) -> None:
    story = _tell(STEPS)
    story.branch("older", at=2)
    story.publish("2025-03-01T12:00:00-07:00", WORDS, on="older")
    project = story.write(tmp_path / "project")
    project.git("checkout", "--quiet", "older")

    result = project.ask("verify", "--against", str(_ledger_of(truth)))

    assert result.exit_code == 1
    assert "privacy-policy 2025-05-01: it is lost: no commit of today's history holds its text.\n" in result.stdout


def _tampered(number: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    def tamper(ledger: dict[str, Any]) -> None:
        ledger["versions"][number] |= values

    return tamper


def _without(number: int) -> Callable[[dict[str, Any]], None]:
    def tamper(ledger: dict[str, Any]) -> None:
        del ledger["versions"][number]

    return tamper


def _swapped(ledger: dict[str, Any]) -> None:
    ledger["versions"][3:5] = reversed(ledger["versions"][3:5])


TAMPERINGS: dict[str, Callable[[dict[str, Any]], None]] = {
    "a text": _tampered(4, text=f"sha256:{'0' * 64}"),
    "a day": _tampered(4, published={"day": "2025-02-02", "provenance": "git"}),
    "a provenance": _tampered(4, published={"day": "2025-02-01", "provenance": "declared"}),
    "the day of a decision": _tampered(4, decided=None),
    "an effective day": _tampered(4, effective={"day": "2025-02-02", "provenance": "declared"}),
    "a commit": _tampered(4, commit="0" * 40),
    "a name": _tampered(4, version="2025-02-02"),
    "a document": _tampered(4, document="imprint"),
    "a record's own hash": _tampered(4, record=f"sha256:{'0' * 64}"),
    "the hash before": _tampered(4, previous=""),
    "the last text": _tampered(-1, text=f"sha256:{'0' * 64}"),
    "a field more": _tampered(4, more="words"),
    "the first record gone": _without(0),
    "a record gone": _without(4),
    "two records swapped": _swapped,
}


@pytest.mark.parametrize("tamper", [pytest.param(tamper, id=name) for name, tamper in TAMPERINGS.items()])
def test_a_ledger_that_was_tampered_with_is_refused(
    truth: SampleProject, tmp_path: Path, tamper: Callable[[dict[str, Any]], None]
) -> None:
    ledger = json.loads(_ledger_of(truth).read_text(encoding="utf-8"))
    tamper(ledger)
    (tmp_path / "versions.json").write_text(json.dumps(ledger), encoding="utf-8")

    result = truth.ask("verify", "--against", str(tmp_path / "versions.json"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert " has been altered: its record of " in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("head", ["0" * 40, "", "--all", "--output=told", "HEAD", "main\nmain"])
def test_a_ledger_up_to_another_commit_never_holds(truth: SampleProject, tmp_path: Path, head: str) -> None:
    ledger = json.loads(_ledger_of(truth).read_text(encoding="utf-8")) | {
        "head": head.replace("told", str(tmp_path / "told"))
    }
    (tmp_path / "versions.json").write_text(json.dumps(ledger), encoding="utf-8")

    result = truth.ask("verify", "--against", str(tmp_path / "versions.json"))

    assert result.exit_code in {1, 2}
    told = (result.stdout + result.stderr.removesuffix("1 breach\n")).splitlines()
    assert len(told) == 1 or told[1].startswith(f"the published commit {head[:12]} is not in this clone")
    assert not (tmp_path / "told").exists()


def _sealed(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose hash is right."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return record | {"record": f"sha256:{sha256(text.encode()).hexdigest()}"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "<html></html>",
        '{"format": 1, "head": "", "versions": [1]}',
        '{"format": 1, "head": "", "versions": {"a": 1}}',
        '{"format": 2, "head": "", "versions": []}',
        json.dumps({"format": 1, "head": "", "versions": [_sealed({"previous": ""})]}),
        json.dumps({"format": 1, "head": "", "versions": [_sealed({"previous": "", "document": [], "version": {}})]}),
        json.dumps({"format": 1, "head": "", "versions": [_sealed({"previous": "", "document": "a", "text": []})]}),
        "[" * 100_000,
    ],
    ids=lambda text: text[:50],
)
def test_what_is_no_ledger_is_refused(truth: SampleProject, tmp_path: Path, text: str) -> None:
    (tmp_path / "versions.json").write_text(text, encoding="utf-8")

    result = truth.ask("verify", "--against", str(tmp_path / "versions.json"))

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_a_ledger_that_is_missing_is_refused(truth: SampleProject, tmp_path: Path) -> None:
    result = truth.ask("verify", "--against", str(tmp_path / "missing.json"))

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
