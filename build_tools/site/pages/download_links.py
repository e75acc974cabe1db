"""At which address does a version lie as a file, and how is it offered?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale
from babel.numbers import format_decimal

from build_tools.model.settings import DownloadForm
from build_tools.model.version import Version
from build_tools.model.wording import DownloadLabels

_KILO = 1000


def download_path(version: Version, form: DownloadForm) -> str:
    """Where it lies for ever, from the folder of all pages: beside the page of the version, with a name that tells."""
    document = version.document.id
    return f"{document}/{version.name}/{document}-{version.name}.{form}"


@dataclass(frozen=True, slots=True)
class DownloadLinks:
    """How files are offered."""

    files: Mapping[str, bytes]
    """Those that there are, by their paths."""
    labels: DownloadLabels
    language: str
    """BCP 47."""

    def offer(self, version: Version, folder: str) -> Iterator[Mapping[str, str]]:
        """Yield what a layout needs of each file of a version; `folder` leads to that of all pages."""
        for form in DownloadForm:
            path = download_path(version, form)
            if path in self.files:
                phrase = {DownloadForm.DOCX: self.labels.docx, DownloadForm.PDF: self.labels.pdf}[form]
                label = phrase.fill(size=say_size(len(self.files[path]), self.language))
                yield {"label": label, "address": f"{folder}{path}", "type": form.media_type}


def say_size(size: int, language: str) -> str:
    """A number of bytes in thousands of them, with the international sign (IEC 80000-13): `48 kB`."""
    return f"{format_decimal(max(1, round(size / _KILO)), locale=Locale.parse(language, sep='-'))}\u00a0kB"
