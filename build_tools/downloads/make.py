"""As which files can every version be kept, and how are they made: on all processors, once?

A version never changes, and neither does its file: what was made is kept from one build to the next. A preview makes
none, so that it stays quick.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from build_tools.downloads.make import write_file
from build_tools.downloads.pdf.font_letters import describe_characters
from build_tools.downloads.pdf.pdf import PdfError, check_pdf, unprintable_characters
from build_tools.downloads.standalone_text import StandaloneTexts
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm
from build_tools.model.version import Archive
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.errors import UserError
from build_tools.runtime.parallel import do_all
from build_tools.site.pages.versions import download_path

_MANY = 4
"""From how many files on it pays to begin other processes."""


class DownloadMode(StrEnum):
    """What is done about files that are not there yet."""

    KEPT = "kept"
    """Nothing: those that were made before are offered."""
    POSSIBLE = "possible"
    """They are made, but for those that cannot be made on this machine."""
    REQUIRED = "required"
    """All are made, or nothing is published."""


class DownloadsError(UserError):
    """Files that are to be offered cannot be made."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files that are offered."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """By their paths, from the folder of all pages."""
    remarks: tuple[str, ...] = ()
    """Why some are left out, a line each."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    path: str
    form: DownloadForm
    printed: StandaloneText

    @property
    def key(self) -> str:
        return f"{self.form} {sha256(repr(self.printed).encode()).hexdigest()}"


def make_downloads(
    archive: Archive, printing: StandaloneTexts, forms: Sequence[DownloadForm], cache: SealedCache, making: DownloadMode
) -> Downloads:
    """The files of all versions in some forms.

    Raises: DownloadsError: all are required, and one cannot be made.
    """
    wanted = list(_find_wanted(archive, printing, forms))
    files = {one.path: kept for one in wanted if (kept := cache.get(one.key)) is not None}
    missing = [one for one in wanted if one.path not in files]
    if making is DownloadMode.KEPT:
        told = f"{len(missing)} downloads are left out of this preview. A build makes them, and they are kept for it."
        return Downloads(files, (told,) if missing else ())
    reasons: list[str] = []
    for one, made in _make_all(missing):
        if isinstance(made, bytes):
            files[one.path] = made
            cache.put(one.key, made)
        else:
            reasons.append(str(made))
    cache.sweep()
    told_once = tuple(dict.fromkeys(reasons))
    if reasons and making is DownloadMode.REQUIRED:
        raise DownloadsError("\n".join(told_once))
    left_out = f"{len(reasons)} downloads are left out. "
    remarks = [f"{left_out if not number else ''}{told}" for number, told in enumerate(told_once)]
    return Downloads(files, (*remarks, *_name_replaced(one for one in wanted if one.path in files)))


def _name_replaced(offered: Iterable[_Wanted]) -> Iterator[str]:
    """Yield the files that show a letter by its number: a check refuses such a letter, and an old text may hold one."""
    for one in offered:
        if one.form is DownloadForm.PDF and (letters := unprintable_characters(one.printed)):
            where = "its number stands in its place" if len(letters) == 1 else "their numbers stand in their places"
            yield f"{one.path}: the font of PDFs lacks {describe_characters(letters)}, so {where}."


def _find_wanted(archive: Archive, printing: StandaloneTexts, forms: Sequence[DownloadForm]) -> Iterator[_Wanted]:
    for versions in archive.histories.values():
        for version in versions:
            printed = printing.for_ever(version)
            yield from (_Wanted(download_path(version, form), form, printed) for form in dict.fromkeys(forms))


def _make_all(missing: Sequence[_Wanted]) -> Iterator[tuple[_Wanted, bytes | PdfError]]:
    """Yield what comes of each: a file, or why there can be none."""
    cannot: PdfError | None = None
    if any(one.form is DownloadForm.PDF for one in missing):
        try:
            check_pdf()
        except PdfError as error:
            cannot = error
    possible = [one for one in missing if not (cannot and one.form is DownloadForm.PDF)]
    yield from zip(possible, do_all(_make, possible, chunk=1, many=_MANY), strict=True)
    if cannot:
        yield from ((one, cannot) for one in missing if one.form is DownloadForm.PDF)


def _make(wanted: _Wanted) -> bytes | PdfError:
    try:
        return write_file(wanted.printed, wanted.form)
    except PdfError as error:
        return error
