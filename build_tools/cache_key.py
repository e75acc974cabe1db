"""Finds the key with which cached contents are sealed. It lies outside of the project, where no commit can bring it.

It is what the environment holds under `POLICY_CACHE_KEY` (a secret of CI), or else 32 random bytes in a file of the
user's (XDG Base Directory Specification: `$XDG_STATE_HOME`, by default `~/.local/state`), made once.
"""

import os
import secrets
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

VARIABLE = "POLICY_CACHE_KEY"
"""The environment's name for the key."""
SHORTEST = 32
"""How many characters the key in the environment needs at least: a shorter one can be guessed."""
_LENGTH = 32
_FILE = Path("policy-publisher", "cache.key")


class CacheKeyError(ValueError):
    """The key in the environment is too short."""

    def __init__(self) -> None:
        what = f"{VARIABLE} has fewer than {SHORTEST} characters, so that it can be guessed"
        super().__init__(what, "Make another with: openssl rand -hex 32.")


def find_key(project: Path) -> bytes | None:
    """The key for a project's folder: 32 bytes; none where no key can be kept out of the reach of others.

    Raises: CacheKeyError: the environment holds one that is too short.
    """
    if given := os.environ.get(VARIABLE, "").strip():  # noqa: TID251 - asked here, for all that keeps something
        if len(given) < SHORTEST:
            raise CacheKeyError
        return sha256(given.encode()).digest()
    with suppress(OSError, RuntimeError):  # there is no home, or it takes no file
        place = _state_folder().resolve() / _FILE
        if not place.is_relative_to(_outermost(project.resolve())):
            return _read(place) or _make(place)
    return None


def _state_folder() -> Path:
    """The user's folder for what a program keeps; an address that is not absolute does not count, as XDG says."""
    stated = Path(os.environ.get("XDG_STATE_HOME", ""))  # noqa: TID251 - the same
    return stated if stated.is_absolute() else Path.home() / ".local/state"


def _outermost(project: Path) -> Path:
    """The folder in which commits may put files: the top of the outermost repository around a project, or itself."""
    around = [folder for folder in (project, *project.parents) if (folder / ".git").exists()]
    return around[-1] if around else project


def _read(place: Path) -> bytes | None:
    """The key in a file that this user alone can read; none where it is anything else."""
    try:
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or not _is_own(about):
            return None
        key = file.read(_LENGTH + 1)
    return key if len(key) == _LENGTH else None


def _is_own(about: os.stat_result) -> bool:
    """Whether a file belongs to this user, and nobody else may read it. Windows says so in another way."""
    return os.name == "nt" or (about.st_uid == os.getuid() and not about.st_mode & 0o077)


def _make(place: Path) -> bytes | None:
    """Make a key and keep it in a file that is not there yet; of two runs at once both get the one that was first.

    Raises: OSError: the folder takes no file.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{secrets.token_hex(16)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
        with suppress(FileExistsError):
            os.link(draft, place)  # it is whole as soon as it has its name, and replaces nothing
    finally:
        draft.unlink()
    return _read(place)
