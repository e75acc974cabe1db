"""Tests that a history is read from every kind of complete clone, and refused in every other clone."""

import re
import shutil
from pathlib import Path

import pytest

from tests.support.projects import contents, policy
from tests.support.story import SampleProject, Story, describe, git, keep, say

SHALLOW = (
    "this is a shallow clone: without the older commits every date would be wrong. "
    "Run: git fetch --unshallow (in GitHub Actions, give actions/checkout the option fetch-depth: 0)."
)
NO_REPOSITORY = (
    "this folder is not in a git repository, so the dates of its texts are not known. "
    "Run: git init && git add . && git commit."
)
NO_GIT = "git is not installed. Install it: dates and versions come from its history."
LACKS = (
    r"this clone lacks (the content [0-9a-f]{12}|a part of the history), so old texts cannot be read\. "
    r"Run: (git fetch --refetch --no-filter), or clone again without --filter\."
)
VERSIONS = {
    "privacy-policy": ["2025-01-10", "2025-03-01", "2025-03-02", "2025-03-03"],
    "subprocessors": ["2025-01-10", "2025-03-02"],
    "retention-schedule": ["2025-01-10", "2025-03-03"],
}


def a_story(prefix: str = "") -> Story:
    story = Story(prefix=prefix)
    story.publish("2025-03-01T12:00:00-07:00", say("We care.", prefix))
    story.publish("2025-03-02T12:00:00-07:00", describe("Statistics", prefix))
    story.publish("2025-03-03T12:00:00-07:00", keep("P120D", prefix))
    return story


@pytest.fixture
def origin(tmp_path: Path) -> SampleProject:
    """A repository to clone, which gives parts of itself."""
    origin = a_story().write(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    return origin


def _clone(origin: SampleProject, *options: str) -> SampleProject:
    folder = origin.folder.with_name("clone")
    git(origin.folder, "clone", "--quiet", *options, origin.folder.as_uri(), str(folder))
    return SampleProject(folder, origin.commits)


def test_a_whole_clone_tells_the_same_history(origin: SampleProject) -> None:
    assert _clone(origin).archive == origin.archive
    assert origin.versions == VERSIONS


def test_a_shallow_clone_is_refused_and_mended_by_what_is_said(origin: SampleProject) -> None:
    clone = _clone(origin, "--depth=2")

    assert clone.refusal == SHALLOW
    clone.git("fetch", "--quiet", "--unshallow")
    assert clone.versions == VERSIONS


@pytest.mark.parametrize("omitted", ["blob:none", "tree:0"])
def test_a_partial_clone_without_its_remote_is_refused_and_mended_by_what_is_said(
    origin: SampleProject, omitted: str
) -> None:
    clone = _clone(origin, f"--filter={omitted}")
    away = origin.folder.rename(origin.folder.with_name("away"))

    told = re.fullmatch(LACKS, clone.refusal)
    away.rename(origin.folder)

    assert told
    clone.git(*told[2].split(" ")[1:])
    assert clone.versions == VERSIONS


def test_a_partial_clone_fetches_nothing_by_itself(origin: SampleProject) -> None:
    clone = _clone(origin, "--filter=blob:none")
    packs = sorted(path.name for path in (clone.folder / ".git/objects").rglob("*"))

    assert re.fullmatch(LACKS, clone.refusal)
    assert sorted(path.name for path in (clone.folder / ".git/objects").rglob("*")) == packs


def test_a_folder_in_no_repository_is_refused(origin: SampleProject) -> None:
    shutil.rmtree(origin.folder / ".git")

    assert origin.refusal == NO_REPOSITORY


@pytest.mark.parametrize("refresh", ["", "quiet"], ids=["plainly", "quietly"])
def test_a_machine_without_git_is_told_to_install_it(origin: SampleProject, refresh: str, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()

    result = policy("--project", origin.folder, "log", PATH=str(tmp_path / "bin"), GIT_PYTHON_REFRESH=refresh)

    assert (result.returncode, result.stdout, result.stderr) == (2, "", f"{NO_GIT}\n")


def test_the_history_of_a_detached_head_goes_up_to_it(origin: SampleProject) -> None:
    origin.git("checkout", "--quiet", "--detach", "HEAD~1")

    assert origin.policy == ["2025-01-10", "2025-03-01", "2025-03-02"]


def test_before_the_first_commit_nothing_is_published(origin: SampleProject) -> None:
    shutil.rmtree(origin.folder / ".git")
    origin.git("init", "--quiet")

    assert (origin.archive.histories, origin.archive.head) == ({}, "")
    assert origin.ask("log").exit_code == 0
    told = origin.ask("show", "privacy-policy")
    assert told.exit_code == 2
    assert told.stderr == "there is no published document 'privacy-policy'. Published documents: none yet.\n"


def test_a_branch_that_leads_nowhere_is_no_empty_history(origin: SampleProject) -> None:
    (origin.folder / ".git/refs/heads/main").write_text(f"{'1' * 40}\n", encoding="utf-8")

    assert "1111111" in origin.refusal or "HEAD" in origin.refusal


def test_a_bare_mirror_tells_the_same_and_stays_as_it_is(origin: SampleProject) -> None:
    folder = origin.folder.with_name("mirror.git")
    git(origin.folder, "clone", "--quiet", "--mirror", origin.folder.as_uri(), str(folder))
    before = contents(folder)

    result = policy("--project", "mirror.git", "log", folder=folder.parent)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == origin.ask("log").stdout
    assert SampleProject(folder).versions == VERSIONS
    assert contents(folder) == before


def test_a_bare_mirror_opens_where_bare_repositories_must_be_named(
    origin: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(origin.folder, "clone", "--quiet", "--mirror", origin.folder.as_uri(), str(tmp_path / "mirror.git"))
    (tmp_path / "settings").write_text("[safe]\n bareRepository = explicit\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))

    assert SampleProject(tmp_path / "mirror.git").versions == VERSIONS


def test_a_worktree_has_the_history_of_its_own_branch(origin: SampleProject, tmp_path: Path) -> None:
    origin.git("worktree", "add", "--quiet", "-b", "older", str(tmp_path / "tree"), "HEAD~2")

    assert SampleProject(tmp_path / "tree").policy == ["2025-01-10", "2025-03-01"]
    assert origin.versions == VERSIONS


def test_a_submodule_has_its_own_history_and_not_that_around_it(origin: SampleProject, tmp_path: Path) -> None:
    around = Story(begins="")
    around.publish("2025-06-01T12:00:00Z", {"README.md": b"Around\n"})
    outer = around.write(tmp_path / "outer")
    outer.git("submodule", "--quiet", "add", origin.folder.as_uri(), "legal")
    outer.git("commit", "--quiet", "--all", "--message=Take the policy in")

    assert (outer.folder / "legal/.git").is_file()
    assert SampleProject(outer.folder / "legal").archive == origin.archive


def test_a_project_in_a_subfolder_has_the_history_of_that_folder(tmp_path: Path) -> None:
    prefix = "legal/Büro [x] *?/"
    story = a_story(prefix)
    story.publish("2025-03-04T12:00:00-07:00", {"README.md": b"Not ours\n", "policy_src/data.yml": b"Not ours\n"})
    story.publish("2025-03-05T12:00:00-07:00", {"legal/policy_src/data.yml": b"Not ours\n"})
    story.publish("2025-03-06T12:00:00-07:00", {"legal/Büro x/policy_src/data.yml": b"Not ours\n"})

    project = story.write(tmp_path / "large")

    assert project.folder.name == "Büro [x] *?"
    assert (project.versions, project.left_out) == (VERSIONS, [])


def test_a_project_is_found_by_way_of_a_link(origin: SampleProject, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(origin.folder)

    assert SampleProject(tmp_path / "link").versions == VERSIONS


def test_a_repository_with_longer_names_tells_the_same_versions(tmp_path: Path) -> None:
    project = a_story().write(tmp_path / "project", form="sha256")

    assert {len(commit) for commit in project.commits} == {64}
    assert (project.versions, project.made_by) == (VERSIONS, [(0, 1, 2, 3), (0, 2), (0, 3)])


def test_a_git_hook_names_another_repository_in_vain(
    origin: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Story("2024-05-05T12:00:00Z").write(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))

    assert origin.versions == VERSIONS


def test_a_folder_of_another_user_is_refused(origin: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert origin.refusal == (
        "git does not trust this folder, which belongs to another user. "
        "Run: git config --global --add safe.directory with the path of this folder."
    )
