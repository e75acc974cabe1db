"""Writes a text as an accessible PDF (PDF/UA-1, ISO 14289-1; tags of ISO 32000-1, 14.8).

WeasyPrint lays it out, with files from this folder only: no network, no fonts of the machine. The same text gives the
same bytes.
"""

import re
from functools import cache
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import tostring

from build_tools.downloads.elements import make_elements
from build_tools.downloads.pdf.font_letters import find_unprintable, replace_unprintable
from build_tools.model.document import StandaloneText
from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

_FOLDER = Path(__file__).parent
_FONTS = {
    "regular": ("SourceSans3-Regular.otf.woff2", "normal", "normal"),
    "bold": ("SourceSans3-Bold.otf.woff2", "bold", "normal"),
    "italic": ("SourceSans3-It.otf.woff2", "normal", "italic"),
}
"""The font files by the last part of their addresses: file, weight, style."""
_ADDRESS = "font:"
_PLACE = re.compile(r"\{(page|pages)\}")


class PdfError(UserError):
    """A PDF cannot be made on this machine. The message is one line, with the remedy."""


def check_pdf() -> None:
    """Raise PdfError if WeasyPrint is not installed, or lacks a library of the system."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - slow to import, and an extra
    except ImportError:
        what = "PDFs need WeasyPrint, which is not installed"
        raise PdfError(what, "Run: make .venv/site") from None
    except OSError as error:
        library = re.search(r"'([\w.+-]+)'", str(error))
        what = f"PDFs need the system's library {library[1] if library else 'Pango'}, which is not installed"
        remedy = "On Debian and Ubuntu, run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise PdfError(what, remedy) from None


def write_pdf(printed: StandaloneText) -> bytes:
    """The text as a PDF. Raises PdfError if it cannot be made on this machine.

    A character that the font lacks is replaced by its number: an empty box in a contract could mean anything.
    """
    check_pdf()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - the same

    page = _write_page(printed)
    styles, fonts = _styles()
    foot = CSS(string=_write_foot(printed), font_config=fonts, url_fetcher=_refuse_all())
    made = HTML(string=page, url_fetcher=_refuse_all()).write_pdf(
        stylesheets=[styles, foot],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(page.encode()).digest()[:16],
    )
    return bytes(made or b"")


def unprintable_characters(printed: StandaloneText) -> tuple[str, ...]:
    """The characters of a text, in the order of the page, that its PDF shows by their numbers."""
    margins = (printed.note, *printed.foot, printed.page)
    if not find_unprintable(unescape("".join((printed.body, *margins)))):  # true of most texts, and quick to see
        return ()
    words = make_elements(printed.body).itertext()
    return find_unprintable("".join((*words, *margins)))


def _write_page(printed: StandaloneText) -> str:
    title, author = (escape(show_invisible(text)) for text in (printed.title, printed.author))
    note = escape(replace_unprintable(show_invisible(printed.note)))
    made = f'<meta name="dcterms.created" content="{printed.made.isoformat()}">' if printed.made else ""
    root = make_elements(printed.body)
    for element in root.iter():
        element.text, element.tail = (text and replace_unprintable(text) for text in (element.text, element.tail))
    body = tostring(root, "unicode", "html")
    box = f'<p class="note">{note}</p>' if note else ""
    return (
        f'<!doctype html><html lang="{printed.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="author" content="{author}">{made}</head><body>{box}{body}</body></html>'
    )


def _write_foot(printed: StandaloneText) -> str:
    lines = r" '\A' ".join(map(_quote, printed.foot))
    parts = (
        f"counter({match})" if number % 2 else _quote(match) for number, match in enumerate(_PLACE.split(printed.page))
    )
    common = 'font: 7pt/1.5 "Policy Paper"; color: #51606b; vertical-align: top; padding-top: 4mm;'
    return (
        f"@page {{ @bottom-left {{ content: {lines}; white-space: pre; width: 82%; {common} }}"
        f" @bottom-right {{ content: {' '.join(parts)}; text-align: right; width: 18%; {common} }} }}"
    )


def _quote(text: str) -> str:
    """A text as a string of CSS, with all but letters and digits as escapes (CSS Syntax, 4.3.7)."""
    shown = replace_unprintable(show_invisible(text))
    return '"' + "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in shown) + '"'


@cache
def _styles() -> tuple["CSS", "FontConfiguration"]:
    from weasyprint import CSS  # noqa: PLC0415 - the same
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: "Policy Paper"; src: url({_ADDRESS}{name}); font-weight: {weight};'
        f" font-style: {style}; }}"
        for name, (_, weight, style) in _FONTS.items()
    )
    text = faces + (_FOLDER / "paper.css").read_text("utf-8")
    return CSS(string=text, font_config=fonts, url_fetcher=_refuse_all()), fonts


@cache
def _refuse_all() -> Any:
    """A fetcher that gives WeasyPrint our fonts, and refuses all else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - the same

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, **_: object) -> URLFetcherResponse:
            name = url.removeprefix(_ADDRESS)
            if name not in _FONTS:
                raise ValueError("nothing is fetched")
            font = (_FOLDER / "fonts" / _FONTS[name][0]).read_bytes()
            return URLFetcherResponse(url, font, {"Content-Type": "font/woff2"})

    return Fetcher()
