"""Replaces the content of a folder or file completely or not at all, and removes the remains of interrupted runs."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from build_tools.runtime.errors import UserError
from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.path_checks import check_output_folder, locate
from build_tools.runtime.paths import ForeignFilesError, RefusedPathError

_NEXT, _OLD = "next", "old"
_LONGEST = 100
"""How many bytes of a folder's name are part of the name of its staging folder."""


class UnwritableError(UserError):
    """A file cannot be written."""


class Staging:
    """A folder beside a target for its next content: `.site.7c2f….new/next` beside `site`.

    It is locked while the process runs. Folders of interrupted runs have the marker and no lock, and are removed.
    """

    def __init__(self, target: Folder, is_ours: Callable[[Folder], bool]) -> None:
        """`is_ours` tells whether this program made a folder with content. Raises ForeignFilesError or OSError."""
        self._target, self._is_ours = target, is_ours
        _check_ours(target, is_ours)
        short = target.name.encode()[:_LONGEST].decode(errors="ignore")
        self._around, self._name = target.parent, f".{short}.{secrets.token_hex(8)}.new"
        sweep_folders(self._around, f".{short}")
        inner = self._around.make(self._name, is_new=True)
        self._lock = ExitStack()
        self._lock.enter_context(inner.lock(MARKER))
        self.next = inner.make(_NEXT)
        """The folder for the next content."""

    def publish(self, first: str = MARKER) -> None:
        """Replace the content of the target, or move all back if that fails. Raises ForeignFilesError or OSError.

        `first` marks the folder as ours: it is moved first, so that a killed run leaves a folder of ours. The folder
        itself stays, so that mounts and servers that hold it open show the new content.
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
            for source, goal in reversed(moved):
                with suppress(OSError):  # the last one may not have been moved
                    around.move(goal, source)
            with suppress(OSError):
                if before is None:
                    self._target.remove(first)
                else:
                    self._target.write(first, before)
            raise
        self.drop()

    def become(self) -> None:
        """Move the new content to the target, which does not exist."""
        self._around.move(f"{self._name}/{_NEXT}", self._target.name)
        self.drop()

    def drop(self) -> None:
        """Remove the folder."""
        self._lock.close()
        with suppress(OSError, ForeignFilesError):
            self._around.remove_folder(self._name)


def create_folder(target: Path, files: Mapping[str, bytes], finish: Callable[[Path], None] = lambda _: None) -> None:
    """Write all files to a missing or empty folder, or none if `finish` raises. Raises ForeignFilesError or OSError."""
    place = locate(target)
    if target.is_symlink() or (place.look() and (not target.is_dir() or place.names())):
        raise ForeignFilesError(f"{target} already exists. Name a folder that is new or empty.")
    staging = Staging(place, lambda _: False)
    try:
        for name, content in files.items():
            staging.next.create(name, content)
        finish(staging.next.path)
        if place.look():  # it may be the working folder of a shell
            staging.publish(next(iter(files)).partition("/")[0])
        else:
            staging.become()
    finally:
        staging.drop()


def write_folder(target: Path, files: Mapping[str, bytes], project_folder: Path | None = None) -> None:
    """Replace the content of a folder, without following links in the project. Raises ForeignFilesError or OSError."""
    place = locate(target, project_folder)
    check_output_folder(place, project_folder)
    staging = Staging(place, lambda folder: folder.holds(MARKER))
    try:
        for name, content in {**files, MARKER: b""}.items():
            staging.next.create(name, content)
        staging.publish()
    finally:
        staging.drop()


def write_file(target: Path, content: bytes, project_folder: Path | None = None) -> None:
    """Write a file completely or not at all, without following links in the project. Raises UnwritableError."""
    with _explain(target):
        place = locate(target, project_folder, is_file=True)
        if not target.parent.is_dir():
            raise FileNotFoundError(2, "No such file or directory")
        place.parent.write(place.name, content)


def create_file(project_folder: Path, path: str, content: bytes) -> None:
    """Write a new file of a project, and its folder if that is missing. Raises UnwritableError."""
    with _explain(path):
        Folder(project_folder).create(path, content)


@contextmanager
def _explain(path: object) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise UnwritableError(f"{path} already exists. Name another file, or delete it.") from None
    except RefusedPathError as error:
        raise UnwritableError(str(error)) from None
    except OSError as error:
        raise UnwritableError(f"{path} cannot be written: {error.strerror}. Name another file.") from None


def _check_ours(target: Folder, is_ours: Callable[[Folder], bool]) -> None:
    entry = target.parent.look(target.name)
    if entry is None:
        return
    if not entry.is_folder:
        what = f"this is {'a link' if entry.is_link else 'not a folder'}, so its content cannot be replaced"
        raise RefusedPathError(target, what, "Remove it, or name another folder.")
    names = target.names()
    if foreign := names if not is_ours(target) else [name for name in names if name.casefold() == ".git"]:
        what = f"{target} holds other files, among them {foreign[0]!r}"
        raise ForeignFilesError(f"{what}. Name a new folder, or empty this one.")


def sweep_files(folder: Folder) -> None:
    """Remove the temporary files of a folder that interrupted runs have left."""
    for name in folder.names():
        if re.fullmatch(r"\.policy-[0-9a-f]{16}\.new", name) and _is_abandoned(folder, name):
            with suppress(OSError):
                folder.remove(name)


def sweep_folders(around: Folder, prefix: str) -> None:
    """Remove the staging folders that begin with `prefix`, have our marker, and were left by interrupted runs."""
    for name in around.names():
        if re.fullmatch(re.escape(prefix) + r"\.[0-9a-f]{16}\.new", name) and _is_abandoned(around, f"{name}/{MARKER}"):
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
