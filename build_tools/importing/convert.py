"""Which kind of text does a file hold, and how does it come to be one page of HTML?

HTML is what Markdown and Word are brought to first, since each of them says in it what is a heading, a list or a table.
"""

import codecs
import re
from collections.abc import Sequence

from lxml import html

from build_tools.importing.blocks import LINE
from build_tools.importing.convert import ImportedFileError, read_word
from build_tools.importing.plain_text import mark_up
from build_tools.model.normalization import remove_invisible

LARGEST = 5_000_000
"""How many bytes a file may have; policies have a few hundred thousand at most."""

_DEEPEST = 500
LARGEST_TEXT = 500_000
"""How many letters a text may have, ten times as many as long policies have."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""", re.IGNORECASE
)
_PLACED = ("paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open", "table_open", "tr_open")
_NO_TEXTS = (
    (b"%PDF", "this is a PDF, in which nobody can tell headings and tables for sure", "Save it as Word or HTML."),
    (b"{\\rtf", "this is Rich Text", "Save it as .docx."),
    (b"\x7fELF", "this is a program", "Name a text."),
    (b"\x89PNG", "this is a picture", "Name a text."),
    (b"\xff\xd8\xff", "this is a picture", "Name a text."),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_page(name: str, data: bytes) -> html.HtmlElement:
    """The page of HTML that a file makes. Where its elements stand in the file, their attribute `LINE` says.

    Raises: ImportedFileError: it is empty, too large, no text, or in an encoding that it does not declare.
    """
    if len(data) > LARGEST:
        raise ImportedFileError(
            name, f"the file has {len(data) / 1e6:.1f} MB", f"A text has {LARGEST / 1e6:.0f} at most."
        )
    for magic, what, remedy in _NO_TEXTS:
        if data.startswith(magic):
            raise ImportedFileError(name, what, remedy)
    if data.startswith(_OLD_OFFICE):
        raise ImportedFileError(
            name, "this is an old .doc, or a Word file with a password", "Save it as .docx without one."
        )
    if data.startswith(b"PK"):
        return _parse(name, read_word(name, data), is_placed=False)
    return _open_text(name, data)


def _open_text(name: str, data: bytes) -> html.HtmlElement:
    text = _decode(name, data)
    if not text.strip():
        raise ImportedFileError(name, "the file is empty", "Name one that holds a text.")
    ending = name.rpartition(".")[2].lower()
    if ending in {"html", "htm", "xhtml"} or re.match(r"(?is)\s*(<!--.*?-->\s*)*<(!doctype|html)\b", text[:5000]):
        return _parse(name, text)
    _check_length(name, text)
    lines = tuple(mark_up(text)) if ending in {"txt", "text"} else ()
    return _parse(name, _render(text, lines), is_placed=False)


def _check_length(name: str, text: str) -> None:
    if len(text) > LARGEST_TEXT:
        what = f"the text has {len(text):,} letters"
        raise ImportedFileError(name, what, f"One has {LARGEST_TEXT:,} at most; import its parts one by one.")


def _decode(name: str, data: bytes) -> str:
    """The text of a file, by its byte order mark, by the encoding that it declares, or as UTF-8."""
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
        raise ImportedFileError(name, "the file is no text", "Name a text in Markdown, HTML or Word.")
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _render(text: str, marked: Sequence[tuple[int, str]] = ()) -> str:
    """The HTML of Markdown, its elements with their lines; `marked` has its lines with their numbers in the file."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable("table")
    text = "\n".join(line for _, line in marked) if marked else _without_front_matter(text)
    tokens = parser.parse(text)
    for token in tokens:
        if token.map and token.type in _PLACED:
            token.attrSet(LINE, str(marked[token.map[0]][0] if marked else token.map[0] + 1))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _without_front_matter(text: str) -> str:
    """A text whose front matter, if any, is as many empty lines, but for the title that it gives."""
    match = re.match(r"---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not match:
        return text
    titled = re.search(r"(?m)^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", match[1])
    lines = match[0].count("\n")
    has_heading = re.search(r"(?m)^# ", text[match.end() :])
    head = f"# {titled[1]}" if titled and not has_heading else ""
    return head + "\n" * lines + text[match.end() :]


def _parse(name: str, text: str, *, is_placed: bool = True) -> html.HtmlElement:
    # the text is decoded by now, whatever it declares
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        page: html.HtmlElement = html.document_fromstring(text.encode(), parser=parser)
    except (ValueError, html.etree.ParserError):
        raise ImportedFileError(name, "there is no text in the file", "Name one that holds a text.") from None
    _drop_unseen(page)
    depth = _depth(page)
    if depth > _DEEPEST:
        what = f"its elements are nested {depth:,} deep, as in no page that people write"
        raise ImportedFileError(name, what, "Copy the text into Word, save that, and import it.")
    _check_length(name, "".join(page.xpath("//body//text()[not(ancestor::script or ancestor::style)]")))
    if is_placed:
        for element in page.iter():
            if isinstance(element.tag, str):
                element.set(LINE, str(element.sourceline or 0))
    return page


def _drop_unseen(page: html.HtmlElement) -> None:
    """Leave out the characters that no reader sees, which a source may not hold."""
    for element in page.iter():
        element.text = remove_invisible(element.text or "") or None
        element.tail = remove_invisible(element.tail or "") or None
        for name, value in element.items():
            element.set(name, remove_invisible(value))


def _depth(page: html.HtmlElement) -> int:
    """How deep the elements are nested."""
    deepest = depth = 0
    for event, _ in html.etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
