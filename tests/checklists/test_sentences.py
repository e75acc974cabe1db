"""Tests the phrases of each list in each language against sentences that match, and others that nearly do."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from build_tools.checklists.phrases import Statements
from build_tools.model.checklist import Part
from build_tools.source.checklists import read_shipped, read_statements

CASES: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))


def ways(name: str) -> Any:
    """How what a case is about is found: a statement, or a part of an item that has words of its own."""
    return _parts()[name] if "." in name else read_statements()[name]


def says(sentence: str, name: str) -> set[str]:
    """The languages in which a sentence says it."""
    known = ways(name)
    return {
        language
        for language, phrases in known.words.items()
        if Statements([sentence]).find(phrases, known.unless.get(language, ()))
    }


@pytest.mark.parametrize("name", CASES)
def test_each_matching_sentence_is_found_and_each_language_has_one(name: str) -> None:
    found = {sentence: says(sentence, name) for sentence in CASES[name]["said"]}

    assert [sentence for sentence, languages in found.items() if not languages] == []
    assert set.union(*found.values()) == set(ways(name).words)


@pytest.mark.parametrize("name", CASES)
def test_a_near_miss_does_not_match(name: str) -> None:
    assert [sentence for sentence in CASES[name]["unsaid"] if says(sentence, name)] == []


def test_every_statement_and_every_part_with_phrases_has_a_case() -> None:
    assert set(_parts()) | set(read_statements()) == set(CASES)


@cache
def _parts() -> dict[str, Part]:
    """The parts with words of their own, by list and item, and by number if an item has several of them."""
    found: dict[str, Part] = {}
    for one in read_shipped().values():
        for item in one.items:
            own = {number: part for number, part in enumerate(item.parts, 1) if part.words and not part.statement}
            name = f"{one.id}.{item.id}"
            found |= {name if len(own) == 1 else f"{name}.{number}": part for number, part in own.items()}
    return found
