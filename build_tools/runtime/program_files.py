"""Finds the program's own files that are not modules: its layouts, theme, settings, workflows, manuals and lock.

In a checkout they are at the top of the repository. A wheel has them below `build_tools/bundled/`, by the same names.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_BUNDLED = _PACKAGE / "bundled"

LAYOUTS = "templates"
THEME = "site_overrides"
SETTINGS = "mkdocs.yml"
LOCK = "requirements.lock"
CHANGELOG = "CHANGELOG.md"
MANUALS = "docs"


def program_path(name: str) -> Path:
    """The place of a file or folder of the program, by its name at the top of the repository: `templates`."""
    return (_BUNDLED if is_packaged() else _PACKAGE.parent) / name


def is_packaged() -> bool:
    """Whether this program comes from a wheel, and not from a checkout of its repository."""
    return _BUNDLED.is_dir()


def checkout_folder() -> Path:
    """The top of the repository from which this program runs; of a wheel, the folder that it was installed to."""
    return _PACKAGE.parent
