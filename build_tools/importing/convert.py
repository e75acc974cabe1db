"""Reads a file (HTML, a saved page, Markdown, Word, CSV or plain text) as one page of HTML.

All of them are converted to HTML first, since HTML states what is a heading, a list or a table.
"""

import codecs
import re
from collections.abc import Sequence

from lxml import html

from build_tools.importing.csv_table import read_csv
from build_tools.importing.faults import ImportedFileError
from build_tools.importing.left_out import set_aside
from build_tools.importing.list_numbers import settle_numbers
from build_tools.importing.plain_text import mark_up
from build_tools.importing.saved_page import is_saved_page, read_saved_page
from build_tools.importing.word import read_word
from build_tools.model.normalization import remove_invisible
from build_tools.source.size_limits import LONGEST_LINE

LINE = "data-policy-import-line"  # the attribute that holds the line of the file in which an element begins
LARGEST = 5_000_000  # bytes of a file; policies have a few hundred thousand
LARGEST_TEXT = 500_000  # Characters, ten times as many as long policies have
_DEEPEST = 500
_DEEPEST_MARKDOWN = 50  # the reader of Markdown leaves out what is deeper
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""", re.IGNORECASE
)
_WITH_LINE = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open", "table_open", "tr_open"}
ADDRESS = "data-policy-import-address"
"""The attribute of a page that holds the address from which it was saved."""
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)")
_ERROR_PAGE = re.compile(
    r"(?i)^(?:error\b|40[0-9]\b|50[0-9]\b|just a moment|attention required|access denied|forbidden|page not found|"
    r"not found|seite nicht gefunden|page introuvable|service unavailable)"
)
_SHORT_PAGE = 1_000  # characters
_NOT_TEXT = (
    (b"%PDF", "this is a PDF, which does not say what is a heading or a table", "Save it as Word or HTML."),
    (b"{\\rtf", "this is Rich Text", "Save it as .docx."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old .doc, or a Word file with a password",
     "Save it as .docx without a password."),
    (b"\x7fELF", "this is a program", "Name a text file."),
    (b"\x89PNG", "this is a picture", "Name a text file."),
    (b"\xff\xd8\xff", "this is a picture", "Name a text file."),
)  # fmt: skip


def open_page(name: str, data: bytes) -> html.HtmlElement:
    """A file as a page of HTML with `LINE` attributes. Raises: ImportedFileError: it is no text that can be read."""
    _refuse_other_files(name, data)
    if data.startswith(b"PK"):
        return _open_word(name, data)
    charset = address = ""
    if is_saved := is_saved_page(name, data):
        data, charset, address = read_saved_page(name, data)
    text = _decode(name, data, charset)
    if not text.strip():
        raise ImportedFileError(name, "the file is empty", "Name a file that holds a text.")
    page = _open_text(name, text, is_page=is_saved)
    if found := address or next(iter(_SAVED_FROM.findall(text[:5000])), ""):
        page.set(ADDRESS, found)
    settle_numbers(page)
    return page


def _refuse_other_files(name: str, data: bytes) -> None:
    if len(data) > LARGEST:
        remedy = f"At most {LARGEST / 1e6:.0f} MB can be imported."
        raise ImportedFileError(name, f"the file has {len(data) / 1e6:.1f} MB", remedy)
    for magic, what, remedy in _NOT_TEXT:
        if data.startswith(magic):
            raise ImportedFileError(name, what, remedy)


def _open_word(name: str, data: bytes) -> html.HtmlElement:
    text, left_out = read_word(name, data)
    page = _parse(name, text, has_lines=False)
    for loss in left_out:
        set_aside(page.find("body"), loss.words, loss.why)
    settle_numbers(page)
    return page


def _open_text(name: str, text: str, *, is_page: bool) -> html.HtmlElement:
    ending = name.rpartition(".")[2].lower()
    is_page = is_page or ending in {"html", "htm", "xhtml"}
    if is_page or re.match(r"(?is)\s*(<!--.*?-->\s*)*<(!doctype|html)\b", text[:5000]):
        page = _parse(name, text)
        _refuse_other_pages(name, page)
        return page
    _check_length(name, text)
    if ending in {"csv", "tsv"}:
        return _parse(name, read_csv(name, text, LINE), has_lines=False)
    if ending not in {"txt", "text"}:
        for number, line in enumerate(text.split("\n"), 1):
            if "<" not in line:  # HTML may have a whole page in one line
                check_line(name, number, line)
    lines = tuple(mark_up(text)) if ending in {"txt", "text"} else ()
    return _parse(name, _render(name, text, lines), has_lines=False)


def _refuse_other_pages(name: str, page: html.HtmlElement) -> None:
    """Refuse a page to sign in, an error, and a page whose text a script would fetch."""
    words = "".join(page.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"))
    if len(words.strip()) > _SHORT_PAGE:
        return
    title = " ".join(page.xpath("string(//title)").split())
    remedy = "Open the policy in a browser, save the page as a complete web page, and import that file."
    if page.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']"):
        raise ImportedFileError(name, "this is a page to sign in, not a text", remedy)
    if _ERROR_PAGE.search(title):
        raise ImportedFileError(name, f'this is an error page, "{title}", not a text', remedy)
    if not words.strip() and page.xpath("//script"):
        raise ImportedFileError(name, "there is no text in the file: a script would fetch it", remedy)


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


def check_line(name: str, number: int, line: str) -> None:
    """Refuse a line that is longer than a source may have. Raises: ImportedFileError."""
    if len(line) > LONGEST_LINE:
        what = f"line {number} has {len(line):,} characters; the limit is {LONGEST_LINE:,}"
        raise ImportedFileError(name, what, "Divide it into several paragraphs.")


def _decode(name: str, data: bytes, charset: str = "") -> str:
    encoding = charset or next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")
    declared = _DECLARED.search(data[:4000])
    if declared and not encoding:
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


def _render(name: str, text: str, marked: Sequence[tuple[int, str]] = ()) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import

    options = {"html": True, "maxNesting": _DEEPEST_MARKDOWN}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    text = "\n".join(line for _, line in marked) if marked else _without_front_matter(text)
    tokens = parser.parse(text)
    if any(token.level >= _DEEPEST_MARKDOWN - 1 for token in tokens):
        what = "its lists and quotes are nested too deep to be read"
        raise ImportedFileError(name, what, "Write them with fewer levels.")
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
