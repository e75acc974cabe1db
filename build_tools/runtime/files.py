"""Reads, writes and removes the files below a folder without following symbolic links.

A person names the folder, so links on the way to it are trusted (`/tmp` on macOS). Everything below it may come from
somebody else, for example from a pull request. Each step of a path is opened from the step before, so that no link can
replace it between check and use (`handles` also covers Windows). Files are replaced and never changed in place, so
hard links keep their content; git cannot hold hard links.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from build_tools.runtime import handles
from build_tools.runtime.paths import (
    Entry,
    ForeignFilesError,
    RefusedPathError,
    refuse_large,
    refuse_link,
    refuse_other,
    split_path,
)

MARKER = ".made-by-policy"
"""The empty file that marks a folder that this program made and may remove."""
LARGEST = 100_000_000
"""The largest file that is read by default, in bytes."""

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below one that a person named. Paths are relative to it, with forward slashes.

    Methods raise OSError, or its subclass RefusedPathError if a path leads through a link or out of the folder, or is
    not a regular file.
    """

    root: Path
    """The folder that a person named. Links on the way to it are followed."""
    base: str = ""
    """The path from there. Links on it are refused."""

    def __truediv__(self, path: str) -> "Folder":
        return Folder(self.root, self._full(path))

    def __str__(self) -> str:
        return str(self.path)

    @property
    def path(self) -> Path:
        """The whole path, for messages and other programs."""
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
        """The file, folder or link at a path; none if it is missing."""
        if not self._full(path):
            found = self.root.stat() if self.root.exists() else None
        else:
            try:
                with self._within(path) as (name, at):
                    found = os.stat(name, dir_fd=at, follow_symlinks=False)
            except (FileNotFoundError, NotADirectoryError):
                found = None
        return _describe(path, found) if found else None

    def holds(self, path: str) -> bool:
        """Whether a path is a regular file and leads through no link."""
        try:
            return bool((entry := self.look(path)) and entry.is_file)
        except RefusedPathError:
            return False

    def names(self, path: str = "") -> list[str]:
        """The sorted names in a folder; empty if it is missing."""
        return [entry.path for entry in self._scan(path)]

    def walk(self, path: str = "", *, hidden: bool = True) -> Iterator[Entry]:
        """Yield everything below a folder except folders, sorted in each folder; hidden names only if `hidden`."""
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
                    yield replace(entry, path=full)
            waiting += reversed(inner)

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """The content of a regular file of at most `largest` bytes."""
        with self._within(path) as (name, at):
            return self._read(path, name, at, largest)

    def read_each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield regular files in this folder with their contents. Those that cannot be read are left out."""
        with suppress(FileNotFoundError), self.opened("") as at:
            for name in names:
                content = None
                with suppress(OSError):
                    if split_path(name, self.root) == [name]:
                        content = self._read(name, name if at is not None else str(self._shown(name)), at, LARGEST)
                if content is not None:
                    yield name, content

    def write(self, path: str, data: bytes, *, mode: int | None = None, is_synced: bool = False) -> None:
        """Write a file completely or not at all. It keeps its mode if none is given; `is_synced` waits for the disk."""
        with self._within(path, make=True) as (name, at):
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
        """Write a new file; an interrupted run may leave a part. Raises FileExistsError, also for a link."""
        with self._within(path, make=True) as (name, at):
            handles.fill(os.open(name, handles.NEW, 0o666, dir_fd=at), data, mode, is_synced=is_synced)

    def remove(self, path: str, *, is_synced: bool = False) -> None:
        """Remove a regular file, unless it is read-only."""
        with self._within(path) as (name, at):
            self._replaceable(path, name, at)
            os.unlink(name, dir_fd=at)
            if is_synced:
                handles.sync(at)

    def make(self, path: str = "", mode: int = handles.USUAL, *, is_new: bool = False) -> "Folder":
        """Make a folder with its parents; with `is_new`, raises FileExistsError. The `umask` only limits `USUAL`."""
        if not self._full(path):
            handles.make_root(self.root, mode)
            return self
        entry = None if is_new else self.look(path)
        if entry and entry.is_link:
            raise refuse_link(self._shown(path))
        if not entry or not entry.is_folder:
            with self._within(path, make=True, mode=mode) as (name, at):
                handles.make_folder(name, at, mode)
        return self / path

    def move(self, old: str, new: str) -> None:
        """Move a file, folder or link, and replace a file that has the new path."""
        with self._within(old) as (name, at), self._within(new) as (other, there):
            try:
                os.replace(name, other, src_dir_fd=at, dst_dir_fd=there)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                shutil.move(self._shown(old), self._shown(new))  # another disk is mounted here

    def link(self, old: str, new: str) -> None:
        """Give a regular file a second name (a hard link)."""
        with self._within(old) as (name, at), self._within(new) as (other, there):
            self._check(old, os.stat(name, dir_fd=at, follow_symlinks=False))
            os.link(name, other, src_dir_fd=at, dst_dir_fd=there, follow_symlinks=False)

    def turn(self, path: str, to: str) -> None:
        """Set the target of a symbolic link atomically. Anything but a link is not replaced."""
        entry = self.look(path)
        if entry and not entry.is_link:
            raise refuse_other(self._shown(path))
        with self._within(path, make=True) as (name, at):
            beside = handles.name_beside(name)
            os.symlink(to, beside, dir_fd=at)
            os.replace(beside, name, src_dir_fd=at, dst_dir_fd=at)
            handles.sync(at)

    def target_of(self, path: str) -> str:
        """The target of a symbolic link; empty if it is none."""
        entry = self.look(path)
        if not entry or not entry.is_link:
            return ""
        with self._within(path) as (name, at):
            return os.readlink(name, dir_fd=at)

    def remove_folder(self, path: str, marker: str = MARKER) -> None:
        """Remove a folder, its marker last; the targets of links stay. Raises ForeignFilesError without a marker."""
        if not self.holds(f"{path}/{marker}"):
            raise ForeignFilesError(f"{self._shown(path)} was not made by this program, so it is not removed.")
        last = marker.partition("/")[0]
        for name in self.names(path):
            if name != last:
                self._remove_any(f"{path}/{name}")
        self._remove_any(path)

    def sync(self, path: str = "") -> None:
        """Wait until the names in a folder are on the disk, if the system supports that."""
        with self.opened(path) as at:
            handles.sync(at)

    @contextmanager
    def lock(self, path: str) -> Iterator[bool]:
        """Lock a file (`flock`), made if missing. Yields false if another process has it, or there are no locks."""
        with self._within(path, make=True) as (name, at):
            handle = os.open(name, handles.LOCK, 0o666, dir_fd=at)
        try:
            self._check(path, os.fstat(handle))
            yield handles.lock(handle)
        finally:
            os.close(handle)

    def _read(self, path: str, name: str, at: int | None, largest: int) -> bytes:
        self._check(path, os.stat(name, dir_fd=at, follow_symlinks=False))  # opening a device may have effects
        with os.fdopen(os.open(name, handles.READ, dir_fd=at), "rb") as file:
            self._check(path, status := os.fstat(file.fileno()))
            if status.st_size > largest:
                raise refuse_large(self._shown(path), largest)
            data = file.read(status.st_size + 1)  # to ask for `largest` would reserve that much memory
            if len(data) > status.st_size:  # it grows, or the system does not know its size
                data += file.read(largest + 1 - len(data))
        if len(data) > largest:
            raise refuse_large(self._shown(path), largest)
        return data

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
        try:
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
        except FileNotFoundError:
            return None
        self._check(path, status)
        if not status.st_mode & _WRITABLE:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._shown(path)))
        return stat.S_IMODE(status.st_mode)

    def _remove_any(self, path: str) -> None:
        with self._within(path) as (name, at):
            if stat.S_ISDIR(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode):
                shutil.rmtree(name, dir_fd=at)
            else:
                os.unlink(name, dir_fd=at)

    def _scan(self, path: str) -> list[Entry]:
        try:
            with self.opened(path) as at, os.scandir(self._shown(path) if at is None else at) as found:
                entries = [_describe(entry.name, entry.stat(follow_symlinks=False)) for entry in found]
        except FileNotFoundError:
            return []
        return sorted(entries, key=lambda entry: entry.path)

    @contextmanager
    def opened(self, path: str = "") -> Iterator[int | None]:
        """The handle of a folder; none where the system has no handles."""
        with self._within(f"{path}/x" if path else "x") as (_, at):
            yield at

    @contextmanager
    def _within(self, path: str, *, make: bool = False, mode: int = handles.USUAL) -> Iterator[tuple[str, int | None]]:
        steps = split_path(self._full(path), self.root)
        with handles.open_way(self.root, steps, mode if make else None) as found:
            yield found


def _describe(path: str, status: os.stat_result) -> Entry:
    return Entry(path, status.st_mode, status.st_size, status.st_uid)
