"""Tests that random repositories have the expected dates, and that nothing else is touched.

`python -m tests.history.mutated_repositories 1000` tries as many as one likes.
"""

import pytest

from tests.history.mutated_repositories import Outcome, try_all

SEEDS = range(1014, 1054)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Outcome]:
    """What came of the repository of each seed."""
    return dict(try_all(SEEDS, tmp_path_factory.mktemp("mutated")))


def test_no_date_is_wrong(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.wrong for seed, one in outcomes.items() if one.wrong} == {}
    assert any(one.refused for one in outcomes.values())
    assert not all(one.refused for one in outcomes.values())


def test_no_traceback_is_shown(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.tracebacks for seed, one in outcomes.items() if one.tracebacks} == {}


def test_nothing_beside_the_project_is_touched(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.touched for seed, one in outcomes.items() if one.touched} == {}
