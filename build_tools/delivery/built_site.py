"""Of which files does a built site consist, and are they still those that were built?

The build seals its folder with a list of all files, each with its SHA-256 (FIPS 180-4), and says of which commit they
are. What has come, gone or changed since is found out, wherever the folder was carried in between.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from build_tools.delivery.faults import DeliveryError
from build_tools.model.origin import Origin

SEAL = "built-site.json"
"""The file of the seal. It stays with the folder, and is not published."""
_FORMAT = 1
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a built site."""

    path: str
    """Where it stands, from the folder of the site: `privacy-policy/index.html`."""
    sha256: str
    """The hash of its content, as hexadecimal digits."""
    source: Path
    """Where its content is."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site that is whole."""

    origin: Origin
    files: Mapping[str, SiteFile]
    """By their paths, in the order of these."""

    def read(self, path: str) -> bytes:
        """The content of one of its files.

        Raises: DeliveryError: it is no longer what was built.
        """
        file = self.files[path]
        try:
            content = file.source.read_bytes()
        except OSError as error:
            raise DeliveryError(f"{file.source} cannot be read: {error.strerror}", "Build it anew.") from None
        if sha256(content).hexdigest() != file.sha256:
            raise DeliveryError(f"{file.source} was changed while it was published", "Build it anew, and run it again.")
        return content


def seal_site(folder: Path, origin: Origin) -> None:
    """Write into the folder of a site what it holds and what it was built of."""
    (folder / SEAL).unlink(missing_ok=True)
    told = {
        "format": _FORMAT,
        "commit": origin.commit,
        "draft": origin.is_draft,
        "as_of": str(origin.as_of),
        "files": {file.path: f"sha256:{file.sha256}" for file in list_files(folder)},
    }
    (folder / SEAL).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_site(folder: Path) -> BuiltSite:
    """The site that a folder holds.

    Raises: DeliveryError: there is none, or it is not as it was built.
    """
    try:
        told = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeliveryError(f"{folder} holds no site that was built whole", "Run: make site.") from None
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{folder / SEAL} cannot be read: {error}", "Run: make site.") from None
    origin, sealed = _read_seal(told, folder)
    files = {file.path: file for file in list_files(folder) if file.path != SEAL}
    if faults := list(_compare(sealed, {path: file.sha256 for path, file in files.items()})):
        more = f", and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        what = f"{folder} is not as it was built: {', '.join(faults[:_SHOWN])}{more}"
        raise DeliveryError(what, "Build it anew: make site.")
    return BuiltSite(origin, files)


def list_files(folder: Path) -> Iterator[SiteFile]:
    """Yield each file below a folder, in the order of their paths.

    Raises: DeliveryError: something is neither a file nor a folder.
    """
    paths = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    for name, path in paths:
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise DeliveryError(f"{path} is neither a file nor a folder", "A site consists of files. Build it anew.")
        if path.is_file():
            yield SiteFile(name, sha256(path.read_bytes()).hexdigest(), path)


def _read_seal(told: Any, folder: Path) -> tuple[Origin, Mapping[str, str]]:
    try:
        origin = Origin(str(told["commit"]), bool(told["draft"]), date.fromisoformat(told["as_of"]))
        sealed = {str(path): str(name).removeprefix("sha256:") for path, name in told["files"].items()}
        is_known = told["format"] == _FORMAT
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeliveryError(f"{folder / SEAL} is no seal of a site", "Run: make site.") from None
    if not is_known:
        raise DeliveryError(f"{folder} was built by another release of this tool", "Build it anew: make site.")
    return origin, sealed


def _compare(sealed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield what is not as it was built."""
    for path in sorted({*sealed, *found}):
        if path not in found:
            yield f"{path} is missing"
        elif path not in sealed:
            yield f"{path} has come since"
        elif sealed[path] != found[path]:
            yield f"{path} was changed"
