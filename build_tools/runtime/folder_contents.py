"""Reads everything below a folder, and opens each folder in it only once; no symbolic link is followed."""

import os
import stat
from collections.abc import Iterator

from build_tools.runtime import handles
from build_tools.runtime.files import LARGEST, Folder
from build_tools.runtime.paths import split_path


def read_contents(folder: Folder) -> Iterator[tuple[str, bytes | None]]:
    """Yield the path and the content of everything in a folder except folders; none if it is not a regular file.

    The order is any. Raises OSError, or its subclass RefusedPathError for a file that is too large.
    """
    if not handles.HAS_HANDLES:
        for entry in folder.walk():
            yield entry.path, folder.read(entry.path) if entry.is_file else None
        return
    if not folder.look():
        return
    with folder.opened() as at:
        for path, is_file, content in _read_below(folder, at, ""):
            yield path, folder.read(path) if is_file and content is None else content


def _read_below(folder: Folder, at: int | None, before: str) -> Iterator[tuple[str, bool, bytes | None]]:
    """Yield paths, whether they are regular files, and contents, but not those of files that are large or change."""
    folders: list[str] = []
    with os.scandir(at) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                is_file = entry.is_file(follow_symlinks=False)
                yield before + entry.name, is_file, _read(entry.name, at) if is_file else None
    for name in folders:
        split_path(f"{before}{name}/x", folder.path)  # refuses what is nested too deep
        inner = os.open(name, handles.FOLDER, dir_fd=at)
        try:
            yield from _read_below(folder, inner, f"{before}{name}/")
        finally:
            os.close(inner)


def _read(name: str, at: int | None) -> bytes | None:
    try:
        handle = os.open(name, handles.READ, dir_fd=at)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        content = os.read(handle, status.st_size + 1)
    finally:
        os.close(handle)
    return content if len(content) == status.st_size else None
