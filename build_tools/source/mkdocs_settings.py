"""Checks mkdocs.yml as a build reads it.

It is read and nothing of it is run: a check may look at a tree that its reader does not trust.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_tools.model.problem import Location, Problem, Problems
from build_tools.runtime.path_checks import check_folder, check_no_link, locate
from build_tools.runtime.paths import RefusedPathError
from build_tools.source.mkdocs_extensions import find_option_faults
from build_tools.source.mkdocs_theme import find_template_faults, find_unknown_language, theme_folders
from build_tools.source.mkdocs_yaml import FILE, find_inherited_faults, get, read_settings, report
from build_tools.source.validation import suggest

SETTINGS = {
    "site_name": str,
    "site_url": str,
    "site_description": str,
    "site_author": str,
    "copyright": str,
    "docs_dir": str,
    "site_dir": str,
    "repo_url": str,
    "repo_name": str,
    "edit_uri": str,
    "edit_uri_template": str,
    "exclude_docs": str,
    "draft_docs": str,
    "not_in_nav": str,
    "dev_addr": str,
    "remote_branch": str,
    "remote_name": str,
    "strict": bool,
    "use_directory_urls": bool,
    "nav": list,
    "extra_css": list,
    "extra_javascript": list,
    "extra_templates": list,
    "hooks": list,
    "watch": list,
    "extra": dict,
    "validation": dict,
    "theme": (str, dict),
    "plugins": (list, dict),
    "markdown_extensions": (list, dict),
    "mdx_configs": dict,
    "config_file_path": str,
    "pages": list,
    "google_analytics": list,
    "INHERIT": str,
}
"""The settings of MkDocs, each with what it may be. A test compares them with those of MkDocs."""
_SAYS = {str: "text", bool: "true or false", list: "a list", dict: "a mapping"}
_TAGS = {str: "str", bool: "bool", list: "seq", dict: "map"}
_PLUGINS = {"search", "policy"}
_THEME = "material"
_LEVELS = {"warn", "info", "ignore", "relative_to_links", "relative_to_docs"}
_EXTENSIONS = {
    "abbr",
    "attr_list",
    "def_list",
    "md_in_html",
    "sane_lists",
    "tables",
    "toc",
    "build_tools.mkdocs_plugin.tables",
}
"""Plugins and extensions that every installation has."""
_PURE = {"markdown", "pymdownx"}
"""Packages of extensions, each module of which is a file."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s\[]", re.IGNORECASE)
_INSTALL = "Install it where the site is built, or remove it here."


def find_site_faults(project: Path, language: str, place: Location) -> Iterator[Problem]:
    """Yield what is wrong with the settings and the theme of a project; nothing where it has no mkdocs.yml.

    `language` is that of the site (BCP 47), which stands at `place`.
    """
    file = project / FILE
    if file.is_symlink():
        yield from _find_refused(project, lambda: check_no_link(project, FILE))
        return
    if not file.is_file():
        return
    try:
        root = read_settings(project)
    except Problems as error:
        yield from error.problems
        return
    settings = _Settings(project, root)
    yield from settings.find_faults()
    yield from find_inherited_faults(project, root)
    yield from _find_folder_faults(project, settings)
    yield from find_unknown_language(project, settings.theme_folder or "site_overrides", language, place)


def _check_folder(project: Path, name: str) -> None:
    check_folder(locate(project / name, project))


def _find_folder_faults(project: Path, settings: "_Settings") -> Iterator[Problem]:
    """Yield what is wrong with the folders that the settings name, which MkDocs copies files from."""
    for name in filter(None, (settings.pages_folder, settings.theme_folder)):
        refused = tuple(_find_refused(project, partial(_check_folder, project, name)))
        yield from refused
        if name == settings.theme_folder and not refused:
            yield from find_template_faults(project, name)


def _find_refused(project: Path, check: Callable[[], None]) -> Iterator[Problem]:
    """Yield the link or other file that a check of files refuses, as a build does."""
    try:
        check()
    except RefusedPathError as error:
        path, base = Path(error.path).absolute(), project.absolute()
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else error.path
        yield Problem(Location(name), error.what, error.remedy, "file-name")
    except OSError:  # the folder is missing, which is told elsewhere
        return


@dataclass(frozen=True)
class _Settings:
    project: Path
    root: MappingNode

    @property
    def theme_folder(self) -> str:
        """Where the project keeps its own templates; empty where it has none."""
        node = get(self._get("theme"), "custom_dir")
        return node.value if isinstance(node, ScalarNode) else ""

    @property
    def pages_folder(self) -> str:
        """Where the pages are that MkDocs copies, hidden files too."""
        node = self._get("docs_dir")
        return node.value if isinstance(node, ScalarNode) else "docs"

    def find_faults(self) -> Iterator[Problem]:
        """Yield what is wrong with each setting."""
        is_strict = str(getattr(self._get("strict"), "value", "")).lower() in {"true", "yes", "on"}
        for key, value in self.root.value:
            if key.value not in SETTINGS:
                if is_strict:
                    what, remedy = f'"{key.value}" is no setting of MkDocs', suggest(key.value, SETTINGS)
                    yield report(key, what, remedy)
                continue
            kinds = SETTINGS[key.value]
            kinds = kinds if isinstance(kinds, tuple) else (kinds,)
            if not any(_is(value, kind) for kind in kinds):
                says = " or ".join(_SAYS[kind] for kind in kinds)
                yield report(value, f'"{key.value}" is not {says}', f"Write {says}, or remove it.")
        if not self._get("site_name") and not self._get("INHERIT"):
            yield report(self.root, "the setting site_name is missing", "Add it. The policy gives the site its name.")
        yield from self._find_missing_files()
        yield from self._find_missing_plugins()
        yield from self._find_wrong_values()

    def _find_missing_files(self) -> Iterator[Problem]:
        """Yield what the settings name and is not there."""
        docs = self._get("docs_dir")
        folders = [docs, get(self._get("theme"), "custom_dir")]
        for node in folders:
            if isinstance(node, ScalarNode) and not (self.project / node.value).is_dir():
                yield report(node, f'there is no folder "{node.value}"', "Write its path from here.")
        pages = self.project / (docs.value if isinstance(docs, ScalarNode) else "docs")
        for name, _ in _entries(get(self._get("theme"), "static_templates")):
            if not any((one / name.value).is_file() for one in (self.project / self.theme_folder, *theme_folders())):
                yield report(name, f'there is no template "{name.value}"', "Mend its name, or remove it.")
        yield from self._find_missing_icons()
        for key, folder in (("hooks", self.project), ("extra_templates", pages)):
            for name, _ in _entries(self._get(key)):
                if not (folder / name.value).is_file():
                    yield report(name, f'there is no file "{name.value}"', "Write its path, or remove it.")

    def _find_missing_icons(self) -> Iterator[Problem]:
        """Yield the icons that the theme does not have; nothing where it is not installed."""
        palette, social = get(self._get("theme"), "palette"), get(self._get("extra"), "social")
        schemes = palette.value if isinstance(palette, SequenceNode) else [palette]
        icons = [
            *_leaves(get(self._get("theme"), "icon")),
            *(get(get(scheme, "toggle"), "icon") for scheme in schemes),
            *(get(one, "icon") for one in (social.value if isinstance(social, SequenceNode) else ())),
        ]
        folders = (self.project / self.theme_folder, *theme_folders()) if theme_folders() else ()
        for icon in icons if folders else ():
            is_written = isinstance(icon, ScalarNode) and icon.value and icon.tag.startswith("tag:yaml.org")
            if icon and is_written and not any((one / f".icons/{icon.value}.svg").is_file() for one in folders):
                yield report(icon, f'there is no icon "{icon.value}"', "Mend its name, or remove it.")

    def _find_missing_plugins(self) -> Iterator[Problem]:
        """Yield the theme, plugins and extensions that are not installed."""
        theme = self._get("theme")
        name = theme if isinstance(theme, ScalarNode) else get(theme, "name")
        is_plain = isinstance(name, ScalarNode) and name.value not in {_THEME, "null"}
        if name and is_plain and not _is_installed("themes", name.value):
            yield report(name, f'there is no theme "{name.value}"', _INSTALL)
        plugins = [plugin for plugin, _ in _entries(self._get("plugins"))]
        for plugin in plugins:
            if plugin.value not in _PLUGINS and not _is_installed("plugins", plugin.value):
                yield report(plugin, f'there is no plugin "{plugin.value}"', _INSTALL)
        if self._get("plugins") and "policy" not in {plugin.value for plugin in plugins}:
            yield report(self._get("plugins"), 'the plugin "policy" is missing', "Add it: it makes all pages.")
        for extension, _ in _entries(self._get("markdown_extensions")):
            if extension.value not in _EXTENSIONS and not _is_extension(extension.value):
                yield report(extension, f'there is no extension of Markdown "{extension.value}"', _INSTALL)

    def _find_wrong_values(self) -> Iterator[Problem]:
        for extension, options in _entries(self._get("markdown_extensions")):
            yield from find_option_faults(extension, options)
        for level in _leaves(self._get("validation")):
            if level.value not in _LEVELS:
                yield report(level, f'"{level.value}" is no level', "Write warn, info or ignore.")
        for path in (path for key in ("extra_css", "extra_javascript") for path, _ in _entries(self._get(key))):
            if "\\" in path.value:
                yield report(path, f'"{path.value}" is no path of a site', "Write / in place of \\.")
        yield from self._find_wrong_places()
        address = self._get("site_url")
        is_written = isinstance(address, ScalarNode) and address.value and address.tag.startswith("tag:yaml.org")
        if address and is_written and not _ADDRESS.match(address.value):
            yield report(address, f'"{address.value}" is not an address', "Write it as https://….")

    def _find_wrong_places(self) -> Iterator[Problem]:
        site, docs = self._get("site_dir"), self._get("docs_dir")
        pages = self.project / (docs.value if isinstance(docs, ScalarNode) else "docs")
        if isinstance(site, ScalarNode) and (self.project / site.value).absolute().is_relative_to(pages.absolute()):
            yield report(site, f'the site "{site.value}" would lie among its own pages', "Name another folder.")
        language = get(self._get("theme"), "language")
        if isinstance(language, ScalarNode) and language.tag.startswith("tag:yaml.org") and language.value:
            place = Location(FILE, language.start_mark.line + 1, language.start_mark.column + 1)
            yield from find_unknown_language(self.project, self.theme_folder or "site_overrides", language.value, place)
        served = self._get("dev_addr")
        if isinstance(served, ScalarNode) and served.value and not re.fullmatch(r"\S+:\d+", served.value):
            yield report(served, f'"{served.value}" is no address to serve at', "Write it as 127.0.0.1:8000.")

    def _get(self, key: str) -> Node | None:
        return get(self.root, key)


def _entries(node: Node | None) -> Iterator[tuple[ScalarNode, Node | None]]:
    """Yield the names in a list or a mapping of names, each with its options."""
    for one in node.value if isinstance(node, SequenceNode) else []:
        yield from [(one, None)] if isinstance(one, ScalarNode) else _entries(one)
    for name, value in node.value if isinstance(node, MappingNode) else []:
        if isinstance(name, ScalarNode):
            yield name, value


def _leaves(node: Node | None) -> Iterator[ScalarNode]:
    for _, value in _entries(node):
        yield from [value] if isinstance(value, ScalarNode) else _leaves(value)


def _is(node: Node, kind: type) -> bool:
    """Whether a value is of a kind, or what stands in for a variable. Other tags may give anything.

    An empty value is the default.
    """
    if node.tag == "!ENV" and isinstance(node, SequenceNode) and len(node.value) > 1:
        return _is(node.value[-1], kind)
    if not node.tag.startswith("tag:yaml.org") or node.tag.endswith(":null"):
        return True
    return node.tag.endswith(f":{_TAGS[kind]}")


def _is_installed(kind: str, name: str) -> bool:
    """Whether a plugin or a theme is installed; a theme brings plugins under its own name, `material/tags`."""
    return any(one.name in {name, f"{_THEME}/{name}"} for one in entry_points(group=f"mkdocs.{kind}"))


def _is_extension(name: str) -> bool:
    """Whether an extension is installed. Nothing is imported: the tree may hold a module of that name."""
    named = any(name == one.name for one in entry_points(group="markdown.extensions"))
    package, _, module = name.partition(".")
    spec = None if named else find_spec(package)
    if spec and package in _PURE:
        steps = module.replace(".", "/")
        folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
        return any((one / f"{steps}.py").is_file() or (one / steps / "__init__.py").is_file() for one in folders)
    return named or spec is not None
