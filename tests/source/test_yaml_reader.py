"""Tests that YAML is read as it looks to a lawyer."""

from typing import Any

import pytest

from build_tools.model.problem import Location
from build_tools.source import yaml_nodes
from build_tools.source.yaml_reader import YamlFile, read_yaml


def read(text: str) -> YamlFile:
    return read_yaml("x.yml", text)


@pytest.mark.parametrize(
    "word", ["NO", "yes", "On", "off", "Y", "True", "TRUE", "0123", "0o17", "0x1F", "1_000", "1e9"]
)
def test_what_looks_like_a_word_is_text(word: str) -> None:
    assert read(f"a: {word}\n").value == {"a": word}


@pytest.mark.parametrize(
    "word", ["12:30:00", "2026-13-01", "2026-02-14", "=", "1.2.3", "99999999999999999999", ".5", "+1"]
)
def test_numbers_of_other_kinds_and_dates_are_text(word: str) -> None:
    assert read(f"a: {word}\n").value == {"a": word}


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False), ("~", None), ("null", None), ("", None)])
def test_truth_and_nothing_have_one_spelling_each(word: str, value: Any) -> None:
    assert read(f"a: {word}\n").value == {"a": value}


@pytest.mark.parametrize(("word", "value"), [("0", 0), ("-12", -12), ("3.50", 3.5)])
def test_plain_numbers_are_numbers(word: str, value: float) -> None:
    assert read(f"a: {word}\n").value == {"a": value}


@pytest.mark.parametrize("word", ["true", "12", "~"])
def test_quotes_make_text_of_anything(word: str) -> None:
    assert read(f"a: '{word}'\n").value == {"a": word}


def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: [x, "y", 1]\nb:\n  - |\n    long\n    text\n  - >-\n    folded\n    text\nc: {d: NO}\n'
    fast = read(text)
    monkeypatch.setattr(yaml_nodes, "_Fast", yaml_nodes._Slow)

    slow = read(text)

    assert fast.value == slow.value
    assert fast.locate(("c", "d")) == slow.locate(("c", "d")) == Location("x.yml", 9, 8)
    assert fast.locate_words(("b", 1), "text") == slow.locate_words(("b", 1), "text") == Location("x.yml", 8, 5)


def test_a_value_is_located() -> None:
    file = read("a:\n  - id: x\n    name: y\n")

    assert file.locate(("a", 0, "name")) == Location("x.yml", 3, 11)
    assert file.locate(("a", 0, "name"), key=True) == Location("x.yml", 3, 5)


def test_a_value_that_is_not_there_is_located_at_its_group() -> None:
    assert read("a:\n  - id: x\n").locate(("a", 0, "name")) == Location("x.yml", 2, 5)


def test_words_are_located_within_a_folded_text_and_counted() -> None:
    file = read("a: >-\n  one two\n  one three\n")

    assert file.locate_words(("a",), "one", skip=1) == Location("x.yml", 3, 3)


def test_words_that_a_fold_splits_are_located_at_their_text() -> None:
    assert read("a: >-\n  one\n  two\n").locate_words(("a",), "one two") == Location("x.yml", 1, 4)


@pytest.mark.parametrize(
    ("text", "place", "check"),
    [
        ("a: 1\na: 2\n", "x.yml:2:1", "duplicate-key"),
        ("a: &x 1\n", "x.yml:1:4", "alias"),
        ("a: *x\n", "x.yml:1:4", "alias"),
        ("a: !!set {x}\n", "x.yml:1:4", "tag"),
        ("<<: {a: 1}\n", "x.yml:1:1", "merge-key"),
        ("? [a, b]\n: 1\n", "x.yml:1:3", "yaml-syntax"),
        ("? {a: 1}\n: 1\n", "x.yml:1:3", "yaml-syntax"),
        ("a: 1\n---\nb: 1\n", "x.yml:2:1", "second-document"),
        ("a: \x00\n", "x.yml:1:4", "character"),
        ("a: b\x1b\n", "x.yml:1:5", "character"),
        ("\ta: 1\n", "x.yml:1:1", "tab"),
        ("a: @x\n", "x.yml:1:4", "yaml-syntax"),
        ("a: %x\n", "x.yml:1:4", "yaml-syntax"),
        ("a: [1\n", "x.yml:1:4", "yaml-syntax"),
        ('a: "\\q"\n', "x.yml:1:6", "yaml-syntax"),
        ("", "x.yml:1:1", "empty-file"),
        ("# only a remark\n", "x.yml:1:1", "empty-file"),
        ("a: " + "[" * 5000, "x.yml:1:23", "nesting"),
    ],
)
def test_what_nobody_sees_or_means_is_refused(text: str, place: str, check: str) -> None:
    file = read(text)

    assert [(str(problem.location), problem.check) for problem in file.problems] == [(place, check)]
    assert "found" not in file.problems[0].what


def test_all_refusals_of_a_file_are_told_at_once() -> None:
    file = read("a: &x 1\nb: !y 2\nc: *x\n")

    assert [problem.location.line for problem in file.problems] == [1, 2, 3]


def test_front_matter_counts_lines_of_its_file() -> None:
    file = read_yaml("x.md", "title: a\ntitle: b\n", first_line=2)

    assert str(file.problems[0].location) == "x.md:3:1"
