"""Tests that random repositories have the expected dates, and that nothing else is touched.

`python -m tests.history.mutated_repositories 1000` tries as many as one likes.
"""

import pickle

import pytest

from tests.history.mutated_repositories import Outcome, try_one
from tests.support.sharing import alone, shared_folder, turn

SEEDS = range(1014, 1054)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Outcome]:
    """What came of the repository of each seed, tried once for all processes that test."""
    folder, own = shared_folder() / "mutated", tmp_path_factory.mktemp("mutated")
    folder.mkdir(exist_ok=True)
    (own / "pool").mkdir()
    # each process begins with another seed, and waits for what another process is trying
    for seed in SEEDS[:: -1 if turn() % 2 else 1]:
        with alone(folder / str(seed)):
            kept = folder / str(seed) / "outcome"
            if not kept.exists():
                kept.write_bytes(pickle.dumps(try_one(seed, own / str(seed), own / "pool")))
    return {seed: pickle.loads((folder / str(seed) / "outcome").read_bytes()) for seed in SEEDS}  # noqa: S301 - ours


def test_no_date_is_wrong(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.wrong for seed, one in outcomes.items() if one.wrong} == {}
    assert any(one.refused for one in outcomes.values())
    assert not all(one.refused for one in outcomes.values())


def test_no_traceback_is_shown(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.tracebacks for seed, one in outcomes.items() if one.tracebacks} == {}


def test_nothing_beside_the_project_is_touched(outcomes: dict[int, Outcome]) -> None:
    assert {seed: one.touched for seed, one in outcomes.items() if one.touched} == {}
