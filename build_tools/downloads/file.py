"""Writes a text that is ready to be printed as a file."""

from build_tools.downloads.pdf.pdf import write_pdf
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm


def write_file(printed: StandaloneText, form: DownloadForm) -> bytes:
    """A text as a file.

    Raises: PdfError: it cannot be made.
    """
    match form:
        case DownloadForm.PDF:
            return write_pdf(printed)
        case DownloadForm.DOCX:
            from build_tools.downloads.word.text import write_text  # noqa: PLC0415 - slow to import

            return write_text(printed)
