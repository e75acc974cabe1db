"""What does the source in a working folder hold?"""

import os
from collections.abc import Iterator
from pathlib import Path

from build_tools.model.tree import FOLDERS, Gathering, Tree


def read_folder(project: Path) -> Tree:
    """Read the source below a project's folder. Links and large files are refused; hidden files do not count."""
    gathering = Gathering()
    for path in _walk(project):
        is_link = path.is_symlink()
        size = path.stat().st_size if not is_link and path.is_file() else None
        gathering.add(path.relative_to(project).as_posix(), size, path.read_bytes, is_link=is_link)
    return gathering.tree


def _walk(project: Path) -> Iterator[Path]:
    for name in FOLDERS:
        if (project / name).is_symlink():
            yield project / name
            continue
        for folder, folders, files in os.walk(project / name):
            folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
            here = Path(folder)
            yield from (here / entry for entry in folders if (here / entry).is_symlink())
            yield from (here / entry for entry in sorted(files))
