"""Reads a file (HTML, Markdown, Word or plain text) as one page of HTML.

Markdown and Word are converted to HTML first, since HTML states what is a heading, a list or a table. A Word file is
inspected before mammoth reads it.
"""

import codecs
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.parsers import expat

from lxml import html

from build_tools.importing.plain_text import mark_up
from build_tools.model.normalization import remove_invisible
from build_tools.runtime.errors import UserError

LINE = "data-policy-import-line"  # the attribute that holds the line of the file in which an element begins
LARGEST = 5_000_000  # bytes of a file; policies have a few hundred thousand
LARGEST_TEXT = 500_000  # Characters, ten times as many as long policies have
_DEEPEST = 500
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""", re.IGNORECASE
)
_WITH_LINE = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open", "table_open", "tr_open"}
_NOT_TEXT = (
    (b"%PDF", "this is a PDF, which does not say what is a heading or a table", "Save it as Word or HTML."),
    (b"{\\rtf", "this is Rich Text", "Save it as .docx."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old .doc, or a Word file with a password",
     "Save it as .docx without a password."),
    (b"\x7fELF", "this is a program", "Name a text file."),
    (b"\x89PNG", "this is a picture", "Name a text file."),
    (b"\xff\xd8\xff", "this is a picture", "Name a text file."),
)  # fmt: skip
_SAVE_AGAIN = "Open it in Word and save it again."
_WORD_LARGEST, _WORD_PARTS, _WORD_DEEPEST = 50_000_000, 2_000, 200
"""The most bytes and parts that a Word file may unpack to, and how deep its XML may be nested."""


class ImportedFileError(UserError):
    """A file that cannot be read as the text of a policy."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"{file}: {what}", remedy)


def open_page(name: str, data: bytes) -> html.HtmlElement:
    """A file as a page of HTML with `LINE` attributes. Raises: ImportedFileError: it is no text that can be read."""
    if len(data) > LARGEST:
        raise ImportedFileError(
            name, f"the file has {len(data) / 1e6:.1f} MB", f"At most {LARGEST / 1e6:.0f} MB can be imported."
        )
    for magic, what, remedy in _NOT_TEXT:
        if data.startswith(magic):
            raise ImportedFileError(name, what, remedy)
    if data.startswith(b"PK"):
        return _parse(name, _read_word(name, data), has_lines=False)
    text = _decode(name, data)
    if not text.strip():
        raise ImportedFileError(name, "the file is empty", "Name a file that holds a text.")
    ending = name.rpartition(".")[2].lower()
    if ending in {"html", "htm", "xhtml"} or re.match(r"(?is)\s*(<!--.*?-->\s*)*<(!doctype|html)\b", text[:5000]):
        return _parse(name, text)
    _check_length(name, text)
    lines = tuple(mark_up(text)) if ending in {"txt", "text"} else ()
    return _parse(name, _render(text, lines), has_lines=False)


def depth_of(element: html.HtmlElement) -> int:
    """How deep the elements in an element are nested, itself included."""
    deepest = depth = 0
    for event, _ in html.etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _check_length(name: str, text: str) -> None:
    if len(text) > LARGEST_TEXT:
        remedy = f"At most {LARGEST_TEXT:,} can be imported; split the text and import the parts one by one."
        raise ImportedFileError(name, f"the text has {len(text):,} characters", remedy)


def _decode(name: str, data: bytes) -> str:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")
    declared = _DECLARED.search(data[:4000])
    if not encoding and declared:
        encoding = (declared[1] or declared[2]).decode("ascii", "replace")
    try:
        text = data.decode(encoding or "utf-8")
    except LookupError:
        raise ImportedFileError(name, f"the encoding {encoding!r} is not known", "Save the file as UTF-8.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"line {line} holds the byte 0x{data[error.start]:02X}, which is not {encoding or 'UTF-8'}"
        raise ImportedFileError(name, what, "Save the file as UTF-8.") from None
    if "\0" in text:
        raise ImportedFileError(name, "the file is not text", "Name a text in Markdown, HTML or Word.")
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _render(text: str, marked: Sequence[tuple[int, str]] = ()) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable("table")
    text = "\n".join(line for _, line in marked) if marked else _without_front_matter(text)
    tokens = parser.parse(text)
    for token in tokens:
        if token.map and token.type in _WITH_LINE:
            token.attrSet(LINE, str(marked[token.map[0]][0] if marked else token.map[0] + 1))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _without_front_matter(text: str) -> str:
    """A text with its front matter replaced by as many empty lines, and by a heading if it gives the only title."""
    match = re.match(r"---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not match:
        return text
    titled = re.search(r"(?m)^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", match[1])
    has_heading = re.search(r"(?m)^# ", text[match.end() :])
    head = f"# {titled[1]}" if titled and not has_heading else ""
    return head + "\n" * match[0].count("\n") + text[match.end() :]


def _parse(name: str, text: str, *, has_lines: bool = True) -> html.HtmlElement:
    """The page of a text in HTML, without characters that no reader sees. The text is decoded, whatever it declares."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        page: html.HtmlElement = html.document_fromstring(text.encode(), parser=parser)
    except (ValueError, html.etree.ParserError):
        raise ImportedFileError(name, "there is no text in the file", "Name a file that holds a text.") from None
    for element in page.iter():
        element.text = remove_invisible(element.text or "") or None
        element.tail = remove_invisible(element.tail or "") or None
        for key, value in element.items():
            element.set(key, remove_invisible(value))
    if (depth := depth_of(page)) > _DEEPEST:
        what = f"its elements are nested {depth:,} deep; at most {_DEEPEST} can be read"
        raise ImportedFileError(name, what, "Copy the text into Word, save it, and import that file.")
    _check_length(name, "".join(page.xpath("//body//text()[not(ancestor::script or ancestor::style)]")))
    if has_lines:
        for element in page.iter():
            if isinstance(element.tag, str):
                element.set(LINE, str(element.sourceline or 0))
    return page


def _read_word(name: str, data: bytes) -> str:
    import mammoth  # noqa: PLC0415 - slow to import

    _inspect_word(name, data)
    try:
        made = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {"src": ""}))
    except Exception as error:  # noqa: BLE001 - a library may raise anything about a broken file
        what = f"the Word file cannot be read: {type(error).__name__}"
        raise ImportedFileError(name, what, _SAVE_AGAIN) from None
    return f"<html><body>{made.value}</body></html>"


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
