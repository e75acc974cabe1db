"""Reads the program's own mkdocs.yml, whose settings count in every project that does not state them itself."""

from typing import Any

from build_tools.runtime.program_files import SETTINGS, THEME, program_path
from build_tools.source.mkdocs_yaml import make_value, read_settings

OWN_THEME = THEME
"""The folder of a project whose files take precedence over the program's theme, unless `custom_dir` names another."""
_OF_ONE_PROJECT = {"site_name", "docs_dir", "strict", "plugins"}


def read_defaults() -> dict[str, Any]:
    """The settings that every project has by default, by their names; the theme without its name and folder."""
    place = program_path(SETTINGS)
    root = read_settings(place.parent, place.name)
    settings: dict[str, Any] = {key.value: make_value(value) for key, value in root.value}
    theme = {key: value for key, value in settings["theme"].items() if key not in {"name", "custom_dir"}}
    return {key: value for key, value in settings.items() if key not in _OF_ONE_PROJECT} | {"theme": theme}
