from pathlib import Path
from typing import Any

import pytest
import yaml

from build_tools.model.rule import Level
from tests.changes.prose import judging

ADDED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text("utf-8"))
SENTENCES: list[dict[str, Any]] = ADDED.pop("sentences")

POLICY = """# Privacy policy

Fernhollow makes software for libraries.

## How we treat data

This section explains the details.

{}

## More

Thank you for reading.
"""


def judge(before: str, after: str) -> Level:
    return judging.judge(POLICY.format(before), POLICY.format(after))


@pytest.mark.parametrize(("before", "after"), [(s["text"], edit) for s in SENTENCES for edit in s.get("worse", ())])
def test_an_edit_for_the_worse_is_material(before: str, after: str) -> None:
    assert judge(before, after) is Level.MATERIAL


@pytest.mark.parametrize(("before", "after"), [(s["text"], edit) for s in SENTENCES for edit in s.get("better", ())])
def test_an_edit_for_the_better_is_notable(before: str, after: str) -> None:
    assert judge(before, after) is Level.NOTABLE


@pytest.mark.parametrize(("before", "after"), [(s["text"], edit) for s in SENTENCES for edit in s.get("same", ())])
def test_an_edit_of_words_alone_is_editorial(before: str, after: str) -> None:
    assert judge(before, after) is Level.EDITORIAL


@pytest.mark.parametrize("sentence", ADDED["worse"])
def test_a_new_practice_or_duty_is_material(sentence: str) -> None:
    assert judge("", sentence) is Level.MATERIAL


@pytest.mark.parametrize("sentence", ADDED["better"])
def test_a_new_promise_is_notable_and_its_end_is_material(sentence: str) -> None:
    assert judge("", sentence) is Level.NOTABLE
    assert judge(sentence, "") is Level.MATERIAL


@pytest.mark.parametrize("sentence", [s["text"] for s in SENTENCES])
def test_typography_is_editorial(sentence: str) -> None:
    for edit in (
        sentence.replace(" ", "\n", 3),
        sentence.replace(" ", "  "),
        f"**{sentence}**",
        sentence.upper() if "us" not in sentence.lower().split() and "@" not in sentence else sentence,
        sentence.rstrip("."),
    ):
        assert judge(sentence, edit) is Level.EDITORIAL, edit
