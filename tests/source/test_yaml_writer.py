"""Tests that a value is written in the layout of a source, and read back unchanged."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_flow, write_yaml
from tests.support.projects import ROOT

LONG = "Retained while you use {{ controller.name }} and, after that, until the account is closed for good;"
LAID_OUT = [*(ROOT / "policy_src").glob("*.yml"), *(ROOT / "build_tools").glob("starting/starter/*/policy_src/*.yml")]
"""TraceLoom's source, and those that other companies begin with."""
HEADING = re.compile(r"\A# yaml-language-server: [^\n]*\n")
REFERENCE = "{{ retention.account.period }} more"

TEXTS = st.text("ab:#-'\"{}[]&*!|>%@`?,~ \n\té—\u00a0\U0001f600", max_size=30)
SENTENCES = st.lists(st.sampled_from(["the", "{{ a.b }}", "data:", "# x", "no", "12", "it's", '"q"']), max_size=30)
SCALARS = TEXTS | SENTENCES.map(" ".join) | st.booleans() | st.integers(-999, 999) | st.none()
KEYS = st.from_regex(r"[a-z_]{1,9}", fullmatch=True)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=6
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            {"a": {"b": [{"id": "x", "tags": ["u", "v"]}, {"id": "y"}]}},
            "a:\n  b:\n    - id: x\n      tags: [u, v]\n    - id: y\n",
        ),
        ({"a": [], "b": {}, "c": None, "d": True, "e": 4}, "a: []\nb: {}\nc: null\nd: true\ne: 4\n"),
        ({"a": "NO", "b": "0123", "c": "yes", "d": "1e9"}, 'a: NO\nb: "0123"\nc: yes\nd: "1e9"\n'),
        ({"a": "true", "b": "2026-02-14", "c": ""}, 'a: "true"\nb: 2026-02-14\nc: ""\n'),
        ({"a": "x: y", "b": "# x", "c": "it's", "d": "{x}"}, 'a: "x: y"\nb: "# x"\nc: it\'s\nd: "{x}"\n'),
        ({"a": "one\ntwo", "b": "one\ntwo\n"}, "a: |-\n  one\n  two\nb: |\n  one\n  two\n"),
        (
            {"a": {"b": "c"}, "d": 1, "e": {"f": "g", "h": {"i": "j"}, "k": "l"}},
            "a:\n  b: c\n\nd: 1\n\ne:\n  f: g\n\n  h:\n    i: j\n\n  k: l\n",
        ),
        ({"a": [{"b": 1}, {"b": 2}]}, "a:\n  - b: 1\n  - b: 2\n"),
        ({"a": [{"b": [{"c": 1}]}, {"b": 2}]}, "a:\n  - b:\n      - c: 1\n\n  - b: 2\n"),
        ({"text": f"{LONG} {REFERENCE}"}, f"text: >-\n  {LONG}\n  {REFERENCE}\n"),
    ],
)
def test_a_value_is_written_as_a_source_is_laid_out(value: Any, text: str) -> None:
    assert write_yaml(value) == text


@pytest.mark.parametrize("path", LAID_OUT, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_sources_are_laid_out_so_that_forms_change_the_lines_of_an_edit(path: Path) -> None:
    text = HEADING.sub("", path.read_text("utf-8"))

    assert text == write_yaml(read_yaml(path.name, text).value)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_written_is_read_back(value: dict[str, Any]) -> None:
    text = write_yaml(value)
    file = read_yaml("x.yml", text)

    if not file.problems:  # what no source may hold, such as a sign that nobody sees, is refused when it is read
        assert file.value == value
    else:
        assert {problem.check for problem in file.problems} <= {"character", "yaml-syntax"}


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES.map(" ".join) | st.booleans() | st.integers(0, 99), max_size=5))
def test_what_is_written_in_one_line_is_read_back(value: list[Any]) -> None:
    assert read_yaml("x.yml", f"a: {write_flow(value)}\n").value == {"a": value}
