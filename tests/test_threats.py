"""Tests that the page about threats names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs/threats.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)(?:::(\w+)(?:\[([\w-]+)\])?)?`", PAGE)))


@pytest.mark.parametrize(("path", "name", "case"), NAMED, ids=lambda part: part or "-")
def test_each_test_that_the_page_names_exists(path: str, name: str, case: str) -> None:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert any(function.startswith("test_") for function in functions)
    assert not name or name in functions
    assert not case or (TESTS / "source/broken" / case).is_dir()


def test_each_row_of_an_attack_names_a_test() -> None:
    rows = re.findall(r"(?m)^\| (?:\d+|kin) \|.*$", PAGE)

    assert rows
    assert [row for row in rows if ".py" not in row] == []
