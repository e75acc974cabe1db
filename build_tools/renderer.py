"""Which renderer is this, and which judge? Two that have the same name render and judge every source alike."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version

_ROOMS = ("model", "source", "documents")
_LIBRARIES = ("babel", "jinja2", "markdown", "pydantic", "pyyaml")
_JUDGES = ("changes", "judging.py", "publications.py", "publish/telling.py", "publish/excerpt.py")
_THEIR_LIBRARIES = ("markdown-it-py", "rapidfuzz")
_PRINTERS = ("documents/reading.py", "model/printed.py", "publish/paper", "publish/word", "publish/visible.py")
_THEIR_OWN = ("babel", "fonttools", "lxml", "markdown", "pydyf", "python-docx", "weasyprint")


@cache
def renderer_name() -> str:
    """The SHA-256 of the rooms that read and render a source, and of the versions of Python and of their libraries."""
    return _name(_ROOMS, _LIBRARIES)


@cache
def judge_name() -> str:
    """The same with what judges changes: rules, lexicons and code."""
    return _name((*_ROOMS, *_JUDGES), (*_LIBRARIES, *_THEIR_LIBRARIES))


@cache
def printer_name() -> str:
    """The same of what prints a text as a file."""
    return _name(_PRINTERS, _THEIR_OWN)


def _name(parts: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    root = Path(__file__).parent
    digest = sha256(" ".join((python_version(), *(f"{name} {_version(name)}" for name in libraries))).encode())
    for part in parts:
        for path in sorted((root / part).rglob("*")) if (root / part).is_dir() else [root / part]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _version(library: str) -> str:
    """The version of a library; empty where it is not installed, as an extra may not be."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and a check needs no name

    try:
        return version(library)
    except PackageNotFoundError:
        return ""
