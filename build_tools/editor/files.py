"""Reads and writes the files that the editor may edit."""

import errno
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.model.text import SLUG
from build_tools.model.tree import LARGEST
from build_tools.runtime.atomic_files import sweep_files
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.runtime.paths import RefusedPathError, refuse_link
from build_tools.source.reader import FOLDER, PICTURES

_TEXT = re.compile(rf"(sections|announcements|pages)/({SLUG[1:-1]})\.md")
_PICTURE = re.compile(rf"{FOLDER}pages/([A-Za-z0-9][\w-]*)(\.[a-z]+)", re.ASCII)
_LONGEST = 200  # the most characters of a name: disks and addresses take 255 bytes
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.ENAMETOOLONG: "its name is too long",
}
_KEPT = " The file is unchanged, and your edit is still in the form."


class RefusedEditError(UserError):
    """Why the editor does not do something, in sentences for the user of the form."""


def check_text(path: str) -> str:
    """The path, if it is a file of the source that a form may edit. Raises: RefusedEditError: it is not."""
    name = path.removeprefix(FOLDER)
    match = _TEXT.fullmatch(name)
    is_text = match and len(match[2]) <= _LONGEST
    if path.startswith(FOLDER) and (name in FILES or name in DECISIONS or is_text):
        return path
    rule = ""
    if name.endswith(".md") and path.startswith(FOLDER):
        rule = f" A file name has at most {_LONGEST} characters: lower-case Latin words and numbers joined by hyphens, "
        rule += "beginning with a word."
    raise RefusedEditError(f"“{path[:80]}” is not a file that can be edited here.{rule}")


def check_picture(path: str) -> str:
    """The path, if it is a picture of the hand-written pages. Raises: RefusedEditError: it is not."""
    if is_picture(path):
        return path
    kinds = ", ".join(sorted(PICTURES))
    raise RefusedEditError(
        f"“{path[:80]}” is not a picture that a page may have. Its name must be a single word that ends with {kinds}."
    )


def is_picture(path: str) -> bool:
    """Whether a path is a picture of the hand-written pages."""
    match = _PICTURE.fullmatch(path)
    return bool(match and match[2] in PICTURES and len(match[1]) <= _LONGEST)


def check_removable(path: str) -> str:
    """The path, if it is a Markdown file or a picture that may be deleted. Raises: RefusedEditError: it is not."""
    if is_picture(path):
        return path
    if not check_text(path).endswith(".md"):
        raise RefusedEditError(f"{path} belongs to every source and cannot be deleted. Empty its lists instead.")
    return path


def check_words(value: object) -> None:
    """Check that UTF-8 can hold a form's content. Raises: RefusedEditError: it has a lone surrogate."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        what = "The text holds half of a character, such as half of an emoji. Type that place again."
        raise RefusedEditError(what) from None


def check_folder(path: str) -> str:
    """The path, if it is a folder of the source whose files have forms. Raises: RefusedEditError: it is not."""
    if path in {f"{FOLDER}{name}" for name in ("sections", "announcements", "pages")}:
        return path
    raise RefusedEditError(f"“{path[:80]}” is not a folder that can be edited here.")


def is_there(root: Path, path: str) -> bool:
    """Whether a file stands at a checked path. Raises: RefusedEditError: it is a link or no ordinary file."""
    with _explained(path, "cannot be read"):
        entry = Folder(root).look(path)
        if entry and entry.is_link:
            raise refuse_link(root / path)
        return bool(entry and entry.is_file)


def read_file(root: Path, path: str) -> bytes | None:
    """The content of the file at a checked path, or none. Raises: RefusedEditError: it cannot be read."""
    with _explained(path, "cannot be read"):
        try:
            return Folder(root).read(path, LARGEST)
        except FileNotFoundError:
            return None


def write_file(root: Path, path: str, data: bytes) -> None:
    """Write the file at a checked path completely, or not at all. Raises: RefusedEditError: it cannot be written."""
    with _explained(path, "was not saved", _KEPT):
        folder = Folder(root)
        folder.write(path, data, is_synced=True)
        sweep_files((folder / path).parent)


def remove_file(root: Path, path: str) -> None:
    """Remove the file at a checked path. Raises: RefusedEditError: it cannot be removed, or does not exist."""
    with _explained(path, "was not saved", _KEPT):
        Folder(root).remove(path, is_synced=True)


@contextmanager
def _explained(path: str, what: str, rest: str = "") -> Iterator[None]:
    name = path.rpartition("/")[2]
    try:
        yield
    except RefusedPathError as error:
        raise RefusedEditError(f"{name} {what}. {error}{rest}") from None
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "the system gives no reason")
        raise RefusedEditError(f"{name} {what}: {reason}.{rest}") from None
