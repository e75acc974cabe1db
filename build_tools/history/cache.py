"""Which editions have been rendered before? They are kept in a folder; whole ones of this renderer are believed."""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from build_tools.model.document import Document, Edition, Part
from build_tools.model.problem import Location, Problem, Problems


class Cache:
    """What the sources of some revisions read, or why they cannot be read, by their keys."""

    def __init__(self, folder: Path | None, renderer: str) -> None:
        """`folder` may be missing yet, or none to keep nothing; `renderer` names what renders, with its version."""
        self._folder = folder
        self._renderer = renderer
        self._used: set[str] = set()

    def get(self, key: str) -> Edition | Problems | None:
        """What is known of a source; none where nothing is, or where it cannot be trusted."""
        path = self._path(key)
        if path is None:
            return None
        try:
            seal, _, content = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if seal.decode(errors="replace") != self._seal(key, content):
            return None
        return _from_json(json.loads(content))

    def put(self, key: str, value: Edition | Problems) -> None:
        """Keep what a source reads. A folder that cannot be written to keeps nothing."""
        path = self._path(key)
        if path is None:
            return
        content = json.dumps(_to_json(value), ensure_ascii=False, separators=(",", ":")).encode()
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, self._seal(key, content).encode() + b"\n" + content)

    def sweep(self) -> None:
        """Remove what this run has not asked for: what other renderers left, and revisions that are gone."""
        if self._folder and self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    with suppress(OSError):
                        path.unlink()

    def _path(self, key: str) -> Path | None:
        name = sha256(f"{self._renderer} {key}".encode()).hexdigest() + ".json"
        self._used.add(name)
        return self._folder / name if self._folder else None

    def _seal(self, key: str, content: bytes) -> str:
        return sha256(f"{self._renderer} {key} ".encode() + content).hexdigest()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _to_json(value: Edition | Problems) -> dict[str, Any]:
    if isinstance(value, Problems):
        return {"problems": [asdict(problem) for problem in value.problems]}
    return asdict(value)


def _from_json(value: Mapping[str, Any]) -> Edition | Problems:
    if "problems" in value:
        return Problems(
            Problem(**{**problem, "location": Location(**problem["location"])}) for problem in value["problems"]
        )
    return Edition(tuple(map(_read_document, value["documents"])), value["time_zone"])


def _read_document(value: Mapping[str, Any]) -> Document:
    parts = {anchor: Part(**part) for anchor, part in value["parts"].items()}
    return Document(**{**value, "lines": tuple(value["lines"]), "parts": parts})
