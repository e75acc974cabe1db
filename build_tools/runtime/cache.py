"""Stores results in a folder, sealed so that only content from the same program and key is accepted.

The seal is HMAC-SHA-256 (RFC 2104). The key is outside of the project, so that no commit can bring it: the value of
`POLICY_CACHE_KEY` (a secret of CI), or 32 random bytes in a file of the user (XDG Base Directory Specification:
`$XDG_STATE_HOME`, by default `~/.local/state`).
"""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from build_tools.runtime.atomic_files import sweep_files
from build_tools.runtime.files import Folder

VARIABLE = "POLICY_CACHE_KEY"
SHORTEST = 32
_LENGTH = 32
_FILE = "policy-publisher/cache.key"
_NAME = re.compile(r"[0-9a-f]{64}")
"""The name of a cached file. Other files in the folder are kept."""


class CacheKeyError(ValueError):
    """The key in the environment is too short."""

    def __init__(self) -> None:
        what = f"{VARIABLE} has fewer than {SHORTEST} characters, so it can be guessed"
        super().__init__(what, "Create a new key with: openssl rand -hex 32.")


class SealedCache:
    """Contents by their keys. Nothing is cached without a secret, or if the folder cannot be used."""

    def __init__(self, folder: Path | None, maker: str, key: bytes | None) -> None:
        """`folder` is a project's `.cache/policy/NAME`, or none; `maker` is the program's fingerprint; `key` seals."""
        self._folder = Folder(folder.parents[2], "/".join(folder.parts[-3:])) if folder and key else None
        self._maker, self._key = maker, key or b""
        self._used: set[str] = set()

    @property
    def keeps(self) -> bool:
        """Whether anything is stored."""
        return self._folder is not None

    def get(self, key: str) -> bytes | None:
        """The content for a key; none if it is missing or its seal does not match."""
        return self.get_all((key,)).get(key)

    def get_all(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The contents for many keys, in any order, which is faster than one by one."""
        named = {self._name(key): key for key in keys}
        found: dict[str, bytes] = {}
        with suppress(OSError):
            for name, stored in self._folder.read_each(named) if self._folder else ():
                seal, _, content = stored.partition(b"\n")
                if hmac.compare_digest(seal, self._seal(named[name], content)):
                    found[named[name]] = content
        return found

    def put(self, key: str, content: bytes) -> None:
        """Store a content."""
        name = self._name(key)
        if self._folder is not None:
            with suppress(OSError):
                self._folder.write(name, self._seal(key, content) + b"\n" + content)

    def count(self) -> int:
        """The number of its files."""
        with suppress(OSError):
            return len(self._folder.names()) if self._folder else 0
        return 0

    def sweep(self) -> None:
        """Remove the contents that this run has not used."""
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
        """Each part is hashed first, so that other parts cannot join to the same bytes."""
        parts = (self._maker.encode(), key.encode(), content)
        digest = b"".join(sha256(part).digest() for part in parts)
        return hmac.new(self._key, digest, sha256).hexdigest().encode()


def find_key(project_folder: Path) -> bytes | None:
    """The key of 32 bytes for a project; none if no private place outside of it exists. Raises CacheKeyError."""
    if given := os.environ.get(VARIABLE, "").strip():  # noqa: TID251 - the only place that reads it
        if len(given) < SHORTEST:
            raise CacheKeyError
        return sha256(given.encode()).digest()
    with suppress(OSError, RuntimeError):  # there is no home folder, or it is not writable
        stated = Path(os.environ.get("XDG_STATE_HOME", ""))  # noqa: TID251 - the only place that reads it
        state = Folder((stated if stated.is_absolute() else Path.home() / ".local/state").resolve())
        project = project_folder.resolve()
        repositories = [folder for folder in (project, *project.parents) if (folder / ".git").exists()]
        outermost = repositories[-1] if repositories else project
        if not (state / _FILE).path.is_relative_to(outermost):
            return _read_key(state) or _make_key(state)
    return None


def _read_key(state: Folder) -> bytes | None:
    with suppress(OSError):
        entry = state.look(_FILE)
        key = state.read(_FILE, _LENGTH) if entry and entry.is_private else b""
        return key if len(key) == _LENGTH else None
    return None


def _make_key(state: Folder) -> bytes | None:
    """Create the key file; if two runs do so at once, both use the first."""
    folder, _, name = _FILE.partition("/")
    private = state / folder
    with suppress(FileExistsError):  # another run makes it
        state.make(folder, 0o700)
    draft = f".{secrets.token_hex(16)}"
    try:
        private.create(draft, secrets.token_bytes(_LENGTH), mode=0o600)
        with suppress(FileExistsError):
            private.link(draft, name)  # the file is complete when it gets its name, and replaces nothing
    finally:
        private.remove(draft)
    return _read_key(state)
