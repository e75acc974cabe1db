"""Publishes a site to a folder, all at once.

    TARGET/current -> releases/2f0c…    shown by a web server
    TARGET/releases/.made-by-policy     marks the releases as ours
    TARGET/releases/2f0c…/              a whole site
    TARGET/.publishing                  locked while a run writes

A release is made beside the one that is served, and holds all files that were ever published: a file that has not
changed is a hard link. A rename (POSIX) of the link `current` then serves the new release. A run that is killed before
leaves a release that is not served, and the system releases its lock.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from build_tools.delivery.built_site import BuiltSite, hash_files
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.upload_order import Plan, Stored
from build_tools.model.page import LEDGER
from build_tools.runtime.atomic_files import sweep_files
from build_tools.runtime.files import MARKER, Folder
from build_tools.runtime.path_checks import locate
from build_tools.runtime.paths import ForeignFilesError, RefusedPathError

_CURRENT, _RELEASES, _LOCK, _NEXT = "current", "releases", ".publishing", "next"
_SYSTEM = {"lost+found"}
_NAME = 16
_RELEASE = re.compile(rf"[0-9a-f]{{{_NAME}}}(\.mended)?")
_STAGING = re.compile(r"\.[0-9a-f]{16}\.new")
_REMAINS = re.compile(r"\.policy-[0-9a-f]{16}\.new|\.current")
"""What an interrupted run leaves beside `current`; `.current` in earlier releases of this program."""
_FOLDER, _FILE = 0o755, 0o644
"""The modes that let a web server read a release, whatever the user's umask is."""


class FolderTarget:
    """A folder of this machine, whose `current` a web server shows. Its methods are those of `target.Target`."""

    def __init__(self, folder: Path, place: Folder | None = None) -> None:
        """`place` is the same folder, opened without following links."""
        self.folder = folder
        self._place = place or locate(folder)
        self._releases = self._place / _RELEASES

    def __str__(self) -> str:
        return str(self.folder)

    def read(self, path: str) -> bytes | None:
        """The content of a file that is served; none where there is none."""
        with _explained(self.folder):
            self._check()
            served = self._served_folder()
            return served.read(path) if served and served.look(path) else None

    def was_published(self) -> bool:
        """Whether a site was ever served here: a release is made whole, so each had its ledger."""
        return bool(self._place.target_of(_CURRENT))

    def paths(self) -> frozenset[str]:
        """The paths of all files that are served."""
        with _explained(self.folder):
            return frozenset(self._served())

    def look(self, site: BuiltSite) -> Mapping[str, Stored]:  # noqa: ARG002 - as for all places
        """All files that are served, by path. A release also holds files that the site no longer has."""
        with _explained(self.folder):
            served = self._served()
            is_altered = _name(served) != self._served_name().partition(".")[0]
            return {path: Stored(digest, is_altered=is_altered) for path, digest in served.items()}

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep all other runs from writing."""
        with _explained(self.folder):
            self._place.make(mode=_FOLDER)
            with self._place.lock(_LOCK) as is_free:
                if not is_free:
                    what = f"another run is publishing to {self.folder} at this moment"
                    raise DeliveryError(what, "Wait for it to end, and run it again.")
                yield

    def write(self, site: BuiltSite, plan: Plan) -> None:
        """Serve the site, all at once. Where that fails, the folder serves what it served before."""
        if not plan.steps:
            return
        with _explained(self.folder):
            self._check()
            served = self._served()
            kept = {path: digest for path, digest in served.items() if path not in plan.written}
            before = self._served_name()
            release = _name({**kept, **{path: site.files[path] for path in plan.written}})
            if release == before:  # a file of the release was altered, and is put back
                release = f"{release}.mended"
            self._make(release, before, kept, {path: partial(site.read, path) for path in plan.written})
            self._place.turn(_CURRENT, f"{_RELEASES}/{release}")
            self._sweep({release, before})

    def _check(self) -> None:
        """Check that the folder is empty, missing or ours: `current` is a release, or `releases` has our marker."""
        if self._served_name():
            return
        allowed = {_LOCK, *_SYSTEM}
        if self._releases.holds(MARKER) or not self._releases.names():
            allowed |= {_RELEASES}
        if foreign := [name for name in self._place.names() if name not in allowed and not _REMAINS.fullmatch(name)]:
            first = foreign[0] if foreign[0] != _RELEASES else f"{_RELEASES}/{self._releases.names()[0]}"
            what = f"{self.folder} holds something that policy publish has not written: {first}"
            raise DeliveryError(what, "Name a new folder, or empty this one.")

    def _served_name(self) -> str:
        """The name of the release that is served, even if it was removed; empty where `current` is not ours."""
        folder, _, name = self._place.target_of(_CURRENT).rpartition("/")
        if folder != _RELEASES or not _RELEASE.fullmatch(name):
            return ""
        entry = self._releases.look(name)
        return name if entry is None or entry.is_folder else ""

    def _served_folder(self) -> Folder | None:
        name = self._served_name()
        return self._releases / name if name else None

    def _served(self) -> dict[str, str]:
        served = self._served_folder()
        return hash_files(served) if served else {}

    def _make(self, release: str, before: str, kept: Mapping[str, str], new: Mapping[str, Callable[[], bytes]]) -> None:
        releases = self._releases.make(mode=_FOLDER)
        if not releases.holds(MARKER):
            releases.write(MARKER, b"", mode=_FILE)
        if releases.look(release):
            releases.remove_folder(release, LEDGER)
        staging = f".{token_hex(8)}.new"
        releases.make(staging, _FOLDER, is_new=True).create(MARKER, b"")
        for path in kept:
            self._keep(f"{before}/{path}", f"{staging}/{_NEXT}/{path}")
        for path, read in new.items():
            goal = f"{staging}/{_NEXT}/{path}"
            releases.make(goal.rpartition("/")[0], _FOLDER)
            releases.create(goal, read(), mode=_FILE, is_synced=True)
        releases.move(f"{staging}/{_NEXT}", release)
        releases.sync()

    def _keep(self, source: str, goal: str) -> None:
        """Link a file that never changes into another release, or copy it where the disk has no hard links."""
        self._releases.make(goal.rpartition("/")[0], _FOLDER)
        try:
            self._releases.link(source, goal)
        except RefusedPathError:
            raise
        except OSError:
            self._releases.create(goal, self._releases.read(source), mode=_FILE, is_synced=True)

    def _sweep(self, kept: set[str]) -> None:
        """Remove releases, except the current one and the one before, which a reader may still be loading."""
        if not self._releases.holds(MARKER):
            return
        sweep_files(self._place)
        for name in self._releases.names():
            marker = LEDGER if _RELEASE.fullmatch(name) else MARKER if _STAGING.fullmatch(name) else ""
            if marker and name not in kept:
                with suppress(OSError, ForeignFilesError):
                    self._releases.remove_folder(name, marker)


def _name(files: Mapping[str, str]) -> str:
    listed = "".join(f"{digest} {path}\n" for path, digest in sorted(files.items()))
    return sha256(listed.encode(errors="surrogateescape")).hexdigest()[:_NAME]  # a foreign name may be no UTF-8


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except RefusedPathError as error:
        raise DeliveryError(f"{error.path}: {error.what}", error.remedy) from None
    except ForeignFilesError as error:
        raise DeliveryError(str(error).removesuffix("."), "Move it elsewhere, and run it again.") from None
    except OSError as error:
        what = f"{error.filename or folder} cannot be read or written: {error.strerror or error}"
        raise DeliveryError(what, "Mend it, and run it again. The site is still served as before.") from None
