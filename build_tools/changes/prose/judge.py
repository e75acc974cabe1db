"""What do the changes of a text mean, by the rules of the catalogue?"""

from collections.abc import Iterable, Iterator

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.messages import describe_rewording
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.judge import Passage, compare_prose
from build_tools.changes.prose.signal import Signal
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.problem import Location
from build_tools.model.rule import Direction, Level, Rule
from build_tools.model.text import Prose

_LEVELS = list(Level)
_EVENTS = {Direction.LESS: Event.WORSENED, Direction.MORE: Event.IMPROVED, Direction.NEUTRAL: Event.CHANGED}


def find_text_changes(
    before: str,
    after: str,
    catalogue: Iterable[Rule],
    files: tuple[str, str] = ("", ""),
    name: str = "the text",
    *,
    is_fetched: bool = True,
    languages: tuple[str, str] = ("", ""),
) -> Iterator[Finding]:
    """Yield what changed from one text in Markdown to another: one finding a passage, by the sign that matters most.

    `files` name both in the places of findings; `name` is what the text is called above its first heading; `is_fetched`
    and `languages` are as `compare_prose` takes them.

    Raises: LookupError: the catalogue has no rule for a sign, or two; no text makes ours do so.
    """
    for rule, change, passage in judge_texts(
        before, after, tuple(catalogue), is_fetched=is_fetched, languages=languages
    ):
        yield _make(rule, change, passage, files, name)


def judge_texts(
    before: str,
    after: str,
    rules: tuple[Rule, ...],
    *,
    is_fetched: bool = True,
    languages: tuple[str, str] = ("", ""),
) -> Iterator[tuple[Rule, Change, Passage]]:
    """Yield each passage that differs, with the sign of it that matters most and the rule for that.

    `is_fetched` and `languages` are as `compare_prose` takes them.
    """
    for passage in compare_prose(before, after, is_fetched=is_fetched, languages=languages):
        changes = [_as_change(passage, signal) for signal in passage.signals]
        judged = [(choose_rule(change, rules), change) for change in changes]
        yield *min(judged, key=lambda pair: _LEVELS.index(pair[0].level)), passage


def _as_change(passage: Passage, signal: Signal) -> Change:
    sides = _side(passage.before), _side(passage.after)
    return Change(f"prose.{signal.name}", passage.section, _EVENTS[signal.direction], *sides)


def _side(block: Block | None) -> Side:
    return Side(value=Prose(block.text) if block else None)


def _make(rule: Rule, change: Change, passage: Passage, files: tuple[str, str], name: str) -> Finding:
    before, after = (block.text if block else "" for block in (passage.before, passage.after))
    entry = change.path or name
    values = {
        "entry": entry,
        "owner": entry,
        "before": before,
        "after": after,
        "path": change.path,
        "change": describe_rewording(before, after),
    }
    was_at, stands_at = _place(passage.before, files[0]), _place(passage.after, files[1])
    return Finding(
        rule, change, rule.fill(**values), rule.fill_title(**values), before, after, was_at, stands_at, entry=entry
    )


def _place(block: Block | None, file: str) -> Location:
    """Where a passage stands; the first line of its file, where it stands there no more."""
    return Location(file, block.line if block else 1)
