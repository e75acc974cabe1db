"""By which signs does one see what a changed passage does?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from build_tools.changes.prose.durations import drop_durations, find_durations
from build_tools.changes.prose.lexicon import find_terms
from build_tools.changes.prose.names import find_names, find_places
from build_tools.changes.prose.passages import NEGATION, Passage, fold, is_denied
from build_tools.changes.prose.statements import Kind, Statement
from build_tools.changes.redline import Mark, redline
from build_tools.model.change import Event

_LIMIT = re.compile(
    r"\b(?:only|solely|unless|except|exclusively|strictly|merely|limited to|minimum|at most)\b", re.IGNORECASE
)
_MODAL = re.compile(
    r"\b(?:may|might|could|will|shall|must|should|would|always|never|usually|generally|typically|normally|sometimes)\b",
    re.IGNORECASE,
)
_KEEPING = re.compile(
    r"\b(?:retain\w*|retention|keep\w*|kept|stor\w+|delet\w*|remov\w*|purg\w*|backup\w*|eras\w*|hold|held|maintain\w*|"
    r"preserv\w*|archiv\w*|expir\w*)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\b|\b\d{1,4}(?:st|nd|rd|th)?\b|[/.,:_-]",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"\b(?:last (?:updated|modified|revised|reviewed|changed)|updated|effective|revised|version|copyright|modified|"
    r"change ?log)\b|©",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>]*>|\bhttps?://[^\s)]+|\bwww\.[^\s)]+")
_LOG_ENTRY = re.compile(
    r"\W*(?:[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{4}-\d\d-\d\d)\W"
)
_HEAD = re.compile(r"\s[-|(:]|[.:,(|](?:\s|$)")
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_RENAMED = re.compile(r"\b(?:formerly|previously|now called|now known|renamed|rebrand\w*|acquired)\b", re.IGNORECASE)
_PROMISE = re.compile(
    r"\b(?:we|us|our \w+)\b.{0,40}\b(?:do not|don't|does not|never|will not|won't|will notify|will inform|only)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(r"\byou (?:may not|must|shall|agree|are responsible|will pay|are not)\b", re.IGNORECASE)
_CONTACT = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_WORD = re.compile(r"[\w@.+'-]*\w")
_GLUE = frozenset(
    (
        *("a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "and", "or", "is", "are"),
        *("was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "that", "this", "these", "those"),
        *("it", "its", "their", "your", "our", "his", "her", "who", "which", "when", "where", "also", "such", "other"),
        *("here", "there", "then", "than", "so", "into", "about", "us", "we", "you", "they", "them", "please"),
        *("etc", "get", "gets", "getting", "got", "information"),
    )
)
"""Words that a sentence may change without saying something else."""
_TERMS = ("data", "purposes", "recipients", "rights", "safeguards", "trackers", "regimes", "duties")
_HEDGES = {"may", "might", "could", "usually", "generally", "typically", "normally", "sometimes"}
_WHAT = ("data", "recipients", "trackers", "purposes", "regimes")
_DOING = ("practices", "rights", "safeguards")
_CLOSE = 2
_ALIKE = 0.7
_SHORTEST_TYPO = 4
_FEW = 3
_LONG = 7
_LINE = 15


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign of what a passage does: a name of its own, and what happened."""

    name: str
    event: Event


def find_signals(passage: Passage, title: str) -> Iterator[Signal]:
    """Yield the signs of a passage in a document of a title; one at least."""
    found = tuple(_find(passage, title))
    yield from found or (Signal("reworded", passage.event),)


def _find(passage: Passage, title: str) -> Iterator[Signal]:
    if passage.event is Event.REORDERED:
        yield Signal("moved", Event.REORDERED)
    elif passage.before and passage.after:
        yield from _changed(passage.before, passage.after, title)
    else:
        yield from _alone(passage.statement, passage.event, title)


def _changed(before: Statement, after: Statement, title: str) -> Iterator[Signal]:
    old, new = _bare(before.text), _bare(after.text)
    if fold(before.text) == fold(after.text):
        yield Signal("lead-in", Event.CHANGED)
        return
    gone, come = _rewritten(old, new)
    if harmless := _harmless(old, new, gone, come):
        yield Signal(harmless, Event.CHANGED)
        return
    if before.kind is Kind.HEADING:
        yield Signal("heading", Event.CHANGED)
        return
    found = [
        *_small_words(old, new),
        *_durations(old, new),
        *_names(before, after, gone, come, title),
        *_terms(old, new, gone, come),
    ]
    yield from found or _few_words(old, new, gone, come)


def prove_harmless(before: str, after: str) -> str:
    """By which sign two texts differ in form alone; empty where nothing proves it, or where they do not differ."""
    old, new = _bare(before), _bare(after)
    return "" if before == after else _harmless(old, new, *_rewritten(old, new))


def _rewritten(old: str, new: str) -> tuple[str, str]:
    """The words that are gone, and those that came."""
    runs = redline(old, new)
    gone, come = (" … ".join(run.text for run in runs if run.mark is mark) for mark in (Mark.DELETED, Mark.INSERTED))
    return gone, come


def _harmless(old: str, new: str, gone: str, come: str) -> str:
    """The proof that a change is of form alone; empty where there is none."""
    words, others = _WORD.findall(gone), _WORD.findall(come)
    proofs = {
        "format": _plain(old) == _plain(new),
        "date-line": _DATE.sub("", gone).strip() == _DATE.sub("", come).strip() and _DATE_LINE.search(old) is not None,
        "wording": _stems(words) == _stems(others) or _say_the_same_lengths(old, new),
        "typo": 0 < len(words) == len(others) and all(map(_is_typo, words, others)),
    }
    return next((name for name, is_proved in proofs.items() if is_proved), "")


def _say_the_same_lengths(old: str, new: str) -> bool:
    """Whether texts differ in nothing but how they write lengths of time: 30 days, thirty days."""
    return _plain(drop_durations(old)) == _plain(drop_durations(new)) and find_durations(old) == find_durations(new)


def _stems(words: Iterable[str]) -> list[str]:
    """The words that say something, without their endings."""
    return [_ENDING.sub("", word.casefold()) for word in words if word.casefold() not in _GLUE]


def _is_typo(word: str, other: str) -> bool:
    if not min(len(word), len(other)) >= _SHORTEST_TYPO or any(sign.isdigit() for sign in word + other):
        return word.casefold() == other.casefold()
    distance = Levenshtein.distance(word.casefold(), other.casefold(), score_cutoff=_CLOSE)
    return distance <= _CLOSE and not NEGATION.search(f"{word} {other}")


def _bare(text: str) -> str:
    """A text as it reads, without addresses: where a link leads is not what is stated."""
    return re.sub(r"\s+", " ", _ADDRESS.sub("", fold(text)))


def _plain(text: str) -> str:
    return re.sub(r"[^\w%$€£]+", "", text).casefold()


def _small_words(old: str, new: str) -> Iterator[Signal]:
    for name, pattern in (("negation", NEGATION), ("limit", _LIMIT)):
        before, after = ([word.casefold() for word in pattern.findall(text)] for text in (old, new))
        if len(before) != len(after):
            yield Signal(name, Event.GAINED if len(after) > len(before) else Event.LOST)
    was, now = ({word.casefold() for word in _MODAL.findall(text.replace(" can ", " may "))} for text in (old, new))
    if was != now and ((was and now) or (was | now) & _HEDGES):
        yield Signal("modality", Event.CHANGED)


def _durations(old: str, new: str) -> Iterator[Signal]:
    before, after = find_durations(old), find_durations(new)
    if before == after:
        return
    kind = "retention" if _KEEPING.search(new) or _KEEPING.search(old) else "duration"
    if not before or not after:
        endless = float("inf") in (before | after)
        gained = bool(after) is not endless
        yield Signal(kind, Event.GAINED if gained else Event.LOST)
    else:
        yield Signal(kind, Event.INCREASED if max(after) > max(before) else Event.DECREASED)


def _names(before: Statement, after: Statement, gone: str, come: str, title: str) -> Iterator[Signal]:
    heads = _head(before), _head(after)
    if before.kind is not Kind.SENTENCE and _lists_companies(after, title) and heads[0] != heads[1]:
        is_like = Levenshtein.normalized_similarity(*heads) > _ALIKE or _RENAMED.search(after.text)
        yield Signal("name" if is_like else "recipient-name", Event.CHANGED if is_like else Event.REPLACED)
        return
    old, new = find_names(_bare(before.text)), find_names(_bare(after.text))
    lost = [name for name in old - new if set(name.split()) & set(_WORD.findall(gone))]
    won = [name for name in new - old if set(name.split()) & set(_WORD.findall(come))]
    if not lost and not won:
        return
    if _RENAMED.search(come):
        yield Signal("name", Event.CHANGED)
    elif _lists_companies(after, title) or find_terms("practices", after.text):
        event = Event.REPLACED if lost and won else Event.ADDED if won else Event.REMOVED
        yield Signal("recipient-name", event)
    else:
        yield Signal("name", Event.CHANGED)


def _head(statement: Statement) -> str:
    """With what an item or a row begins: the name of a company, where it lists companies."""
    return _HEAD.split(_bare(statement.text), maxsplit=1)[0].strip().casefold()


def _terms(old: str, new: str, gone: str, come: str) -> Iterator[Signal]:
    is_promise = is_denied(old) and is_denied(new)  # of what is ruled out, more is better
    for lexicon in _TERMS:
        before, after = find_terms(lexicon, old), find_terms(lexicon, new)
        won = any(term in come.casefold() for term in after - before)
        if is_promise and (won or any(term in gone.casefold() for term in before - after)):
            yield Signal("promise", Event.ADDED if won else Event.REMOVED)
        elif won:
            yield Signal(lexicon, Event.GAINED)
        elif any(term in gone.casefold() for term in before - after):
            yield Signal(lexicon, Event.LOST)
    places, others = find_places(old), find_places(new)
    if places != others:
        yield Signal("place", Event.GAINED if others - places else Event.LOST)
    if set(_CONTACT.findall(old)) != set(_CONTACT.findall(new)):
        yield Signal("contact", Event.CHANGED)


def _few_words(old: str, new: str, gone: str, come: str) -> Iterator[Signal]:
    """One word for another is a synonym; words that only come or go extend or cut what is done or promised."""
    less, more = ({word.casefold() for word in _WORD.findall(text)} - _GLUE for text in (gone, come))
    if less and more:
        if len(less | more) <= _FEW and not re.search(r"\d", gone + come):
            yield Signal("synonym", Event.CHANGED)
    elif (less or more) and any(find_terms(name, old) for name in _DOING):
        if is_denied(old) and is_denied(new):
            yield Signal("promise", Event.ADDED if more else Event.REMOVED)
        else:
            yield Signal("extension", Event.GAINED if more else Event.LOST)


def _alone(statement: Statement, event: Event, title: str) -> Iterator[Signal]:
    """The signs of a statement that came or went as a whole."""
    text = _bare(statement.text)
    words = text.split()
    is_dated = _DATE_LINE.search(text) and (re.search(r"\d", text) or len(words) <= _FEW)
    if _LOG_ENTRY.match(text) or (is_dated and len(words) < _LINE):
        yield Signal("date-line", event)
    elif event is Event.REMOVED and find_terms("rights", f"{statement.section} {text}") and not is_denied(text):
        yield Signal("rights", event)  # how to use a right may stand in few words below its heading
    elif statement.kind is Kind.HEADING:
        yield Signal("heading", event)
    elif statement.kind in {Kind.ITEM, Kind.ROW} and _lists_companies(statement, title):
        yield Signal("company", event)
    else:
        yield from _stated(text, event)


def _stated(text: str, event: Event) -> Iterator[Signal]:
    """What a sentence that came or went states: the first that it can be."""
    durations = find_durations(text)
    if durations and _KEEPING.search(text):
        is_limit = float("inf") not in durations
        yield Signal("retention", Event.GAINED if is_limit is (event is Event.ADDED) else Event.LOST)
        return
    is_practice = bool(find_terms("practices", text))
    is_about = any(find_terms(name, text) for name in _WHAT)
    signs = {
        "duties": bool(_DUTY.search(text)),
        "promise": is_denied(text) and (is_practice or is_about),
        "rights": bool(find_terms("rights", text)),
        "safeguards": bool(find_terms("safeguards", text)),
        "practice": is_practice and (is_about or bool(find_names(text))),
        "notice": bool(_PROMISE.search(text)),
        "terms": bool(find_terms("duties", text)),
        "statement": len(text.split()) >= _LONG,
    }
    name = next((name for name, is_so in signs.items() if is_so), "words")
    yield Signal({"notice": "promise", "terms": "duties"}.get(name, name), event)


def _lists_companies(statement: Statement, title: str) -> bool:
    return bool(find_terms("roles", f"{statement.section} {title} {statement.lead_in}"))
