"""Caches the finished pages of old versions, until something that they show changes.

These pages are in no menu and no search index, so no other page depends on building them.
"""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from build_tools.delivery.content_security_policy import remove_policy_meta
from build_tools.mkdocs_plugin.defaults import own_theme_files, stated_settings
from build_tools.mkdocs_plugin.early_files import EarlyFile
from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_of_pieces import PageOfPieces, PageTexts
from build_tools.model.page import Page, Site
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.files import Folder
from build_tools.runtime.program_files import SETTINGS, program_path


class PageCache:
    """The finished pages of old versions, from one build to the next."""

    def __init__(
        self, open_cache: Callable[[str, str], SealedCache], config: MkDocsConfig, site: Site, *, is_guarded: bool
    ) -> None:
        """`open_cache` opens a cache by a name and a frame; without `is_guarded`, pages lose their security policy."""
        self.frame = _name_frame(config, site)
        self._cache = open_cache("pages", self.frame)
        texts = {page.path: page.text.encode() for page in site.pages if not page.menu}
        self._keys = {path: f"{path} {sha256(text).hexdigest()}" for path, text in texts.items()}
        self._found = self._cache.get_all(self._keys.values())
        self._texts = PageTexts(config, open_cache("pieces", self.frame))
        self._new: list[tuple[MkDocsPage, bytes]] = []
        self._is_guarded = is_guarded

    def make_file(self, page: Page, config: MkDocsConfig) -> File:
        """The page for MkDocs: to be built, or finished if it was built before."""
        place = InclusionLevel.INCLUDED if page.menu else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.path, content=page.text, inclusion=place)
        cached = self._found.pop(self._keys[page.path], None) if not page.menu else None
        if cached is None:
            PageOfPieces(page.menu or None, file, config, self._texts)
            return file
        where = (page.path, None, config.site_dir, config.use_directory_urls)
        finished = _Finished(*where, dest_uri=file.dest_uri, inclusion=place)
        finished.content_bytes = cached if self._is_guarded else remove_policy_meta(cached)
        return finished

    def begin(self, files: Files) -> None:
        """Begin to convert the pages that are not cached. `files` are all of the site."""
        self._texts.begin(files)

    def note(self, page: MkDocsPage, output: str) -> None:
        """Remember a page that has been built, and let go of its text, which fills the memory in a long history."""
        if page.file.src_uri in self._keys:
            self._new.append((page, sha256(_encode(output)).digest()))
            page.content = page.markdown = None

    def keep(self, site: Folder) -> None:
        """Cache the remembered pages after a successful build, from the folder of the built site."""
        for page, digest in self._new:
            place = page.file.dest_uri
            is_mended = isinstance(page, LenientPage) and page.is_mended  # each build has to report these
            if not is_mended and site.holds(place) and sha256(output := site.read(place)).digest() == digest:
                self._cache.put(self._keys[page.file.src_uri], output)
        self._cache.sweep()
        self._texts.keep()


def _encode(output: str) -> bytes:
    return output.encode("utf-8", "xmlcharrefreplace")  # as MkDocs writes it


class _Finished(EarlyFile):
    def is_documentation_page(self) -> bool:
        return False  # it is copied, not rendered


def _name_frame(config: MkDocsConfig, site: Site) -> str:
    """The SHA-256 of everything that shapes a page, beside the program: configuration, theme, menu.

    The configuration counts as MkDocs read it: it may refer to other files (`INHERIT`) and the environment (`!ENV`).
    """
    configuration = Path(config.config_file_path)
    files = [configuration, *(configuration.parent / hook for hook in config.hooks)]
    files += [*own_theme_files(config), program_path(SETTINGS)]
    menu = [(page.menu, page.path) for page in site.pages if page.menu]
    settings = [{key: value for key, value in read.items() if key != "site_dir"} for read in stated_settings(config)]
    words = [site.name, site.owner, config.site_url, config.theme["language"], menu, settings]
    words += [[feed.path, feed.type, feed.title] for feed in site.alternates]
    content = (f"\n{os.path.relpath(path, configuration.parent)}\n".encode() + path.read_bytes() for path in files)
    return sha256(b"".join([json.dumps(words, default=_describe).encode(), *content])).hexdigest()


def _describe(value: object) -> str:
    """Describe a value of a configuration that JSON cannot: a function by its name, anything else by its `repr`."""
    return f"{getattr(value, '__module__', '')} {getattr(value, '__qualname__', None) or repr(value)}"
