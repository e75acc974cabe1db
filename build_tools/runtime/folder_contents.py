"""Reads everything below a folder, and opens each folder in it only once; no symbolic link is followed."""

from collections.abc import Iterator

from build_tools.runtime import handles
from build_tools.runtime.files import LARGEST, Folder


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
        for path, is_file, content in handles.read_below(at, folder.path, LARGEST):
            yield path, folder.read(path) if is_file and content is None else content
