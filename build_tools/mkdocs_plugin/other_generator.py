"""Builds the site with a generator other than MkDocs: `python -m build_tools.mkdocs_plugin.other_generator zensical`.

Zensical and ProperDocs read the configuration of MkDocs and run no plugins. So the plugin prepares a project for them,
with finished pages, the theme and the configuration that the plugin would have made; their site is then checked,
protected and sealed like MkDocs' own (decision 0062).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

import click
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.meta import get_data

from build_tools.delivery.content_security_policy import (
    ThemeInline,
    add_policy_meta,
    find_theme_inline,
    read_theme_inline,
)
from build_tools.mkdocs_plugin import tables
from build_tools.mkdocs_plugin.plugin import PolicyPlugin
from build_tools.model.page import Page
from build_tools.model.problem import Problems
from build_tools.runtime.atomic_files import write_folder
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.runtime.folder_contents import read_contents
from build_tools.runtime.other_program import run_python
from build_tools.source.yaml_writer import write_yaml

_PREPARED = Path(".cache/policy-generator")
_TABLES = "policy_tables"
"""The name that the Markdown extension for tables has there: this program is not installed beside the generator."""
_THEME_SETTINGS = ("language", "features", "palette", "icon", "font", "logo", "favicon")
_SETTINGS = ("site_name", "site_url", "site_description", "copyright", "extra", "nav")


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator that can take MkDocs' place."""

    theme: str
    """The value of `theme.name`."""
    package: str
    """The Python package that holds its templates."""
    added_styles: frozenset[str] = frozenset()
    """The hashes of the styles that its scripts add to a page."""


GENERATORS: Mapping[str, Generator] = {
    "properdocs": Generator(theme="materialx", package="material"),
    "zensical": Generator(
        theme="material",
        package="zensical",
        added_styles=frozenset({"'sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k='"}),  # its search, in 0.0.73
    ),
}


class GeneratorError(UserError):
    """A generator is not installed, or its site lacks something."""


@click.command()
@click.argument("name", type=click.Choice(sorted(GENERATORS)), metavar="GENERATOR")
@click.option("--environment", type=click.Path(path_type=Path), help="The virtual environment of the generator.")
@click.option("--config-file", default="mkdocs.yml", type=click.Path(path_type=Path), help="MkDocs' configuration.")
def main(name: str, environment: Path | None, config_file: Path) -> None:
    """Build the site with GENERATOR, zensical or properdocs."""
    try:
        build(name, environment or Path(f".cache/generators/{name}"), config_file.absolute())
    except (MkDocsException, OSError, Problems, UserError) as error:
        raise click.ClickException(str(error)) from None


def build(name: str, environment: Path, config_file: Path) -> None:
    """Build and seal the site; the site of before stays if anything fails.

    Raises: GeneratorError, MkDocsException, OSError, Problems.
    """
    generator, python = GENERATORS[name], environment / "bin" / "python"
    templates = environment.glob(f"lib/python*/site-packages/{generator.package}/templates")
    if not python.exists():
        raise GeneratorError(f"{name} is not installed in {environment}. Run: make site GENERATOR={name}.")
    config = load_config(str(config_file), strict=True)
    plugin = next((plugin for plugin in config.plugins.values() if isinstance(plugin, PolicyPlugin)), None)
    if plugin is None:
        raise GeneratorError(f"{config_file.name} does not name the plugin. Add `policy` to its plugins.")
    config.plugins.on_startup(command="build", dirty=False)
    try:
        config = config.plugins.on_config(config)
        prepared = config_file.parent / _PREPARED
        write_folder(prepared, prepare(generator, config, plugin), config_file.parent)
        _run(python, name, prepared)
        inline = _read_inline([prepared / "theme", *templates], generator)
        built = dict(_protect(plugin, Folder(prepared / "site"), inline))
        _check(plugin, built)
        for path, content in built.items():
            Folder(Path(config.site_dir)).create(path, content)
        plugin.is_built = True
    finally:
        config.plugins.on_shutdown()  # seals the site and publishes it, or discards it
    click.echo(f"{len(plugin.site.pages)} pages built by {name}", err=True)


def prepare(generator: Generator, config: MkDocsConfig, plugin: PolicyPlugin) -> dict[str, bytes]:
    """The files of a project for a generator: its configuration, the finished pages, the theme, the tables."""
    pages = {f"pages/{path}": content for path, content in plugin.project.exported.items()}
    theme = {f"theme/{path}": content for path, content in _read_theme(config)}
    settings = json.loads(json.dumps(_configure(generator, config), default=_as_plain))
    return {
        "mkdocs.yml": write_yaml(settings).encode(),
        f"{_TABLES}.py": Path(tables.__file__).read_bytes(),
        **theme,
        **pages,
    }


def _configure(generator: Generator, config: MkDocsConfig) -> dict[str, Any]:
    theme = {key: config.theme[key] for key in _THEME_SETTINGS if key in config.theme}
    extensions = [_TABLES if name == tables.__name__ else name for name in config.markdown_extensions]
    return {
        **{key: config[key] for key in _SETTINGS if config[key]},
        "docs_dir": "pages",
        "site_dir": "site",
        "theme": {"name": generator.theme, "variant": "classic", "custom_dir": "theme", **theme},
        "extra_css": [str(path) for path in config.extra_css],
        "extra_javascript": [str(path) for path in config.extra_javascript],
        "plugins": ["search"],
        "markdown_extensions": [
            {name: config.mdx_configs[name]} if config.mdx_configs.get(name) else name for name in extensions
        ],
        "not_in_nav": "/*/**",
    }


def _as_plain(value: Any) -> dict[str, Any]:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else dict(value)


def _read_theme(config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the project's theme, and not those of the theme that it is based on."""
    base = {Path(folder) for folder in config.theme.dirs if (Path(folder) / "mkdocs_theme.yml").exists()}
    for folder in reversed([Path(name) for name in config.theme.dirs if Path(name) not in base]):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".md":  # other generators make pages of Markdown in a theme
                yield path.relative_to(folder).as_posix(), path.read_bytes()


def _run(python: Path, name: str, folder: Path) -> None:
    status, *words = run_python(python, ["-m", name, "build", "--strict", "--config-file", "mkdocs.yml"], folder)
    if status:
        raise GeneratorError(f"{name} cannot build the site:\n{''.join(words).strip()}")


def _read_inline(folders: Iterable[Path], generator: Generator) -> ThemeInline:
    """The scripts and styles that a theme writes inside pages."""
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.html")))
    return read_theme_inline(find_theme_inline(texts), generator.added_styles)


def _protect(plugin: PolicyPlugin, site: Folder, inline: ThemeInline) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a site, each page with a Content Security Policy that names what the theme writes in it."""
    forms = {_place(page): get_data(page.text)[1].get("forms", ()) for page in plugin.site.pages}
    for path, content in read_contents(site):
        if content is not None and path.endswith(".html"):
            yield path, add_policy_meta(content.decode(), path, inline, forms.get(path, ())).encode()
        elif content is not None:
            yield path, content


def _check(plugin: PolicyPlugin, built: Mapping[str, bytes]) -> None:
    """Zensical reports success even if it left out what it did not understand, so look for each page and each file."""
    wanted = [*map(_place, plugin.site.pages), *plugin.site.files, "404.html"]
    if missing := [path for path in wanted if path not in built]:
        raise GeneratorError(f"the site lacks {len(missing)} of {len(wanted)} files, the first of them {missing[0]}.")


def _place(page: Page) -> str:
    """The file of a finished page: `privacy-policy/index.html`."""
    return f"{page.path.removesuffix('index.md').removesuffix('.md')}/index.html".lstrip("/").replace("//", "/")


if __name__ == "__main__":
    main()
