"""Tests that no file below a folder is read, written, moved or removed through a link."""

import os
import socket
import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from build_tools.runtime import handles
from build_tools.runtime.atomic_files import sweep_files
from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.paths import ForeignFilesError, RefusedPathError
from tests.support.projects import contents
from tests.support.victims import CONTENT, Victim


@pytest.fixture
def victim(tmp_path: Path) -> Victim:
    return Victim(tmp_path / "victim")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a file, and links to the victim: one to a file, one to a folder."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "own.txt").write_bytes(b"own")
    (root / "file").symlink_to("../victim/thesis.txt")
    (root / "folder").symlink_to("../victim")
    (root / "nowhere").symlink_to("../victim/new.txt")
    return Folder(root)


WAYS: dict[str, Callable[[Folder, str], object]] = {
    "read": lambda folder, path: folder.read(path),
    "read each": lambda folder, path: list((folder / path).read_each(["thesis.txt"])),
    "write": lambda folder, path: folder.write(path, b"x"),
    "write, deeper": lambda folder, path: folder.write(f"{path}/a/b", b"x"),
    "remove": lambda folder, path: folder.remove(path),
    "make": lambda folder, path: folder.make(path),
    "make, deeper": lambda folder, path: folder.make(f"{path}/a"),
    "create, deeper": lambda folder, path: folder.create(f"{path}/a", b"x"),
    "names": lambda folder, path: folder.names(path),
    "walk": lambda folder, path: list(folder.walk(path)),
    "move from": lambda folder, path: folder.move(f"{path}/a", "moved"),
    "move to": lambda folder, path: folder.move("own.txt", f"{path}/a"),
    "hard link from": lambda folder, path: folder.link(path, "linked"),
    "hard link to": lambda folder, path: folder.link("own.txt", f"{path}/a"),
    "turn, deeper": lambda folder, path: folder.turn(f"{path}/a", "own.txt"),
    "lock": lambda folder, path: folder.lock(path).__enter__(),
    "lock, deeper": lambda folder, path: folder.lock(f"{path}/a").__enter__(),
    "sync": lambda folder, path: folder.sync(path),
    "look behind": lambda folder, path: folder.look(f"{path}/a"),
    "sub-folder": lambda folder, path: (folder / path).read("thesis.txt"),
}


@pytest.mark.parametrize("link", ["file", "folder", "nowhere"])
@pytest.mark.parametrize("way", WAYS)
def test_no_link_is_followed(way: str, link: str, folder: Folder, victim: Victim) -> None:
    before = folder.names()

    with pytest.raises(OSError, match=r"this is (a link|not a regular file)|Not a directory") as error:
        WAYS[way](folder, link)

    assert victim.is_unharmed
    assert folder.names() == before
    assert not isinstance(error.value, RefusedPathError) or str(error.value).startswith(
        f"{folder.root / link}: this is "
    )


def test_a_link_is_removed_with_a_folder_and_what_it_leads_to_stays(folder: Folder, victim: Victim) -> None:
    folder.create(f"made/{MARKER}", b"")
    for name in ("file", "folder", "nowhere"):
        folder.move(name, f"made/{name}")

    folder.remove_folder("made")

    assert folder.names() == ["own.txt"]
    assert victim.is_unharmed


def test_a_folder_is_removed_only_if_it_has_the_marker_itself(folder: Folder, victim: Victim) -> None:
    (victim.folder / MARKER).symlink_to(victim.file)
    victim = Victim(victim.folder)
    for name in ("folder", "made"):
        (folder.root / "made").mkdir(exist_ok=True)
        (folder.root / "made" / "thesis.txt").write_text(CONTENT, encoding="utf-8")
        if not (folder.root / "made" / MARKER).is_symlink():
            (folder.root / "made" / MARKER).symlink_to("../own.txt")
        with pytest.raises(ForeignFilesError, match="was not made by this program"):
            folder.remove_folder(name)

    assert victim.is_unharmed
    assert (folder.root / "made" / "thesis.txt").exists()


@pytest.mark.parametrize("way", ["write", "read", "make"])
def test_a_link_that_comes_between_the_check_and_the_use_is_not_followed(
    way: str, folder: Folder, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = folder.make("inner").path
    (inner / "thesis.txt").write_bytes(b"own")
    ask = os.stat

    def swap(name: object, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        status = ask(name, dir_fd=dir_fd, follow_symlinks=follow_symlinks)  # type: ignore[arg-type]
        if name == "inner" and not inner.is_symlink():
            inner.rename(inner.with_name("away"))
            inner.symlink_to(victim.folder)
        return status

    monkeypatch.setattr(os, "stat", swap)
    uses: dict[str, Callable[[], object]] = {
        "write": lambda: folder.write("inner/thesis.txt", b"x"),
        "read": lambda: folder.read("inner/thesis.txt"),
        "make": lambda: folder.make("inner/new"),
    }
    with pytest.raises(OSError, match=r"Not a directory|this is a link"):
        uses[way]()
    monkeypatch.undo()

    assert inner.is_symlink()
    assert victim.is_unharmed


@pytest.mark.parametrize("path", ["", "..", "../victim/thesis.txt", "a/../../x", "/etc/passwd", "a//b", "./a", "a\0b"])
def test_a_path_that_leads_out_is_refused(path: str, folder: Folder, victim: Victim) -> None:
    for use in (lambda: folder.read(path), lambda: folder.write(path, b"x"), lambda: folder.remove(path)):
        with pytest.raises(RefusedPathError, match=r"may lead out of this folder\. Write a path below it"):
            use()

    assert victim.is_unharmed


def test_too_long_a_name_and_too_deep_a_path_are_refused(folder: Folder) -> None:
    with pytest.raises(OSError, match="too long") as error:
        folder.write("x" * 300, b"")
    assert error.value.filename.startswith(str(folder.root))
    with pytest.raises(RefusedPathError, match="folders are nested 200 deep"):
        folder.write("x/" * 199 + "x", b"")
    folder.write("x" * 250, b"long, and no longer than a disk takes")

    assert folder.read("x" * 250).startswith(b"long")


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place.name)
    os.chdir(here)


@pytest.mark.parametrize("make", [_pipe, _socket, Path.mkdir], ids=["pipe", "socket", "folder"])
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(make: Callable[[Path], None], folder: Folder) -> None:
    make(folder.root / "odd")
    mode = (folder.root / "odd").stat().st_mode

    for use in (
        lambda: folder.read("odd"),
        lambda: folder.write("odd", b"x"),
        lambda: folder.remove("odd"),
        lambda: folder.turn("odd", "own.txt"),
    ):
        with pytest.raises(RefusedPathError, match=r"odd: this is not a regular file\. Remove it"):
            use()

    assert (folder.root / "odd").stat().st_mode == mode


@pytest.mark.parametrize("name", ["own.txt", "file", "folder", "nowhere"])
def test_a_new_file_takes_the_place_of_nothing(name: str, folder: Folder, victim: Victim) -> None:
    with pytest.raises(FileExistsError):
        folder.create(name, b"x")

    assert (folder.root / "own.txt").read_bytes() == b"own"
    assert victim.is_unharmed


def test_a_file_of_holes_is_not_read_into_memory(folder: Folder) -> None:
    with (folder.root / "sparse").open("wb") as file:
        file.truncate(1 << 40)

    tracemalloc.start()
    try:
        with pytest.raises(RefusedPathError, match="larger than 100 MB"):
            folder.read("sparse")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1_000_000


def test_another_name_of_a_file_keeps_its_content(folder: Folder, victim: Victim) -> None:
    (folder.root / "hard").hardlink_to(victim.file)

    folder.write("hard", b"new")
    folder.remove("hard")

    assert victim.file.read_text("utf-8") == CONTENT


def test_a_write_that_fails_leaves_the_file_and_no_remains(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(folder.root)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        folder.write("own.txt", b"new")

    assert contents(folder.root) == before
    assert len(folder.names()) == 4


def test_a_file_keeps_its_mode(folder: Folder) -> None:
    (folder.root / "own.txt").chmod(0o640)

    folder.write("own.txt", b"new")

    assert stat.S_IMODE((folder.root / "own.txt").stat().st_mode) == 0o640


def test_the_folder_itself_may_be_reached_through_links(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder.root)
    linked = Folder(tmp_path / "link")

    linked.write("deep/new.txt", b"new")

    assert (folder.root / "deep" / "new.txt").read_bytes() == linked.read("deep/new.txt") == b"new"


def test_remains_of_a_cut_off_write_are_removed_and_nothing_else(folder: Folder, victim: Victim) -> None:
    remains, living = ".policy-0123456789abcdef.new", ".policy-fedcba9876543210.new"
    folder.create(remains, b"half")
    folder.create(living, b"being written")
    folder.create(".policy-mine.new", b"mine")
    (folder.root / ".policy-00000000000000aa.new").symlink_to(victim.file)
    (folder.root / ".policy-00000000000000bb.new").mkdir()

    with folder.lock(living):
        sweep_files(folder)

    assert set(folder.names()) == {
        *("file", "folder", "nowhere", "own.txt", living, ".policy-mine.new"),
        *(".policy-00000000000000aa.new", ".policy-00000000000000bb.new"),
    }
    assert victim.is_unharmed


def test_without_handles_each_step_is_looked_at(
    folder: Folder, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handles, "HAS_HANDLES", False)  # as on Windows

    folder.write("deep/new.txt", b"new")
    folder.move("deep/new.txt", "deep/old.txt")
    assert [entry.path for entry in folder.walk("deep")] == ["deep/old.txt"]
    assert folder.read("deep/old.txt") == b"new"
    for path in ("folder/thesis.txt", "file", "folder/new"):
        with pytest.raises(RefusedPathError, match="this is a link"):
            folder.write(path, b"x")

    assert victim.is_unharmed


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_others_may_not_read_is_private(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.create("own", b"", mode=0o600)
    folder.create("shown", b"", mode=0o644)

    assert {entry.path: entry.is_private for entry in folder.walk()} == {"own": True, "shown": False}


def test_of_many_files_those_that_cannot_be_read_are_left_out(folder: Folder) -> None:
    folder.write("other.txt", b"other")
    folder.make("inner").write("deep.txt", b"deep")
    names = ["other.txt", "file", "nowhere", "inner", "inner/deep.txt", "../victim/thesis.txt", "gone", "", "own.txt"]

    assert list(folder.read_each(names)) == [("other.txt", b"other"), ("own.txt", b"own")]
    assert list((folder / "gone").read_each(names)) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no files of unknown size")
def test_a_file_whose_size_is_unknown_is_read_to_its_end() -> None:
    assert b"\nPid:" in Folder(Path("/proc/self")).read("status")


def test_a_file_is_read_up_to_the_largest_size(folder: Folder) -> None:
    assert folder.read("own.txt", 3) == b"own"
    with pytest.raises(RefusedPathError, match="larger than"):
        folder.read("own.txt", 2)
