"""Gives MkDocs files whose content is made when they are copied, so that a large site is never held in memory."""

from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig

from build_tools.mkdocs_plugin.early_files import EarlyFile


class MadeFile(EarlyFile):
    """A file that no other file of MkDocs reads."""

    make: Callable[[], bytes]

    @classmethod
    def of(cls, config: MkDocsConfig, path: str, make: Callable[[], bytes]) -> "MadeFile":
        """The file at a path of the site, with the content that `make` returns."""
        file = cls(path, None, config.site_dir, config.use_directory_urls)
        file.make = make
        file.generated_by = "policy"
        return file

    @property
    def _content(self) -> bytes:  # type: ignore[override] # MkDocs reads it, and never sets it
        return self.make()
