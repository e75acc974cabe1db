"""Judges the changes between two policies by the rules of the catalogue."""

import itertools
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.facts.diff import Read, compare_policies
from build_tools.changes.facts.grouping import group_changes
from build_tools.changes.facts.sections import is_of_section, judge_sections
from build_tools.changes.messages import FindingWriter
from build_tools.changes.prose.language_detection import is_english
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.signal import SignalName
from build_tools.model.change import Change, Event
from build_tools.model.finding import Finding
from build_tools.model.normalization import normalize_characters
from build_tools.model.policy import Policy
from build_tools.model.rule import Rule
from build_tools.model.text import Prose


def find_changes(
    before: Policy, after: Policy, catalogue: Iterable[Rule], read: Read = normalize_characters
) -> Iterator[Finding]:
    """Yield the findings between two policies, whose references are not expanded; `read` is as in `compare_policies`.

    Findings in a section are located by the lines of its text, others not at all.
    """
    rules = tuple(catalogue)
    write = FindingWriter(before, after)
    changes = group_changes(compare_policies(before, after, read), before, after)
    is_understood = all(is_english((), policy.publication.language) for policy in (before, after))
    enough = {SignalName.FORMAT_ONLY, SignalName.TYPO} if is_understood else {SignalName.FORMAT_ONLY}
    for stated in itertools.filterfalse(is_of_section, changes):
        change = _prove(stated, enough)
        yield write(choose_rule(change, rules), change)
    yield from judge_sections(filter(is_of_section, changes), before, after, rules, write)


def _prove(change: Change, enough: AbstractSet[SignalName]) -> Change:
    """A change of a fact's form only is no change of the fact, if one of the proofs that are enough shows that.

    Facts are short, so that a synonym may be another fact; and only in English can a spelling error be recognized.
    """
    before, after = change.before.value, change.after.value
    is_text = isinstance(before, Prose) and isinstance(after, Prose) and change.event is Event.CHANGED
    proof = prove_same(str(before), str(after)) if is_text else None
    return replace(change, fact=f"prose.{proof}") if proof in enough else change
