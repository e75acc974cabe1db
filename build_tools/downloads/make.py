"""Makes every version as PDF and Word files, on all processors, and keeps them.

A version never changes, and neither does its file: a file is kept from one build to the next. A preview makes none, so
that it stays quick.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from build_tools.downloads.offered import DownloadMode, Downloads
from build_tools.downloads.pdf.font_letters import describe_characters
from build_tools.downloads.pdf.pdf import unprintable_characters, write_pdf
from build_tools.downloads.standalone_text import StandaloneTexts
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm
from build_tools.model.version import Archive
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_each
from build_tools.site.pages.versions import download_path

_CHUNK = 8
"""How many consecutive files one process makes: they share most texts, which are converted once."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    path: str
    form: DownloadForm
    printed: StandaloneText
    key: str
    """Names the form and everything that the text holds."""

    def make(self) -> bytes:
        return write_file(self.printed, self.form)


def make_downloads(
    archive: Archive, texts: StandaloneTexts, forms: Sequence[DownloadForm], cache: SealedCache, mode: DownloadMode
) -> Downloads:
    """The files of all versions in some forms. Raises: PdfError."""
    wanted = list(_list_wanted(archive, texts, forms))
    kept = cache.get_all(file.key for file in wanted)
    files = {file.path: kept[file.key] for file in wanted if file.key in kept}
    missing = [file for file in wanted if file.path not in files]
    if mode is DownloadMode.KEPT:
        remark = f"{len(missing)} downloads are left out of this preview. A build makes them, and they are kept for it."
        return Downloads(files, (remark,) if missing else ())
    for file, made in zip(missing, do_each(_Wanted.make, missing, chunk=_CHUNK), strict=True):
        files[file.path] = made
        cache.put(file.key, made)
    cache.sweep()
    return Downloads(files, tuple(_name_replaced(wanted)))


def _list_wanted(archive: Archive, texts: StandaloneTexts, forms: Sequence[DownloadForm]) -> Iterator[_Wanted]:
    """Yield the files of all versions. Those of one text, and of similar texts, follow each other."""
    for versions in archive.histories.values():
        for version in versions:
            printed = texts.for_ever(version)
            digest = sha256(repr(printed).encode()).hexdigest()
            for form in dict.fromkeys(forms):
                yield _Wanted(download_path(version, form), form, printed, f"{form} {digest}")


def _name_replaced(offered: Iterable[_Wanted]) -> Iterator[str]:
    """Yield the files that show a letter by its number: a check refuses such a letter, and an old text may hold one."""
    for file in offered:
        if file.form is DownloadForm.PDF and (letters := unprintable_characters(file.printed)):
            where = "its number stands in its place" if len(letters) == 1 else "their numbers stand in their places"
            yield f"{file.path}: the font of PDFs lacks {describe_characters(letters)}, so {where}."


def write_file(printed: StandaloneText, form: DownloadForm) -> bytes:
    """A text as a file. Raises: PdfError."""
    match form:
        case DownloadForm.PDF:
            return write_pdf(printed)
        case DownloadForm.DOCX:
            from build_tools.downloads.word.text import write_text  # noqa: PLC0415 - slow to import

            return write_text(printed)
