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
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from build_tools import short_run  # noqa: F401 - before all else, for its effect
from build_tools.delivery.built_site import seal_site
from build_tools.delivery.faults import DeliveryError
from build_tools.delivery.own_inline import OwnInline, read_templates
from build_tools.delivery.security import guard_page
from build_tools.downloads import DownloadsError, Making
from build_tools.flow import CACHE, Flow
from build_tools.history.faults import HistoryError
from build_tools.kept_pages import KeptPages
from build_tools.made_for import ADDRESS, REQUIRED, TODAY
from build_tools.model.origin import Origin
from build_tools.model.page import Site
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.output import replace_folder, staging_for
from build_tools.source.allowed_html import make_harmless

_LOG = get_plugin_logger("policy")


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
        self.origin: Origin
        self.kept: KeptPages
        self.own: OwnInline

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """MkDocs keeps one plugin for all builds of `serve` once it has this event."""
        self.is_staged = command != "serve" and not dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the source; name the site and its menu after it."""
        project = Path(config.config_file_path).parent
        try:
            today, address = (os.environ.get(name, "").strip() for name in (TODAY, ADDRESS))  # noqa: TID251 - asked here
            flow = Flow.of_folder(project, datetime.now(UTC), today, self._making(), address=address)  # noqa: TID251
            self.site, self.origin = flow.site, flow.origin(*_beside(config, project.resolve()))
            for remark in flow.downloads.remarks:
                _LOG.info(remark)
        except (HistoryError, DownloadsError) as error:
            raise PluginError(str(error)) from None
        except Problems as error:
            count = len(error.problems)
            said = "1 problem keeps" if count == 1 else f"{count} problems keep"
            raise PluginError(f"{said} the policy from being published:\n{error}") from None
        config.site_name, config.copyright = self.site.name, self.site.owner
        stated = "" if flow.address and self.is_staged else config.site_url  # `serve` has an address of its own
        config.site_url = stated or self.site.address.rstrip("/") + "/" * bool(self.site.address)
        config.theme["language"] = _theme_language(config, self.site.language)
        config.extra["alternates"] = self.site.alternates
        config.nav = [{page.menu: page.path} for page in self.site.pages if page.menu]
        config.watch.extend(str(project / folder) for folder in FOLDERS)
        self.kept = KeptPages(project / CACHE / "pages", config, self.site, is_guarded=self.is_staged)
        if self.is_staged:
            self.target = Path(config.site_dir)
            config.site_dir = str(staging_for(self.target))
        return config

    def _making(self) -> Making:
        """A preview makes no files; who publishes may require all of them."""
        if not self.is_staged:
            return Making.KEPT
        return Making.REQUIRED if os.environ.get(REQUIRED) else Making.POSSIBLE  # noqa: TID251 - the same

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put our pages in the place of the raw ones."""
        for page in self.site.pages:
            if raw := files.get_file_from_path(page.path):
                files.remove(raw)
            files.append(self.kept.make_file(page, config))
        for path, content in self.site.files.items():
            files.append(File.generated(config, path, content=content))
        return files

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """The text of a page is HTML. Texts of the past are held to less, and shown without what is refused today."""
        harmless = make_harmless(html)
        if harmless != html:
            _LOG.info(f"{page.file.src_uri} holds HTML that is not allowed today, and is shown without it.")
        return harmless

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files, **_: Any) -> Environment:
        """MkDocs would date every page, and the compressed site map, by the clock. The theme is known by now."""
        templates = (path for folder in config.theme.dirs for path in sorted(Path(folder).rglob("*.html")))
        self.own = read_templates(path.read_text(encoding="utf-8") for path in templates)
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = self.site.modified.isoformat()
        return env

    @event_priority(-100)  # after whatever other plugins make of it
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """A page is finished."""
        output = self._guard(output, page.file.src_uri)
        self.kept.note(page.file.src_uri, output)
        return output

    @event_priority(-100)  # the same
    def on_post_template(self, output_content: str, *, template_name: str, **_: Any) -> str:
        """A page that has no Markdown is finished: the one for what is missing."""
        return self._guard(output_content, template_name) if template_name.endswith(".html") else output_content

    def on_post_build(self, **_: Any) -> None:
        """All pages are written; strict mode may still object to them."""
        self.is_built = True

    def on_build_error(self, **_: Any) -> None:
        """The build has failed."""
        self.is_built = False

    def _guard(self, output: str, path: str) -> str:
        """Let a page forbid what it does not need, except under `serve`, which puts a script of its own into each."""
        try:
            return guard_page(output, path, self.own) if self.is_staged else output
        except DeliveryError as error:
            raise PluginError(str(error)) from None

    def on_shutdown(self) -> None:
        """Publish what was built whole, or drop it."""
        if self.target and self.is_built:
            self.kept.keep()
            seal_site(staging_for(self.target), self.origin)
            replace_folder(self.target)
        elif self.target:
            shutil.rmtree(staging_for(self.target), ignore_errors=True)


def _beside(config: MkDocsConfig, project: Path) -> list[str]:
    """What makes the site beside the source: the configuration, and the theme made ours."""
    makers = (config.config_file_path, config.theme.custom_dir)
    paths = [Path(maker).resolve() for maker in makers if maker]
    return [str(path.relative_to(project)) for path in paths if path.is_relative_to(project)]


def _theme_language(config: MkDocsConfig, language: str) -> str:
    """The theme's own name of a language: that of the country if it has one, else the language alone."""
    for tag in (language, language.split("-", maxsplit=1)[0]):
        if any((Path(folder) / "partials/languages" / f"{tag}.html").exists() for folder in config.theme.dirs):
            return tag
    raise PluginError(f"The theme has no words in {language!r}. Add site_overrides/partials/languages/{language}.html.")
