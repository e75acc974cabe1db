"""Writes a text as an accessible PDF (PDF/UA-1, ISO 14289-1; tags of ISO 32000-1, 14.8).

Typst lays it out, with files from this folder only: no network, no fonts of the machine. The same text gives the same
bytes.
"""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from build_tools.downloads.elements import make_elements
from build_tools.downloads.pdf.font_letters import find_unprintable
from build_tools.downloads.pdf.nodes import clean_words, make_nodes
from build_tools.downloads.pdf.row_headings import StructureError, mark_row_headings
from build_tools.model.document import StandaloneText
from build_tools.runtime.errors import UserError
from build_tools.text.escaping import in_one_line, show_invisible

if TYPE_CHECKING:
    from typst import Compiler

_FOLDER = Path(__file__).parent
_NEVER = 0
"""The time in a file whose text is not dated."""
_PLACE = re.compile(r"\{(page|pages)\}")


class PdfError(UserError):
    """A text cannot be made a PDF."""


def write_pdf(printed: StandaloneText) -> bytes:
    """The text as a PDF. Raises: PdfError.

    A character that the font lacks is replaced by its number: an empty box in a contract could mean anything.
    """
    from typst import TypstError  # noqa: PLC0415 - slow to import

    try:
        made = _compiler().compile(
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"paper": json.dumps(_describe(printed), ensure_ascii=False)},
            timestamp=printed.made or _NEVER,
        )
        return mark_row_headings(cast(bytes, made))
    except (TypstError, StructureError) as error:
        what = f"the PDF of {in_one_line(printed.foot[0])} cannot be made: {in_one_line(str(error))}"
        remedy = "Report this. Until it is mended, offer docx alone under downloads: in policy.yml."
        raise PdfError(what, remedy) from None


def unprintable_characters(printed: StandaloneText) -> tuple[str, ...]:
    """The characters of a text, in the order of the page, that its PDF shows by their numbers."""
    margins = (printed.note, *printed.foot, printed.page)
    if not find_unprintable(unescape("".join((printed.body, *margins)))):  # true of most texts, and quick to see
        return ()
    words = make_elements(printed.body).itertext()
    return find_unprintable("".join((*words, *margins)))


def _describe(printed: StandaloneText) -> dict[str, object]:
    """The input of `paper.typ`."""
    nodes, absent = make_nodes(make_elements(printed.body))
    language, _, region = printed.language.partition("-")
    numbering = [
        {"number": part} if number % 2 else part for number, part in enumerate(_PLACE.split(_shown(printed.page)))
    ]
    return {
        "title": _in_one_line(printed.title) or "-",  # PDF/UA-1 needs one
        "author": _in_one_line(printed.author),
        "dated": printed.made is not None,
        "language": language,
        "region": region or None,
        "note": _shown(printed.note),
        "foot": [_shown(line) for line in printed.foot],
        "numbering": numbering,
        "body": nodes,
        "absent": absent,
    }


def _shown(text: str) -> str:
    return clean_words(_in_one_line(text))


def _in_one_line(text: str) -> str:
    return " ".join(show_invisible(text).split())


@cache
def _compiler() -> "Compiler":
    from typst import Compiler, Fonts  # noqa: PLC0415 - slow to import

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FOLDER / "fonts"])
    return Compiler(_FOLDER / "paper.typ", root=_FOLDER, font_paths=fonts, ignore_system_fonts=True)
