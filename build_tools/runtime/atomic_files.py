"""Makes a folder or a file hold its new content whole, or keep its old one."""

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from build_tools.runtime.errors import UserError
from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.path_checks import check_output_folder, locate
from build_tools.runtime.paths import ForeignFilesError, RefusedPathError

_NEXT, _OLD = "next", "old"
_LONGEST = 100
"""How many bytes of a folder's name are part of the name of what is made beside it."""


class UnwritableError(UserError):
    """A file cannot be written."""


class Staging:
    """The folder beside a target in which its next content is made: `.site.7c2f….new/next` beside `site`.

    It has a name that cannot be foreseen, a marker of ours, and a lock as long as the process lives. What runs that
    were cut off have left is removed: it has the marker, and no lock.
    """

    def __init__(self, target: Folder, is_ours: Callable[[Folder], bool]) -> None:
        """`is_ours` says of a folder that holds something whether this program has made it.

        Raises: ForeignFilesError: the target holds something else. OSError: the folder cannot be made.
        """
        self._target, self._is_ours = target, is_ours
        _check_ours(target, is_ours)
        short = target.name.encode()[:_LONGEST].decode(errors="ignore")
        self._around, self._name = target.parent, f".{short}.{secrets.token_hex(8)}.new"
        sweep_folders(self._around, f".{short}")
        inner = self._around.make(self._name, is_new=True)
        self._lock = ExitStack()
        self._lock.enter_context(inner.lock(MARKER))
        self.next = inner.make(_NEXT)
        """Where the next content is to be put."""

    def publish(self, first: str = MARKER) -> None:
        """Move what was made to the target, whose old content goes only then.

        `first` is the file that says whose folder it is: it is there before all else, so that a run that is killed
        leaves a folder of ours. The folder itself stays, so that a mount, or a server that holds it open, shows the new
        content. If something fails on the way, all is moved back.

        Raises: ForeignFilesError: the target has come to hold something else. OSError: the disk refuses.
        """
        _check_ours(self._target, self._is_ours)
        around, target, staging = self._around, self._target.name, self._name
        before = self._target.read(first) if self._target.holds(first) else None
        self._target.make()
        (around / staging).make(_OLD)
        moved: list[tuple[str, str]] = []
        try:
            around.move(f"{staging}/{_NEXT}/{first}", f"{target}/{first}")
            for source, goal in ((target, f"{staging}/{_OLD}"), (f"{staging}/{_NEXT}", target)):
                for name in around.names(source):
                    if name != first or source != target:
                        moved.append((f"{source}/{name}", f"{goal}/{name}"))
                        around.move(*moved[-1])
        except BaseException:
            self._undo(moved, first, before)
            raise
        self.drop()

    def _undo(self, moved: list[tuple[str, str]], first: str, before: bytes | None) -> None:
        for source, goal in reversed(moved):
            with suppress(OSError):  # the last one may not have been moved
                self._around.move(goal, source)
        with suppress(OSError):
            if before is None:
                self._target.remove(first)
            else:
                self._target.write(first, before)

    def become(self) -> None:
        """Move what was made to the target, which is not there."""
        self._around.move(f"{self._name}/{_NEXT}", self._target.name)
        self.drop()

    def drop(self) -> None:
        """Remove the folder."""
        self._lock.close()
        with suppress(OSError, ForeignFilesError):
            self._around.remove_folder(self._name)


def create_folder(target: Path, files: Mapping[str, bytes], finish: Callable[[Path], None] = lambda _: None) -> None:
    """Make `target`, which is missing or empty, hold these files: all of them, or nothing.

    `finish` is given the folder that holds them before it comes to its place; if it raises, nothing does.

    Raises: ForeignFilesError: something stands there already. OSError: it cannot be written.
    """
    place = locate(target)
    if target.is_symlink() or (place.look() and (not target.is_dir() or place.names())):
        raise ForeignFilesError(f"{target} is there already. Name a folder that is new or empty.")
    staging = Staging(place, lambda _: False)
    try:
        _write_files(staging.next, files)
        finish(staging.next.path)
        if place.look():  # it may be where somebody stands
            staging.publish(next(iter(files)).partition("/")[0])
        else:
            staging.become()
    finally:
        staging.drop()


def write_folder(target: Path, files: Mapping[str, bytes], project: Path | None = None) -> None:
    """Make `target` hold these files and no others. Below the project's folder no link is followed.

    Raises: ForeignFilesError: the folder holds something that this function has not written. OSError: it cannot be
        written.
    """
    place = locate(target, project)
    check_output_folder(place, project)
    staging = Staging(place, lambda folder: folder.holds(MARKER))
    try:
        _write_files(staging.next, {**files, MARKER: b""})
        staging.publish()
    finally:
        staging.drop()


def write_file(target: Path, content: bytes, project: Path | None = None) -> None:
    """Make `target` a file of this content, or leave it as it is. Below the project's folder no link is followed.

    Raises: UnwritableError: there is no such folder, or it takes no file.
    """
    try:
        place = locate(target, project, is_file=True)
        if not target.parent.is_dir():
            raise FileNotFoundError(2, "No such file or directory")
        place.parent.write(place.name, content)
    except RefusedPathError as error:
        raise UnwritableError(str(error)) from None
    except OSError as error:
        raise UnwritableError(f"{target} cannot be written: {error.strerror}. Name another file.") from None


def create_file(project: Path, path: str, content: bytes) -> None:
    """Write a new file of a project, and its folder if that is missing. What stands there already stays.

    Raises: UnwritableError: something of that name is there, or the folder takes no file, or a link is on the way.
    """
    try:
        Folder(project).create(path, content)
    except FileExistsError:
        raise UnwritableError(f"{path} is there already. Name another file, or delete it.") from None
    except RefusedPathError as error:
        raise UnwritableError(str(error)) from None
    except OSError as error:
        raise UnwritableError(f"{path} cannot be written: {error.strerror}. Name another file.") from None


def _check_ours(target: Folder, is_ours: Callable[[Folder], bool]) -> None:
    entry = target.parent.look(target.name)
    if entry is None:
        return
    if not entry.is_folder:
        what = "this is a link" if entry.is_link else "this is no folder"
        raise RefusedPathError(
            target, f"{what}, and its content is to be replaced", "Remove it, or name another folder."
        )
    names = target.names()
    if foreign := names if not is_ours(target) else [name for name in names if name.casefold() == ".git"]:
        what = f"{target} holds other files, among them {foreign[0]!r}"
        raise ForeignFilesError(f"{what}. Name a new folder, or empty this one.")


def _write_files(folder: Folder, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        folder.create(name, content)


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
