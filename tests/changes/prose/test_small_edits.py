"""Tests small edits of single sentences that are easily taken for editorial, or for their opposite."""

from pathlib import Path

import pytest
import yaml

from build_tools.model.rule import Level
from tests.changes.prose.judging import judge

POLICY = "# Privacy policy\n\nThis page says how we work.\n\n{}\n\nThank you for reading.\n"
EDITS: dict[str, list[tuple[str, str]]] = yaml.safe_load(Path(__file__).with_name("small_edits.yml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("level", "before", "after"), [(level, *edit) for level, edits in EDITS.items() for edit in edits]
)
def test_a_small_edit_has_its_level(level: str, before: str, after: str) -> None:
    assert judge(POLICY.format(before), POLICY.format(after)) is Level(level)
