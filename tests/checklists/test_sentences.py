"""Tests the phrases of each list in each language against sentences that match, and others that nearly do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from build_tools.checklists.phrases import Statements
from build_tools.model.checklist import Part
from build_tools.source.checklists import read_shipped, read_statements

CASES: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))


def ways(name: str) -> Any:
    """How what a case is about is found: a statement, or the first part of an item that has words of its own."""
    if "." not in name:
        return read_statements()[name]
    checklist, _, item = name.partition(".")
    parts = next(one.parts for one in read_shipped()[checklist].items if one.id == item)
    return next(part for part in parts if part.words and not part.statement)


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


def test_every_statement_with_phrases_has_a_case() -> None:
    several = {"gdpr-13.controller", "gdpr-13.third-country-transfers", "gdpr-28.prior-notice"}
    several |= {"ccpa.categories-collected", "ccpa.sold-or-shared"}
    own = {
        f"{one.id}.{item.id}"
        for one in read_shipped().values()
        for item in one.items
        if any(_has_words(part) for part in item.parts)
    }

    assert own - several | set(read_statements()) == set(CASES)


def _has_words(part: Part) -> bool:
    return bool(part.words) and not part.statement
