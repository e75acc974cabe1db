"""Tests which files of a working folder are read, and which are refused."""

import os
import shutil
from pathlib import Path

import pytest

from build_tools.source.folder import read_folder
from tests.support.edits import ROOT, own_tree


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("policy_src", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def refused(project: Path) -> list[str]:
    return [f"{problem.location.file}: {problem.check}" for problem in read_folder(project).problems]


def test_a_copy_holds_what_the_original_holds(project: Path) -> None:
    assert read_folder(project) == own_tree()


@pytest.mark.parametrize("name", [".notes.yml", ".git/config", "sections/.contact.md.swp"])
def test_hidden_files_do_not_count(project: Path, name: str) -> None:
    (project / "policy_src" / name).parent.mkdir(exist_ok=True)
    (project / "policy_src" / name).write_bytes(b"\xff")

    assert read_folder(project) == own_tree()


def test_a_folder_named_like_a_file_holds_nothing(project: Path) -> None:
    (project / "policy_src/sections/more.md").mkdir()

    assert read_folder(project) == own_tree()


@pytest.mark.parametrize("name", ["policy_src/sections/pipe.md", "templates/blocks/pipe.md"])
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(project: Path, name: str) -> None:
    os.mkfifo(project / name)

    assert refused(project) == [f"{name}: unreadable-file"]


@pytest.mark.parametrize("name", [b"a\nb.md", b"\xff.md", b"a\x1bb.md"])
def test_a_name_that_cannot_be_shown_is_refused_and_shown_without_it(project: Path, name: bytes) -> None:
    (project / "policy_src/sections" / os.fsdecode(name)).write_text("x", encoding="utf-8")

    (line,) = refused(project)

    assert line.isprintable()
    assert line.encode().endswith(b": file-name")


@pytest.mark.parametrize("size", [1_000_000, 1_000_001])
def test_a_file_may_have_a_million_bytes_and_no_more(project: Path, size: int) -> None:
    (project / "policy_src/pages/picture.png").write_bytes(b"x" * size)

    assert refused(project) == (["policy_src/pages/picture.png: large-file"] if size > 1_000_000 else [])


def test_a_link_is_refused_wherever_it_leads(project: Path) -> None:
    (project / "policy_src/sections/inside.md").symlink_to("contact.md")
    (project / "policy_src/sections/nowhere.md").symlink_to("nothing")

    assert refused(project) == ["policy_src/sections/inside.md: link", "policy_src/sections/nowhere.md: link"]


def test_a_linked_source_is_refused_as_a_whole(project: Path) -> None:
    (project / "policy_src").rename(project / "elsewhere")
    (project / "policy_src").symlink_to("elsewhere")

    assert refused(project) == ["policy_src: link"]
    assert not any(path.startswith("policy_src") for path in read_folder(project).files)
