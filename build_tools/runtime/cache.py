"""Keeps what was worked out in a folder. What is whole, and sealed by the same maker with the same key, is believed.

The seal is HMAC-SHA-256 (RFC 2104). The key lies outside of the project (`cache_key`).
"""

import hmac
import re
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
