"""Tests the work that is done in a copy of this process."""

import sys
from pathlib import Path

import pytest

from tests.support.projects import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there it is known how many threads there are")


def _said(folder: Path, way: str) -> list[str]:
    done = run(sys.executable, "-m", "tests.runtime.beside_run", folder, way)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_copy_does_the_work_and_leaves_the_end_to_its_parent(tmp_path: Path) -> None:
    assert _said(tmp_path, "works") == ["begin", "True", "end"]
    assert (tmp_path / "made").read_text() == "beside"


def test_work_that_fails_is_not_done(tmp_path: Path) -> None:
    assert _said(tmp_path, "fails") == ["begin", "False", "end"]


def test_what_is_made_beside_comes_back(tmp_path: Path) -> None:
    assert _said(tmp_path, "makes") == ["begin", "['0', '1', '2', 'copy']", "end"]


def test_what_cannot_be_made_beside_is_made_here(tmp_path: Path) -> None:
    assert _said(tmp_path, "makes a part") == ["begin", "['0', '1', '2', 'parent']", "end"]


def test_where_the_system_tells_no_end_the_work_is_not_done(tmp_path: Path) -> None:
    assert _said(tmp_path, "ignores ends") == ["begin", "False", "end"]


def test_a_copy_ends_though_nobody_reads_what_it_makes(tmp_path: Path) -> None:
    done = run(sys.executable, "-m", "tests.runtime.beside_run", tmp_path, "is killed")  # waits for the copy as well
    assert done.returncode == 9


def test_work_is_stopped(tmp_path: Path) -> None:
    assert _said(tmp_path, "is slow") == ["begin", "stopped False", "end"]


@pytest.mark.parametrize("way", ["one processor", "two threads"])
def test_a_process_that_cannot_be_copied_safely_is_not_copied(tmp_path: Path, way: str) -> None:
    assert _said(tmp_path, way) == ["begin", "none", "end"]
    assert not (tmp_path / "made").exists()
