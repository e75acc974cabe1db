"""Adds the program's theme and settings to the configuration of a project; what the project states takes precedence.

MkDocs chooses the search of a theme before any plugin runs, so a project has to name the theme itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.utils import reduce_list

from build_tools.runtime.program_files import THEME, program_path
from build_tools.source.mkdocs_defaults import OWN_THEME, read_defaults

_BUILT_IN = ["toc", "tables", "fenced_code"]
"""The extensions of Markdown that MkDocs always uses, first."""


def apply_defaults(config: MkDocsConfig) -> None:
    """Complete a configuration."""
    defaults = read_defaults()
    theme = _stated(config, "theme")
    for key, value in defaults["theme"].items():
        if key not in theme:
            config.theme[key] = value
    config.theme.dirs[:] = _add_folders(config)
    config.extra.update({key: value for key, value in defaults["extra"].items() if key not in config.extra})
    config.extra_css = reduce_list([*defaults["extra_css"], *config.extra_css])
    _apply_extensions(config, defaults["markdown_extensions"])
    _apply_validation(config, defaults["validation"])


def check_theme(config: MkDocsConfig) -> None:
    """Refuse a configuration that names no theme. Raises: PluginError."""
    if not any("theme" in stated for stated in stated_settings(config)):
        raise PluginError("mkdocs.yml names no theme. Add the line: theme: material")


def project_theme(config: MkDocsConfig) -> Path | None:
    """The folder of the theme's files that belong to the project, if it has any."""
    own = Path(config.theme.custom_dir or _project(config) / OWN_THEME)
    return own if own.is_dir() or own.is_symlink() else None


def own_theme_files(config: MkDocsConfig) -> list[Path]:
    """The files of the theme that belong to the project or to this program, and not to Material."""
    folders = filter(None, (project_theme(config), program_path(THEME)))
    found = {path.resolve(): path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()}
    return list(found.values())


def stated_settings(config: MkDocsConfig) -> Sequence[Mapping[str, Any]]:
    """What the project and the command line state. MkDocs 1.6.1, which is pinned, warns that a later one lacks it."""
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)
        stated: Sequence[Mapping[str, Any]] = config.user_configs
    return stated


def _add_folders(config: MkDocsConfig) -> Iterator[str]:
    seen = set[Path]()
    for folder in filter(None, (project_theme(config), program_path(THEME), *map(Path, config.theme.dirs))):
        if folder.resolve() not in seen:
            seen.add(folder.resolve())
            yield str(folder)


def _apply_extensions(config: MkDocsConfig, entries: list[Any]) -> None:
    options: dict[str, Any] = {}
    names = list(_BUILT_IN)
    for entry in entries:
        for name, values in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            names.append(name)
            options |= {name: values} if values else {}
    config.markdown_extensions = reduce_list([*names, *config.markdown_extensions])
    config.mdx_configs = options | config.mdx_configs


def _apply_validation(config: MkDocsConfig, defaults: dict[str, dict[str, str]]) -> None:
    stated = _stated(config, "validation")
    for group, levels in defaults.items():
        known = stated.get(group, {})
        for name, level in levels.items():
            if name not in known and name not in stated:
                section = config.validation[group]
                section[name] = dict(section._schema)[name].run_validation(level)  # noqa: SLF001 - MkDocs has no other way


def _stated(config: MkDocsConfig, key: str) -> dict[str, Any]:
    """A setting that is a mapping, as the project states it."""
    stated: dict[str, Any] = {}
    for given in stated_settings(config):
        value = given.get(key)
        stated |= value if isinstance(value, dict) else {}
    return stated


def _project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
