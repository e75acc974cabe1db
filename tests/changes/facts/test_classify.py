"""Tests that the sections of a policy are judged as a single text."""

from collections.abc import Mapping
from typing import Any

from build_tools.changes.facts.classify import find_changes
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.model.rule import Level
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import make_policy

SELLS_NOTHING = "We never sell personal data."
KEEPS_LOGS = "Server logs are kept for 30 days."
GENERAL, CONTACT = "sections.general.text", "sections.contact.text"


def _find(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Finding]:
    return list(find_changes(make_policy(before), make_policy(after), read_shipped_rules()))


def _rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(finding.rule.id for finding in _find(before, after))


def _section(text: str) -> dict[str, str]:
    return {"id": "promises", "title": "Promises", "text": f"{text}\n"}


def test_a_sentence_that_is_in_another_section_has_moved() -> None:
    before = {GENERAL: f"We say it. {SELLS_NOTHING}\n", CONTACT: "Write to us.\n"}
    after = {GENERAL: "We say it.\n", CONTACT: f"Write to us. {SELLS_NOTHING}\n"}

    (finding,) = _find(before, after)

    assert (finding.rule.id, finding.change.path) == ("prose-moved", "sections.contact.text")


def test_a_section_that_is_split_in_two_adds_nothing() -> None:
    before = {GENERAL: f"We say it.\n\n{SELLS_NOTHING}\n\n{KEEPS_LOGS}\n"}
    after = {GENERAL: "We say it.\n", "sections.+": _section(f"{SELLS_NOTHING}\n\n{KEEPS_LOGS}")}

    assert set(_rules(before, after)) == {"prose-moved"}
    assert set(_rules(after, before)) == {"prose-moved"}


def test_a_new_section_is_a_finding_and_text_moved_into_it_has_moved() -> None:
    before = {GENERAL: f"We say it.\n\n{SELLS_NOTHING}\n"}
    new = f"{SELLS_NOTHING}\n\n{KEEPS_LOGS}\n\nWe share your name with advertisers."

    assert _rules(before, {GENERAL: "We say it.\n", "sections.+": _section(new)}) == ["prose-moved", "section-added"]


def test_a_removed_section_is_a_single_finding() -> None:
    after = {GENERAL: "We say it.\n"}

    assert _rules({**after, "sections.+": _section(f"{SELLS_NOTHING} {KEEPS_LOGS}")}, after) == ["section-removed"]


def test_a_long_section_that_is_emptied_is_not_web_noise() -> None:
    many = "\n\n".join(f"We never sell what you write on page {number}." for number in range(100))

    findings = _find({GENERAL: many}, {GENERAL: "We say it.\n"})

    assert Level.MATERIAL in {finding.level for finding in findings}


def test_the_order_of_sections_does_not_change_their_words() -> None:
    before = make_policy({GENERAL: f"{SELLS_NOTHING}\n"})
    after = make_policy({GENERAL: f"{SELLS_NOTHING}\n", CONTACT: f"{KEEPS_LOGS}\n"})
    turned = after.model_copy(update={"sections": after.sections[::-1]})

    def found(policy: Policy) -> list[str]:
        rules = (finding.rule.id for finding in find_changes(before, policy, read_shipped_rules()))
        return [rule for rule in rules if rule.startswith("prose")]

    assert found(turned) == found(after)
    assert "prose-moved" not in found(turned)


def test_a_finding_names_the_lines_of_its_own_section_on_both_sides() -> None:
    (finding,) = _find(
        {CONTACT: f"Write.\n\n{KEEPS_LOGS}\n"}, {CONTACT: f"Write.\n\n\n{KEEPS_LOGS.replace('30', '90')}\n"}
    )

    assert finding.was_at
    assert finding.is_at
    assert (finding.was_at.line, finding.is_at.line) == (3, 4)


DENIED, DONE = "我们不会出售您的数据。", "我们会出售您的数据。"


def test_the_language_of_a_source_decides_who_can_read_it() -> None:
    """A word that is nearly the same is no misspelling, and a denial is not understood."""
    chinese = {"publication.language": "zh"}
    purposes = [{"id": "selling", "text": text} for text in (DENIED, DONE)]
    promised, broken = ({"sections": [_section(text)]} for text in (DENIED, DONE))

    for before, after in ((promised, broken), *(({"purposes": [p]}, {"purposes": [q]}) for p, q in [purposes])):
        levels = {finding.level for finding in _find({**chinese, **before}, {**chinese, **after})}
        assert levels == {Level.MATERIAL}
    assert _rules(
        {**chinese, "sections": [_section(DENIED)]}, {**chinese, "sections": [_section(f"**{DENIED}**")]}
    ) == ["prose-format-changed"]


def test_a_short_text_in_another_language_is_not_judged() -> None:
    """No word of it tells the language; the source does."""
    german = {"publication.language": "de"}
    before, after = ({"sections": [_section(text)]} for text in ("Hosting: Amazon.", "Hosting: Amazon, Google."))

    assert _rules({**german, **before}, {**german, **after}) == ["prose-unread"]
    assert _rules(before, after) != ["prose-unread"]
