"""Hands the pages to MkDocs. No logic."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from build_tools.delivery.built_site import SEAL, is_site, seal_site
from build_tools.delivery.content_security_policy import ThemeInline, add_policy_meta, read_theme_inline
from build_tools.delivery.errors import DeliveryError
from build_tools.downloads.make import DownloadMode
from build_tools.history.errors import HistoryError
from build_tools.history.project_cache import open_project_cache
from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_cache import PageCache
from build_tools.model.page import Origin, Site
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Archive
from build_tools.project.environment import ADDRESS, COMMITTED, REQUIRED, TODAY
from build_tools.project.project import Project
from build_tools.review.source_check import find_unbuildable
from build_tools.runtime.atomic_files import Staging
from build_tools.runtime.errors import UserError
from build_tools.runtime.path_checks import check_file, check_folder, check_no_link, check_output_folder, locate
from build_tools.text.allowed_html import sanitize

_LOG = get_plugin_logger("policy")
_SHOWN = 5
_INHERITS = re.compile(r"""^INHERIT:[ \t]*(["']?)(.+?)\1[ \t]*(?:#.*)?$""", re.MULTILINE)
"""The configuration that another begins with, which MkDocs reads and does not name."""


class PolicyConfig(Config):
    """The plugin has no options: everything is in the source."""


class PolicyPlugin(BasePlugin[PolicyConfig]):
    """Adds the generated pages. A build that fails leaves the previous site as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.staging: Staging | None = None
        self.is_staged = False
        self.is_served = False
        self.is_built = False
        self.site: Site
        self.origin: Origin
        self.kept: PageCache
        self.finished: list[tuple[MkDocsPage, str]] = []
        self.own: ThemeInline

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """MkDocs keeps one plugin for all builds of `serve` once it has this event."""
        self.is_served = command == "serve"
        self.is_staged = not self.is_served and not dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the source; name the site and its menu after it."""
        project = Path(config.config_file_path).parent
        self._check_files(config, project)
        try:
            today, address = (os.environ.get(name, "").strip() for name in (TODAY, ADDRESS))  # noqa: TID251 - asked here
            flow = Project.of_folder(project, datetime.now(UTC), today, self._making(), address=address)  # noqa: TID251
            self.site, self.origin = flow.site, flow.origin(*_beside(config))
            if problems := tuple(find_unbuildable(flow)):
                raise Problems(problems)  # noqa: TRY301 - told as the others
            self._tell_uncommitted()
            for remark in (*flow.downloads.remarks, *_name_left_out(flow.archive)):
                _LOG.info(remark)
        except UserError as error:
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
        self.kept = self._open_kept(project, config)
        self.finished.clear()
        if self.is_staged:
            self.staging = _stage(config, project)
            config.site_dir = str(self.staging.next)
        return config

    def _open_kept(self, project: Path, config: MkDocsConfig) -> PageCache:
        opening = partial(open_project_cache, project, "pages")
        try:
            return PageCache(opening, config, self.site, is_guarded=self.is_staged)
        except HistoryError as error:
            raise PluginError(str(error)) from None

    def _check_files(self, config: MkDocsConfig, project: Path) -> None:
        """See that nothing which MkDocs reads or writes below the project's folder is a link."""
        try:
            check_no_link(project, Path(config.config_file_path).name)
            if config.theme.custom_dir:
                check_folder(locate(Path(config.theme.custom_dir), project))
            if not self.is_staged and not self.is_served:  # it writes into the site of before
                check_folder(locate(Path(config.site_dir), project))
        except OSError as error:
            raise PluginError(str(error)) from None

    def _tell_uncommitted(self) -> None:
        """Name what is not as in the commit. `policy publish` refuses such a site; where asked, so does the build.

        Raises: PluginError: there is such a file, and the environment asks that all is committed.
        """
        if not self.is_staged or not self.origin.uncommitted:
            return
        if os.environ.get(COMMITTED):  # noqa: TID251 - the same
            shown = "\n".join(_first(self.origin.uncommitted))
            raise PluginError(f"this site is not what the commit holds, and {COMMITTED} asks for that:\n{shown}")
        for difference in _first(self.origin.uncommitted):
            _LOG.info(f"This site is a draft, which is not published: {difference}")

    def _making(self) -> DownloadMode:
        """A preview makes no files; who publishes may require all of them."""
        if not self.is_staged:
            return DownloadMode.KEPT
        return DownloadMode.REQUIRED if os.environ.get(REQUIRED) else DownloadMode.POSSIBLE  # noqa: TID251 - the same

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put our pages in the place of the raw ones."""
        _check_copied(files, config)
        for page in self.site.pages:
            if raw := files.get_file_from_path(page.path):
                files.remove(raw)
            files.append(file := self.kept.make_file(page, config))
            if page.menu:
                LenientPage(page.menu, file, config)
        for path, content in self.site.files.items():
            files.append(File.generated(config, path, content=content))
        return files

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """The text of a page is HTML. Texts of the past are held to less, and shown without what is refused today."""
        harmless = sanitize(html)
        if harmless != html and isinstance(page, LenientPage):
            page.say("HTML that is not allowed today is left out")
        return harmless

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files, **_: Any) -> Environment:
        """MkDocs would date every page, and the compressed site map, by the clock. The theme is known by now."""
        templates = (path for folder in config.theme.dirs for path in sorted(Path(folder).rglob("*.html")))
        self.own = read_theme_inline(path.read_text(encoding="utf-8") for path in templates)
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = self.site.modified.isoformat()
        return env

    @event_priority(-100)  # after whatever other plugins make of it
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """A page is finished."""
        output = self._guard(output, page.file.src_uri)
        self.finished.append((page, output))
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
            return add_policy_meta(output, path, self.own) if self.is_staged else output
        except DeliveryError as error:
            raise PluginError(str(error)) from None

    def on_shutdown(self) -> None:
        """Publish what was built whole, or drop it."""
        if self.staging is None:
            return
        try:
            if self.is_built:
                for page, output in self.finished:
                    if not (isinstance(page, LenientPage) and page.is_mended):  # each build says what it leaves out
                        self.kept.note(page.file.src_uri, output)
                self.kept.keep()
                seal_site(self.staging.next.path, self.origin)
                self.staging.publish(SEAL)
        except (OSError, UserError) as error:
            raise PluginError(str(error)) from None
        finally:
            self.staging.drop()


def _stage(config: MkDocsConfig, project: Path) -> Staging:
    """Where the site is made, which then takes the place of the one before."""
    try:
        target = locate(Path(config.site_dir), project)
        check_output_folder(target, project)
        return Staging(target, is_site)
    except (OSError, UserError) as error:
        raise PluginError(str(error)) from None


def _check_copied(files: Files, config: MkDocsConfig) -> None:
    """See that no file that MkDocs copies from its folder of pages is a link, or no file at all."""
    pages = locate(Path(config.docs_dir), Path(config.config_file_path).parent)
    try:
        for file in files:
            if file.src_dir == config.docs_dir:
                check_file(pages, file.src_uri)
    except OSError as error:
        raise PluginError(str(error)) from None


def _first(differences: Sequence[str]) -> list[str]:
    """The first of many files, and how many more there are."""
    more = len(differences) - _SHOWN
    return [*differences[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _beside(config: MkDocsConfig) -> list[str]:
    """What makes the site beside the source: the configuration and what it inherits, hooks, the theme made ours."""
    configuration = Path(config.config_file_path).resolve()
    makers = [configuration, *(configuration.parent / hook for hook in config.hooks), Path(config.docs_dir)]
    if config.theme.custom_dir:
        makers.append(Path(config.theme.custom_dir))
    while configuration.is_file() and (match := _INHERITS.search(configuration.read_text(encoding="utf-8"))):
        configuration = configuration.parent / match[2]
        makers.append(configuration)
    return [str(maker.resolve()) for maker in makers]


def _name_left_out(archive: Archive) -> Iterator[str]:
    """Yield in one line that commits of the past are left out, since their source cannot be read today either."""
    if left := archive.unpublished:
        newest = left[-1]
        count = "1 commit is" if len(left) == 1 else f"{len(left)} commits are"
        reason = newest.problems[0] if newest.problems else "it is a draft"
        yield f"{count} no publication, the last of them {newest.revision}: {reason} All of them: policy log."


def _theme_language(config: MkDocsConfig, language: str) -> str:
    """The theme's own name of a language: that of the country if it has one, else the language alone."""
    for tag in (language, language.split("-", maxsplit=1)[0]):
        if any((Path(folder) / "partials/languages" / f"{tag}.html").exists() for folder in config.theme.dirs):
            return tag
    raise PluginError(f"The theme has no words in {language!r}. Add site_overrides/partials/languages/{language}.html.")
