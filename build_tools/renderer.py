"""Which renderer is this, and which judge? Two that have the same name render and judge every source alike."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version

_ROOMS = ("model", "source", "documents")
_LIBRARIES = ("babel", "jinja2", "markdown", "pydantic", "pyyaml")
_JUDGES = ("changes", "judging.py", "publications.py", "publish/telling.py", "publish/excerpt.py")
_THEIR_LIBRARIES = ("markdown-it-py", "rapidfuzz")


@cache
def renderer_name() -> str:
    """The SHA-256 of the rooms that read and render a source, and of the versions of Python and of their libraries."""
    return _name(_ROOMS, _LIBRARIES)


@cache
def judge_name() -> str:
    """The same with what judges changes: rules, lexicons and code."""
    return _name((*_ROOMS, *_JUDGES), (*_LIBRARIES, *_THEIR_LIBRARIES))


def _name(parts: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, and a check needs no name

    root = Path(__file__).parent
    digest = sha256(" ".join((python_version(), *(f"{name} {version(name)}" for name in libraries))).encode())
    for part in parts:
        for path in sorted((root / part).rglob("*")) if (root / part).is_dir() else [root / part]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
