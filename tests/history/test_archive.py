"""Tests that several processes render a long history as one process does."""

import json
import sys
from pathlib import Path

import pytest

from build_tools.history.archive import read_archive
from build_tools.history.commit_dates import Dating
from build_tools.history.repository import Repository
from build_tools.model.version import Archive
from build_tools.project.publications import read_row
from build_tools.runtime import parallel as processes
from build_tools.runtime.cache import SealedCache
from tests.support.projects import run
from tests.support.story import BROKEN, NOW, SampleProject, Story, keep

COMMITS = 105
BEGIN = 1_740_000_000


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A history of many versions, and a commit whose source is broken."""
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    for number in range(COMMITS):
        story.publish(BEGIN + number * 86_400, keep(f"P{100 + number}D"))
    story.publish(BEGIN + COMMITS * 86_400, BROKEN)
    story.publish(BEGIN + (COMMITS + 1) * 86_400, {"policy_src/rights.yml": rights, **keep("P1D")})
    return story.write(tmp_path_factory.mktemp("long"))


def _read(project: SampleProject) -> Archive:
    with Repository(project.folder) as repository:
        return read_archive(repository, Dating(NOW), read_row, SealedCache(None, "", None))


def test_a_long_history_is_the_same_in_one_process_and_in_several(
    long: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = _read(long)
    assert processes._begin.cache_info().currsize
    monkeypatch.setattr(
        "build_tools.history.archive.do_each", lambda function, things, **_: list(map(function, things))
    )

    assert _read(long) == several
    assert len(several.histories["privacy-policy"]) == COMMITS + 2
    assert [left.revision.commit for left in several.unpublished] == [long.commits[COMMITS + 1]]


def test_where_no_process_can_be_begun_one_does_all(long: SampleProject, tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text("from build_tools.cli import main\nmain()\n", encoding="utf-8")

    result = run(sys.executable, script, "--project", long.folder, "log", "privacy-policy", "--format", "json")

    assert result.returncode == 0
    assert len(json.loads(result.stdout)["versions"]) == COMMITS + 2


def test_other_processes_end_in_silence(long: SampleProject) -> None:
    result = run(sys.executable, "-m", "build_tools", "--project", long.folder, "log", "subprocessors")

    assert (result.returncode, result.stderr) == (0, "")
