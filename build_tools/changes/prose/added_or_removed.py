"""Judges a sentence, list item or table row that only one version has."""

import re
from collections.abc import Iterator
from dataclasses import replace

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.boilerplate import (
    is_boilerplate,
    is_date_line,
    is_fixed_boilerplate,
    is_history,
    is_label,
    is_link,
    is_linked_sentence,
    names_something,
)
from build_tools.changes.prose.company_changes import is_of_person, takes_part
from build_tools.changes.prose.company_names import (
    drop_legal_names,
    find_legal_forms,
    lists_cookies,
    lists_parties,
    relates_party,
)
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.kept_rights import is_right_kept
from build_tools.changes.prose.lexicon import Field, find_terms, load_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.new_rights import handles_request
from build_tools.changes.prose.numbers import FOREVER, find_dates, find_periods
from build_tools.changes.prose.same_meaning import canonical, small_words
from build_tools.changes.prose.sentence_claims import Claim, Reading, is_negative, read_sentence
from build_tools.changes.prose.signal import Signal, SignalName, opposite
from build_tools.changes.prose.statements import states_something
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.prose.tables import COMPANY, COOKIE, PLACES, is_head, read_column
from build_tools.changes.prose.term_changes import judge_regimes
from build_tools.changes.prose.word_lists import load_pattern, load_words
from build_tools.model.rule import Direction

_MAIN_CLAIMS = {Claim.RIGHT, Claim.COMMITMENT, Claim.NOTICE, Claim.RETENTION, Claim.DELETION, Claim.POINTER}
"""A practice in a sentence with such a claim is only its subject."""
_REMOVED = {
    SignalName.COMMITMENT_ADDED: SignalName.COMMITMENT_REMOVED,
    SignalName.STATEMENT_ADDED: SignalName.STATEMENT_REMOVED,
    SignalName.SECTION_ADDED: SignalName.SECTION_REMOVED,
}


def _stands_in(whole: str, text: str) -> bool:
    """Whether a document contains a text as complete sentences: in a longer sentence, it may mean something else."""
    at = whole.find(text)
    while at >= 0:
        before, after = whole[:at].rstrip(), whole[at + len(text) :].lstrip()
        if before[-1:] in _ENDS and (text[-1:] in _ENDS or after[:1] in _ENDS):
            return True
        at = whole.find(text, at + 1)
    return False


_ENDS = ("", ".", "!", "?")


def read_added_or_removed(block: Block, context: Context, gap: int, *, is_added: bool) -> Iterator[Signal]:
    """Yield what a block means that only one version has; a removed block means the opposite of an added one."""
    other, near = (context.before, context.gone) if is_added else (context.after, context.come)
    is_long = len(block.text.split()) > _SUBSTANCE
    if is_long and not block.listed and _stands_in(other.whole, fold(block.text)):  # a list item depends on its list
        yield Signal(SignalName.MOVED)
    elif _restates(block, near.get(gap, ())):
        yield Signal(SignalName.REWORDED)
    elif is_added and _invites(block, read_sentence(block.text)):
        yield Signal(SignalName.CONTACT, Direction.MORE)
    elif is_added and gap in context.new_rights and handles_request(block, context.names):
        yield Signal(SignalName.RIGHT_TERM, Direction.MORE)
    elif is_added:
        yield from _read(block, context, other.stems)
    else:
        for signal in _read(block, context, other.stems):
            if signal == Signal(SignalName.RIGHT_TERM, Direction.MORE) and is_right_kept(block, context):
                yield Signal(SignalName.REWORDED)
            else:
                name = _REMOVED.get(signal.name, signal.name)
                yield replace(signal, name=name, direction=opposite(signal.direction))


_RESTATED = 0.85  # the share of a block's words that restate it
_SUBSTANCE = 4  # words: a shorter text may be repeated by chance


def _restates(block: Block, others: tuple[str, ...]) -> bool:
    if lists_parties(block) or block.kind is BlockKind.HEADING:
        return False
    stems = stem_words(block.text)
    words = set(canonical(tuple(stems)))
    if len(words) < _SUBSTANCE:
        return False
    return any(
        len(words & set(canonical(tuple(other)))) >= _RESTATED * len(words) and small_words(other) == small_words(stems)
        for other in map(stem_words, others)
    )


_MAX_LINK_WORDS = 8
_MAX_POINTER_WORDS = 30
_MAX_NAME_WORDS = 7
_CONTROLLER = load_pattern("becomes-controller")


def _read(block: Block, context: Context, other: frozenset[str]) -> Iterator[Signal]:
    """Yield the signals of a block; `other` are the stems of the version without it."""
    if quiet := _quiet(block, context):
        yield quiet
        return
    if listed := _listed(block, context):
        yield listed
        return
    if _CONTROLLER.search(fold(block.text)):
        yield Signal(SignalName.CONTROLLER, Direction.LESS)
        return
    reading = read_sentence(block.text, block.lead_in)
    is_known = find_terms(Field.VENDOR, reading.stems) or lists_parties(block)
    if is_link(block) and Claim.RIGHT not in reading.claims and not is_known:
        yield Signal(SignalName.POINTER)
        return
    found = [*_companies(block, reading, context, other), *_claimed(block, reading)]
    if not is_of_person(block.text):
        found += _places(block.text, reading, other)
    if not found:
        is_title = block.links and not is_linked_sentence(block)
        limit = _MAX_POINTER_WORDS if Claim.POINTER in reading.claims else _MAX_LINK_WORDS if is_title else 0
        words = len(block.text.split())
        is_name = find_terms(Field.VENDOR, reading.stems) or find_legal_forms(block.text)
        may_be_company = is_name or (block.listed and words == 1)
        is_pointer = words <= limit and not may_be_company
        found = [Signal(SignalName.POINTER if is_pointer else SignalName.STATEMENT_ADDED)]
    yield from found


_INVITING = load_pattern("contact-invited", "(?:%s)")
_STATED = {Claim.COMMITMENT, Claim.DUTY, Claim.RETENTION, Claim.DELETION, Claim.SAFEGUARD, Claim.NOTICE}


def _invites(block: Block, reading: Reading) -> bool:
    """Whether a sentence only tells readers how to reach the company."""
    fields = (Field.PURPOSE, Field.RECIPIENT, Field.VENDOR, Field.TRACKER)
    stems = stem_words(drop_legal_names(block.text))
    names = any(find_terms(field, stems) for field in fields)
    is_long = len(block.text.split()) > _SUBSTANCE
    return (
        is_long
        and not block.lead_in
        and not names
        and not reading.claims & _STATED
        and bool(_INVITING.search(fold(block.text)))
    )


def _quiet(block: Block, context: Context) -> Signal | None:
    if name := _boilerplate(block, context):
        return Signal(name)
    if fold(block.text) in {"yes", "no"} and block.listed:
        return Signal(SignalName.NEGATION)
    if is_head(block.cells) and all(read_column(cell.heading) for cell in block.cells):
        return Signal(SignalName.HEADING_RENAMED, in_any_language=True)
    if block.kind is BlockKind.HEADING:
        body = fold(block.text) in context.bodies
        return Signal(SignalName.SECTION_ADDED if body else SignalName.HEADING_RENAMED)
    if _QUESTION.fullmatch(block.text) and not _RHETORICAL.search(fold(block.text)):
        return Signal(SignalName.HEADING_RENAMED)  # what it is about stands in the answer
    return Signal(SignalName.BOILERPLATE) if is_label(block, context.headings) else None


_QUESTION = re.compile(r"[^.!?;:]{3,120}\?[\W\d]*")
_RHETORICAL = load_pattern("rhetorical")


def _boilerplate(block: Block, context: Context) -> SignalName | None:
    if is_fixed_boilerplate(block):
        return SignalName.BOILERPLATE
    if is_history(block) and find_dates(block.text) and not states_something(block.text, [Field.PRACTICE]):
        return SignalName.DATE_LINE
    if names_something("", block.text, context.names):
        return SignalName.STATEMENT_ADDED if is_history(block) else None
    if is_date_line(block.text):
        return SignalName.DATE_LINE
    return SignalName.BOILERPLATE if is_boilerplate(block) or is_history(block) else None


def _listed(block: Block, context: Context) -> Signal | None:
    if block.kind is BlockKind.ROW and find_periods(block.text) and Claim.RETENTION in read_sentence(block.text).claims:
        return None
    columns = {cell.column for cell in block.cells if cell.text}
    is_company = COMPANY in columns or ("name" in columns and columns & (PLACES | {"safeguard"}))
    if COOKIE not in columns and is_company and not is_denied(block):
        return Signal(SignalName.VENDOR, Direction.LESS, in_any_language=True)
    if lists_cookies(block) and block.kind is BlockKind.ROW:
        folded = fold(f"{block.text} {block.section}")
        is_necessary = any(word in folded for word in load_words("necessary"))
        return Signal(SignalName.TRACKER_TERM, Direction.NEUTRAL if is_necessary else Direction.LESS)
    is_known = block.kind is BlockKind.ROW and find_terms(Field.VENDOR, block.key)
    is_described = block.kind is BlockKind.ITEM and block.links and block.key and len(block.text) > len(block.key) + 2
    if (lists_parties(block) or is_described or is_known) and _names_party(block, context):
        return Signal(SignalName.VENDOR, Direction.LESS)
    return None


_DOING = re.compile(r"[A-Z][a-z]+ing [a-z]")  # `Developing new products`, and not `Boeing`


def is_denied(block: Block) -> bool:
    """Whether what introduces a row turns it into its opposite: "We give no data to these companies"."""
    return not {*fold(f"{block.section} {block.lead_in}").split()}.isdisjoint(load_words("denied"))


def _names_party(block: Block, context: Context) -> bool:
    opening = block.key or " ".join(block.text.split()[:4])
    if block.kind is BlockKind.ROW:
        return bool(block.key)
    if _DOING.match(opening):
        return False
    named = context.names.find(f"by {opening}") or find_terms(Field.VENDOR, opening)
    return bool(named) and len(opening.split()) <= _MAX_NAME_WORDS


def _companies(block: Block, reading: Reading, context: Context, other: frozenset[str]) -> Iterator[Signal]:
    if not relates_party(block.text) or is_of_person(block.text):
        return
    for name in context.names.find(block.text):
        words = stem_words(name)
        if words and not set(words) <= other and takes_part([name], reading):
            yield Signal(SignalName.VENDOR, Direction.LESS)


def _claimed(block: Block, reading: Reading) -> Iterator[Signal]:
    claims = reading.claims
    negative_list = bool(block.lead_in) and is_negative(block.lead_in)
    if Claim.DUTY in claims:
        yield Signal(SignalName.OBLIGATION, Direction.LESS)
    if Claim.COMMITMENT in claims or negative_list:
        yield Signal(SignalName.COMMITMENT_ADDED, Direction.MORE)
    purposes = find_terms(Field.PURPOSE, stem_words(drop_legal_names(block.text)))
    is_grave = bool(purposes & load_terms("grave")) and not reading.negative
    is_practice = Claim.PRACTICE in claims and not claims & _MAIN_CLAIMS and not negative_list
    if is_practice or (is_grave and not claims):
        yield Signal(SignalName.STATEMENT_ADDED, Direction.LESS)
    if {Claim.RETENTION, Claim.DELETION} & claims and (periods := find_periods(block.text)):
        endless = any(period.days == FOREVER for period in periods)
        yield Signal(SignalName.DURATION, Direction.LESS if endless else Direction.MORE)
    elif Claim.DELETION in claims:
        yield Signal(SignalName.COMMITMENT_ADDED, Direction.MORE)
    for claim, name in (
        (Claim.RIGHT, SignalName.RIGHT_TERM),
        (Claim.NOTICE, SignalName.NOTICE_TERMS),
        (Claim.SAFEGUARD, SignalName.SAFEGUARD_TERM),
    ):
        if claim in claims:
            yield Signal(name, Direction.MORE)


_LAW_OF_PLACE = load_pattern("law-of-place")


def _places(text: str, reading: Reading, other: frozenset[str]) -> Iterator[Signal]:
    where = stem_words(_LAW_OF_PLACE.sub(" ", fold(text)))
    places, regimes = (
        frozenset(term for term in find_terms(field, stems) if not set(term.split()) <= other)
        for field, stems in ((Field.PLACE, where), (Field.REGIME, reading.stems))
    )
    if places and reading.claims & {Claim.TRANSFER, Claim.PRACTICE} and Claim.RIGHT not in reading.claims:
        yield Signal(SignalName.PLACE, Direction.LESS)
    if regimes:
        yield Signal(SignalName.REGIME, judge_regimes(regimes, frozenset()))
