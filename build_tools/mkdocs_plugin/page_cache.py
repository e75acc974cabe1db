"""Keeps the finished pages of old texts, which need no building again while nothing that they show has changed.

The pages that are kept are in no menu and no search, so that nothing else of the site depends on their being built.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from build_tools.delivery.content_security_policy import remove_policy_meta
from build_tools.mkdocs_plugin.archive_page import ArchivePage, Pieces
from build_tools.model.page import Page, Site
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.fingerprints import pages_name


class PageCache:
    """The finished pages of old texts, from one build to the next."""

    def __init__(
        self, open_cache: Callable[[str], SealedCache], config: MkDocsConfig, site: Site, *, is_guarded: bool
    ) -> None:
        """`open_cache` opens what keeps them, by the name of their maker; what stands around every page comes from
        `config` and `site`.

        Where pages are not to be guarded, those that are kept lose their guard.
        """
        self._cache = open_cache(_name_frame(config, site))
        self._keys = {page.path: _key(page) for page in site.pages if not page.menu}
        self._pieces = Pieces(config)
        self._new: dict[str, bytes] = {}
        self._is_guarded = is_guarded

    def make_file(self, page: Page, config: MkDocsConfig) -> File:
        """A page for MkDocs: to be built, or finished if it has been built before."""
        place = InclusionLevel.INCLUDED if page.menu else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.path, content=page.text, inclusion=place)
        kept = None if page.menu else self._cache.get(self._keys[page.path])
        if kept is None and not page.menu:
            ArchivePage(file, config, self._pieces)
        if kept is None:
            return file
        where = (page.path, None, config.site_dir, config.use_directory_urls)
        finished = _Finished(*where, dest_uri=file.dest_uri, inclusion=place)
        finished.content_bytes = kept if self._is_guarded else remove_policy_meta(kept)
        return finished

    def note(self, path: str, output: str) -> None:
        """Take note of a page that has been built."""
        if path in self._keys:
            self._new[path] = output.encode()

    def keep(self) -> None:
        """Keep what was noted: the whole build has gone well."""
        for path, output in self._new.items():
            self._cache.put(self._keys[path], output)
        self._cache.sweep()


class _Finished(File):
    """A page whose HTML is there already. Links to it are resolved as to any page."""

    def is_documentation_page(self) -> bool:
        """It is copied, and not rendered."""
        return False


def _key(page: Page) -> str:
    return f"{page.path} {sha256(page.text.encode()).hexdigest()}"


def _name_frame(config: MkDocsConfig, site: Site) -> str:
    """The SHA-256 of all that makes a page of a text: program, configuration, theme, menu.

    The configuration counts as it was read, since it may name other files (`INHERIT`) and the environment (`!ENV`).
    """
    configuration = Path(config.config_file_path)
    files = [configuration, *(configuration.parent / hook for hook in config.hooks)]
    if config.theme.custom_dir:
        files += sorted(path for path in Path(config.theme.custom_dir).rglob("*") if path.is_file())
    menu = [(page.menu, page.path) for page in site.pages if page.menu]
    asked = [{key: value for key, value in one.items() if key != "site_dir"} for one in config.user_configs]
    words = [pages_name(), site.name, site.owner, config.site_url, config.theme["language"], menu, asked]
    words += [[one.path, one.type, one.title] for one in site.alternates]
    digest = sha256(json.dumps(words, default=_say).encode())
    for path in files:
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _say(value: object) -> str:
    """What is no JSON in a configuration: a function by its name, all else as it shows itself."""
    return f"{getattr(value, '__module__', '')} {getattr(value, '__qualname__', None) or repr(value)}"
