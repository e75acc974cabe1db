"""Which files may the editor read and write, and how does a file change whole or not at all?"""

import errno
import json
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from build_tools.editor.configuration import SOURCE
from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.model.text import SLUG
from build_tools.source.reader import FOLDER, PICTURES

_TEXT = re.compile(rf"(sections|announcements|pages)/({SLUG[1:-1]})\.md")
_PICTURE = re.compile(r"pages/([A-Za-z0-9][\w-]*)(\.[a-z]+)", re.ASCII)
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
}


class RefusedEditError(Exception):
    """Why something is not done, in whole sentences for whoever sits at the form."""


def check_text(path: str) -> str:
    """A path of the source that a form may edit, as it was given.

    Raises: RefusedEditError: it is none.
    """
    name = path.removeprefix(FOLDER)
    if path.startswith(FOLDER) and (name in FILES or name in DECISIONS or _TEXT.fullmatch(name)):
        return path
    shown = path[:80]
    what = f"“{shown}” is no file that can be edited here. "
    if name.endswith(".md") and path.startswith(FOLDER):
        what += "A file is named by lower-case Latin words and numbers joined by hyphens, and a word comes first."
    raise RefusedEditError(what.strip())


def check_picture(path: str) -> str:
    """A path of a picture beside the hand-written pages, as it was given.

    Raises: RefusedEditError: it is none.
    """
    match = _PICTURE.fullmatch(path.removeprefix(FOLDER)) if path.startswith(FOLDER) else None
    if match and match[2] in PICTURES:
        return path
    kinds = ", ".join(sorted(PICTURES))
    raise RefusedEditError(
        f"“{path[:80]}” is no picture that a page may have. Its name is one word, and ends with {kinds}."
    )


def is_picture(path: str) -> bool:
    """Whether a path is one of a picture beside the hand-written pages."""
    with suppress(RefusedEditError):
        return check_picture(path) == path
    return False


def check_removable(path: str) -> str:
    """A path of the source that may be deleted, as it was given: a Markdown file, or a picture of a page.

    Raises: RefusedEditError: it is none.
    """
    if is_picture(path):
        return path
    if not check_text(path).endswith(".md"):
        raise RefusedEditError(f"{path} belongs to every source, and is not deleted. Empty its lists instead.")
    return path


def check_words(value: object) -> None:
    """Look whether a file can hold what a form has sent.

    Raises: RefusedEditError: it holds half of a character (a lone surrogate, which JSON can spell and UTF-8 cannot).
    """
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise RefusedEditError(
            "The text holds half of a character, as of an emoji cut in two. Write it anew."
        ) from None


def check_folder(path: str) -> str:
    """A folder of the source whose files are forms.

    Raises: RefusedEditError: it is none.
    """
    if path in {f"{SOURCE}/{name}" for name in ("sections", "announcements", "pages")}:
        return path
    raise RefusedEditError(f"“{path[:80]}” is no folder that can be edited here.")


def place_of(project: Path, path: str) -> Path:
    """Where a checked path stands.

    Raises: RefusedEditError: a link is on the way there, which may lead out of the source.
    """
    place = project
    for step in path.split("/"):
        place /= step
        if place.is_symlink():
            raise RefusedEditError(f"{path} is a link, which may lead out of the source. Put the file itself there.")
    return place


def read_file(place: Path) -> bytes | None:
    """What a file holds; none where there is no such file.

    Raises: RefusedEditError: it cannot be read.
    """
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RefusedEditError(f"{place.name} cannot be read: {error.strerror}.") from None


def write_file(place: Path, data: bytes) -> None:
    """Make a file hold `data`, or leave it as it is: it is written beside it, and takes its place only then.

    Raises: RefusedEditError: it cannot be written.
    """
    beside = place.with_name(f".{place.name}.new")
    try:
        mode = _mode(place)
        place.parent.mkdir(exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RefusedEditError(_explain(error, place)) from None


def remove_file(place: Path) -> None:
    """Remove a file.

    Raises: RefusedEditError: it cannot be removed, or is not there.
    """
    try:
        _mode(place)
        place.unlink()
        _sync_folder(place.parent)
    except OSError as error:
        raise RefusedEditError(_explain(error, place)) from None


def _mode(place: Path) -> int | None:
    """Who may do what with a file; none where there is none. One that nobody may write is not replaced either."""
    try:
        mode = stat.S_IMODE(place.stat().st_mode)
    except FileNotFoundError:
        return None
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EACCES, "")
    return mode


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explain(error: OSError, place: Path) -> str:
    reason = _REASONS.get(error.errno or 0, error.strerror or "the system does not say why")
    return f"{place.name} was not saved: {reason}. The file is as it was, and your edit is still in the form."
