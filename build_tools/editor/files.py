"""Says which files the editor may read and write, and does so."""

import errno
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from build_tools.editor.configuration import SOURCE
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
_PICTURE = re.compile(r"pages/([A-Za-z0-9][\w-]*)(\.[a-z]+)", re.ASCII)
_LONGEST = 200
"""How many letters a name may have: disks take 255 bytes, and addresses no more."""
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.ENAMETOOLONG: "its name is too long",
}
_KEPT = " The file is as it was, and your edit is still in the form."


class RefusedEditError(UserError):
    """Why something is not done, in whole sentences for whoever sits at the form."""


def check_text(path: str) -> str:
    """A path of the source that a form may edit, as it was given.

    Raises: RefusedEditError: it is none.
    """
    name = path.removeprefix(FOLDER)
    if path.startswith(FOLDER) and (name in FILES or name in DECISIONS or _is_text(name)):
        return path
    shown = path[:80]
    what = f"“{shown}” is no file that can be edited here. "
    if name.endswith(".md") and path.startswith(FOLDER):
        what += "A file is named by lower-case Latin words and numbers joined by hyphens, and a word comes first. "
        what += f"Its name has at most {_LONGEST} letters."
    raise RefusedEditError(what.strip())


def _is_text(name: str) -> bool:
    match = _TEXT.fullmatch(name)
    return bool(match and len(match[2]) <= _LONGEST)


def check_picture(path: str) -> str:
    """A path of a picture beside the hand-written pages, as it was given.

    Raises: RefusedEditError: it is none.
    """
    match = _PICTURE.fullmatch(path.removeprefix(FOLDER)) if path.startswith(FOLDER) else None
    if match and match[2] in PICTURES and len(match[1]) <= _LONGEST:
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


def is_there(project: Path, path: str) -> bool:
    """Whether a file stands at a checked path.

    Raises: RefusedEditError: it is a link or leads through one, or is no ordinary file.
    """
    with _explained(path, "cannot be read"):
        entry = Folder(project).look(path)
        if entry and entry.is_link:
            raise refuse_link(project / path)
        return bool(entry and entry.is_file)


def read_file(project: Path, path: str) -> bytes | None:
    """What the file at a checked path holds; none where there is none.

    Raises: RefusedEditError: it cannot be read.
    """
    with _explained(path, "cannot be read"):
        try:
            return Folder(project).read(path, LARGEST)
        except FileNotFoundError:
            return None


def write_file(project: Path, path: str, data: bytes) -> None:
    """Make the file at a checked path hold `data`, or leave it as it is.

    Raises: RefusedEditError: it cannot be written.
    """
    with _explained(path, "was not saved", _KEPT):
        folder = Folder(project)
        folder.write(path, data, is_synced=True)
        sweep_files((folder / path).parent)


def remove_file(project: Path, path: str) -> None:
    """Remove the file at a checked path.

    Raises: RefusedEditError: it cannot be removed, or is not there.
    """
    with _explained(path, "was not saved", _KEPT):
        Folder(project).remove(path, is_synced=True)


@contextmanager
def _explained(path: str, what: str, rest: str = "") -> Iterator[None]:
    """Say in whole sentences what keeps a file from being read or written."""
    name = path.rpartition("/")[2]
    try:
        yield
    except RefusedPathError as error:
        raise RefusedEditError(f"{name} {what}. {error}{rest}") from None
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "the system does not say why")
        raise RefusedEditError(f"{name} {what}: {reason}.{rest}") from None
