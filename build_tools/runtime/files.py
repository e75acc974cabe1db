"""Reads, writes, replaces and removes what lies below a folder, and follows no symbolic link there.

A person names the folder, so the links on the way to it are that person's own (`/tmp` on macOS, a home on another
disk). Everything below it may come from somebody else, as from a pull request. Each step of a path is opened from the
one before, so that no link can be put in its place between a check and the use (see `handles`, also for Windows).

A hard link cannot be told from a file, and git cannot hold one. Files are replaced and never written in place, so
another name of the same file keeps its content.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from build_tools.runtime import handles
from build_tools.runtime.paths import Entry, ForeignFilesError, RefusedPathError, refuse_link, refuse_other, split_path

MARKER = ".made-by-policy"
"""The empty file by which a folder is known as one that this program has made, and may remove."""
LARGEST = 100_000_000
"""How many bytes a file may have, unless a caller says less."""

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below one that a person has named; paths are relative to it, with forward slashes.

    All methods raise OSError, and RefusedPathError, which is one: a path is or leads through a link, or is no ordinary
    file, or leads out of the folder.
    """

    root: Path
    """The folder that a person has named. Links on the way to it are followed."""
    base: str = ""
    """The path from there; no link on it is followed."""

    def __truediv__(self, path: str) -> "Folder":
        return Folder(self.root, self._full(path))

    def __str__(self) -> str:
        return str(self.path)

    @property
    def path(self) -> Path:
        """Where it is, for messages and for programs that take a path."""
        return self.root / self.base

    @property
    def parent(self) -> "Folder":
        """The folder that it is in."""
        return Folder(self.root, self.base.rpartition("/")[0])

    @property
    def name(self) -> str:
        """The last step of its path."""
        return self.base.rpartition("/")[2]

    def look(self, path: str = "") -> Entry | None:
        """What stands at a path; none where there is nothing."""
        full = self._full(path)
        if not full:
            found = self.root.stat() if self.root.exists() else None
        else:
            try:
                with self._within(full) as (name, at):
                    found = os.stat(name, dir_fd=at, follow_symlinks=False)
            except (FileNotFoundError, NotADirectoryError):
                found = None
        return Entry(path, found.st_mode, found.st_size, found.st_uid) if found else None

    def holds(self, path: str) -> bool:
        """Whether an ordinary file stands at a path that leads through no link."""
        try:
            return bool((entry := self.look(path)) and entry.is_file)
        except RefusedPathError:
            return False

    def names(self, path: str = "") -> list[str]:
        """The names of what a folder holds, sorted; none where there is no folder."""
        return [entry.path for entry in self._scan(path)]

    def walk(self, path: str = "", *, hidden: bool = True) -> Iterator[Entry]:
        """Yield what lies below a folder that is not a folder, by its path from this one; with its hidden parts or not.

        It is sorted within each folder. A folder that is missing holds nothing.
        """
        waiting = [path]
        while waiting:
            here = waiting.pop()
            inner = []
            for entry in self._scan(here):
                full = f"{here}/{entry.path}" if here else entry.path
                if entry.path.startswith(".") and not hidden:
                    continue
                if entry.is_folder:
                    inner.append(full)
                else:
                    yield Entry(full, entry.mode, entry.size, entry.owner)
            waiting += reversed(inner)

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """The content of an ordinary file of at most `largest` bytes."""
        with self._within(self._full(path)) as (name, at):
            self._check(path, os.stat(name, dir_fd=at, follow_symlinks=False))  # opening a device may do something
            with os.fdopen(os.open(name, handles.READ, dir_fd=at), "rb") as file:
                self._check(path, os.fstat(file.fileno()))
                data = file.read(largest + 1)
        if len(data) > largest:
            what = f"the file has more than the {largest / 1e6:g} MB that it may have"
            raise RefusedPathError(self._shown(path), what, "Remove it, or make it smaller.")
        return data

    def write(self, path: str, data: bytes, *, mode: int | None = None, is_synced: bool = False) -> None:
        """Make a file hold `data`, or leave it as it is. Missing folders are made.

        It is written beside it, under a name that cannot be foreseen, and takes its place only then. It has the mode of
        the file that was there, unless `mode` is given; `is_synced` waits for the disk.
        """
        with self._within(self._full(path), make=True) as (name, at):
            was = self._replaceable(path, name, at)
            beside = handles.name_beside(name)
            try:
                handle = os.open(beside, handles.NEW, 0o666, dir_fd=at)
                handles.fill(handle, data, was if mode is None else mode, is_synced=is_synced)
                os.replace(beside, name, src_dir_fd=at, dst_dir_fd=at)
            except BaseException:
                with suppress(OSError):
                    os.unlink(beside, dir_fd=at)
                raise
            if is_synced:
                handles.sync(at)

    def create(self, path: str, data: bytes, *, mode: int | None = None, is_synced: bool = False) -> None:
        """Write a new file, as `write` does. A run that is cut off may leave half of it.

        Raises: FileExistsError: something stands there, a link included.
        """
        with self._within(self._full(path), make=True) as (name, at):
            handles.fill(os.open(name, handles.NEW, 0o666, dir_fd=at), data, mode, is_synced=is_synced)

    def remove(self, path: str, *, is_synced: bool = False) -> None:
        """Remove an ordinary file; one that nobody may write stays."""
        with self._within(self._full(path)) as (name, at):
            self._replaceable(path, name, at)
            os.unlink(name, dir_fd=at)
            if is_synced:
                handles.sync(at)

    def make(self, path: str = "", mode: int = handles.USUAL, *, is_new: bool = False) -> "Folder":
        """Make a folder with those around it; with a mode of its own, whatever the user's habit is.

        Raises: FileExistsError: it `is_new` and something stands there.
        """
        full = self._full(path)
        if not full:
            handles.make_root(self.root, mode)
            return self
        entry = None if is_new else self.look(path)
        if entry and entry.is_link:
            raise refuse_link(self._shown(path))
        if not entry or not entry.is_folder:
            with self._within(full, make=True, mode=mode) as (name, at):
                handles.make_folder(name, at, mode)
        return self / path

    def move(self, old: str, new: str) -> None:
        """Give a file or a folder another path, in the place of a file that has it. A link is moved as a link."""
        with self._within(self._full(old)) as (name, at), self._within(self._full(new)) as (other, there):
            try:
                os.replace(name, other, src_dir_fd=at, dst_dir_fd=there)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                shutil.move(self._shown(old), self._shown(new))  # a disk of its own is mounted here

    def link(self, old: str, new: str) -> None:
        """Give an ordinary file a second name (a hard link)."""
        with self._within(self._full(old)) as (name, at), self._within(self._full(new)) as (other, there):
            self._check(old, os.stat(name, dir_fd=at, follow_symlinks=False))
            os.link(name, other, src_dir_fd=at, dst_dir_fd=there, follow_symlinks=False)

    def turn(self, path: str, to: str) -> None:
        """Let a symbolic link lead to `to`, from one moment to the next. What is no link is not replaced."""
        entry = self.look(path)
        if entry and not entry.is_link:
            raise refuse_other(self._shown(path))
        with self._within(self._full(path), make=True) as (name, at):
            beside = handles.name_beside(name)
            os.symlink(to, beside, dir_fd=at)
            os.replace(beside, name, src_dir_fd=at, dst_dir_fd=at)
            handles.sync(at)

    def target_of(self, path: str) -> str:
        """What a symbolic link says; empty where there is none."""
        entry = self.look(path)
        if not entry or not entry.is_link:
            return ""
        with self._within(self._full(path)) as (name, at):
            return os.readlink(name, dir_fd=at)

    def remove_folder(self, path: str, marker: str = MARKER) -> None:
        """Remove a folder that holds a marker, and all in it; links in it go, and what they lead to stays.

        The marker goes last, so that a removal that is cut off can be completed.

        Raises: ForeignFilesError: it holds no marker.
        """
        if not self.holds(f"{path}/{marker}"):
            raise ForeignFilesError(f"{self._shown(path)} was not made by this program, so it is not removed.")
        last = marker.partition("/")[0]
        for name in self.names(path):
            if name != last:
                self._remove_any(f"{path}/{name}")
        self._remove_any(path)

    def sync(self, path: str = "") -> None:
        """Wait until the names in a folder are on the disk, where the system can."""
        with self._opened(self._full(path)) as at:
            handles.sync(at)

    @contextmanager
    def lock(self, path: str) -> Iterator[bool]:
        """Lock a file, which is made if it is missing, as long as the context lasts, or the process (`flock`).

        Gives false where another process has it, or where the system has no such lock.
        """
        with self._within(self._full(path), make=True) as (name, at):
            handle = os.open(name, handles.LOCK, 0o666, dir_fd=at)
        try:
            self._check(path, os.fstat(handle))
            yield handles.lock(handle)
        finally:
            os.close(handle)

    def _full(self, path: str) -> str:
        return f"{self.base}/{path}" if self.base and path else self.base or path

    def _shown(self, path: str) -> Path:
        return self.root / self._full(path)

    def _check(self, path: str, status: os.stat_result) -> None:
        if stat.S_ISLNK(status.st_mode):
            raise refuse_link(self._shown(path))
        if not stat.S_ISREG(status.st_mode):
            raise refuse_other(self._shown(path))

    def _replaceable(self, path: str, name: str, at: int | None) -> int | None:
        """The mode of a file that is to be replaced or removed; none where there is none."""
        try:
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
        except FileNotFoundError:
            return None
        self._check(path, status)
        if not status.st_mode & _WRITABLE:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._shown(path)))
        return stat.S_IMODE(status.st_mode)

    def _remove_any(self, path: str) -> None:
        with self._within(self._full(path)) as (name, at):
            if stat.S_ISDIR(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode):
                shutil.rmtree(name, dir_fd=at)
            else:
                os.unlink(name, dir_fd=at)

    def _scan(self, path: str) -> list[Entry]:
        try:
            with self._opened(self._full(path)) as at, os.scandir(self._shown(path) if at is None else at) as found:
                entries = [(entry.name, entry.stat(follow_symlinks=False)) for entry in found]
        except FileNotFoundError:
            return []
        return sorted(
            (Entry(name, status.st_mode, status.st_size, status.st_uid) for name, status in entries),
            key=lambda one: one.path,
        )

    @contextmanager
    def _opened(self, full: str) -> Iterator[int | None]:
        """A folder, opened without following a link; none where the system has no such thing."""
        with self._within(f"{full}/x" if full else "x") as (_, at):
            yield at

    @contextmanager
    def _within(self, full: str, *, make: bool = False, mode: int = handles.USUAL) -> Iterator[tuple[str, int | None]]:
        with handles.open_way(self.root, split_path(full, self.root), mode if make else None) as found:
            yield found
