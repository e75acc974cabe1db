"""Finds the key with which cached contents are sealed. It lies outside of the project, where no commit can bring it.

It is what the environment holds under `POLICY_CACHE_KEY` (a secret of CI), or else 32 random bytes in a file of the
user's (XDG Base Directory Specification: `$XDG_STATE_HOME`, by default `~/.local/state`), made once.
"""

import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from build_tools.runtime.files import Folder

VARIABLE = "POLICY_CACHE_KEY"
"""The environment's name for the key."""
SHORTEST = 32
"""How many characters the key in the environment needs at least: a shorter one can be guessed."""
_LENGTH = 32
_FILE = "policy-publisher/cache.key"


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
        state = Folder(_state_folder().resolve())
        if not (state / _FILE).path.is_relative_to(_outermost(project.resolve())):
            return _read(state) or _make(state)
    return None


def _state_folder() -> Path:
    """The user's folder for what a program keeps; an address that is not absolute does not count, as XDG says."""
    stated = Path(os.environ.get("XDG_STATE_HOME", ""))  # noqa: TID251 - the same
    return stated if stated.is_absolute() else Path.home() / ".local/state"


def _outermost(project: Path) -> Path:
    """The folder in which commits may put files: the top of the outermost repository around a project, or itself."""
    around = [folder for folder in (project, *project.parents) if (folder / ".git").exists()]
    return around[-1] if around else project


def _read(state: Folder) -> bytes | None:
    """The key in a file that this user alone can read; none where it is anything else."""
    with suppress(OSError):
        entry = state.look(_FILE)
        key = state.read(_FILE, _LENGTH) if entry and entry.is_private else b""
        return key if len(key) == _LENGTH else None
    return None


def _make(state: Folder) -> bytes | None:
    """Make a key and keep it in a file that is not there yet; of two runs at once both get the one that was first.

    Raises: OSError: the folder takes no file.
    """
    folder, _, name = _FILE.partition("/")
    own = state / folder
    with suppress(FileExistsError):  # another run makes it
        state.make(folder, 0o700)
    draft = f".{secrets.token_hex(16)}"
    try:
        own.create(draft, secrets.token_bytes(_LENGTH), mode=0o600)
        with suppress(FileExistsError):
            own.link(draft, name)  # it is whole as soon as it has its name, and replaces nothing
    finally:
        own.remove(draft)
    return _read(state)
