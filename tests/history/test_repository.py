"""Tests that a repository inside the files of another gives no dates and runs no program."""

import shutil
import stat
from pathlib import Path

import pytest

from build_tools.history import git_command
from build_tools.history.errors import HistoryError
from build_tools.history.repository import Repository
from build_tools.history.working_tree import read_working_tree
from tests.support.projects import contents
from tests.support.story import SampleProject, Story, git, say

INSIDE = "holds a git repository inside the one in"


def _publish_in(folder: Path) -> SampleProject:
    """A repository whose project lies in `legal/`."""
    story = Story(prefix="legal/")
    story.publish("2025-03-01T12:00:00Z", say("We care.", "legal/"))
    return story.write(folder)


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a trace beside itself when it is run."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return program


@pytest.fixture
def forged(tmp_path: Path, trap: Path) -> Path:
    """A bare repository with other dates, whose settings run a program."""
    story = Story("2020-05-05T12:00:00Z")
    story.publish("2020-06-06T12:00:00Z", say("We never did."))
    folder = story.write(tmp_path / "forged.git", bare=True).folder
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "core.alternateRefsCommand"):
        git(folder, "config", name, str(trap))
    return folder


def _embed(around: Path, forged: Path, *settings: str) -> Path:
    """Commit a bare repository among the files of a project, and clone the whole."""
    for entry in ("HEAD", "config", "objects", "refs"):
        place = forged / entry
        copy = shutil.copytree if place.is_dir() else shutil.copy
        copy(place, around / "legal" / entry)
    for setting in settings:
        git(around / "legal", "config", "--file", "config", *setting.split("="))
    git(around, "add", "--all", "--force")
    git(around, "commit", "--quiet", "--message=Update the policy")
    clone = around.with_name("clone")
    git(around, "clone", "--quiet", str(around), str(clone))
    return clone / "legal"


def _copy_source(project: Path, to: Path) -> Path:
    for name in ("policy_src", "templates"):
        shutil.copytree(project / name, to / name)
    return to


@pytest.mark.parametrize("known", ["explicit", "all"], ids=["this git", "as git before 2.38"])
@pytest.mark.parametrize("settings", [(), ("core.bare=false", "core.worktree=..")], ids=["bare", "with a worktree"])
def test_a_bare_repository_among_the_files_is_refused(
    tmp_path: Path, forged: Path, settings: tuple[str, ...], known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(git_command._SETTINGS, "safe.bareRepository", known)
    legal = _embed(_publish_in(tmp_path / "around").folder.parent, forged, *settings)
    assert "2020-06-06" in git(legal, "-c", "safe.bareRepository=all", "log", "--format=%cs")

    assert INSIDE in SampleProject(legal).refusal
    assert SampleProject(legal).refusal.endswith("(.git, or HEAD, config, objects and refs), or move it elsewhere.")
    with pytest.raises(HistoryError, match=INSIDE):
        read_working_tree(legal, "policy_src")
    assert not (tmp_path / "ran").exists()


def test_a_bare_repository_around_the_project_is_refused(tmp_path: Path, forged: Path) -> None:
    legal = _embed(_publish_in(tmp_path / "around").folder.parent, forged)
    inner = _copy_source(legal, legal / "inner")
    git(legal.parent, "add", "--all", "--force")

    assert "git repository" in SampleProject(inner).refusal


def test_a_source_that_is_a_bare_repository_too_is_refused_where_nothing_is_around_it(
    tmp_path: Path, forged: Path
) -> None:
    """As an archive (ZIP, tar) brings it."""
    _copy_source(_publish_in(tmp_path / "around").folder, forged)

    assert "holds policy_src/ and a bare git repository" in SampleProject(forged).refusal


def test_a_repository_begun_inside_of_the_one_that_tracks_the_project_is_refused(tmp_path: Path) -> None:
    """By accident, or by an archive: git itself takes no `.git` into a commit."""
    legal = _publish_in(tmp_path / "around").folder
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=Again"]):
        git(legal, *arguments)

    assert INSIDE in SampleProject(legal).refusal
    shutil.rmtree(legal / ".git")
    assert SampleProject(legal).policy == ["2025-01-10", "2025-03-01"]


def test_what_lies_in_another_repository_and_is_not_tracked_by_it_has_its_own_history(tmp_path: Path) -> None:
    around = Story(begins="")
    around.publish("2025-06-01T12:00:00Z", {"README.md": b"Around\n", ".gitignore": b"/ignored/\n"})
    outer = around.write(tmp_path / "outer").folder
    inner = Story().write(outer / "ignored/project")
    git(inner.folder, "clone", "--quiet", "--mirror", str(inner.folder), str(outer / "ignored/mirror.git"))
    git(outer, "worktree", "add", "--quiet", str(outer / "ignored/tree"))
    Story().write(outer / "ignored/tree/legal")

    for place in ("ignored/project", "ignored/mirror.git", "ignored/tree/legal"):
        assert SampleProject(outer / place).policy == ["2025-01-10"], place


def test_a_repository_kept_apart_from_its_working_folder_is_opened(tmp_path: Path) -> None:
    project = _publish_in(tmp_path / "project")
    git(project.folder.parent, "init", "--quiet", f"--separate-git-dir={tmp_path / 'apart'}")

    assert (project.folder.parent / ".git").is_file()
    assert project.policy == ["2025-01-10", "2025-03-01"]


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        (("core.bare", "true"), "lies in a git repository that has no working folder (core.bare)"),
        (("core.worktree", ".."), "has its working folder elsewhere (core.worktree)"),
    ],
)
def test_a_repository_without_the_working_folder_at_hand_is_refused(
    tmp_path: Path, setting: tuple[str, str], what: str
) -> None:
    """Nothing could be compared with what is committed."""
    project = Story().write(tmp_path / "above/project")
    value = str(tmp_path / "above") if setting[1] == ".." else setting[1]
    git(project.folder, "config", setting[0], value)

    assert what in project.refusal


def test_nothing_that_the_settings_of_a_repository_name_is_run_while_it_is_read(tmp_path: Path, trap: Path) -> None:
    project = _publish_in(tmp_path / "project").folder
    (project / ".gitattributes").write_text("* filter=trap diff=trap merge=trap\n", encoding="utf-8")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=Attributes")
    for name in (
        *("core.fsmonitor", "core.pager", "pager.log", "core.editor", "core.askPass", "gpg.program", "core.gitProxy"),
        *("diff.external", "diff.trap.command", "diff.trap.textconv", "merge.trap.driver", "gc.recentObjectsHook"),
        *("filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "uploadpack.packObjectsHook"),
        *("credential.helper", "core.sshCommand", "hook.trap.command", "core.alternateRefsCommand", "alias.log"),
    ):
        git(project, "config", name, str(trap))
    git(project, "config", "hook.trap.event", "reference-transaction")
    path = project / "policy_src/rights.yml"
    path.write_bytes(path.read_bytes() + b"# Mine\n")

    with Repository(project) as repository:
        assert len(repository.branch) == 3
    assert read_working_tree(project, "policy_src").changed == ("policy_src/rights.yml",)
    assert SampleProject(project).policy == ["2025-01-10", "2025-03-01"]
    assert not trap.with_name("ran").exists()
    assert "ran" not in contents(tmp_path)
