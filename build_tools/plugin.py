"""Hands the pages to MkDocs. No logic."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from build_tools import short_run  # noqa: F401 - before all else, for its effect
from build_tools.flow import CACHE, TODAY, Flow
from build_tools.history.faults import HistoryError
from build_tools.kept_pages import KeptPages
from build_tools.model.page import Site
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.output import replace_folder, staging_for


class PolicyConfig(Config):
    """The plugin has no options: everything is in the source."""


class PolicyPlugin(BasePlugin[PolicyConfig]):
    """Adds the generated pages. A build that fails leaves the previous site as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.target: Path | None = None
        self.is_staged = False
        self.is_built = False
        self.site: Site
        self.kept: KeptPages

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """MkDocs keeps one plugin for all builds of `serve` once it has this event."""
        self.is_staged = command != "serve" and not dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the source; name the site and its menu after it."""
        project = Path(config.config_file_path).parent
        try:
            today = os.environ.get(TODAY, "")  # noqa: TID251 - here the environment is asked, and the clock
            self.site = Flow.of_folder(project, datetime.now(UTC), today).site  # noqa: TID251
        except HistoryError as error:
            raise PluginError(str(error)) from None
        except Problems as error:
            raise PluginError(
                f"{len(error.problems)} problems keep the policy from being published:\n{error}"
            ) from None
        config.site_name, config.copyright = self.site.name, self.site.owner
        config.site_url = config.site_url or self.site.address.rstrip("/") + "/" * bool(self.site.address)
        config.theme["language"] = _theme_language(config, self.site.language)
        config.extra["alternates"] = self.site.alternates
        config.nav = [{page.menu: page.path} for page in self.site.pages if page.menu]
        config.watch.extend(str(project / folder) for folder in FOLDERS)
        self.kept = KeptPages(project / CACHE / "pages", config, self.site)
        if self.is_staged:
            self.target = Path(config.site_dir)
            config.site_dir = str(staging_for(self.target))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put our pages in the place of the raw ones."""
        for page in self.site.pages:
            if raw := files.get_file_from_path(page.path):
                files.remove(raw)
            files.append(self.kept.make_file(page, config))
        for path, content in self.site.files.items():
            files.append(File.generated(config, path, content=content))
        return files

    def on_env(self, env: Environment, *, files: Files, **_: Any) -> Environment:
        """MkDocs would date every page, and the compressed site map, by the clock."""
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = self.site.modified.isoformat()
        return env

    @event_priority(-100)  # after whatever other plugins make of it
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """A page is finished."""
        self.kept.note(page.file.src_uri, output)
        return output

    def on_post_build(self, **_: Any) -> None:
        """All pages are written; strict mode may still object to them."""
        self.is_built = True

    def on_build_error(self, **_: Any) -> None:
        """The build has failed."""
        self.is_built = False

    def on_shutdown(self) -> None:
        """Publish what was built whole, or drop it."""
        if self.target and self.is_built:
            self.kept.keep()
            replace_folder(self.target)
        elif self.target:
            shutil.rmtree(staging_for(self.target), ignore_errors=True)


def _theme_language(config: MkDocsConfig, language: str) -> str:
    """The theme's own name of a language: that of the country if it has one, else the language alone."""
    for tag in (language, language.split("-", maxsplit=1)[0]):
        if any((Path(folder) / "partials/languages" / f"{tag}.html").exists() for folder in config.theme.dirs):
            return tag
    raise PluginError(f"The theme has no words in {language!r}. Add site_overrides/partials/languages/{language}.html.")
