"""Tests changes that have the same meaning in any language: bounds, orders, denials, joined and split sentences."""

from pathlib import Path

import pytest
import yaml

from build_tools.changes.prose.judge import find_text_changes
from build_tools.model.rule import Level
from tests.changes.prose.judging import RULES

FRAMES = ("{}\n", "# Policy\n\n{}\n\nPolicy, 2020\n")
CASES: dict[str, dict[str, list[tuple[str, str]]]] = yaml.safe_load(
    Path(__file__).with_name("other_languages.yml").read_text("utf-8")
)
TABLE = "# Subprocessors\n\n| Name | Country |\n|---|---|\n" + "".join(
    f"| Anbieter{number} GmbH | Irland |\n" for number in range(50)
)


def _judge(before: str, after: str, language: str) -> Level:
    found = find_text_changes(before, after, RULES, is_fetched=not language, languages=(language, language))
    return min((finding.level for finding in found), key=list(Level).index, default=Level.EDITORIAL)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    ("language", "level", "before", "after"),
    [(tag, level, *edit) for tag, levels in CASES.items() for level, edits in levels.items() for edit in edits],
)
def test_a_change_has_its_level_in_each_language(
    language: str, level: str, before: str, after: str, frame: str, *, is_known: bool
) -> None:
    assert _judge(frame.format(before), frame.format(after), language if is_known else "") is Level(level)


@pytest.mark.parametrize("language", ["", "en", "de"])
def test_a_vendor_is_material_in_a_long_table_of_few_other_words(language: str) -> None:
    assert _judge(TABLE, TABLE + "| Zeta | Indien |\n", language) is Level.MATERIAL
