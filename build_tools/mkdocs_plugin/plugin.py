"""Connects the generated pages to MkDocs: reads the source, adds the pages, and publishes the finished site.

A build that fails leaves the previous site as it was.
"""

import atexit
import gc
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from build_tools.delivery.built_site import SEAL, is_site, seal_site
from build_tools.delivery.content_security_policy import (
    ThemeInline,
    add_policy_meta,
    find_theme_inline,
    read_theme_inline,
)
from build_tools.downloads.offered import DownloadMode
from build_tools.history.archive import Row
from build_tools.history.project_cache import ProjectCaches
from build_tools.mkdocs_plugin.defaults import apply_defaults, check_theme, project_theme
from build_tools.mkdocs_plugin.early_files import EarlyWriter
from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.made_file import MadeFile
from build_tools.mkdocs_plugin.page_cache import PageCache
from build_tools.mkdocs_plugin.page_of_pieces import PageOfPieces
from build_tools.mkdocs_plugin.theme_loader import use_loader
from build_tools.model.page import Origin, Site
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Archive
from build_tools.project.environment import ADDRESS, COMMITTED, TODAY
from build_tools.project.project import Project
from build_tools.project.publications import read_row
from build_tools.review.source_check import find_unbuildable
from build_tools.runtime.atomic_files import Staging
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.compiled_templates import SHIPPED_LAYOUTS, CompiledTemplates
from build_tools.runtime.errors import UserError
from build_tools.runtime.fingerprints import PAGES, SHIPPED
from build_tools.runtime.parallel import begin_early
from build_tools.runtime.path_checks import check_file, check_folder, check_no_link, check_output_folder, locate
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.mkdocs_defaults import OWN_THEME
from build_tools.text.allowed_html import sanitize

_LOG = get_plugin_logger("policy")
_SHOWN = 5
_INHERITS = re.compile(r"""^INHERIT:[ \t]*(["']?)(.+?)\1[ \t]*(?:#.*)?$""", re.MULTILINE)
"""The configuration that another one extends; MkDocs reads it and does not keep its name."""


class PolicyConfig(Config):
    """The plugin has no options: everything is in the source."""


class PolicyPlugin(BasePlugin[PolicyConfig]):
    """Adds the generated pages to MkDocs' site."""

    def __init__(self) -> None:
        super().__init__()
        self.staging: Staging | None = None
        self.is_staged = False
        self.is_served = False
        self.is_built = False
        self.project: Project
        self.site: Site
        self.origin: Origin
        self.caches: ProjectCaches
        self.cache: PageCache
        self.inline: ThemeInline
        self.early: EarlyWriter | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note the command. With this event, MkDocs keeps one plugin for all builds of `serve`."""
        self.is_served = command == "serve"
        atexit.register(gc.freeze)  # Python would look through everything once more, which takes a tenth of a build
        self.is_staged = not self.is_served and not dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the source, and name the site and its menu after it."""
        folder = Path(config.config_file_path).parent
        with _readable_errors():
            apply_defaults(config)
            self._check_files(config, folder)
            address = self._read_project(config, folder)
        check_theme(config)
        config.site_name, config.copyright = self.site.name, self.site.owner
        configured = "" if address and self.is_staged else config.site_url  # `serve` sets its own address
        config.site_url = configured or self.site.address.rstrip("/") + "/" * bool(self.site.address)
        config.theme["language"] = _theme_language(config, self.site.language)
        config.extra["alternates"] = self.site.alternates
        use_loader(config.theme)
        config.nav = [{page.menu: page.path} for page in self.site.pages if page.menu]
        config.watch.extend(str(folder / name) for name in (*FOLDERS, OWN_THEME) if (folder / name).is_dir())
        with _readable_errors():
            self.cache = PageCache(self._open_cache, config, self.site, is_guarded=self.is_staged)
            if self.is_staged:
                target = locate(Path(config.site_dir), folder)
                check_output_folder(target, folder)
                self.staging = Staging(target, is_site)
                config.site_dir = str(self.staging.next)
        return config

    def _open_cache(self, name: str, frame: str) -> SealedCache:
        """A cache of what the program makes for a frame: configuration, theme, menu."""
        return self.caches.open(name, PAGES, frame)

    def _read_project(self, config: MkDocsConfig, folder: Path) -> str:
        """Read the site from the source; returns the address that replaces the configured one."""
        today, address = (os.environ.get(name, "").strip() for name in (TODAY, ADDRESS))  # noqa: TID251 - read here
        making = DownloadMode.MADE if self.is_staged else DownloadMode.KEPT
        project = Project.of_folder(folder, datetime.now(UTC), today, making, address=address)  # noqa: TID251 - the same
        self.project, self.caches = project, project.caches
        if self.caches.is_new:
            begin_early(read_row, Row((project.tree, project.tree)))
        SHIPPED_LAYOUTS.open(self.caches.open("shipped", SHIPPED))
        self.site, self.origin = project.site, project.origin(*_find_makers(config))
        if problems := tuple(find_unbuildable(project)):
            raise Problems(problems)
        self._report_uncommitted()
        for remark in (*project.downloads.remarks, *_report_unpublished(project.archive)):
            _LOG.info(remark)
        return project.address

    def _check_files(self, config: MkDocsConfig, folder: Path) -> None:
        check_no_link(folder, Path(config.config_file_path).name)
        if theme := project_theme(config):
            check_folder(locate(theme, folder))
        if not self.is_staged and not self.is_served:  # it writes into the previous site
            check_folder(locate(Path(config.site_dir), folder))

    def _report_uncommitted(self) -> None:
        """Log the files that differ from the commit; `policy publish` refuses such a site."""
        if not self.is_staged or not (differences := self.origin.uncommitted):
            return
        more = len(differences) - _SHOWN
        shown = [*differences[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        if os.environ.get(COMMITTED):  # noqa: TID251 - the same
            lines = "\n".join(shown)
            raise PluginError(f"this site is not what the commit holds, and {COMMITTED} asks for that:\n{lines}")
        for difference in shown:
            _LOG.info(f"This site is a draft, which is not published: {difference}")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace the raw pages with the generated ones."""
        pages = locate(Path(config.docs_dir), Path(config.config_file_path).parent)
        with _readable_errors():
            for file in files:
                if file.src_dir == config.docs_dir:
                    check_file(pages, file.src_uri)
        for page in self.site.pages:
            if raw := files.get_file_from_path(page.path):
                files.remove(raw)
            files.append(self.cache.make_file(page, config))
        for path in self.site.files:
            files.append(MadeFile.of(config, path, partial(self.site.files.__getitem__, path)))
        if self.is_staged:
            self.early = EarlyWriter(files, config)
        return files

    def on_nav(self, nav: Navigation, *, files: Files, **_: Any) -> Navigation:
        """Begin to convert the pages of old versions: other processes do so while MkDocs converts those in the menu."""
        self.cache.begin(files)
        return nav

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """Remove HTML that is not allowed today; texts of the past were not checked for it."""
        if isinstance(page, PageOfPieces) and page.allows(html):
            return html
        harmless = sanitize(html)
        if harmless != html and isinstance(page, LenientPage):
            page.report("HTML that is not allowed today is left out")
        return harmless

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files, **_: Any) -> Environment:
        """Date the pages by the source: MkDocs would use the clock. The theme is known by now.

        Its templates are kept compiled; whatever may change how they are compiled is in the frame of the pages.
        """
        with _readable_errors():
            kept = self.caches.open("theme", PAGES, self.cache.frame)
            self.inline = _read_inline(config, kept)
        env.bytecode_cache = CompiledTemplates(kept)
        env.auto_reload = self.is_served  # a build looks each template up once, and not 50 times a page
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = self.site.modified.isoformat()
        return env

    @event_priority(-100)  # after all other plugins
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """Add the security policy to a finished page."""
        output = self._guard(output, page.file.src_uri, page.meta.get("forms", ()))
        self.cache.note(page, output)
        return output

    @event_priority(-100)  # the same
    def on_post_template(self, output_content: str, *, template_name: str, **_: Any) -> str:
        """Add the security policy to a finished page without Markdown, such as `404.html`."""
        return self._guard(output_content, template_name) if template_name.endswith(".html") else output_content

    @event_priority(100)  # before all other plugins
    def on_post_build(self, **_: Any) -> None:
        """Wait for the files, and note that all is written; strict mode may still fail the build."""
        if self.early:
            self.early.finish()
        self.is_built = True
        REMEMBERED.save()

    def on_build_error(self, **_: Any) -> None:
        """Note that the build has failed."""
        self.is_built = False

    def _guard(self, output: str, path: str, forms: Iterable[str] = ()) -> str:
        """Add the security policy, except under `serve`, which adds its own script to each page."""
        with _readable_errors():
            return add_policy_meta(output, path, self.inline, forms) if self.is_staged else output

    def on_shutdown(self) -> None:
        """Publish the site if the build succeeded, or discard it."""
        if self.staging is None:
            return
        if self.early:
            self.early.stop()
        with _readable_errors():
            try:
                if self.is_built:
                    self.cache.keep(self.staging.next)
                    seal_site(self.staging.next.path, self.origin)
                    self.staging.publish(SEAL)
            finally:
                self.staging.drop()


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Report what a person can mend as MkDocs reports errors, without a traceback."""
    try:
        yield
    except (OSError, UserError) as error:
        raise PluginError(str(error)) from None
    except Problems as error:
        count = len(error.problems)
        problems = "1 problem keeps" if count == 1 else f"{count} problems keep"
        raise PluginError(f"{problems} the policy from being published:\n{error}") from None


def _read_inline(config: MkDocsConfig, kept: SealedCache) -> ThemeInline:
    """The scripts and styles that the theme writes inside pages."""
    if (content := kept.get("inline")) is None:
        templates = (path for folder in config.theme.dirs for path in sorted(Path(folder).rglob("*.html")))
        found = find_theme_inline(path.read_text(encoding="utf-8") for path in templates)
        kept.put("inline", content := json.dumps(found).encode())
    return read_theme_inline(json.loads(content))


def _find_makers(config: MkDocsConfig) -> list[str]:
    configuration = Path(config.config_file_path).resolve()
    makers = [configuration, *(configuration.parent / hook for hook in config.hooks), Path(config.docs_dir)]
    makers += filter(None, [project_theme(config)])
    while configuration.is_file() and (match := _INHERITS.search(configuration.read_text(encoding="utf-8"))):
        configuration = configuration.parent / match[2]
        makers.append(configuration)
    return [str(maker.resolve()) for maker in makers]


def _report_unpublished(archive: Archive) -> Iterator[str]:
    """Yield in one line that commits of the past are left out: their source cannot be read today either."""
    if left := archive.unpublished:
        newest = left[-1]
        count = "1 commit is" if len(left) == 1 else f"{len(left)} commits are"
        reason = newest.problems[0] if newest.problems else "it is a draft"
        yield f"{count} no publication, the last of them {newest.revision}: {reason} All of them: policy log."


def _theme_language(config: MkDocsConfig, language: str) -> str:
    """The theme's name for a language: with its country if the theme knows it, otherwise without."""
    for tag in (language, language.split("-", maxsplit=1)[0]):
        if any((Path(folder) / "partials/languages" / f"{tag}.html").exists() for folder in config.theme.dirs):
            return tag
    raise PluginError(f"The theme has no words in {language!r}. Add site_overrides/partials/languages/{language}.html.")
