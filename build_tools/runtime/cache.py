"""Keeps what was worked out in a folder. What is whole, and sealed by the same maker with the same key, is believed.

The seal is HMAC-SHA-256 (RFC 2104). The key lies outside of the project (`cache_key`).
"""

import hmac
import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from build_tools.runtime.atomic_files import sweep_files
from build_tools.runtime.files import Folder

_NAME = re.compile(r"[0-9a-f]{64}")
"""The name of a content. Nothing else in the folder is removed."""


class SealedCache:
    """Contents by their names. Where there is no key, or the folder cannot be read or written, nothing is kept."""

    def __init__(self, folder: Path | None, maker: str, key: bytes | None) -> None:
        """`maker` names what makes contents, with its version.

        `folder` is `.cache/policy/NAME` of a project, which may be missing yet, or none to keep nothing. A link below
        the project's folder is not followed. `key` seals the contents; without one, nothing is kept or believed.
        """
        self._folder = Folder(folder.parents[2], "/".join(folder.parts[-3:])) if folder and key else None
        self._maker, self._key = maker, key or b""
        self._used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; none where nothing is, or where it cannot be trusted."""
        name = self._name(key)
        if self._folder is None:
            return None
        try:
            seal, _, content = self._folder.read(name).partition(b"\n")
        except OSError:
            return None
        return content if hmac.compare_digest(seal, self._seal(key, content)) else None

    def put(self, key: str, content: bytes) -> None:
        """Keep a content."""
        name = self._name(key)
        if self._folder is not None:
            with suppress(OSError):
                self._folder.write(name, self._seal(key, content) + b"\n" + content)

    def sweep(self) -> None:
        """Remove what this run has not asked for: what other makers left, and what is not needed any more."""
        if self._folder is None:
            return
        with suppress(OSError):
            sweep_files(self._folder)
            for name in self._folder.names():
                if _NAME.fullmatch(name) and name not in self._used:
                    with suppress(OSError):
                        self._folder.remove(name)

    def _name(self, key: str) -> str:
        name = sha256(f"{self._maker} {key}".encode()).hexdigest()
        self._used.add(name)
        return name

    def _seal(self, key: str, content: bytes) -> bytes:
        """A hash of each part: no other parts, joined, give the same bytes."""
        parts = (self._maker.encode(), key.encode(), content)
        digest = b"".join(sha256(part).digest() for part in parts)
        return hmac.new(self._key, digest, sha256).hexdigest().encode()


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
