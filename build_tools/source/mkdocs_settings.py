"""Checks mkdocs.yml for everything that makes a build fail.

MkDocs cannot do this itself: its validation imports the plugins and hooks that the file names, and a check may read a
project that is not trusted.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TypeGuard

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_tools.model.problem import Location, Problem, Problems
from build_tools.runtime.path_checks import check_folder, check_no_link, locate
from build_tools.runtime.paths import RefusedPathError
from build_tools.source.mkdocs_defaults import OWN_THEME
from build_tools.source.mkdocs_extensions import OWN_EXTENSION, find_option_faults
from build_tools.source.mkdocs_theme import find_template_faults, find_unknown_language, theme_folders
from build_tools.source.mkdocs_yaml import FILE, find_inherited_faults, get, read_settings, report
from build_tools.source.validation import suggest

_TEXTS = (
    "site_name site_url site_description site_author copyright docs_dir site_dir repo_url repo_name edit_uri "
    "edit_uri_template exclude_docs draft_docs not_in_nav dev_addr remote_branch remote_name config_file_path INHERIT"
)
_LISTS = "nav extra_css extra_javascript extra_templates hooks watch pages google_analytics"
SETTINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_TEXTS.split(), ("text",)),
    **dict.fromkeys(_LISTS.split(), ("a list",)),
    **dict.fromkeys(("strict", "use_directory_urls"), ("true or false",)),
    **dict.fromkeys(("extra", "validation", "mdx_configs"), ("a mapping",)),
    **dict.fromkeys(("plugins", "markdown_extensions"), ("a list", "a mapping")),
    "theme": ("text", "a mapping"),
}
"""The settings of MkDocs and their kinds. A test compares the names with those of MkDocs."""
_TAGS = {"text": ":str", "true or false": ":bool", "a list": ":seq", "a mapping": ":map"}
_PLUGINS = {"search", "policy"}
_THEME = "material"
_LEVELS = {"warn", "info", "ignore", "relative_to_links", "relative_to_docs"}
_EXTENSIONS = {"abbr", "attr_list", "def_list", "md_in_html", "sane_lists", "tables", "toc", OWN_EXTENSION}
"""Plugins and extensions that every installation has."""
_PURE = {"markdown", "pymdownx"}
"""Packages of extensions, each module of which is a file."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s\[]", re.IGNORECASE)
_INSTALL = "Install it where the site is built, or remove it here."


def find_site_faults(folder: Path, language: str, place: Location) -> Iterator[Problem]:
    """Yield the problems of mkdocs.yml and the theme. The source states `language` (BCP 47) at `place`."""
    if (folder / FILE).is_symlink():
        yield from _find_refused(folder, lambda: check_no_link(folder, FILE))
    elif (folder / FILE).is_file():
        try:
            settings = _Settings(folder, read_settings(folder))
        except Problems as error:
            yield from error.problems
            return
        yield from settings.find_faults()
        yield from find_unknown_language(folder, settings.theme_folder or OWN_THEME, language, place)


def _find_refused(folder: Path, check: Callable[[], None]) -> Iterator[Problem]:
    try:
        check()
    except RefusedPathError as error:
        path, base = Path(error.path).absolute(), folder.absolute()
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else error.path
        yield Problem(Location(name), error.what, error.remedy, "file-name")
    except OSError:  # the folder is missing, which is reported elsewhere
        return


@dataclass(frozen=True)
class _Settings:
    folder: Path
    root: MappingNode

    @property
    def theme_folder(self) -> str:
        """The folder that overrides the theme; empty if there is none."""
        if isinstance(node := get(self._get("theme"), "custom_dir"), ScalarNode):
            return str(node.value)
        own = self.folder / OWN_THEME
        return OWN_THEME if own.is_dir() or own.is_symlink() else ""

    @property
    def pages_folder(self) -> str:
        node = self._get("docs_dir")
        return node.value if isinstance(node, ScalarNode) else "docs"

    def find_faults(self) -> Iterator[Problem]:
        yield from self._find_wrong_kinds()
        yield from self._find_missing_files()
        yield from self._find_missing_icons()
        yield from self._find_missing_plugins()
        yield from self._find_wrong_values()
        yield from self._find_wrong_places()
        yield from find_inherited_faults(self.folder, self.root)
        yield from self._find_folder_faults()

    def _find_wrong_kinds(self) -> Iterator[Problem]:
        is_strict = str(getattr(self._get("strict"), "value", "")).lower() in {"true", "yes", "on"}
        for key, value in self.root.value:
            if key.value not in SETTINGS:
                if is_strict:
                    yield report(key, f'"{key.value}" is not a setting of MkDocs', suggest(key.value, SETTINGS))
            elif not any(_is(value, kind) for kind in SETTINGS[key.value]):
                kinds = " or ".join(SETTINGS[key.value])
                yield report(value, f'"{key.value}" is not {kinds}', f"Write {kinds}, or remove it.")
        if not self._get("site_name") and not self._get("INHERIT"):
            yield report(self.root, "the setting site_name is missing", "Add it. The policy gives the site its name.")

    def _find_missing_files(self) -> Iterator[Problem]:
        for node in (self._get("docs_dir"), get(self._get("theme"), "custom_dir")):
            if isinstance(node, ScalarNode) and not (self.folder / node.value).is_dir():
                yield report(node, f'there is no folder "{node.value}"', "Write its path from the project's folder.")
        themes = (self.folder / self.theme_folder, *theme_folders())
        for name, _ in _entries(get(self._get("theme"), "static_templates")):
            if not any((theme / name.value).is_file() for theme in themes):
                yield report(name, f'there is no template "{name.value}"', "Correct its name, or remove it.")
        for key, folder in (("hooks", self.folder), ("extra_templates", self.folder / self.pages_folder)):
            for name, _ in _entries(self._get(key)):
                if not (folder / name.value).is_file():
                    yield report(name, f'there is no file "{name.value}"', "Write its path, or remove it.")

    def _find_missing_icons(self) -> Iterator[Problem]:
        palette, social = get(self._get("theme"), "palette"), get(self._get("extra"), "social")
        schemes = palette.value if isinstance(palette, SequenceNode) else [palette]
        icons = [
            *_leaves(get(self._get("theme"), "icon")),
            *(get(get(scheme, "toggle"), "icon") for scheme in schemes),
            *(get(link, "icon") for link in (social.value if isinstance(social, SequenceNode) else ())),
        ]
        folders = (self.folder / self.theme_folder, *theme_folders())
        for icon in filter(_is_written, icons if theme_folders() else ()):
            if not any((folder / f".icons/{icon.value}.svg").is_file() for folder in folders):
                yield report(icon, f'there is no icon "{icon.value}"', "Correct its name, or remove it.")

    def _find_missing_plugins(self) -> Iterator[Problem]:
        theme = self._get("theme")
        if not theme and not self._get("INHERIT"):
            yield report(self.root, "the setting theme is missing", "Add the line: theme: material")
        name = theme if isinstance(theme, ScalarNode) else get(theme, "name")
        is_plain = isinstance(name, ScalarNode) and name.value not in {_THEME, "null"}
        if name and is_plain and not _is_installed("themes", name.value):
            yield report(name, f'there is no theme "{name.value}"', _INSTALL)
        plugins = [plugin for plugin, _ in _entries(self._get("plugins"))]
        for plugin in plugins:
            if plugin.value not in _PLUGINS and not _is_installed("plugins", plugin.value):
                yield report(plugin, f'there is no plugin "{plugin.value}"', _INSTALL)
        if self._get("plugins") and "policy" not in {plugin.value for plugin in plugins}:
            yield report(self._get("plugins"), 'the plugin "policy" is missing', "Add it: it creates all pages.")
        for extension, _ in _entries(self._get("markdown_extensions")):
            if extension.value not in _EXTENSIONS and not _is_extension(extension.value):
                yield report(extension, f'there is no Markdown extension "{extension.value}"', _INSTALL)

    def _find_wrong_values(self) -> Iterator[Problem]:
        for extension, options in _entries(self._get("markdown_extensions")):
            yield from find_option_faults(extension, options)
        for level in _leaves(self._get("validation")):
            if level.value not in _LEVELS:
                yield report(level, f'"{level.value}" is not a level of validation', "Write warn, info or ignore.")
        for key in ("extra_css", "extra_javascript"):
            for path, _ in _entries(self._get(key)):
                if "\\" in path.value:
                    yield report(path, f'"{path.value}" is not a path on a site', "Write / instead of \\.")

    def _find_wrong_places(self) -> Iterator[Problem]:
        site, address, served = self._get("site_dir"), self._get("site_url"), self._get("dev_addr")
        pages = (self.folder / self.pages_folder).absolute()
        if isinstance(site, ScalarNode) and (self.folder / site.value).absolute().is_relative_to(pages):
            yield report(site, f'the site "{site.value}" is in the folder of its pages', "Name another folder.")
        language = get(self._get("theme"), "language")
        if _is_written(language):
            place = Location(FILE, language.start_mark.line + 1, language.start_mark.column + 1)
            yield from find_unknown_language(self.folder, self.theme_folder or OWN_THEME, language.value, place)
        if isinstance(served, ScalarNode) and served.value and not re.fullmatch(r"\S+:\d+", served.value):
            yield report(served, f'"{served.value}" is not a host and a port', "Write it as 127.0.0.1:8000.")
        if _is_written(address) and not _ADDRESS.match(address.value):
            yield report(address, f'"{address.value}" is not an address', "Write it as https://….")

    def _find_folder_faults(self) -> Iterator[Problem]:
        for name in filter(None, (self.pages_folder, self.theme_folder)):
            refused = list(_find_refused(self.folder, partial(_check_folder, self.folder, name)))
            yield from refused
            if name == self.theme_folder and not refused:
                yield from find_template_faults(self.folder, name)

    def _get(self, key: str) -> Node | None:
        return get(self.root, key)


def _check_folder(folder: Path, name: str) -> None:
    check_folder(locate(folder / name, folder))


def _entries(node: Node | None) -> Iterator[tuple[ScalarNode, Node | None]]:
    for item in node.value if isinstance(node, SequenceNode) else []:
        yield from [(item, None)] if isinstance(item, ScalarNode) else _entries(item)
    for name, value in node.value if isinstance(node, MappingNode) else []:
        if isinstance(name, ScalarNode):
            yield name, value


def _leaves(node: Node | None) -> Iterator[ScalarNode]:
    for _, value in _entries(node):
        yield from [value] if isinstance(value, ScalarNode) else _leaves(value)


def _is_written(node: Node | None) -> TypeGuard[ScalarNode]:
    """Whether a value is a text that is not empty and has no tag, such as `!ENV`."""
    return isinstance(node, ScalarNode) and bool(node.value) and node.tag.startswith("tag:yaml.org")


def _is(node: Node, kind: str) -> bool:
    """Whether a value, or the default of a variable, is of a kind. Empty values and other tags may be of any kind."""
    if node.tag == "!ENV" and isinstance(node, SequenceNode) and len(node.value) > 1:
        return _is(node.value[-1], kind)
    if not node.tag.startswith("tag:yaml.org") or node.tag.endswith(":null"):
        return True
    return node.tag.endswith(_TAGS[kind])


def _is_installed(kind: str, name: str) -> bool:
    """Whether a plugin or a theme is installed; a theme brings plugins under its own name, `material/tags`."""
    return any(entry.name in {name, f"{_THEME}/{name}"} for entry in entry_points(group=f"mkdocs.{kind}"))


def _is_extension(name: str) -> bool:
    """Whether an extension is installed. Nothing is imported: the tree may hold a module of that name."""
    named = any(name == entry.name for entry in entry_points(group="markdown.extensions"))
    package, _, module = name.partition(".")
    spec = None if named else find_spec(package)
    if spec and package in _PURE:
        steps = module.replace(".", "/")
        files = (f"{steps}.py", f"{steps}/__init__.py")
        return any(Path(place, file).is_file() for place in spec.submodule_search_locations or () for file in files)
    return named or spec is not None
