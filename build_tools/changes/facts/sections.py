"""What do the changes of a policy's sections mean?

All sections are compared as one text, so that what goes over to another section is seen to have moved.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from build_tools.changes.choose_rule import choose_rule
from build_tools.changes.messages import Telling
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.judge import judge_texts
from build_tools.changes.prose.stemming import reads_alike
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.model.problem import Location
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.rule import Rule
from build_tools.model.section import Section
from build_tools.model.text import Prose

_OF_SITE = {"coming", "documents", "feeds", "key_facts", "news"}
"""The blocks that help readers find their way, and state nothing that does not stand elsewhere."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage stands in the source."""

    section: Section
    number: int
    """Of the section, in its policy."""
    line: int
    """Of the passage, in the text of its section, from 1."""
    text: str

    @property
    def is_title(self) -> bool:
        """Whether it is the title of its section, which is a fact of its own."""
        return self.line < 1


_Places = tuple[_Place | None, _Place | None]
"""Where a passage stood, and where it stands."""
_Seen = tuple[Rule, Change, _Places]
"""A change with its rule and its places."""


def is_of_section(change: Change) -> bool:
    """Whether the change is of what a section says, or the section is new or gone."""
    is_whole = change.fact == "sections" and change.event is not Event.REORDERED
    return is_whole or (change.fact == "sections.text" and change.event is Event.CHANGED)


def judge_sections(
    changes: Iterable[Change], before: Policy, after: Policy, rules: tuple[Rule, ...], tell: Telling
) -> Iterator[Finding]:
    """Yield the findings in sections that changed: one a passage; one for a section that is new or gone as a whole."""
    sections = {change.path.split(".")[1]: change for change in changes}
    if not sections:
        return
    languages = before.publication.language, after.publication.language
    order = list(dict.fromkeys(section.id for section in (*after.sections, *before.sections)))
    old, new = _Joined.of(before.sections, order), _Joined.of(after.sections, order)
    told = set[str]()
    whole = {name for name, change in sections.items() if change.event is not Event.CHANGED}
    for found, passage_change, passage in judge_texts(old.text, new.text, rules, is_fetched=False, languages=languages):
        was, now = old.find(passage.before), new.find(passage.after)
        if all(place.is_title for place in (was, now) if place):
            continue
        names = [place.section.id for place in (now, was) if place]
        told.update(name for name in names if name not in whole or len(names) == 1)
        if len(names) > 1 or names[0] not in whole:
            for rule, change, places in _see_blocks(found, passage_change, (was, now), rules):
                sides = old.side(places[0], names[0]), new.side(places[1], names[0])
                yield _tell(rule, replace(change, before=sides[0], after=sides[1]), names[0], places, tell)
    for name, change in sections.items():
        has_moved = name in whole and name not in told and _says_something(change)
        is_told = name in told and name not in whole
        if not has_moved and not is_told:
            told_as = _see_move(change)
            rule = choose_rule(told_as, rules)
            yield tell(rule, told_as)


def _see_blocks(rule: Rule, change: Change, places: _Places, rules: tuple[Rule, ...]) -> Iterator[_Seen]:
    """Yield a passage as it was judged; but one that refers to a block as what this shows, gone or new."""
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
            seen = Change(fact, change.path, event, *sides)
            yield choose_rule(seen, rules), seen, alone


def _block_of(place: _Place | None) -> str:
    """The name of the block that a passage refers to; empty where it says something itself."""
    text = place.text.strip() if place else ""
    references = list(find_references(text))
    is_whole = [(one.start, one.end, one.path[0]) for one in references] == [(0, len(text), BLOCKS)]
    return references[0].path[-1] if is_whole else ""


def _see_move(change: Change) -> Change:
    """A section of which no passage differs has other markup, or its words went to other sections as they are."""
    texts = str(change.before.value), str(change.after.value)
    is_same = change.event is not Event.CHANGED or reads_alike(*texts)
    return change if is_same else replace(change, fact="prose.moved")


def _says_something(change: Change) -> bool:
    section = change.after.entry or change.before.entry
    return isinstance(section, Section) and bool(section.text.strip())


@dataclass(frozen=True, slots=True)
class _Joined:
    """The sections of a policy as one text, each below its title."""

    text: str
    starts: tuple[int, ...]
    """How many lines stand above the texts of the sections."""
    sections: tuple[tuple[int, Section], ...]
    """The sections with their numbers in the policy."""

    @classmethod
    def of(cls, sections: Iterable[Section], order: Iterable[str]) -> "_Joined":
        """Join sections in an order of their ids, the same on both sides: their order is no matter of words."""
        numbered = {section.id: (number, section) for number, section in enumerate(sections)}
        joined = tuple(numbered[name] for name in order if name in numbered)
        text, starts = "", []
        for _, section in joined:
            text += f"# {section.title or section.id}\n\n"
            starts.append(text.count("\n"))
            text += f"{section.text}\n\n"
        return cls(text, tuple(starts), joined)

    def find(self, block: Block | None) -> _Place | None:
        """Where a block of the text stands in the source."""
        if not block:
            return None
        place = bisect_right(self.starts, block.line + 1) - 1
        number, section = self.sections[place]
        return _Place(section, number, block.line - self.starts[place], block.text)

    def side(self, place: _Place | None, name: str) -> Side:
        """A side of a change: what stands at a place, or nothing, in the section of a name."""
        if place:
            return Side(("sections", place.number, "text"), Prose(place.text), place.section)
        found = ((number, section) for number, section in self.sections if section.id == name)
        number, section = next(found, (None, None))
        return Side(() if number is None else ("sections", number, "text"), entry=section)


def _tell(rule: Rule, change: Change, name: str, places: _Places, tell: Telling) -> Finding:
    """The finding of a passage; where it does not stand, it is told at the beginning of its section."""
    told = replace(change, path=f"sections.{name}.text")
    was_at, stands_at = (Location("", place.line if place else 1) for place in places)
    return tell(rule, told, was_at, stands_at)
