"""The files for download that a site offers, and how missing ones are handled.

They are apart from `make`, which is slow to import: a check makes no files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from build_tools.downloads.standalone_text import StandaloneTexts
from build_tools.model.settings import DownloadForm
from build_tools.model.version import Archive
from build_tools.runtime.cache import SealedCache


class DownloadMode(StrEnum):
    """How files that do not exist yet are handled."""

    KEPT = "kept"
    """None is made: only the kept files are offered."""
    MADE = "made"
    """All are made."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files that are offered."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """By their paths, from the folder of all pages."""
    remarks: tuple[str, ...] = ()
    """What a person should know of them, a line each."""


def find_downloads(
    archive: Archive, texts: StandaloneTexts, forms: Sequence[DownloadForm], cache: SealedCache, mode: DownloadMode
) -> Downloads:
    """The files of all versions in some forms. Raises: PdfError."""
    from build_tools.downloads.make import make_downloads  # noqa: PLC0415 - slow to import, and a check makes no files

    return make_downloads(archive, texts, forms, cache, mode)
