"""Tests that customers get each notice exactly once, whatever runs at once and whatever happens to the runs.

Few rounds, since each starts several real processes. `python -m tests.notices.notice_storm`
runs 200 pairs and 100 accidents.
"""

from pathlib import Path

import pytest

from tests.notices.notice_storm import storm
from tests.support.projects import lack
from tests.support.story import git


@pytest.fixture(autouse=True)
def _has_daemon(tmp_path: Path) -> None:
    """Some packages of git leave out the program that serves repositories."""
    if not Path(git(tmp_path, "--exec-path"), "git-daemon").exists():
        lack("git daemon is not installed")


def test_each_notice_is_sent_once_or_a_run_asks_what_came_of_it(tmp_path: Path) -> None:
    pairs, accidents = storm(tmp_path, pairs=6, accidents=4, seed=1)

    assert pairs.counts["both ready to end it"] == pairs.rounds == 6
    assert accidents.rounds == 4
    assert [*pairs.doubled, *accidents.doubled] == []
    assert [*pairs.unsaid, *accidents.unsaid] == []
