"""Tests which tests `make quick` runs."""

import pytest

from tests.conftest import SLOW
from tests.support.changed_rooms import ALWAYS, find_tests
from tests.support.projects import ROOT


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("build_tools/history/git_command.py", ["tests/history"]),
        ("build_tools/changes/rules/data-removed.yml", ["tests/changes"]),
        ("tests/history/test_clones.py", ["tests/history"]),
        ("tests/test_docs.py", ["tests/test_docs.py"]),
        ("tests/test_deleted.py", []),
        ("tests/support/story.py", ["tests/support"]),
        ("templates/blocks/rights.md", ["tests/documents"]),
        ("policy_src/policy.yml", ["tests/documents"]),
        ("build_tools/no_such_room/a.py", []),
    ],
)
def test_the_tests_of_a_changed_room_are_found(changed: str, expected: list[str]) -> None:
    assert find_tests([changed]) == sorted([*expected, ALWAYS])


def test_rooms_are_named_once() -> None:
    assert find_tests(["build_tools/text/a.py", "tests/text/b.py"]) == [ALWAYS, "tests/text"]


@pytest.mark.parametrize("name", SLOW)
def test_what_is_called_slow_exists(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists()
    assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
