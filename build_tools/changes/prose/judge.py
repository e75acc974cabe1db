"""What do the changes of a text mean, by the rules of the catalogue?"""

from collections.abc import Iterable, Iterator

from build_tools.changes.choice import choose_rule
from build_tools.changes.prose.passages import Passage, compare_statements
from build_tools.changes.prose.signals import Signal, find_signals
from build_tools.changes.prose.statements import Kind, Statement, read_statements
from build_tools.model.change import Change, Side
from build_tools.model.finding import Finding
from build_tools.model.problem import Location
from build_tools.model.rule import Level, Rule
from build_tools.model.text import Prose

_LONGEST = 30
"""How many words of a passage a message quotes."""
_LEVELS = list(Level)


def find_text_changes(
    before: str, after: str, catalogue: Iterable[Rule], files: tuple[str, str] = ("", "")
) -> Iterator[Finding]:
    """Yield what changed from one text in Markdown to another: one finding a passage, by the sign that matters most.

    `files` name both in the places of findings.

    Raises: LookupError: the catalogue has no rule for a sign, or two; no text makes ours do so.
    """
    for rule, change, passage in judge_texts(before, after, tuple(catalogue)):
        yield _make(rule, change, passage, files)


def judge_texts(before: str, after: str, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Change, Passage]]:
    """Yield each passage that differs, with the sign of it that matters most and the rule for that."""
    old, new = read_statements(before), read_statements(after)
    title = " ".join(statement.text for statement in (*old[:1], *new[:1]) if statement.kind is Kind.HEADING)
    for passage in compare_statements(old, new):
        changes = [_as_change(passage, signal) for signal in find_signals(passage, title)]
        judged = [(choose_rule(change, rules), change) for change in changes]
        yield *min(judged, key=lambda pair: _LEVELS.index(pair[0].level)), passage


def _as_change(passage: Passage, signal: Signal) -> Change:
    section = passage.statement.section
    sides = (_side(passage.before), _side(passage.after))
    return Change(f"prose.{signal.name}", section, signal.event, *sides)


def _side(statement: Statement | None) -> Side:
    return Side(value=Prose(statement.text) if statement else None)


def _make(rule: Rule, change: Change, passage: Passage, files: tuple[str, str]) -> Finding:
    before, after = (statement.text if statement else "" for statement in (passage.before, passage.after))
    message = rule.fill(
        entry=change.path or "the text", before=_shorten(before), after=_shorten(after), path=change.path
    )
    was_at, stands_at = _place(files[0], passage.before), _place(files[1], passage.after)
    return Finding(rule, change, message, before, after, was_at, stands_at)


def _place(file: str, statement: Statement | None) -> Location:
    return Location(file, statement.line if statement else 1)


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …"
