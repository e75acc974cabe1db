"""Judges the terms of privacy law that were added to a sentence or removed from it."""

from collections.abc import Iterable, Iterator

from build_tools.changes.prose.lexicon import Field, find_terms, load_stems, load_terms
from build_tools.changes.prose.same_meaning import canonical
from build_tools.changes.prose.sentence_claims import Claim, Reading
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import stem_words
from build_tools.model.rule import Direction

_NAMES = {
    Field.DATA: SignalName.DATA_TERM,
    Field.PURPOSE: SignalName.PURPOSE_TERM,
    Field.RECIPIENT: SignalName.RECIPIENT_TERM,
    Field.TRACKER: SignalName.TRACKER_TERM,
    Field.RIGHT: SignalName.RIGHT_TERM,
    Field.SAFEGUARD: SignalName.SAFEGUARD_TERM,
    Field.NOTICE: SignalName.NOTICE_TERMS,
    Field.DUTY: SignalName.OBLIGATION,
    Field.PLACE: SignalName.PLACE,
    Field.REGIME: SignalName.REGIME,
    Field.QUALIFIER: SignalName.QUALIFIER,
}
_STOP = "."  # separates texts, so that no term spans two of them
_GOOD = {Field.RIGHT, Field.SAFEGUARD, Field.NOTICE}  # fields of which more is better for the reader
_CONSENT, _GRAVE = load_terms("consent"), load_terms("grave")
_ANYWAY = {Field.PLACE, Field.REGIME, Field.QUALIFIER, Field.TRACKER}


def read_terms(was: Reading, now: Reading, gone: Iterable[str], come: Iterable[str]) -> Iterator[Signal]:
    """Yield the terms that only one version of a sentence has.

    `gone` and `come` are the passages around it: a term that moved from or to them is not a change.
    """
    went, came = (tuple(stem for text in texts for stem in (*stem_words(text), _STOP)) for texts in (gone, come))
    regimes = find_terms(Field.REGIME, was.stems) | find_terms(Field.REGIME, now.stems)
    for field, name in _NAMES.items():
        old, new = find_terms(field, was.stems), find_terms(field, now.stems)
        if old == new:
            continue
        named = regimes if field is Field.PLACE else frozenset[str]()  # `UK GDPR` is not a place
        added = _without(new - old, old | find_terms(field, went) | named)
        removed = _without(old - new, new | find_terms(field, came) | named)
        if added or removed:
            yield Signal(name, _judge(field, was, now, added, removed))
    yield from _practices(was, now)


def _without(terms: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """The terms that do not consist of words of known terms."""
    words = {word for term in known for word in term.split()}
    return frozenset(term for term in terms if not set(term.split()) <= words)


def _judge(field: Field, was: Reading, now: Reading, added: frozenset[str], removed: frozenset[str]) -> Direction:
    if field is Field.REGIME:
        return judge_regimes(added, removed)
    narrowed = was if added else now
    if field is Field.PLACE and Claim.RIGHT in narrowed.claims and not (was.claims | now.claims) & _GOING:
        return Direction.LESS if added else Direction.MORE  # fewer people, or more, have a right
    if field in {Field.PLACE, Field.QUALIFIER}:
        return Direction.LESS if added and field is Field.PLACE else Direction.NEUTRAL
    better, worse = bool(removed), bool(added)
    if field in _GOOD or (now.negative and was.negative):
        better, worse = worse, better
    elif field is Field.PURPOSE and (added | removed) & (_CONSENT | _GRAVE):
        worse = bool(added & _GRAVE or removed & _CONSENT)
        better = not worse
    elif not _is_about(field, was, now):
        return Direction.NEUTRAL
    return Direction.LESS if worse else Direction.MORE if better else Direction.NEUTRAL


def judge_regimes(added: frozenset[str], removed: frozenset[str]) -> Direction:
    """An added law is good; a transfer mechanism, a law that opens data to authorities or a removed law is unclear."""
    is_unclear = removed or added & (load_terms("mechanisms") | load_terms("access-laws"))
    return Direction.MORE if added and not is_unclear else Direction.NEUTRAL


def _is_about(field: Field, was: Reading, now: Reading) -> bool:
    claims = was.claims | now.claims
    if field is Field.DATA and was.about_data and now.about_data and not claims & _ASKING:
        return True
    if field is Field.RECIPIENT and load_stems("access") & {*was.stems, *now.stems}:
        return True
    if field is Field.PURPOSE and _WE & {*was.stems} and find_terms(Field.PRACTICE, was.stems):
        return True
    if field in {Field.DATA, Field.PURPOSE, Field.RECIPIENT}:
        return bool(claims & _ACTING)
    return bool(claims) or field in _ANYWAY


_GOING = {Claim.PRACTICE, Claim.TRANSFER}
_WE = {"we", "us", "our"}
_ASKING = {Claim.RIGHT, Claim.DUTY, Claim.POINTER, Claim.NOTICE}
_ACTING = {Claim.PRACTICE, Claim.COMMITMENT, Claim.RETENTION, Claim.TRANSFER}


def _practices(was: Reading, now: Reading) -> Iterator[Signal]:
    old, new = (set(reading.stems) & load_stems("harmful") for reading in (was, now))
    done = [set(canonical(tuple(find_terms(Field.PRACTICE, reading.stems)))) for reading in (was, now)]
    if was.negative and now.negative and done[0] - done[1] and old == new:
        yield Signal(SignalName.COMMITMENT_REMOVED, Direction.LESS)
    if old == new or not (was.claims | now.claims) & _ACTING:
        return
    if new - old:
        direction = Direction.MORE if now.negative and was.negative else Direction.LESS
        yield Signal(SignalName.STATEMENT_ADDED, direction)
    elif not was.negative:
        yield Signal(SignalName.STATEMENT_REMOVED, Direction.MORE)
    else:
        yield Signal(SignalName.COMMITMENT_REMOVED, Direction.LESS)
