"""Judges negations, modal verbs, limits and exceptions that came into a sentence or left it."""

from collections import Counter
from collections.abc import Iterator

from build_tools.changes.prose.lexicon import load_stems
from build_tools.changes.prose.sentence_claims import Claim, Reading
from build_tools.changes.prose.signal import Signal, SignalName, opposite
from build_tools.changes.prose.stemming import stem
from build_tools.changes.redline.align import find_stretches
from build_tools.model.rule import Direction

_NEGATIONS = {"not", "no", "never", "none", "neither", "without", "cease", "refuse", "nobody", "nothing"}
_PROMISING = {Claim.COMMITMENT, Claim.RIGHT, Claim.SAFEGUARD, Claim.DELETION, Claim.NOTICE}
_REACH = 3  # words
_ALWAYS = stem("always")
_REQUIRED = stem("required")
_LAWFUL = {stem(word) for word in ("law", "legal", "legally", "court", "regulation", "lawful", "lawfully")}
_LASTING = Counter(map(stem, ("necessary", "need")))
_SURE = Counter(map(stem, ("only", "solely", "exclusively", "strictly", "limited", "restricted", "consent")))


def read_modality(was: Reading, now: Reading, *, timed: bool) -> Iterator[Signal]:
    """Yield the changed negations, modal verbs, limits and exceptions of a sentence.

    Where a period changed (`timed`), `as long as necessary` belongs to the period and is not a limit.
    """
    yield from _negation(was, now)
    if was.negative is now.negative:
        yield from _modality(was, now)
        yield from _universal(was, now)
    yield from _limits(was, now, timed=timed)


def _negation(was: Reading, now: Reading) -> Iterator[Signal]:
    old, new = (sum(stem in _NEGATIONS for stem in reading.stems) for reading in (was, now))
    if was.negative and now.negative and "without" in now.stems and "without" not in was.stems:
        yield Signal(SignalName.NEGATION, Direction.LESS)
        return
    if old == new:
        return
    plain, denied = (was, now) if old < new else (now, was)
    protective = load_stems("protective")
    places = [place + 1 for place, stem in enumerate(denied.stems) if stem in _NEGATIONS]
    following = {word for place in places for word in denied.stems[place : place + _REACH]}
    promised = bool(protective & following) or (
        bool(protective & set(plain.stems)) and Claim.PRACTICE not in was.claims & now.claims
    )
    harmless = new > old and not promised and (Claim.PRACTICE in was.claims or now.negative)
    promising = old > new and promised and not now.negative and Claim.PRACTICE not in now.claims
    direction = Direction.MORE if harmless or promising else Direction.LESS
    yield Signal(SignalName.NEGATION, direction)


def _find(reading: Reading, words: frozenset[str]) -> list[str]:
    """The words of a sentence that are in a list; "required by law" is no promise to the reader."""
    return [
        stem
        for place, stem in enumerate(reading.stems)
        if stem in words and not (stem == _REQUIRED and _LAWFUL & {*reading.stems[max(0, place - 2) : place + _REACH]})
    ]


def _modality(was: Reading, now: Reading) -> Iterator[Signal]:
    duty = Claim.DUTY in was.claims | now.claims
    promised = bool(load_stems("protective") & _following(was, now)) or bool(
        was.claims & now.claims & _PROMISING and Claim.PRACTICE not in now.claims
    )
    for words, more_is in (("possible", Direction.MORE), ("binding", Direction.LESS), ("weak", Direction.MORE)):
        old, new = _find(was, load_stems(words)), _find(now, load_stems(words))
        if len(old) == len(new) or (
            words == "possible" and len(old) - _count_invited(was) == len(new) - _count_invited(now)
        ):
            continue
        direction = more_is if len(new) > len(old) else opposite(more_is)
        if (promised and not duty) or (_ALWAYS in old and _ALWAYS not in new):
            direction = Direction.LESS if words == "binding" and len(new) < len(old) else opposite(direction)
        if words == "weak" and direction is Direction.MORE and _ALWAYS in was.stems and _ALWAYS not in now.stems:
            direction = Direction.LESS
        if not was.claims and not now.claims and not promised:
            is_weakened = words == "weak" and len(new) > len(old) and was.about_data and now.about_data
            hedged = is_weakened or (_ALWAYS in old and _ALWAYS not in new)
            direction = Direction.LESS if hedged else Direction.NEUTRAL  # a hedge makes a sentence worth less
        yield Signal(SignalName.MODALITY, direction)


def _count_invited(reading: Reading) -> int:
    """How often a sentence says what the reader may do: `you may ask` leaves nothing open, `you may be asked` does."""
    pairs = zip(("", *reading.stems), reading.stems, (*reading.stems[1:], ""), strict=False)
    return sum(before == "you" and stem in {"may", "can"} and after != "be" for before, stem, after in pairs)


def _universal(was: Reading, now: Reading) -> Iterator[Signal]:
    if not was.claims & now.claims & _PROMISING or {Claim.PRACTICE, Claim.RIGHT} & (was.claims | now.claims):
        return
    old, new = (bool(load_stems("universal") & set(reading.stems)) for reading in (was, now))
    if old is not new:
        yield Signal(SignalName.MODALITY, Direction.LESS if old else Direction.MORE)


def _following(was: Reading, now: Reading) -> set[str]:
    """The words in and after a change: the verbs of changed modal verbs."""
    found: set[str] = set()
    for stretch in find_stretches(was.stems, now.stems):
        if not stretch.same:
            found.update(
                was.stems[stretch.was : stretch.was_end + _REACH], now.stems[stretch.now : stretch.now_end + _REACH]
            )
    return found


def _limits(was: Reading, now: Reading, *, timed: bool) -> Iterator[Signal]:
    claims = was.claims | now.claims
    practising = bool({Claim.PRACTICE, Claim.COMMITMENT, Claim.RETENTION, Claim.TRANSFER} & claims)
    exceptional = not practising or was.negative or now.negative or Claim.RIGHT in claims
    for words, more_is in (
        ("narrow", Direction.MORE),
        ("exception", Direction.LESS if exceptional else Direction.MORE),
        ("lax", Direction.LESS),
    ):
        old, new = Counter(_find(was, load_stems(words))), Counter(_find(now, load_stems(words)))
        gone, come = old - new, new - old
        if timed:
            gone, come = gone - _LASTING, come - _LASTING
        if not gone and not come:
            continue
        direction = more_is if come and not gone else opposite(more_is) if gone and not come else Direction.NEUTRAL
        if words == "narrow" and not practising:
            direction = (
                opposite(direction) if Claim.RIGHT in claims else Direction.LESS if gone & _SURE else Direction.NEUTRAL
            )
        yield Signal(SignalName.LIMIT, direction)
