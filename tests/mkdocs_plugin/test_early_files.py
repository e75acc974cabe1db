"""Tests the files that are written while MkDocs builds pages."""

import sys
from pathlib import Path

import pytest

from tests.mkdocs_plugin.early_run import COUNT
from tests.support.projects import run

_ALL = {f"{number}/a.txt": f"{number}" for number in range(COUNT)}


def _write(site: Path, way: str) -> dict[str, str]:
    done = run(sys.executable, "-m", "tests.mkdocs_plugin.early_run", site, way)
    assert (done.returncode, done.stderr) == (0, "")
    return {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.txt")}


@pytest.mark.parametrize("way", ["as they are", "fails beside"])
def test_all_files_are_written(tmp_path: Path, way: str) -> None:
    assert _write(tmp_path, way) == _ALL


def test_a_file_that_a_plugin_drops_is_not_in_the_site(tmp_path: Path) -> None:
    assert _write(tmp_path, "dropped") == {path: text for path, text in _ALL.items() if path != "3/a.txt"}


def test_a_file_that_a_plugin_moves_is_in_its_new_place_alone(tmp_path: Path) -> None:
    moved = {"elsewhere.txt" if path == "3/a.txt" else path: text for path, text in _ALL.items()}
    assert _write(tmp_path, "moved") == moved
