"""What has been worked out before? It is kept in a folder; what is whole, and made by the same maker, is believed."""

import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path


class SealedCache:
    """Contents by their keys. A folder that cannot be read or written keeps nothing, and nobody notices."""

    def __init__(self, folder: Path | None, maker: str) -> None:
        """`folder` may be missing yet, or none to keep nothing; `maker` names what makes contents, with its version."""
        self._folder, self._maker = folder, maker
        self._used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; none where nothing is, or where it cannot be trusted."""
        path = self._path(key)
        if path is None:
            return None
        try:
            seal, _, content = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if seal == self._seal(key, content) else None

    def put(self, key: str, content: bytes) -> None:
        """Keep a content."""
        path = self._path(key)
        if path is not None:
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(path, self._seal(key, content) + b"\n" + content)

    def sweep(self) -> None:
        """Remove what this run has not asked for: what other makers left, and what is not needed any more."""
        if self._folder and self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    with suppress(OSError):
                        path.unlink()

    def _path(self, key: str) -> Path | None:
        if self._folder is None:
            return None
        name = sha256(f"{self._maker} {key}".encode()).hexdigest()
        self._used.add(name)
        return self._folder / name

    def _seal(self, key: str, content: bytes) -> bytes:
        return sha256(f"{self._maker} {key} ".encode() + content).hexdigest().encode()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
