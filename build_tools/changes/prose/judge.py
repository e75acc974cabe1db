"""Compares two texts passage by passage and judges each change by the rules of the catalogue."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from build_tools.changes.apply_rules import choose_rule, narrow_rules
from build_tools.changes.messages import describe_rewording
from build_tools.changes.prose.block_pairs import Pair, align_blocks, is_same, is_unchanged
from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.boilerplate import find_changed_words, is_dated_alike
from build_tools.changes.prose.changed_blocks import read_signals
from build_tools.changes.prose.company_changes import has_moved
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.document_context import Context, read_context
from build_tools.changes.prose.language_detection import has_other_script, is_english, is_foreign, lists_languages
from build_tools.changes.prose.lexicon import Field, find_terms, load_stems
from build_tools.changes.prose.page_chrome import mark_chrome
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.prose.topics import specify
from build_tools.changes.prose.version import KEPT_VERSIONS, Version
from build_tools.changes.prose.weighing import Judged, weigh_passages
from build_tools.changes.prose.whole_text import judge_whole
from build_tools.changes.redline.align import find_stretches
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.problem import Location
from build_tools.model.rule import Direction, Level, Rule
from build_tools.model.sentences import Phrases, Words
from build_tools.model.text import Prose
from build_tools.source.sentences import read_words

_MAX_PASSAGES = 2_000
"""The rest of a document with more changed passages becomes one finding, for a person to read."""
_LINKS = {SignalName.LINK_HOST, SignalName.LINK_PATH, SignalName.LINK_MOVED}
_ANY_LANGUAGE = _LINKS | {SignalName.FORMAT_ONLY, SignalName.MOVED}
"""Signals that do not depend on the language of a passage."""
_DATED = {SignalName.DATE_LINE, SignalName.BOILERPLATE}
"""Signals that do not depend on it where only a date differs."""
_UNREAD = (Signal(SignalName.UNREAD),)
_LEVELS = list(Level)
_EVENTS = {Direction.LESS: Event.WORSENED, Direction.MORE: Event.IMPROVED, Direction.NEUTRAL: Event.CHANGED}
_OFTEN = 4  # times that a term is replaced in a rename
_MAX_TERM_WORDS = 4
_MAX_PASSAGE_WORDS = 400
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_MODAL_WORDS = ("possible", "binding", "weak", "narrow", "exception")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of prose that changed; a side is none where it was added or removed."""

    before: Block | None
    after: Block | None
    signals: tuple[Signal, ...]

    def judged_by(self, rule: Rule) -> Judged:
        """Its texts and its rule."""
        before, after = (block.text if block else "" for block in (self.before, self.after))
        return Judged(before, after, rule)


@dataclass(frozen=True, slots=True)
class _Rename:
    before: str
    after: str

    def apply(self, pair: Pair) -> Pair:
        if not pair.before or not pair.after or self.before not in pair.before.text:
            return pair
        term = re.compile(rf"(?<!\w){re.escape(self.before)}(?!\w)")
        text = term.sub(lambda _: self.after, pair.before.text)
        cells = tuple(replace(cell, text=term.sub(lambda _: self.after, cell.text)) for cell in pair.before.cells)
        return replace(pair, before=replace(pair.before, text=text, cells=cells))


def find_text_changes(
    before: str,
    after: str,
    catalogue: Iterable[Rule],
    files: tuple[str, str] = ("", ""),
    name: str = "the text",
    *,
    is_fetched: bool = True,
    languages: tuple[str, str] = ("", ""),
    words: Words | None = None,
) -> Iterator[Finding]:
    """Yield one finding for each passage that changed from one Markdown text to another, by its gravest signal.

    `files` name both texts in the locations of findings; `name` names a text without headings in messages;
    `is_fetched` and `languages` are as for `compare_prose`; `words` are those of the language of the rules, English
    without any.
    """
    phrases = (words or read_words()).phrases
    for rule, change, passage in judge_texts(
        before, after, tuple(catalogue), is_fetched=is_fetched, languages=languages, phrases=phrases
    ):
        old, new = (block.text if block else "" for block in (passage.before, passage.after))
        was_at, is_at = (
            Location(file, block.line if block else 1)
            for file, block in zip(files, (passage.before, passage.after), strict=True)
        )
        entry = change.path or name
        values = {"entry": entry, "owner": entry, "before": old, "after": new, "path": change.path}
        values["change"] = describe_rewording(old, new, phrases)
        texts = rule.fill(**values), rule.fill_title(**values)
        yield Finding(rule, change, *texts, old, new, was_at, is_at, entry=entry)


def judge_texts(
    before: str,
    after: str,
    rules: tuple[Rule, ...],
    *,
    is_fetched: bool = True,
    languages: tuple[str, str] = ("", ""),
    phrases: Phrases | None = None,
) -> Iterator[tuple[Rule, Change, Passage]]:
    """Yield each changed passage with its gravest signal and the rule for that; see `compare_prose` for the options.

    The change as a whole decides how sure the rules are and, in fetched texts, whether notable ones are noise.
    """
    found = list(find_judged(before, after, rules, is_fetched=is_fetched, languages=languages))
    changed = measure_changed(before, after, [passage for _, _, passage in found])
    judged = [passage.judged_by(rule) for rule, _, passage in found]
    weighed = weigh_passages(judged, changed, phrases or read_words().phrases, is_fetched=is_fetched)
    for rule, (_, change, passage) in zip(weighed, found, strict=True):
        yield *specify(rule, change, (passage.before, passage.after), rules), passage


def measure_changed(before: str, after: str, passages: Iterable[Passage]) -> float:
    """The share of the characters of two texts that are in changed passages, from 0 to 1."""
    texts = (block.text for passage in passages for block in (passage.before, passage.after) if block)
    return min(1.0, sum(map(len, texts)) / max(1, len(before) + len(after)))


def find_judged(
    before: str, after: str, rules: tuple[Rule, ...], *, is_fetched: bool = True, languages: tuple[str, str] = ("", "")
) -> Iterator[tuple[Rule, Change, Passage]]:
    """Yield each changed passage with its gravest signal and the rule for that, whatever else changed."""
    narrow = cache(partial(narrow_rules, rules))
    for passage in compare_prose(before, after, is_fetched=is_fetched, languages=languages):
        was, now = (Side(value=Prose(block.text) if block else None) for block in (passage.before, passage.after))
        section = next((block.section for block in (passage.after, passage.before) if block), "")
        changes = [
            Change(f"prose.{signal.name}", section, _EVENTS[signal.direction], was, now) for signal in passage.signals
        ]
        judged = [(choose_rule(change, narrow(change.fact, change.event)), change) for change in changes]
        yield *min(judged, key=lambda pair: _LEVELS.index(pair[0].level)), passage


def compare_prose(
    before: str, after: str, *, is_fetched: bool = True, languages: tuple[str, str] = ("", "")
) -> tuple[Passage, ...]:
    """All changed passages of two texts in Markdown, reStructuredText or HTML, in reading order.

    A text fetched from the web may be an error page, or only a part of a document: that is one passage. The page around
    the document is set aside. `languages` (BCP 47) are those of the texts if known; otherwise their words decide
    whether they are English.
    """
    was, now = (_read_text(text, tag, is_fetched) for text, tag in zip((before, after), languages, strict=True))
    if is_fetched and (name := judge_whole(was, now)):
        return (Passage(next(iter(was.blocks), None), next(iter(now.blocks), None), (Signal(name),)),)
    are_english = was.is_english, now.is_english
    can_read = all(are_english) if any(languages) else any(are_english)
    return tuple(_passages(was, now, can_read=can_read))


@lru_cache(maxsize=KEPT_VERSIONS)
def _read_text(text: str, language: str, is_fetched: bool) -> Version:  # noqa: FBT001 - cached
    blocks = read_blocks(text)
    return Version(mark_chrome(blocks) if is_fetched else blocks, is_english(blocks, language))


def _passages(was: Version, now: Version, *, can_read: bool) -> Iterator[Passage]:
    pairs = align_blocks(was, now)
    context = read_context(was, now, pairs)
    renames = _find_renames(pairs, context)
    count = 0
    for pair in pairs:
        if not renames and is_unchanged(pair):  # nearly all pairs
            continue
        if count == _MAX_PASSAGES:
            if not is_same(pair):
                yield Passage(pair.before, pair.after, _UNREAD)
                return
        elif signals := _read(pair, context, renames):
            is_read = (can_read and _is_english(pair)) or _is_understood(pair, signals)
            yield Passage(pair.before, pair.after, signals if is_read else _UNREAD)
            count += 1


def _is_english(pair: Pair) -> bool:
    blocks = [block for block in (pair.before, pair.after) if block]
    if all(lists_languages(block.text) for block in blocks):
        return True
    changed = find_changed_words(*(block.text if block else "" for block in (pair.before, pair.after)))
    return not any(map(is_foreign, blocks)) and not has_other_script(changed)


def _is_understood(pair: Pair, signals: tuple[Signal, ...]) -> bool:
    names = {signal.name for signal in signals if not signal.in_any_language}
    if names == {SignalName.CONTACT} and pair.before and pair.after:
        return has_moved(pair.before.text, pair.after.text)
    return names <= _ANY_LANGUAGE or (names <= _ANY_LANGUAGE | _DATED and is_dated_alike(pair.before, pair.after))


def _read(pair: Pair, context: Context, renames: tuple[_Rename, ...]) -> tuple[Signal, ...]:
    """The signals of a pair; terms that were renamed throughout the document count as one each."""
    found = []
    for rename in renames:
        if (renamed := rename.apply(pair)) != pair:
            found.append(Signal(SignalName.TERM_RENAMED))
            pair = renamed
    return (*found, *read_signals(pair, context))


def _find_renames(pairs: Iterable[Pair], context: Context) -> tuple[_Rename, ...]:
    """Find terms that were replaced again and again, and that no rule watches: no synonyms, and no companies."""
    counts = Counter(rename for pair in pairs for rename in _replacements(pair))
    return tuple(
        rename
        for rename, count in counts.most_common()
        if count >= _OFTEN
        and not prove_same(rename.before, rename.after, context.rare)
        and _is_neutral(rename, context.names)
    )


def _replacements(pair: Pair) -> Iterator[_Rename]:
    if not pair.before or not pair.after or pair.before.text == pair.after.text:
        return
    was, now = _TOKEN.findall(pair.before.text), _TOKEN.findall(pair.after.text)
    if max(len(was), len(now)) > _MAX_PASSAGE_WORDS:
        return
    for stretch in find_stretches(was, now):
        old, new = was[stretch.was : stretch.was_end], now[stretch.now : stretch.now_end]
        if not stretch.same and 0 < len(old) <= _MAX_TERM_WORDS and 0 < len(new) <= _MAX_TERM_WORDS:
            yield _Rename(" ".join(old), " ".join(new))


def _is_neutral(rename: _Rename, names: Names) -> bool:
    if names.find(f"by {rename.before}"):
        return False
    if names.find(f"by {rename.after}"):
        return not find_terms(Field.VENDOR, rename.after)
    stems = stem_words(f"{rename.before} {rename.after}")
    return not (
        any(find_terms(field, stems) for field in Field if field not in {Field.QUALIFIER, Field.STRUCTURE})
        or any(load_stems(name) & set(stems) for name in _MODAL_WORDS)
        or any(map(str.isdigit, stems))
    )
