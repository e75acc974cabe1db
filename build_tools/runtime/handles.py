"""Opens each folder on the path to a file in turn, so that no symbolic link is followed (`openat`, `O_NOFOLLOW`).

A handle is the descriptor of an open folder. Windows has none: names are whole paths there, and each step is checked
before its use, so that a process that runs at the same time could still put a link in between.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from build_tools.runtime.paths import refuse_link, split_path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HAS_HANDLES = {os.open, os.mkdir, os.rename, os.unlink, os.stat} <= os.supports_dir_fd
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe does not wait."""
READ = os.O_RDONLY | _AT_ONCE | _PLAIN
LOCK = os.O_RDWR | os.O_CREAT | _AT_ONCE | _PLAIN
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _PLAIN
_JUNCTION = 0xA0000003
"""The mark of a folder that is a link on Windows (IO_REPARSE_TAG_MOUNT_POINT)."""
USUAL = 0o777
"""The default mode of a folder, before the user's `umask`."""


@contextmanager
def open_way(root: Path, steps: list[str], mode: int | None) -> Iterator[tuple[str, int | None]]:
    """The name of the last step and the handle of its folder, which is made if there is a `mode`."""
    if mode is not None:
        make_root(root, mode)
    at = os.open(root, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)) if HAS_HANDLES else None
    here = root
    try:
        for step in steps[:-1]:
            here /= step
            at = _enter(here, step, at, mode)
        here /= steps[-1]
        yield (steps[-1] if at is not None else str(here)), at
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise refuse_link(here) from None
        if error.filename and not os.path.isabs(error.filename):  # noqa: PTH117 - it may be a number
            error.filename = str(here)  # the system gives only the last step
        raise
    finally:
        if at is not None:
            os.close(at)


def _enter(place: Path, step: str, at: int | None, mode: int | None) -> int | None:
    name = step if at is not None else str(place)
    try:
        found = os.stat(name, dir_fd=at, follow_symlinks=False)
    except FileNotFoundError:
        if mode is None:
            raise
        with suppress(FileExistsError):  # another run makes it
            make_folder(name, at, mode)
        found = os.stat(name, dir_fd=at, follow_symlinks=False)
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION:
        raise refuse_link(place)
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    if at is None:
        return None
    inner = os.open(name, _FOLDER, dir_fd=at)
    os.close(at)
    return inner


def make_root(root: Path, mode: int) -> None:
    """Make the folder that a person named, with its parents."""
    if not root.is_dir():
        make_root(root.parent, mode)
        with suppress(FileExistsError):  # another run makes it
            make_folder(str(root), None, mode)


def make_folder(name: str, at: int | None, mode: int) -> None:
    """Make a folder. A mode other than `USUAL` is set regardless of the `umask`."""
    os.mkdir(name, mode, dir_fd=at)
    if mode == USUAL:
        return
    if not HAS_HANDLES:
        Path(name).chmod(mode)
        return
    handle = os.open(name, _FOLDER, dir_fd=at)
    try:
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def name_beside(name: str) -> str:
    """A random, hidden name in the same folder."""
    return str(Path(name).with_name(f".policy-{secrets.token_hex(8)}.new"))


def fill(handle: int, data: bytes, mode: int | None, *, is_synced: bool) -> None:
    """Write and close a new file, and set its mode."""
    with os.fdopen(handle, "wb") as file:
        lock(handle)  # a locked file is not swept
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(handle, mode)  # before it has content that others may not read
        file.write(data)
        file.flush()
        if is_synced:
            os.fsync(handle)


def sync(at: int | None) -> None:
    """Wait until the names in a folder are on the disk, if the system supports that."""
    if at is not None:
        with suppress(OSError):
            os.fsync(at)


def lock(handle: int) -> bool:
    """Lock an open file (`flock`): false if another process has it, or if the system has no such lock."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def read_below(at: int | None, place: Path, largest: int, before: str = "") -> Iterator[tuple[str, bool, bytes | None]]:
    """Yield the path of everything below an open folder except folders, whether it is a regular file, and its content.

    A file that is larger than `largest` or changes has no content. Raises RefusedPathError for what is nested too deep.
    """
    folders: list[str] = []
    with os.scandir(at) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                is_file = entry.is_file(follow_symlinks=False)
                yield before + entry.name, is_file, _read(entry.name, at, largest) if is_file else None
    for name in folders:
        split_path(f"{before}{name}/x", place)
        inner = os.open(name, _FOLDER, dir_fd=at)
        try:
            yield from read_below(inner, place, largest, f"{before}{name}/")
        finally:
            os.close(inner)


def _read(name: str, at: int | None, largest: int) -> bytes | None:
    try:
        handle = os.open(name, READ, dir_fd=at)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
            return None
        content = os.read(handle, status.st_size + 1)
    finally:
        os.close(handle)
    return content if len(content) == status.st_size else None
