"""Tests the files that are written while MkDocs builds pages."""

import sys
from pathlib import Path

import pytest

from tests.mkdocs_plugin.early_run import COUNT
from tests.support.projects import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there it is known how many threads there are")
_ALL = {f"{number}/a.txt": f"{number}" for number in range(COUNT)}
_OTHER = _ALL | {"3/a.txt": "other"}


def _write(folder: Path, way: str) -> tuple[str, dict[str, str]]:
    """Where the files were written, and the site."""
    done = run(sys.executable, "-m", "tests.mkdocs_plugin.early_run", site := folder / "site", way)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip(), {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.txt")}


@pytest.mark.parametrize("way", ["as they are", "fails beside"])
def test_all_files_are_written(tmp_path: Path, way: str) -> None:
    assert _write(tmp_path, way) == ("beside", _ALL)


def test_a_file_that_is_excluded_is_not_in_the_site(tmp_path: Path) -> None:
    assert _write(tmp_path, "dropped") == ("beside", {path: text for path, text in _ALL.items() if path != "3/a.txt"})


def test_where_a_hook_may_replace_a_file_none_is_written_early(tmp_path: Path) -> None:
    assert _write(tmp_path, "hook") == ("here", _OTHER)


def test_of_two_files_with_the_same_place_the_last_one_is_in_the_site(tmp_path: Path) -> None:
    assert _write(tmp_path, "same place") == ("here", _OTHER)


def test_a_template_that_replaces_a_file_is_not_left_to_chance(tmp_path: Path) -> None:
    assert _write(tmp_path, "template") == ("here", _ALL)
