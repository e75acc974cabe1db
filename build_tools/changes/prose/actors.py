"""Recognises who acts in a sentence, and in which role: we, the reader or others, as a controller or a processor."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from build_tools.changes.prose.lexicon import Field, load_lexicon, load_terms
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.word_lists import load_pattern

_PERSONS = {"we": "we", "us": "we", "our": "we", "you": "you", "your": "you"}
_ROLES = {"controller", "processor"}
_REACH = 3  # words between a verb in the passive voice, or `by`, and who acts
_MAX_WORDS = 40  # in a longer sentence, who acts cannot be read from the order of words
_CONTROLLER, _PROCESSOR = load_pattern("role-controller"), load_pattern("role-processor")


def has_other_actor(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether somebody else does the same thing: `we share with partners`, and `partners share with us`."""
    if max(len(was), len(now)) > _MAX_WORDS:
        return False
    old, new = _find_actors(was), _find_actors(now)
    return any(old[verb].isdisjoint(new[verb]) for verb in old.keys() & new.keys())


def has_other_role(before: str, after: str) -> bool:
    """Whether somebody processes data for others in one version, and for their own purposes in the other one."""
    controls, processes, controls_now, processes_now = (
        bool(pattern.search(fold(text))) for text in (before, after) for pattern in (_CONTROLLER, _PROCESSOR)
    )
    return controls is not processes and (controls, processes) == (processes_now, controls_now)


def without_actors(words: Sequence[str]) -> set[str]:
    """The words of a sentence that name nobody."""
    return {word for word in words if not _name_actor(word)} - {"by"}


def _find_actors(stems: Sequence[str]) -> dict[str, set[str]]:
    """For each verb of a sentence, who does it, as far as the words show."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place, verb in enumerate(stems):
        if verb not in _load_verbs():
            continue
        if verb not in _ROLES and "be" in stems[max(0, place - 2) : place]:
            following = stems[place + 1 : place + 1 + _REACH]
            by = place + 1 + following.index("by") if "by" in following else len(stems)
            found[verb] |= _find_last(stems[by + 1 : by + 1 + _REACH])
        else:
            found[verb] |= _find_last(stems[:place])
    return {verb: actors for verb, actors in found.items() if actors}


def _find_last(stems: Sequence[str]) -> set[str]:
    """The last actors of some words: `partners` in `our partners`, both in `we and our partners`."""
    places = [place for place, stem in enumerate(stems) if _name_actor(stem)]
    joined = next((place for place in reversed(places) if not {"and", "or"} & {*stems[place - 2 : place]}), 0)
    last = places[places.index(joined) :] if joined in places else places
    return {_name_actor(stems[place]) for place in last if stems[place] != "our"}


@cache
def _load_verbs() -> frozenset[str]:
    return load_terms(Field.PRACTICE) | load_terms("acts") | _ROLES


@cache
def _name_actor(stem: str) -> str:
    """`we`, `you` or `others`; an empty string for a word that names nobody."""
    others = {term[-1] for terms in load_lexicon(Field.RECIPIENT).values() for term in terms}
    return _PERSONS.get(stem) or ("others" if stem in others | {"customer", "client"} else "")
