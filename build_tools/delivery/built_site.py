"""Seals a built site, and checks that its files are still those that were built.

The seal names the commit, and lists all files with their SHA-256 (FIPS 180-4). So each file that was added, removed or
changed later is found, wherever the folder was copied to.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from build_tools.delivery.errors import DeliveryError
from build_tools.model.page import LEDGER, Origin
from build_tools.runtime.files import Folder
from build_tools.runtime.folder_contents import read_contents
from build_tools.runtime.path_checks import locate
from build_tools.runtime.paths import RefusedPathError, make_printable

SEAL = "built-site.json"
"""The file of the seal, which stays in the folder and is not published."""
_FORMAT = 1
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site that is whole."""

    origin: Origin
    folder: Folder
    files: Mapping[str, str]
    """The SHA-256 of each file by its path (`privacy-policy/index.html`), in the order of the paths."""

    def read(self, path: str) -> bytes:
        """The content of a file. Raises DeliveryError if it is no longer what was built."""
        try:
            content = self.folder.read(path)
        except OSError as error:
            what = f"{self.folder.path / path} cannot be read: {error.strerror}"
            raise DeliveryError(what, "Build the site again.") from None
        if sha256(content).hexdigest() != self.files[path]:
            what = f"{self.folder.path / path} was changed while the site was being published"
            raise DeliveryError(what, "Build the site again, and publish it again.")
        return content


def seal_site(folder: Path, origin: Origin) -> None:
    """Write the seal of a site into its folder."""
    site = locate(folder)
    if site.holds(SEAL):
        site.remove(SEAL)
    seal = {
        "format": _FORMAT,
        "commit": origin.commit,
        "draft": origin.is_draft,
        "as_of": str(origin.as_of),
        "uncommitted": list(origin.uncommitted),
        "files": {path: f"sha256:{digest}" for path, digest in hash_files(site).items()},
    }
    site.write(SEAL, (json.dumps(seal, ensure_ascii=False, indent=1) + "\n").encode())


def is_site(folder: Folder) -> bool:
    """Whether a folder holds a site that this program or an older release of it has built, whole or not."""
    try:
        if folder.holds(SEAL):
            return {"format", "commit", "files"} <= set(json.loads(folder.read(SEAL)))
        return {"format", "head", "versions"} <= set(json.loads(folder.read(LEDGER)))
    except (OSError, ValueError, TypeError, RecursionError):
        return False


def read_site(folder: Path, project: Path | None = None) -> BuiltSite:
    """The site in a folder; no link inside `project` is followed. Raises DeliveryError if it is not as built."""
    try:
        site = locate(folder, project)
        seal = json.loads(site.read(SEAL))
    except FileNotFoundError:
        raise DeliveryError(f"{folder} has no completely built site", "Run: make site.") from None
    except RefusedPathError as error:
        raise DeliveryError(f"{error.path}: {error.what}", error.remedy) from None
    except (OSError, ValueError, RecursionError) as error:
        raise DeliveryError(f"{folder / SEAL} cannot be read: {error}", "Run: make site.") from None
    origin, sealed = _read_seal(seal, folder)
    files = hash_files(site)
    files.pop(SEAL, None)
    if changes := list(_compare(sealed, files)):
        more = f", and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
        what = f"{folder} was changed since it was built: {', '.join(changes[:_SHOWN])}{more}"
        raise DeliveryError(what, "Build it again: make site.")
    return BuiltSite(origin, site, files)


def hash_files(folder: Folder) -> dict[str, str]:
    """The SHA-256 of each file below a folder, by path. Raises DeliveryError for anything but files and folders."""
    files: dict[str, str] = {}
    try:
        for path, content in read_contents(folder):
            if content is None:
                what = f"{make_printable(str(folder.path / path))} is neither a file nor a folder"
                raise DeliveryError(what, "A site consists of files. Build it again.")
            files[path] = sha256(content).hexdigest()
    except RefusedPathError as error:
        raise DeliveryError(f"{error.path}: {error.what}", error.remedy) from None
    return dict(sorted(files.items()))


def _read_seal(seal: Any, folder: Path) -> tuple[Origin, Mapping[str, str]]:
    try:
        uncommitted = tuple(map(str, seal.get("uncommitted", ())))
        origin = Origin(str(seal["commit"]), bool(seal["draft"]), date.fromisoformat(seal["as_of"]), uncommitted)
        sealed = {str(path): str(name).removeprefix("sha256:") for path, name in seal["files"].items()}
        is_known = seal["format"] == _FORMAT
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeliveryError(f"{folder / SEAL} is no seal of a site", "Run: make site.") from None
    if not is_known:
        raise DeliveryError(f"{folder} was built by another release of this tool", "Build it again: make site.")
    return origin, sealed


def _compare(sealed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for path in sorted({*sealed, *found}):
        if path not in found:
            yield f"{path} is missing"
        elif path not in sealed:
            yield f"{path} was added"
        elif sealed[path] != found[path]:
            yield f"{path} was changed"
