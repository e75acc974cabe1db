"""Tests that what saves time in the judgement of prose changes no finding."""

import sys
from functools import _lru_cache_wrapper
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.changes.apply_rules import choose_rule, narrow_rules
from build_tools.changes.prose import stemming
from build_tools.changes.prose.boilerplate import find_changed_words
from build_tools.changes.prose.judge import judge_texts
from build_tools.changes.prose.lexicon import Field, find_terms, load_lexicon
from build_tools.changes.redline.words import Mark, redline
from build_tools.model.change import Change, Event, Side
from build_tools.model.normalization import _CHOSEN, _CHOSEN_ONLY, _compile
from build_tools.model.text import Prose
from tests.changes.prose.judging import RULES

VERSIONS = [
    "# Privacy\n\nWe keep logs for 30 days. Acme Inc. hosts them.\n\n- e-mail\n- your name (we don't sell it)\n",
    "# Privacy\n\nWe keep logs for 90 days. Acme Inc. hosts them.\n\n- email\n- your name (we do not sell it)\n",
    "# Privacy\n\nWe may keep logs for 90 days. Other Ltd hosts them.\n\n- your name\n\n**New**: we sell data.\n",
    "# Privacy Notice\n\nYou can object. See [our site](https://a.example/). Last updated: 3 May 2024.\n",
]


def _forget() -> None:
    """Empty all that the modules of prose remember of passages."""
    for name, module in list(sys.modules.items()):
        if name.startswith("build_tools.changes.prose."):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper) and value.cache_parameters()["maxsize"]:
                    value.cache_clear()


def test_what_is_remembered_of_earlier_versions_changes_no_finding() -> None:
    pairs = [*pairwise(VERSIONS), *pairwise(reversed(VERSIONS)), (VERSIONS[0], VERSIONS[2])]
    anew = []
    for before, after in pairs:
        _forget()
        anew.append(list(judge_texts(before, after, RULES)))
    assert stemming.fold.cache_info().currsize

    assert [list(judge_texts(before, after, RULES)) for before, after in (*pairs, *pairs)] == anew * 2
    assert all(anew)


@pytest.mark.parametrize("event", Event)
def test_rules_that_are_left_out_never_match(event: Event) -> None:
    chosen = 0
    for fact in sorted({fact for rule in RULES for fact in rule.watches if fact.startswith("prose.")}):
        change = Change(fact, "", event, Side(value=Prose("a")), Side(value=Prose("b")))
        narrowed = narrow_rules(RULES, fact, event)
        assert set(map(id, narrowed)) < set(map(id, RULES))
        try:
            rule = choose_rule(change, RULES)
        except LookupError as error:
            with pytest.raises(LookupError, match=str(error)):
                choose_rule(change, narrowed)
        else:
            assert choose_rule(change, narrowed) is rule
            chosen += 1
    assert chosen or event not in {Event.CHANGED, Event.WORSENED, Event.IMPROVED}


def test_every_character_that_normalization_treats_is_looked_for() -> None:
    for char in map(chr, range(0x80, sys.maxunicode + 1)):
        beside = "\u0628", "\u1820", "\u4e00", "\u2764", "\U0001f3f4"
        found = any(_compile(_CHOSEN).search(f"{other}{char}{other}") for other in beside)
        assert not found or _compile(_CHOSEN_ONLY).search(char)


@given(st.text())
def test_a_text_beside_nothing_has_changed_as_a_whole(text: str) -> None:
    for before, after in ((text, ""), ("", text)):
        marked = " ".join(run.text for run in redline(before, after) if run.mark is not Mark.SAME)
        assert find_changed_words(before, after) == marked


@pytest.mark.parametrize("field", Field)
def test_each_term_of_a_field_is_found(field: Field) -> None:
    for terms in load_lexicon(field).values():
        for term in terms:
            assert find_terms(field, ("x", *term, "x"))
    assert find_terms(field, ("x", "y")) == frozenset()
    assert find_terms(field, ()) == frozenset()
