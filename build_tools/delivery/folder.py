"""How does a folder come to serve another site from one moment to the next?

    TARGET/current -> releases/2f0c…    what a web server shows
    TARGET/releases/2f0c…/              a site, whole
    TARGET/.publishing                  locked while a run writes

A release is made beside the one that is served, and holds all that was ever published: what has not changed is the same
file under another name. One rename (POSIX) then turns the link. Whoever is killed before leaves a release that nobody
sees, and the system lets the lock go.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

from build_tools.delivery.built_site import BuiltSite, list_files
from build_tools.delivery.faults import DeliveryError
from build_tools.delivery.plan import Plan, Stored

_CURRENT, _RELEASES, _LOCK, _STAGING = "current", "releases", ".publishing", ".new"
_OURS = {_CURRENT, _RELEASES, _LOCK, f".{_CURRENT}"}
_SYSTEM = {"lost+found"}
_NAME = 16
"""How many digits of a hash name a release."""


class FolderTarget:
    """A folder of this machine, whose `current` a web server shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._releases = folder / _RELEASES
        self._current = folder / _CURRENT

    def __str__(self) -> str:
        return str(self.folder)

    def read(self, path: str) -> bytes | None:
        """The content of a file that is served; none where there is none.

        Raises: DeliveryError: the folder is not ours, or cannot be read.
        """
        with _explained(self.folder):
            self._check()
            place = self._current / path
            return place.read_bytes() if place.is_file() else None

    def was_published(self) -> bool:
        """Whether a site was ever served here: a release is made whole, so each had its ledger."""
        return self._current.is_symlink()

    def paths(self) -> frozenset[str]:
        """The paths of all that is served."""
        with _explained(self.folder):
            return frozenset(self._served())

    def look(self, site: BuiltSite) -> Mapping[str, Stored]:  # noqa: ARG002 - as for all places
        """What is served now, by its path. All of it: a release holds what the site no longer has."""
        with _explained(self.folder):
            served = self._served()
            is_altered = _name(served) != self._current.resolve().name.partition(".")[0]
            return {path: Stored(digest, is_altered=is_altered) for path, digest in served.items()}

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep all other runs from writing.

        Raises: DeliveryError: another run is writing.
        """
        with _explained(self.folder):
            _make_folder(self.folder)
            lock = (self.folder / _LOCK).open("a")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                what = f"another run is publishing to {self.folder} at this moment"
                raise DeliveryError(what, "Wait for it to end, and run it again.") from None
            yield

    def write(self, site: BuiltSite, plan: Plan) -> None:
        """Serve the site from one moment to the next.

        Raises: DeliveryError: the folder cannot be written; what it served it serves still.
        """
        if not plan.steps:
            return
        with _explained(self.folder):
            served = self._served()
            kept = {path: digest for path, digest in served.items() if path not in plan.written}
            before = self._current.resolve()
            release = self._releases / _name({**kept, **{path: site.files[path].sha256 for path in plan.written}})
            if release.resolve() == before:  # somebody has changed what is served, and it is to be as it was
                release = release.with_name(f"{release.name}.mended")
            self._make(release, kept, {path: partial(site.read, path) for path in plan.written})
            self._turn(release)
            self._sweep({release.name, before.name})

    def _check(self) -> None:
        """See that the folder is empty, missing or ours."""
        if self._current.is_symlink() and self._current.resolve().parent == self._releases.resolve():
            return
        others = sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []
        if foreign := [name for name in others if name not in (_OURS - {_CURRENT}) | _SYSTEM]:
            what = f"{self.folder} holds something that policy publish has not written: {foreign[0]}"
            raise DeliveryError(what, "Name a new folder, or empty this one.")

    def _served(self) -> dict[str, str]:
        release = self._current.resolve()
        return {file.path: file.sha256 for file in list_files(release)} if release.is_dir() else {}

    def _make(self, release: Path, kept: Mapping[str, str], new: Mapping[str, Callable[[], bytes]]) -> None:
        """Make a release whole, on the disk."""
        staging, served = self._releases / _STAGING, self._current.resolve()
        for folder in (staging, release):
            shutil.rmtree(folder, ignore_errors=True)
        _make_folder(self._releases)
        for path in kept:
            _link(served / path, _place(staging, path))
        for path, read in new.items():
            _write(_place(staging, path), read())
        staging.rename(release)
        _settle(self._releases)

    def _turn(self, release: Path) -> None:
        """Let the link lead to another release."""
        link = self.folder / f".{_CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(_RELEASES, release.name))
        link.replace(self._current)
        _settle(self.folder)

    def _sweep(self, kept: set[str]) -> None:
        """Remove releases, except that of now and the one before, which somebody may still be reading."""
        for path in self._releases.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _name(files: Mapping[str, str]) -> str:
    """The same files have the same name."""
    return sha256("".join(f"{digest} {path}\n" for path, digest in sorted(files.items())).encode()).hexdigest()[:_NAME]


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)  # whatever the user's own habit is: a web server has to read it


def _place(folder: Path, path: str) -> Path:
    place = folder / path
    _make_folder(place.parent)
    return place


def _link(source: Path, place: Path) -> None:
    """Give a file that never changes another name; a copy where the disk has no such thing."""
    try:
        place.hardlink_to(source)
    except OSError:
        _write(place, source.read_bytes())


def _write(place: Path, content: bytes) -> None:
    with place.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    place.chmod(0o644)


def _settle(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say in words what keeps a folder from being read or written."""
    try:
        yield
    except OSError as error:
        what = f"{error.filename or folder} cannot be read or written: {error.strerror or error}"
        raise DeliveryError(what, "Mend it, and run it again; what was served before is served still.") from None
