"""What do the changes between two policies mean, by the rules of the catalogue?"""

import itertools
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from build_tools.changes.choose_rule import choose_rule
from build_tools.changes.facts.diff import Read, compare_policies
from build_tools.changes.facts.grouping import tell_stories
from build_tools.changes.facts.sections import is_of_section, judge_sections
from build_tools.changes.messages import Telling
from build_tools.changes.prose.language_detection import is_english
from build_tools.changes.prose.same_meaning import Proof, prove_same
from build_tools.model.change import Change, Event
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.model.rule import Rule
from build_tools.model.sameness import unify_signs
from build_tools.model.text import Prose


def find_changes(
    before: Policy, after: Policy, catalogue: Iterable[Rule], read: Read = unify_signs
) -> Iterator[Finding]:
    """Yield what changed from one policy to another, each change judged by the rule that says most of it.

    The policies are as they stand in their sources, with references in prose. The places of findings in a section are
    lines of its text; others have none. `read` is as `compare_policies` takes it.

    Raises: LookupError: the catalogue has no rule for a change, or two; no policy makes ours do so.
    """
    rules = tuple(catalogue)
    tell = Telling(before, after)
    changes = tell_stories(compare_policies(before, after, read), before, after)
    is_read = all(is_english((), policy.publication.language) for policy in (before, after))
    enough = {Proof.FORMAT, Proof.TYPO} if is_read else {Proof.FORMAT}
    for stated in itertools.filterfalse(is_of_section, changes):
        change = _prove(stated, enough)
        rule = choose_rule(change, rules)
        yield tell(rule, change)
    yield from judge_sections(filter(is_of_section, changes), before, after, rules, tell)


def _prove(change: Change, enough: AbstractSet[Proof]) -> Change:
    """Words that are others in form alone are no change of the fact that they tell. `enough` are the proofs of that.

    Facts are told in few words: of these, a synonym may be another fact; and of another language than English nobody
    here can say that a word is misspelt.
    """
    before, after = change.before.value, change.after.value
    is_text = isinstance(before, Prose) and isinstance(after, Prose) and change.event is Event.CHANGED
    proof = prove_same(str(before), str(after)) if is_text else None
    return replace(change, fact=f"prose.{proof}") if proof in enough else change
