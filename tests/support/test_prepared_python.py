"""Tests that a prepared process gives what a new one gives, and that commands that it does not fit are known."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.prepared_python import IS_POSSIBLE, fits, run_prepared
from tests.support.projects import ENVIRONMENT, ROOT, build, copy_project, edit, policy, run

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="prepared processes need Linux")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose source has a mistake."""
    folder = copy_project(tmp_path_factory.mktemp("broken") / "project")
    edit(folder / "policy_src/retention.yml", "period: P", "perod: P")
    return folder


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["build_tools", "--help"], 0),
        (["build_tools", "check"], 1),
        (["build_tools", "check", "--format", "json"], 1),
        (["build_tools", "nonsense"], 2),
        (["build_tools", "show", "nothing"], 2),
        (["mkdocs", "build", "--strict"], 1),
        (["mkdocs", "build", "--nonsense"], 2),
    ],
)
def test_it_gives_what_a_new_process_gives(broken: Path, arguments: list[str], status: int) -> None:
    new = run(sys.executable, "-m", *arguments, folder=broken)
    prepared = run_prepared(arguments[0], arguments[1:], broken, ENVIRONMENT, 60)

    assert (prepared.returncode, prepared.stdout, prepared.stderr) == (new.returncode, new.stdout, new.stderr)
    assert prepared.returncode == status


def test_commands_run_at_the_same_time_in_their_own_folders_and_environments(broken: Path, tmp_path: Path) -> None:
    good = copy_project(tmp_path / "project")
    with ThreadPoolExecutor(4) as pool:
        works = [pool.submit(policy, "check", folder=folder) for folder in (broken, good) * 2]
        later = [pool.submit(policy, "log", "privacy-policy", folder=good, TZ=zone) for zone in ("UTC", "Asia/Tokyo")]
        assert [work.result().returncode for work in works] == [1, 0] * 2
        assert all(work.result().stdout for work in later)


def test_a_site_is_built_from_the_folder_of_the_project(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    done = build(project)
    assert (done.returncode, (project / "site/index.html").exists()) == (0, True), done.stderr


def test_a_command_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_prepared("build_tools", ["check"], ROOT, ENVIRONMENT, 0.01)
    assert policy("--help").returncode == 0


@pytest.mark.parametrize("name", ["PATH", "PYTHONHASHSEED", "PYTHONPATH", "LC_ALL", "LANG", "GIT_PYTHON_REFRESH"])
def test_what_python_reads_at_its_start_needs_a_new_process(name: str) -> None:
    assert fits("build_tools", ROOT, ENVIRONMENT | {"POLICY_TODAY": "2026-01-01", "TZ": "UTC"}, ENVIRONMENT)
    assert not fits("build_tools", ROOT, ENVIRONMENT | {name: "other"}, ENVIRONMENT)


def test_a_folder_with_its_own_program_needs_a_new_process(tmp_path: Path) -> None:
    assert fits("build_tools", tmp_path, ENVIRONMENT, ENVIRONMENT)
    (tmp_path / "build_tools").mkdir()
    assert not fits("build_tools", tmp_path, ENVIRONMENT, ENVIRONMENT)
