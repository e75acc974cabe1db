"""Finds the signals in a pair of blocks, the earlier one and the new one, that say what a change means."""

import re
from collections.abc import Iterator
from functools import partial

from build_tools.changes.prose.actors import has_other_actor, has_other_role, without_actors
from build_tools.changes.prose.added_or_removed import read_added_or_removed
from build_tools.changes.prose.block_pairs import Pair, is_unchanged
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.boilerplate import (
    is_boilerplate,
    is_date_line,
    is_fixed_boilerplate,
    is_history,
    is_label,
    names_something,
)
from build_tools.changes.prose.company_changes import find_persons, has_moved, read_names
from build_tools.changes.prose.company_names import lists_parties
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.link_changes import drop_references, read_link_changes, spell_links
from build_tools.changes.prose.modal_words import read_modality
from build_tools.changes.prose.numbers import read_numbers
from build_tools.changes.prose.opposites import denies_less, is_reversed
from build_tools.changes.prose.same_meaning import canonical, has_other_subject, is_turned, prove_same, says_as_much
from build_tools.changes.prose.sentence_claims import Claim, Reading, is_negative, read_sentence
from build_tools.changes.prose.signal import Signal, SignalName, opposite
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.table_changes import read_rows
from build_tools.changes.prose.term_changes import read_terms
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.changes.prose.word_order import is_reordered
from build_tools.changes.redline.align import find_stretches
from build_tools.changes.redline.words import Mark, redline
from build_tools.model.rule import Direction


def read_signals(pair: Pair, context: Context) -> tuple[Signal, ...]:
    """The signals of a pair; none where both sides are the same."""
    before, after = pair.before, pair.after
    if is_unchanged(pair):
        return ()
    is_long = any(block and len(block.text) > _MAX_SENTENCE for block in (before, after))
    if is_long and not (before and after and before.text == after.text):
        return (Signal(SignalName.UNREAD),)
    if before and after:
        return tuple(_read_changed(before, after, pair, context))
    block = after or before
    return tuple(read_added_or_removed(block, context, pair.gap, is_added=bool(after))) if block else ()


_MAX_SENTENCE = 20_000  # characters: a longer block is not read word by word


def _read_changed(before: Block, after: Block, pair: Pair, context: Context) -> Iterator[Signal]:
    yield from _lead_ins(before, after, moved=pair.moved)
    yield from read_link_changes(before, after)
    if pair.moved:
        yield Signal(SignalName.MOVED)
    if before.cells and after.cells and BlockKind.BOILERPLATE not in {before.kind, after.kind}:
        rows = _quiet(before, after, context) or read_rows(before, after, context, partial(_cells, context=context))
        if rows is not None:
            yield from rows
            return
    if before.text == after.text:
        if pair.moved and before.lead_in and after.lead_in and not prove_same(before.lead_in, after.lead_in):
            yield Signal(SignalName.MOVED_UNDER_OTHER_LEAD_IN)
        if before.kind is not after.kind:
            yield Signal(SignalName.FORMAT_ONLY)
        return
    if before.kind is BlockKind.BOILERPLATE and (persons := find_persons(before, after)):
        yield persons
    yield from _quiet(before, after, context) or _words(before, after, pair, context)


def _cells(before: Block, after: Block, context: Context) -> Iterator[Signal]:
    """The signals of two cells."""
    yield from read_link_changes(before, after)
    yield from _words(before, after, Pair(before, after), context)


def _quiet(before: Block, after: Block, context: Context) -> tuple[Signal, ...]:
    if is_fixed_boilerplate(before) and is_fixed_boilerplate(after):
        return (Signal(SignalName.BOILERPLATE),)
    if all(is_label(block, context.headings) for block in (before, after)):
        return (Signal(SignalName.BOILERPLATE),)
    are_dated = is_date_line(before.text) and is_date_line(after.text)
    is_idle = are_dated or (is_boilerplate(before) and is_boilerplate(after))
    if is_idle and not names_something(before.text, after.text, context.names):
        return (Signal(SignalName.DATE_LINE if are_dated else SignalName.BOILERPLATE),)
    if is_history(before) and is_history(after) and not prove_same(before.text, after.text):
        states = names_something(before.text, after.text, context.names)
        return (Signal(SignalName.REWORDED if states else SignalName.BOILERPLATE),)
    return ()


def _words(before: Block, after: Block, pair: Pair, context: Context) -> Iterator[Signal]:
    if before.kind is not BlockKind.HEADING:
        before, after = (
            drop_references(block, version.titles)
            for block, version in ((before, context.before), (after, context.after))
        )
    texts = before.text, after.text
    written = spell_links(before, after), spell_links(after, before)
    if proof := prove_same(*texts, context.rare) or (written != texts and prove_same(*written, context.rare)):
        yield Signal(proof)
        return
    if has_moved(before.text, after.text):
        yield Signal(SignalName.CONTACT)
        return
    was, now = read_sentence(before.text, before.lead_in), read_sentence(after.text, after.lead_in)
    found = [*_consent(before.text, after.text), *read_names(before, after, context)]
    if before.kind is BlockKind.HEADING:
        yield from found or _heading(before, after, was, now)
        return
    found += _sentence((before, after), was, now, pair.gap, context)
    if was.claims | now.claims == {Claim.RIGHT}:  # more readers have a right than those of a place
        found = [signal for signal in found if signal != Signal(SignalName.PLACE, Direction.MORE)]
    elif not _is_about_places(before, after, was, now):
        found = [Signal(SignalName.CONTACT) if signal.name is SignalName.PLACE else signal for signal in found]
    if Signal(SignalName.CONSENT, Direction.MORE) in found:  # readers who are asked first need not object
        found = [signal for signal in found if signal.name is not SignalName.RIGHT_TERM]
    names = names_something(before.text, after.text, context.names)
    yield from found or [Signal(_reworded(was, now, names=names))]


def _sentence(sides: tuple[Block, Block], was: Reading, now: Reading, gap: int, context: Context) -> Iterator[Signal]:
    """The signals of the words of a sentence; of two that weigh the same, a finding has the first."""
    before, after = sides
    numbers = tuple(read_numbers(before.text, after.text))
    yield from numbers
    yield from read_modality(was, now, timed=any(signal.name is SignalName.DURATION for signal in numbers))
    gone = [text for text in context.gone.get(gap, ()) if text != before.text]
    come = [text for text in context.come.get(gap, ()) if text != after.text]
    yield from read_terms(was, now, gone, come)
    yield from _claims(was, now)
    yield from _contents(before, after, was, now)
    is_by_others = (has_other_actor(was.stems, now.stems) or has_other_subject(was.stems, now.stems)) and len(
        {frozenset(without_actors(canonical(reading.stems))) for reading in (was, now)}
    ) == 1
    is_swapped = says_as_much(was.stems, now.stems) and is_reordered(before.text, after.text)
    if is_by_others or is_swapped or is_reversed(before.text, after.text):
        yield Signal(SignalName.TURNED)
    if not was.negative and not now.negative and has_other_role(before.text, after.text):
        yield Signal(SignalName.CONTROLLER, Direction.LESS)
    if denies_less(was, now) and "," not in _find_inserted(before.text, after.text):
        yield Signal(SignalName.NEGATION, Direction.LESS)
    is_scope = all(_COVERING.search(fold(block.text)) for block in (before, after))
    if is_scope and set(canonical(was.stems)) != set(canonical(now.stems)):
        yield Signal(SignalName.SCOPE)


_ASKED = load_pattern("consent-asked")
_BASIS = re.compile(r"\b6 ?\(1\) ?\(?([a-f])\b")  # a point of GDPR article 6(1)


def _consent(before: str, after: str) -> Iterator[Signal]:
    """Whether consent is asked for, and the legal basis (GDPR articles 6 and 7)."""
    was, now = fold(before), fold(after)
    asked, asks = bool(_ASKED.search(was)), bool(_ASKED.search(now))
    if asked is not asks:
        yield Signal(SignalName.CONSENT, Direction.MORE if asks else Direction.LESS)
    old, new = set(_BASIS.findall(was)), set(_BASIS.findall(now))
    if old and new and old != new:
        worse = "a" in old - new or "f" in new - old
        yield Signal(SignalName.LEGAL_BASIS, Direction.LESS if worse else Direction.NEUTRAL)


_ADDRESSING = load_pattern("addressing")
_POSTAL_CODE = re.compile(r"[^\W\d_],? (?:[A-Z]{1,3}[- ])?\d{5}(?:-\d{4})?\b")
_DOING = load_pattern("place-of-processing", r"\b(?:%s)\b")


def _is_about_places(before: Block, after: Block, was: Reading, now: Reading) -> bool:
    """Whether a place is where data is processed, and not a contact address."""
    folded = fold(f"{before.text} {after.text}")
    if Claim.PRACTICE not in now.claims and _ADDRESSING.search(folded):
        return False
    if _POSTAL_CODE.search(before.text) and _POSTAL_CODE.search(after.text):
        return False
    return bool(was.claims or now.claims or any(map(lists_parties, (before, after))) or _DOING.search(folded))


def _reworded(was: Reading, now: Reading, *, names: bool) -> SignalName:
    if was.claims == now.claims == {Claim.POINTER} and not names:
        return SignalName.POINTER
    if was.claims and is_turned(was.stems, now.stems) and says_as_much(was.stems, now.stems):
        return SignalName.TURNED
    return SignalName.REWORDED


def _heading(before: Block, after: Block, was: Reading, now: Reading) -> Iterator[Signal]:
    """The signals of a renamed heading: it may also negate, or name a place or a law."""
    if is_negative(before.text) is not is_negative(after.text):
        yield Signal(SignalName.NEGATION)
    yield from (
        signal for signal in read_terms(was, now, (), ()) if signal.name in {SignalName.PLACE, SignalName.REGIME}
    )
    yield Signal(SignalName.HEADING_RENAMED)


def _lead_ins(before: Block, after: Block, *, moved: bool) -> Iterator[Signal]:
    old, new = (block.lead_in or (block.section if block.listed else "") for block in (before, after))
    if before.listed and old and new and old != new and is_negative(old) is not is_negative(new):
        name = SignalName.MOVED_UNDER_OTHER_LEAD_IN if moved else SignalName.LEAD_IN
        yield Signal(name, Direction.MORE if is_negative(new) else Direction.LESS)


_GAINED = {
    Claim.PRACTICE: (SignalName.STATEMENT_ADDED, SignalName.STATEMENT_REMOVED, Direction.LESS),
    Claim.COMMITMENT: (SignalName.COMMITMENT_ADDED, SignalName.COMMITMENT_REMOVED, Direction.MORE),
    Claim.RIGHT: (SignalName.RIGHT_TERM, SignalName.RIGHT_TERM, Direction.MORE),
    Claim.SAFEGUARD: (SignalName.SAFEGUARD_TERM, SignalName.SAFEGUARD_TERM, Direction.MORE),
    Claim.DUTY: (SignalName.OBLIGATION, SignalName.OBLIGATION, Direction.LESS),
    Claim.DELETION: (SignalName.COMMITMENT_ADDED, SignalName.COMMITMENT_REMOVED, Direction.MORE),
    Claim.NOTICE: (SignalName.NOTICE_TERMS, SignalName.NOTICE_TERMS, Direction.MORE),
}


def _claims(was: Reading, now: Reading) -> Iterator[Signal]:
    for claim, (gained, lost, direction) in _GAINED.items():
        if claim in now.claims - was.claims:
            yield Signal(gained, direction)
        elif claim in was.claims - now.claims:
            yield Signal(lost, opposite(direction))


def _contents(before: Block, after: Block, was: Reading, now: Reading) -> Iterator[Signal]:
    """Unknown words: a listed company with another purpose, a practice or a right with another member."""
    old, new = canonical(was.stems), canonical(now.stems)
    regimes = {word for term in find_terms(Field.REGIME, now.stems) for word in term.split()}
    gone, come = set(old) - set(new), set(new) - set(old) - regimes
    if lists_parties(before) and lists_parties(after) and before.key and fold(before.key) == fold(after.key):
        worse = come and (gone or find_terms(Field.PURPOSE, tuple(come)))
        if gone or come:
            yield Signal(SignalName.PURPOSE_TERM, Direction.LESS if worse else Direction.NEUTRAL)
    elif (
        Claim.PRACTICE in now.claims & was.claims and come and not gone and not find_terms(Field.QUALIFIER, tuple(come))
    ):
        listed = _enumerates(before.text, after.text, was, now)
        direction = Direction.LESS if listed and not now.negative else Direction.NEUTRAL
        yield Signal(SignalName.STATEMENT_ADDED, direction)
    elif Claim.RIGHT in now.claims & was.claims and bool(gone) is not bool(come):
        is_shorter = bool(gone)
        fewer, more = (after, before) if is_shorter else (before, after)
        if _enumerates(fewer.text, more.text, *((now, was) if is_shorter else (was, now))):
            yield Signal(SignalName.RIGHT_TERM, Direction.LESS if is_shorter else Direction.MORE)


_COVERING = load_pattern("covering")


def _enumerates(before: str, after: str, was: Reading, now: Reading) -> bool:
    for stretch in find_stretches(was.stems, now.stems):
        inserted = now.stems[stretch.now : stretch.now_end]
        if not stretch.same and inserted and {inserted[0], inserted[-1]} & {"and", "or"}:
            return True
    return "," in _find_inserted(before, after)


def _find_inserted(before: str, after: str) -> str:
    return " ".join(run.text for run in redline(before, after) if run.mark is Mark.INSERTED)
