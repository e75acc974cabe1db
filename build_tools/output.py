"""How does a folder come to hold its new content whole, or keep its old one?"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

_MARKER = ".made-by-policy"


class ForeignFilesError(Exception):
    """A folder holds files that this tool has not written, and is left alone."""


class UnwritableError(Exception):
    """A file cannot be written."""


def staging_for(target: Path) -> Path:
    """The folder beside `target` in which its next content is made."""
    return _beside(target, "new")


def replace_folder(target: Path) -> None:
    """Move what stands in the staging folder to `target`, whose old content goes only then.

    The folder itself stays, so that a link, a mount or a server that holds it open shows the new content.
    """
    target.mkdir(parents=True, exist_ok=True)
    old = _beside(target, "old")
    shutil.rmtree(old, ignore_errors=True)
    _move_content(target, old)
    _move_content(staging_for(target), target)
    shutil.rmtree(staging_for(target), ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def create_folder(target: Path, files: Mapping[str, bytes], finish: Callable[[Path], None] = lambda _: None) -> None:
    """Make `target`, which is missing or empty, hold these files: all of them, or nothing.

    `finish` is given the folder that holds them before it comes to its place; if it raises, nothing does.

    Raises: ForeignFilesError: something stands there already. OSError: it cannot be written.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise ForeignFilesError(f"{target} is there already. Name a folder that is new or empty.")
    staging = staging_for(target)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        _write_files(staging, files)
        finish(staging)
        if target.exists():  # it may be where somebody stands
            replace_folder(target)
        else:
            staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Make `target` hold these files and no others.

    Raises: ForeignFilesError: the folder holds something that this function has not written.
    """
    if target.exists() and any(target.iterdir()) and not (target / _MARKER).exists():
        raise ForeignFilesError(f"{target} holds other files. Name a new folder, or empty this one.")
    staging = staging_for(target)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        _write_files(staging, {**files, _MARKER: b""})
        replace_folder(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_file(target: Path, content: bytes) -> None:
    """Make `target` a file of this content, or leave it as it is.

    Raises: UnwritableError: there is no such folder, or it takes no file.
    """
    staging = _beside(target, "new")
    try:
        staging.write_bytes(content)
        staging.replace(target)
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise UnwritableError(f"{target} cannot be written: {error.strerror}. Name another file.") from None


def create_file(target: Path, content: bytes) -> None:
    """Write a new file, and its folder if that is missing. What stands there already stays.

    Raises: UnwritableError: something of that name is there, or the folder takes no file.
    """
    try:
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UnwritableError(f"{target} is there already. Name another file, or delete it.") from None
    except OSError as error:
        raise UnwritableError(f"{target} cannot be written: {error.strerror}. Name another file.") from None


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _beside(target: Path, word: str) -> Path:
    target = target.resolve()
    return target.with_name(f".{target.name}.{word}")


def _move_content(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for entry in list(source.iterdir()):
        shutil.move(entry, target / entry.name)
