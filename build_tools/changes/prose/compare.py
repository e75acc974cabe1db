"""Which passages changed between two texts of prose, and what is telling about each?"""

from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.changes.prose.align import Pair, align_blocks, is_same
from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.context import Context, read_context
from build_tools.changes.prose.noise import came_or_went_whole, is_english
from build_tools.changes.prose.renames import Rename, find_renames
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.signals import read_signals

_MOST = 2_000
"""Passages: of a document that changed in more places, the rest is one that a person has to read."""
_QUIET = {
    SignalName.FORMAT_ONLY,
    SignalName.DATE_LINE,
    SignalName.FURNITURE,
    SignalName.MOVED,
    SignalName.LINK_HOST,
    SignalName.LINK_PATH,
    SignalName.LINK_MOVED,
}
"""What can be seen in any language."""
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


def compare_prose(before: str, after: str, *, is_fetched: bool = True) -> tuple[Passage, ...]:
    """All passages that changed from one text in Markdown, reStructuredText or HTML to another, in reading order.

    What was fetched from the web may be an error page or another language for once: that is no change of the text.
    """
    was, now = read_blocks(before), read_blocks(after)
    if is_fetched and came_or_went_whole(was, now):
        return (Passage(next(iter(was), None), next(iter(now), None), (Signal(SignalName.FURNITURE),)),)
    return tuple(_passages(align_blocks(was, now), was, now))


def _passages(pairs: tuple[Pair, ...], was: tuple[Block, ...], now: tuple[Block, ...]) -> Iterator[Passage]:
    """The passage of each pair of which something is telling."""
    context = read_context(was, now, pairs)
    is_understood = is_english(was) or is_english(now)
    renames = find_renames(pairs, context.names, context.was ^ context.now)
    told = 0
    for pair in pairs:
        if told == _MOST and not is_same(pair):
            yield Passage(pair.before, pair.after, _UNREAD)
            return
        signals = _read(pair, context, renames) if told < _MOST else ()
        if not is_understood and not _QUIET.issuperset(signal.name for signal in signals):
            signals = _UNREAD
        told += bool(signals)
        if signals:
            yield Passage(pair.before, pair.after, signals)


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
