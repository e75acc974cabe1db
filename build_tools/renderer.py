"""Which renderer is this? Two that have the same name render every source alike."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version

_ROOMS = ("model", "source", "documents")
_LIBRARIES = ("babel", "jinja2", "markdown", "pydantic", "pyyaml")


@cache
def renderer_name() -> str:
    """The SHA-256 of the rooms that read and render a source, and of the versions of Python and of their libraries."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, and a check needs no name

    root = Path(__file__).parent
    versions = (f"{name} {version(name)}" for name in _LIBRARIES)
    digest = sha256(" ".join((python_version(), *versions)).encode())
    for room in _ROOMS:
        for path in sorted((root / room).glob("*.py")):
            digest.update(f"\n{room}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
