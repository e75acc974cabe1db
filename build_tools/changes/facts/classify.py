"""Judges the changes between two policies by the rules of the catalogue.

All sections are compared as a single text, so that a passage that moves to another section is recognized.
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.facts.diff import Read, compare_policies
from build_tools.changes.facts.grouping import group_changes
from build_tools.changes.messages import FindingWriter
from build_tools.changes.prose.language_detection import is_english
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.signal import SignalName
from build_tools.changes.prose.stemming import reads_alike
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.normalization import normalize_characters
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.rule import Rule
from build_tools.model.sentences import Words
from build_tools.model.text import Prose
from build_tools.source.sentences import read_words

if TYPE_CHECKING:
    from build_tools.changes.prose.blocks import Block

_OF_SITE = {"coming", "documents", "feeds", "key_facts", "news"}
"""The blocks for navigation, which state nothing that is not stated elsewhere."""


@dataclass(frozen=True, slots=True)
class _Place:
    section: Section
    number: int
    line: int
    """The line in the text of the section, from 1; 0 or less for the section's title, which is a separate fact."""
    text: str


_Places = tuple[_Place | None, _Place | None]


def find_changes(
    before: Policy,
    after: Policy,
    catalogue: Iterable[Rule],
    read: Read = normalize_characters,
    words: Words | None = None,
) -> Iterator[Finding]:
    """Yield the findings between two policies, whose references are not expanded; `read` is as in `compare_policies`.
    `words` are those of the language of the rules, English without any.

    Findings in a section are located by the lines of its text, others not at all.
    """
    rules = tuple(catalogue)
    write = FindingWriter(before, after, words or read_words())
    changes = group_changes(compare_policies(before, after, read), before, after)
    is_understood = all(is_english((), policy.publication.language) for policy in (before, after))
    enough = {SignalName.FORMAT_ONLY, SignalName.TYPO} if is_understood else {SignalName.FORMAT_ONLY}
    for stated in itertools.filterfalse(_is_of_section, changes):
        change = _prove(stated, enough)
        yield write(choose_rule(change, rules), change)
    yield from _judge_sections(filter(_is_of_section, changes), before, after, rules, write)


def _prove(change: Change, enough: AbstractSet[SignalName]) -> Change:
    """The change, as one of form only if it has one of the proofs that are enough. A synonym may be another fact."""
    before, after = change.before.value, change.after.value
    is_text = isinstance(before, Prose) and isinstance(after, Prose) and change.event is Event.CHANGED
    proof = prove_same(str(before), str(after)) if is_text else None
    return replace(change, fact=f"prose.{proof}") if proof in enough else change


def _is_of_section(change: Change) -> bool:
    is_whole = change.fact == "sections" and change.event is not Event.REORDERED
    return is_whole or (change.fact == "sections.text" and change.event is Event.CHANGED)


def _judge_sections(
    changes: Iterable[Change], before: Policy, after: Policy, rules: tuple[Rule, ...], write: FindingWriter
) -> Iterator[Finding]:
    sections = {change.path.split(".")[1]: change for change in changes}
    if not sections:
        return
    from build_tools.changes.prose.judge import judge_texts  # noqa: PLC0415 - slow to import, for changed prose alone

    languages = before.publication.language, after.publication.language
    order = list(dict.fromkeys(section.id for section in (*after.sections, *before.sections)))
    old, new = _Joined.of(before.sections, order), _Joined.of(after.sections, order)
    whole = {name for name, change in sections.items() if change.event is not Event.CHANGED}
    reported = set[str]()
    for found, passage_change, passage in judge_texts(old.text, new.text, rules, is_fetched=False, languages=languages):
        was, now = old.find(passage.before), new.find(passage.after)
        if all(place.line < 1 for place in (was, now) if place):
            continue
        names = [place.section.id for place in (now, was) if place]
        reported.update(name for name in names if name not in whole or len(names) == 1)
        if len(names) > 1 or names[0] not in whole:
            for rule, change, places in _judge_blocks(found, passage_change, (was, now), rules):
                sides = old.side(places[0], names[0]), new.side(places[1], names[0])
                located = replace(change, path=f"sections.{names[0]}.text", before=sides[0], after=sides[1])
                # a passage that one side does not have is located at the beginning of its section
                yield write(rule, located, *(Location("", place.line if place else 1) for place in places))
    for name, change in sections.items():
        section = change.after.entry or change.before.entry
        has_text = isinstance(section, Section) and bool(section.text.strip())
        is_moved = name in whole and name not in reported and has_text
        is_reported = name in reported and name not in whole
        if not is_moved and not is_reported:
            section_change = _detect_move(change)
            yield write(choose_rule(section_change, rules), section_change)


def _judge_blocks(
    rule: Rule, change: Change, places: _Places, rules: tuple[Rule, ...]
) -> Iterator[tuple[Rule, Change, _Places]]:
    """Yield a passage as it was judged; or, if it refers to a block, the block as added or removed."""
    was, now = places
    blocks = _block_of(was), _block_of(now)
    if blocks == ("", "") or (was and now and "" in blocks) or change.fact == "prose.moved":
        yield rule, change, places
        return
    for event, block, alone in ((Event.REMOVED, blocks[0], (was, None)), (Event.ADDED, blocks[1], (None, now))):
        if block:
            fact = "sections.site-block" if block in _OF_SITE else "sections.block"
            side = Side(value=Prose(block))
            sides = (side, Side()) if event is Event.REMOVED else (Side(), side)
            block_change = Change(fact, change.path, event, *sides)
            yield choose_rule(block_change, rules), block_change, alone


def _block_of(place: _Place | None) -> str:
    """The name of the block that a passage consists of; empty if it has its own words."""
    text = place.text.strip() if place else ""
    references = [(found.start, found.end, found.path[0], found.path[-1]) for found in find_references(text)]
    return references[0][-1] if len(references) == 1 and references[0][:3] == (0, len(text), BLOCKS) else ""


def _detect_move(change: Change) -> Change:
    """The change of a section without changed passages: its markup changed, or its words moved to other sections."""
    texts = str(change.before.value), str(change.after.value)
    is_same = change.event is not Event.CHANGED or reads_alike(*texts)
    return change if is_same else replace(change, fact="prose.moved")


@dataclass(frozen=True, slots=True)
class _Joined:
    """The sections of a policy as a single text, each below its title."""

    text: str
    starts: tuple[int, ...]
    """The number of lines above the text of each section."""
    sections: tuple[tuple[int, Section], ...]
    """The sections with their indices in the policy."""

    @classmethod
    def of(cls, sections: Iterable[Section], order: Iterable[str]) -> "_Joined":
        """Join sections in an order of their ids. It is the same on both sides, since it is compared elsewhere."""
        numbered = {section.id: (number, section) for number, section in enumerate(sections)}
        joined = tuple(numbered[name] for name in order if name in numbered)
        text, starts = "", []
        for _, section in joined:
            text += f"# {section.title or section.id}\n\n"
            starts.append(text.count("\n"))
            text += f"{section.text}\n\n"
        return cls(text, tuple(starts), joined)

    def find(self, block: "Block | None") -> _Place | None:
        if not block:
            return None
        place = bisect_right(self.starts, block.line + 1) - 1
        number, section = self.sections[place]
        return _Place(section, number, block.line - self.starts[place], block.text)

    def side(self, place: _Place | None, name: str) -> Side:
        """A side of a change: the passage at a place, or nothing, in the section with an id."""
        if place:
            return Side(("sections", place.number, "text"), Prose(place.text), place.section)
        found = ((number, section) for number, section in self.sections if section.id == name)
        number, section = next(found, (None, None))
        return Side(() if number is None else ("sections", number, "text"), entry=section)
