"""Removes what runs that were cut off have left: what has a name of ours, and is locked by no process that lives."""

import re
from contextlib import suppress

from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.paths import ForeignFilesError

_FILE = re.compile(r"\.policy-[0-9a-f]{16}\.new")
_TAIL = r"\.[0-9a-f]{16}\.new"


def sweep_files(folder: Folder) -> None:
    """Remove the files of a folder that were written and never came to their places."""
    for name in folder.names():
        if _FILE.fullmatch(name) and _is_abandoned(folder, name):
            with suppress(OSError):
                folder.remove(name)


def sweep_folders(around: Folder, prefix: str) -> None:
    """Remove the folders that begin with `prefix`, have our marker, and were never moved to their places."""
    naming = re.compile(re.escape(prefix) + _TAIL)
    for name in around.names():
        if naming.fullmatch(name) and _is_abandoned(around, f"{name}/{MARKER}"):
            with suppress(OSError, ForeignFilesError):
                around.remove_folder(name)


def _is_abandoned(folder: Folder, path: str) -> bool:
    if not folder.holds(path):
        return False
    try:
        with folder.lock(path) as is_free:
            return is_free
    except OSError:
        return False
