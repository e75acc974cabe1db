"""Which passages changed between two texts of prose, and what is telling about each?"""

from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.changes.prose.block_pairs import Pair, align_blocks, is_same
from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.boilerplate import came_or_went_whole, find_changed_words, is_dated_alike
from build_tools.changes.prose.changed_blocks import read_signals
from build_tools.changes.prose.document_context import Context, read_context
from build_tools.changes.prose.language_detection import has_other_script, is_english, is_foreign, lists_languages
from build_tools.changes.prose.renamed_terms import Rename, find_renames
from build_tools.changes.prose.signal import Signal, SignalName

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
