"""Tests that a folder gets its new content completely, or keeps its old content."""

from pathlib import Path

import pytest

from build_tools.runtime.atomic_files import Staging, write_folder
from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.path_checks import locate
from build_tools.runtime.paths import ForeignFilesError
from tests.support.projects import contents


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "pages"

    write_folder(target, {"index.md": b"home", "images/logo.svg": b"<svg/>"})

    assert (target / "index.md").read_bytes() == b"home"
    assert (target / "images/logo.svg").read_bytes() == b"<svg/>"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_folder(tmp_path, {"index.md": b"home"})

    assert (tmp_path / "index.md").read_bytes() == b"home"


def test_a_second_writing_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    write_folder(target, {"index.md": b"old", "gone/page.md": b"gone"})

    write_folder(target, {"index.md": b"new"})

    assert {name for name in contents(target) if not name.startswith(".")} == {"index.md"}
    assert (target / "index.md").read_bytes() == b"new"


def test_the_same_content_written_twice_is_the_same_folder(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    write_folder(target, {"index.md": b"home"})
    before = contents(target)

    write_folder(target, {"index.md": b"home"})

    assert contents(target) == before


def test_foreign_files_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    target.mkdir()
    (target / "thesis.txt").write_bytes(b"years of work")

    with pytest.raises(ForeignFilesError, match="pages holds other files"):
        write_folder(target, {"index.md": b"home"})

    assert contents(target) == {"thesis.txt": b"years of work"}


def test_a_hidden_foreign_file_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    with pytest.raises(ForeignFilesError):
        write_folder(tmp_path, {"index.md": b"home"})


def test_what_fails_half_way_leaves_the_old_content_and_no_remains(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    write_folder(target, {"index.md": b"old"})
    before = contents(tmp_path)

    with pytest.raises(OSError, match="index"):
        write_folder(target, {"index.md": b"new", "index.md/page.md": b"a file cannot be a folder"})

    assert contents(tmp_path) == before
    assert list(tmp_path.iterdir()) == [target]


def test_the_remains_of_a_run_that_was_killed_do_not_get_in_and_are_removed(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    remains = tmp_path / ".pages.0123456789abcdef.new"
    (remains / "next").mkdir(parents=True)
    (remains / "next/half.md").write_bytes(b"half a page")
    (remains / MARKER).touch()

    write_folder(target, {"index.md": b"home"})

    assert "half.md" not in contents(target)
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_run_that_lives_is_making_stays(tmp_path: Path) -> None:
    target = tmp_path / "pages"
    other = Staging(locate(target), lambda _: True)
    (other.next.path / "index.md").write_bytes(b"the other's")

    write_folder(target, {"index.md": b"home"})
    assert (other.next.path / "index.md").read_bytes() == b"the other's"
    other.drop()

    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "pages"
    here.mkdir()
    monkeypatch.chdir(here)

    write_folder(Path(), {"index.md": b"home"})

    assert (tmp_path / "pages" / "index.md").read_bytes() == b"home"


def test_whoever_stands_in_a_folder_sees_its_new_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    write_folder(target, {"index.html": b"old"})
    monkeypatch.chdir(target)

    write_folder(target, {"index.html": b"new"})

    assert Path("index.html").read_bytes() == b"new"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "disk" / "pages", tmp_path / "pages"
    real.mkdir(parents=True)
    link.symlink_to(real)

    write_folder(link, {"index.md": b"home"})

    assert link.is_symlink()
    assert (real / "index.md").read_bytes() == b"home"


def test_a_replaced_folder_holds_what_was_staged_and_no_more(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_bytes(b"old")
    staging = Staging(Folder(tmp_path, "site"), lambda _: True)
    staging.next.write("new.html", b"new")

    staging.publish("new.html")

    assert contents(tmp_path) == {"site/new.html": b"new"}
