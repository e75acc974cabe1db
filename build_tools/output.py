"""How does a folder come to hold its new content whole, or keep its old one?"""

import shutil
from collections.abc import Mapping
from pathlib import Path

_MARKER = ".made-by-policy"


class ForeignFilesError(Exception):
    """A folder holds files that this tool has not written, and is left alone."""


def staging_for(target: Path) -> Path:
    """The folder beside `target` in which its next content is made."""
    return target.with_name(f".{target.name}.new")


def replace_folder(target: Path) -> None:
    """Put what stands in the staging folder in the place of `target`, whose old content goes only then."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    staging_for(target).rename(target)
    shutil.rmtree(old, ignore_errors=True)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Make `target` hold these files and no others.

    Raises: ForeignFilesError: the folder holds something that this function has not written.
    """
    if target.exists() and any(target.iterdir()) and not (target / _MARKER).exists():
        raise ForeignFilesError(f"{target} holds other files. Name a new folder, or empty this one.")
    staging = staging_for(target)
    shutil.rmtree(staging, ignore_errors=True)
    files = {**files, _MARKER: b""}
    for name, content in files.items():
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    replace_folder(target)
