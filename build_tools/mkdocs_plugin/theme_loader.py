"""Loads the theme's templates, and lists them without hidden files, which MkDocs leaves out of every site.

Most files of Material are icons in a hidden folder: to list them all takes longer than to build two pages.
"""

import os

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


class ThemeLoader(FileSystemLoader):
    """The templates in the folders of a theme."""

    def list_templates(self) -> list[str]:
        """The sorted paths of all files that are not hidden, nor in a hidden folder."""
        found: set[str] = set()
        for top in self.searchpath:
            for folder, inner, names in os.walk(top, followlinks=self.followlinks):
                inner[:] = [name for name in inner if not name.startswith(".")]
                before = os.path.relpath(folder, top).replace(os.sep, "/") + "/"
                found.update(before.removeprefix("./") + name for name in names if not name.startswith("."))
        return sorted(found)


def use_loader(theme: Theme) -> None:
    """Let MkDocs, which calls `get_env` of the theme for each build, list the files of a theme in this way."""
    make = theme.get_env

    def get_env() -> Environment:
        environment = make()
        environment.loader = ThemeLoader(theme.dirs)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]  # MkDocs has no hook for it
