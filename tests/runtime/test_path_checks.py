"""Tests that a path named by a person is found, and refused if it belongs to something else."""

from pathlib import Path

import pytest

from build_tools.runtime.files import Folder
from build_tools.runtime.path_checks import check_folder, check_output_folder, locate
from build_tools.runtime.paths import RefusedPathError
from tests.support.victims import Victim


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("policy_src", ".git", "out"):
        (tmp_path / "project" / name).mkdir(parents=True)
    return tmp_path / "project"


def test_links_of_a_person_are_followed_and_those_of_the_project_are_not(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = Victim(tmp_path / "victim")
    (tmp_path / "mine").symlink_to(victim.folder)
    (tmp_path / "alias").symlink_to(project)
    (tmp_path / "sub").symlink_to(project / "out")
    (project / "link").symlink_to(victim.folder)
    (project / "out" / "link").symlink_to(victim.folder)
    monkeypatch.chdir(project)

    assert locate(tmp_path / "mine", project).path == victim.folder
    for place in (project / "link", Path("link"), tmp_path / "alias/link", Path("out/../link"), tmp_path / "sub/link"):
        for named in (project, Path(), tmp_path / "alias"):
            with pytest.raises(RefusedPathError, match="link: this is a link"):
                locate(place / "site", named).make()

    assert victim.is_unharmed


def test_what_is_made_elsewhere_is_made_there(project: Path, tmp_path: Path) -> None:
    assert locate(tmp_path / "new" / "site", project).make().path == tmp_path / "new" / "site"
    assert locate(project / "new" / "site", project).make().path == project / "new" / "site"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (".", "this holds "),
        ("..", "this holds "),
        ("policy_src", "this holds "),
        ("policy_src/pages/site", "this is inside "),
        ("templates", "this holds "),
        (".cache/policy/editions", "this is inside "),
        (".git", "this is inside a .git folder"),
        (".GIT/site", "this is inside a .git folder"),
        ("site", "this holds "),
        ("site/public", "this is inside "),
    ],
)
def test_a_place_of_something_else_is_refused(place: str, why: str, project: Path) -> None:
    with pytest.raises(RefusedPathError, match=rf": {why}.*\. Name a new folder outside of it\."):
        check_output_folder(locate(project / place, project), project, project / "site")


def test_the_home_and_the_root_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(RefusedPathError, match="this is your home folder"):
        check_output_folder(locate(tmp_path))
    with pytest.raises(RefusedPathError, match="this is the root of the disk"):
        check_output_folder(locate(Path("/")))
    check_output_folder(locate(tmp_path / "new"))


def test_the_lock_of_an_editor_is_no_link_to_anything(project: Path) -> None:
    (project / "out" / ".#main.html").symlink_to("legal@example.com.4711")
    check_folder(Folder(project, "out"))

    (project / "out" / "main.html").symlink_to("nowhere")
    with pytest.raises(RefusedPathError, match=r"main\.html: this is a link"):
        check_folder(Folder(project, "out"))
