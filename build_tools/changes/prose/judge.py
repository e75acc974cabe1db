"""Compares two texts passage by passage and judges each change by the rules of the catalogue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from build_tools.changes.choose_rule import choose_rule
from build_tools.changes.messages import tell_words
from build_tools.changes.prose.block_pairs import Pair, align_blocks, is_same
from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.boilerplate import came_or_went_whole, find_changed_words, is_dated_alike
from build_tools.changes.prose.changed_blocks import read_signals
from build_tools.changes.prose.document_context import Context, read_context
from build_tools.changes.prose.language_detection import has_other_script, is_english, is_foreign, lists_languages
from build_tools.changes.prose.renamed_terms import Rename, find_renames
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.problem import Location
from build_tools.model.rule import Direction, Level, Rule
from build_tools.model.text import Prose

_MOST = 2_000
"""Passages: of a document that changed in more places, the rest is one that a person has to read."""
_QUIET = {
    SignalName.FORMAT_ONLY,
    SignalName.MOVED,
    SignalName.LINK_HOST,
    SignalName.LINK_PATH,
    SignalName.LINK_MOVED,
}
"""What can be seen in any language."""
_PAGE = {SignalName.DATE_LINE, SignalName.BOILERPLATE}
"""What can be seen in any language where nothing but a date differs."""
_UNREAD = (Signal(SignalName.UNREAD),)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of prose that changed."""

    before: Block | None
    """As it stood; none where it was added."""
    after: Block | None
    """As it stands now; none where it was removed."""
    signals: tuple[Signal, ...]
    """What is telling about it."""

    @property
    def section(self) -> str:
        """The heading that it stands under now, or stood under."""
        return next((block.section for block in (self.after, self.before) if block), "")


def compare_prose(
    before: str, after: str, *, is_fetched: bool = True, languages: tuple[str, str] = ("", "")
) -> tuple[Passage, ...]:
    """All passages that changed from one text in Markdown, reStructuredText or HTML to another, in reading order.

    What was fetched from the web may be an error page for once: then the text that came or went whole is one passage.
    `languages` (BCP 47) are those of both texts where they are known; else their words tell whether they are English.
    """
    was, now = read_blocks(before), read_blocks(after)
    is_understood = [is_english(side, tag) for side, tag in zip((was, now), languages, strict=True)]
    if is_fetched and came_or_went_whole(was, now):
        return (Passage(next(iter(was), None), next(iter(now), None), (Signal(SignalName.WHOLE),)),)
    can_read = all(is_understood) if any(languages) else any(is_understood)
    return tuple(_passages(align_blocks(was, now), was, now, can_read=can_read))


def _passages(
    pairs: tuple[Pair, ...], was: tuple[Block, ...], now: tuple[Block, ...], *, can_read: bool
) -> Iterator[Passage]:
    """The passage of each pair of which something is telling."""
    context = read_context(was, now, pairs)
    renames = find_renames(pairs, context.names, context.was ^ context.now)
    told = 0
    for pair in pairs:
        if told == _MOST and not is_same(pair):
            yield Passage(pair.before, pair.after, _UNREAD)
            return
        signals = _read(pair, context, renames) if told < _MOST else ()
        if signals and not (can_read and _can_read(pair)) and not _is_quiet(pair, signals):
            signals = _UNREAD
        told += bool(signals)
        if signals:
            yield Passage(pair.before, pair.after, signals)


def _can_read(pair: Pair) -> bool:
    """Whether the words that changed are English."""
    blocks = [block for block in (pair.before, pair.after) if block]
    texts = (block.text if block else "" for block in (pair.before, pair.after))
    if all(lists_languages(block.text) for block in blocks):
        return True
    return not any(map(is_foreign, blocks)) and not has_other_script(find_changed_words(*texts))


def _is_quiet(pair: Pair, signals: tuple[Signal, ...]) -> bool:
    """Whether nothing in a passage has to be understood to see that its words are the same."""
    names = {signal.name for signal in signals}
    return names <= _QUIET or (names <= _QUIET | _PAGE and is_dated_alike(pair.before, pair.after))


def _read(pair: Pair, context: Context, renames: tuple[Rename, ...]) -> tuple[Signal, ...]:
    """What is telling about a pair besides words that were renamed throughout, and that they were."""
    renamed = pair
    found = []
    for rename in renames:
        other = rename.apply(renamed)
        if other != renamed:
            found.append(Signal(SignalName.TERM_RENAMED))
        renamed = other
    return (*found, *read_signals(renamed, context))


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
        "change": tell_words(before, after),
    }
    was_at, stands_at = _place(passage.before, files[0]), _place(passage.after, files[1])
    return Finding(
        rule, change, rule.fill(**values), rule.fill_title(**values), before, after, was_at, stands_at, entry=entry
    )


def _place(block: Block | None, file: str) -> Location:
    """Where a passage stands; the first line of its file, where it stands there no more."""
    return Location(file, block.line if block else 1)
