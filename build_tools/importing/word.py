"""Reads a Word document as HTML. The file is inspected before mammoth reads it."""

import re
import zipfile
from io import BytesIO
from xml.parsers import expat

from lxml import html

from build_tools.importing.faults import ImportedFileError
from build_tools.importing.left_out import LeftOut
from build_tools.importing.word_source import HEADING, find_unconverted, prepare_word

_SAVE_AGAIN = "Open it in Word and save it again."
_WORD_LARGEST, _WORD_PARTS, _WORD_DEEPEST = 50_000_000, 2_000, 200
"""The most bytes and parts that a Word file may unpack to, and how deep its XML may be nested."""
_HEADINGS = "\n".join(f"p.{HEADING}{level} => h{level}:fresh" for level in range(1, 7))
_CHECK_BOX = re.compile(r"<input\b([^<>]*)/?>")


def read_word(name: str, data: bytes) -> tuple[str, tuple[LeftOut, ...]]:
    """A Word file as HTML, and the words that are left out. Raises: ImportedFileError: it cannot be read."""
    import mammoth  # noqa: PLC0415 - slow to import

    _inspect_word(name, data)
    try:
        prepared, left_out = prepare_word(data)
        picture = mammoth.images.img_element(lambda _: {"src": ""})
        made = mammoth.convert_to_html(BytesIO(prepared), convert_image=picture, style_map=_HEADINGS)
        page = _CHECK_BOX.sub(lambda box: "\u2612" if "checked" in box[1] else "\u2610", made.value)
        words = html.fromstring(f"<div>{page}</div>").text_content()
        unconverted = tuple(find_unconverted(prepared, words))
    except Exception as error:  # noqa: BLE001 - a library may raise anything about a broken file
        what = f"the Word file cannot be read: {type(error).__name__}"
        raise ImportedFileError(name, what, _SAVE_AGAIN) from None
    return f"<html><body>{page}</body></html>", (*left_out, *unconverted)


def _inspect_word(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in archive.namelist():
                raise ImportedFileError(name, "this is a ZIP file, not a Word document", "Name the .docx itself.")
            size = sum(part.file_size for part in parts)
            if size > _WORD_LARGEST or len(parts) > _WORD_PARTS:
                what = f"the Word file unpacks to {size / 1e6:,.0f} MB in {len(parts):,} parts"
                raise ImportedFileError(name, what, "Remove everything but the text from it.")
            if any(part.flag_bits & 1 for part in parts):
                raise ImportedFileError(name, "the Word file has a password", "Save it without a password.")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _inspect_xml(name, archive.read(part))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        what = f"the Word file is broken: {type(error).__name__}"
        raise ImportedFileError(name, what, _SAVE_AGAIN) from None


def _inspect_xml(name: str, data: bytes) -> None:
    """Refuse document types, which Word never writes: with them a file reads other files, or grows without end."""
    depth = 0

    def refuse(*_: object) -> None:
        raise ImportedFileError(name, "the Word file declares entities, which Word never does", _SAVE_AGAIN)

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _WORD_DEEPEST:
            what = f"the Word file is nested over {_WORD_DEEPEST} deep"
            raise ImportedFileError(name, what, "Copy its text into a new Word file.")

    def leave(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no name
    except expat.ExpatError:
        raise ImportedFileError(name, "a part of the Word file is broken", _SAVE_AGAIN) from None
