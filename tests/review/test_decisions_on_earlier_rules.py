"""Tests that decisions of legal survive a newer program, which judges the same change by another rule."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.finding import Finding
from build_tools.model.rule import Level
from build_tools.project.project import Project
from tests.support.edits import Edit, edited, told
from tests.support.story import NOW, Change, SampleProject, Story

_SECTION, _RULINGS, _RULES = (f"policy_src/{name}" for name in ("sections/contact.md", "rulings.yml", "rules.yml"))
_PRICE = "\nAn export costs $10.\n"
_DEARER = "\nAn export costs $25.\n"
_GONE = "prose-number-worse"


def _texts(words: str) -> bytes:
    return edited({}).files[_SECTION] + words.encode()


def _find(decisions: dict[str, Edit]) -> Sequence[Finding]:
    """The findings of a higher price, by a source with decisions."""
    before = SourceRevision("", edited({_SECTION: _texts(_PRICE)}))
    return compare_sources(before, SourceRevision("", edited({_SECTION: _texts(_DEARER), **decisions}))).findings


def _ruling(finding: str, level: str = "editorial") -> bytes:
    what = f"rulings:\n  - finding: {finding}\n    level: {level}\n    reason: Nobody pays for exports.\n"
    return f"{what}    decided: 2025-03-02\n".encode()


def _override(rule: str) -> bytes:
    return f"rules:\n  - rule: {rule}\n    level: editorial\n    reason: Prices are in the contract.\n".encode()


def _earlier_name() -> str:
    """The id that an earlier program gave to the finding."""
    (finding,) = _find({})
    assert finding.rule.id == "prose-price-higher"
    return finding.id.replace(finding.rule.id, _GONE)


def test_a_ruling_counts_when_another_rule_judges_the_change() -> None:
    (finding,) = _find({_RULINGS: _ruling(_earlier_name())})

    assert finding.ruling
    assert finding.level is Level.EDITORIAL


def test_a_ruling_on_another_change_of_an_earlier_rule_does_not_count() -> None:
    (finding,) = _find({_RULINGS: _ruling(f"{_GONE}-0123456789ab")})

    assert finding.ruling is None
    assert finding.level is Level.MATERIAL


def test_a_ruling_on_the_finding_itself_comes_first() -> None:
    (finding,) = _find({})
    later = _ruling(finding.id, "notable").removeprefix(b"rulings:\n")

    (found,) = _find({_RULINGS: _ruling(_earlier_name()) + later})

    assert found.level is Level.NOTABLE


def test_a_level_of_an_earlier_rule_counts_for_those_that_replaced_it() -> None:
    (finding,) = _find({_RULES: _override(_GONE)})

    assert finding.level is Level.EDITORIAL


def test_a_level_of_ones_own_comes_before_that_of_an_earlier_rule() -> None:
    own = _override("prose-price-higher").replace(b"editorial", b"notable").removeprefix(b"rules:\n")

    (finding,) = _find({_RULES: _override(_GONE) + own})

    assert finding.level is Level.NOTABLE


def test_rulings_on_earlier_rules_may_stay_and_settings_of_them_have_to_be_written_again() -> None:
    assert told({_RULINGS: _ruling(f"{_GONE}-0123456789ab")}) == []
    (problem,) = told({_RULES: _override(_GONE)})
    assert problem == f'unknown-reference: there is no rule "{_GONE}"'


def _propose(folder: Path, change: dict[str, Change]) -> SampleProject:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {_SECTION: _texts(_PRICE)})
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", {_SECTION: _texts(_DEARER), **change}, on="edit")
    project = story.write(folder)
    project.git("checkout", "--quiet", "edit")
    return project


def _check(project: SampleProject) -> str:
    lines = [line for line in project.ask("check", "--against", "main").stdout.splitlines() if " Known: " not in line]
    (line,) = lines
    return line


def test_a_change_that_is_not_published_needs_the_decision_on_its_new_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_TODAY", "2025-03-03")
    name = _earlier_name()
    now = name.replace(_GONE, "prose-price-higher")

    line = _check(_propose(tmp_path / "ruled", {_RULINGS: _ruling(name)}))

    assert line == (
        f'{_RULINGS}:2:14: the ruling is on "{name}", which policy diff no longer finds; another rule judges the '
        f"change now. If the decision is still right, write {now}; otherwise remove it. [stale-entry]"
    )
    front = f"---\ntitle: Exports\neffective: 2025-06-01\nfindings:\n  - {name}\n---\nExports cost more.\n"
    announced = _propose(tmp_path / "announced", {"policy_src/announcements/price.md": front.encode()})

    line = _check(announced)

    assert line.startswith(f'policy_src/announcements/price.md:5:5: this change has no finding "{name}"; another')
    assert re.search(rf"Write {now}, and make sure that the text is still true\. \[unknown-finding\]$", line)


def test_a_published_change_keeps_the_decision_of_its_time(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {_SECTION: _texts(_PRICE)})
    story.publish("2025-03-02T12:00:00-07:00", {_SECTION: _texts(_DEARER), _RULINGS: _ruling(_earlier_name())})
    project = story.write(tmp_path)

    assert project.ask("check").exit_code == 0
    publication = Project.of_folder(project.folder, NOW).publications[-1]
    assert [finding.level for finding in publication.findings] == [Level.EDITORIAL]
