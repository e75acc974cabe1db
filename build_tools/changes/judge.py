"""What do the changes between two policies mean, by the rules of the catalogue?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from build_tools.changes.choice import choose_rule
from build_tools.changes.facts import compare_policies
from build_tools.changes.prose.judge import judge_texts, place
from build_tools.changes.prose.proof import Proof, prove_same
from build_tools.changes.stories import tell_stories
from build_tools.changes.telling import Telling
from build_tools.model.change import Change, Event
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.model.rule import Rule
from build_tools.model.text import Prose

_SECTIONS = "sections.text"


def find_changes(before: Policy, after: Policy, catalogue: Iterable[Rule]) -> Iterator[Finding]:
    """Yield what changed from one policy to another, each change judged by the rule that says most of it.

    The policies are as they stand in their sources, with references in prose. The places of findings in a section are
    lines of its text; others have none.

    Raises: LookupError: the catalogue has no rule for a change, or two; no policy makes ours do so.
    """
    rules = tuple(catalogue)
    tell = Telling(before, after)
    for change in tell_stories(compare_policies(before, after), before, after):
        if change.fact == _SECTIONS and change.event is Event.CHANGED:
            yield from _judge_section(change, rules, tell)
        else:
            yield _tell(_prove(change), rules, tell)


def _tell(change: Change, rules: tuple[Rule, ...], tell: Telling) -> Finding:
    rule = choose_rule(change, rules)
    return Finding(rule, change, tell(rule, change), *tell.sides(change))


def _prove(change: Change) -> Change:
    """Words that are others in form alone are no change of the fact that they tell.

    Facts are told in few words: of these, a synonym may be another fact.
    """
    before, after = change.before.value, change.after.value
    is_text = isinstance(before, Prose) and isinstance(after, Prose) and change.event is Event.CHANGED
    proof = prove_same(str(before), str(after)) if is_text else None
    return replace(change, fact=f"prose.{proof}") if proof in {Proof.FORMAT, Proof.TYPO} else change


def _judge_section(section: Change, rules: tuple[Rule, ...], tell: Telling) -> Iterator[Finding]:
    """The findings in the text of a section; where no statement of it differs, one for all of it."""
    judged = list(judge_texts(str(section.before.value), str(section.after.value), rules))
    if not judged:
        yield _tell(section, rules, tell)
    for rule, change, passage in judged:
        before = replace(section.before, value=change.before.value)
        after = replace(section.after, value=change.after.value)
        told = replace(change, path=section.path, before=before, after=after)
        places = place(passage.before), place(passage.after)
        yield Finding(rule, told, tell(rule, told), *tell.sides(told), *places)
