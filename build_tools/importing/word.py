"""What does a Word file say, by the styles of its headings, lists and tables?"""

import re
import zipfile
from io import BytesIO
from xml.parsers import expat

from build_tools.importing.convert import ImportedFileError

_LARGEST = 50_000_000
"""How many bytes the parts of a file may have, unpacked."""
_MOST_PARTS = 2_000
_DEEPEST = 200
_DOCUMENT = "word/document.xml"
_XML = re.compile(r"\.(xml|rels)$", re.IGNORECASE)


def read_word(name: str, data: bytes) -> str:
    """The text of a .docx as HTML. Pictures are left out.

    Raises: ImportedFileError: it is another file, broken, or made to do harm.
    """
    import mammoth  # noqa: PLC0415 - slow to import

    _inspect(name, data)
    try:
        made = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {"src": ""}))
    except Exception as error:  # noqa: BLE001 - whatever a library says of a broken file
        what = f"the Word file cannot be read: {type(error).__name__}"
        raise ImportedFileError(name, what, "Open it in Word, and save it anew.") from None
    return f"<html><body>{made.value}</body></html>"


def _inspect(name: str, data: bytes) -> None:
    """Refuse what is no Word file, what unpacks to too much, and what refers to other files."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if _DOCUMENT not in archive.namelist():
                raise ImportedFileError(name, "this is a ZIP file, and no Word document", "Name the .docx itself.")
            size = sum(part.file_size for part in parts)
            if size > _LARGEST or len(parts) > _MOST_PARTS:
                what = f"the Word file unpacks to {size / 1e6:,.0f} MB in {len(parts):,} parts"
                raise ImportedFileError(name, what, "Remove what is no text from it.")
            if any(part.flag_bits & 1 for part in parts):
                raise ImportedFileError(name, "the Word file has a password", "Save it without one.")
            for part in parts:
                if _XML.search(part.filename):
                    _inspect_xml(name, archive.read(part))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        what = f"the Word file is broken: {type(error).__name__}"
        raise ImportedFileError(name, what, "Open it in Word, and save it anew.") from None


def _inspect_xml(name: str, data: bytes) -> None:
    """Word writes no document types; with them a file reads other files, or grows without end."""
    depth = 0

    def refuse(*_: object) -> None:
        raise ImportedFileError(name, "the Word file declares entities, which Word does not", "Save it anew in Word.")

    def go_in(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ImportedFileError(
                name, f"the Word file is nested over {_DEEPEST} deep", "Copy its text into a new one."
            )

    def go_out(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = go_in
    parser.EndElementHandler = go_out
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no name
    except expat.ExpatError:
        raise ImportedFileError(
            name, "a part of the Word file is broken", "Open it in Word, and save it anew."
        ) from None
