"""Tests that layouts which would take all memory or time are refused."""

import pytest

from build_tools.documents.layout_environment import Templates
from build_tools.model.problem import Problems
from tests.documents.test_layout_environment import RIGHTS, faults

WIDE = "a number"
LONG = "it makes a text of more than 2,000,000 characters"
STEPS = "it takes more than 1,000,000 steps"


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("{{ '%1000000000d' % 1 }}", WIDE),
        ("{{ '%*d' % (1000000000, 1) }}", WIDE),
        ("{{ '%1000000000d' | format(1) }}", WIDE),
        ("{{ '{:>1000000000}'.format(1) }}", WIDE),
        ("{{ 'x'.ljust(1000000000) }}", WIDE),
        ("{{ 'x' | center(1000000000) }}", WIDE),
        ("{{ 'x\\n' | indent(1000000000) }}", WIDE),
        ("{{ [1] | tojson(indent=1000000000) }}", WIDE),
        ("{{ 9 ** 9 ** 9 }}", WIDE),
        ("{{ 'x' * 10 * 1000000000 }}", LONG),
        ("{{ ([1] * 1000000000) | length }}", LONG),
        ("{% set a = 'x' * 9999 %}{{ a | replace('', a) }}", LONG),
        ("{% set a = 'x' * 9999 %}{{ a.replace('', a) }}", LONG),
        ("{% set a = 'x' * 9999 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}", LONG),
        ("{% set a = 'x' * 9999 %}" + "{% set a = a + a %}" * 40 + "{{ a }}", LONG),
        ("{% set a %}xxxxxxxx{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40 + "{{ a }}", LONG),
        ("{% for a in 'x' * 9999 %}{% for b in 'x' * 9999 %}{% endfor %}{% endfor %}", STEPS),
        ("{% macro f(n) %}{{ f(n - 1) if n }}{{ f(n - 1) if n }}{% endmacro %}{{ f(60) }}", STEPS),
    ],
)
def test_a_layout_that_takes_all_memory_or_time_is_refused(layout: str, said: str) -> None:
    (problem,) = faults({RIGHTS: ("{{ entry.text }}", layout)})

    assert problem.location.file == RIGHTS
    assert said in problem.what


def test_ordinary_layouts_are_within_the_limits() -> None:
    layout = (
        "{{ '%5.2f' % 1 }}{{ 'x' | center(80) }}{% for a in 'abc' %}{{ loop.last }}{{ a ~ a }}{% else %}-{% endfor %}"
    )

    assert faults({RIGHTS: ("{{ entry.text }}", layout + "{{ 3 * 4 + 2 ** 3 }}{{ 'a' * 3 }}")}) == ()


def test_a_given_text_may_exceed_the_limit_of_generated_ones() -> None:
    """The redline of a long table is longer than the bound, and no edit of a layout would make it shorter."""
    redline = "x" * 2_500_000
    layouts = Templates({"once": "{{ of[0].redline }}", "twice": "{{ of[0].redline }}{{ of[0].redline }}"}, {}, {})

    assert layouts.render("once", of=[{"redline": redline}]) == redline
    with pytest.raises(Problems, match="2,000,000 characters"):
        layouts.render("twice", of=[{"redline": redline}])
