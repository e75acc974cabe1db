"""Writes Word files (Office Open XML, ECMA-376 part 1). The same content gives the same bytes."""

import re
from copy import deepcopy
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from babel.core import get_global
from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser, parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.text.escaping import show_invisible

BULLETS = "1"
"""The number of the list that has bullets."""
DEEPEST = 8
"""The deepest level of a list in Word, from 0."""
TEXT_WIDTH = 9638
"""The width of the text in twentieths of a point: A4 less 2 cm on both sides."""

_FOLDER = Path(__file__).parent
_BULLET_SIGNS = ("•", "–", "▪")
_STEP = 360
"""The indent of a list within another, in twentieths of a point."""
_NEEDED = {
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
}
"""The parts that a file needs; the library's template has more."""
_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest day in a ZIP file."""
_WHITE = {"\n": "br", "\t": "tab"}
_WHITE_SPACE = re.compile(r"([\n\t])")
_NAMESPACE = {"w": nsmap["w"]}
_qualify = cache(qn)


def element(name: str, /, *children: BaseOxmlElement | None, **values: str | int) -> BaseOxmlElement:
    """An element of WordprocessingML, `p` or `rPr`, with its attributes and children."""
    attributes = {_qualify(f"w:{key}"): str(value) for key, value in values.items()}
    made: BaseOxmlElement = oxml_parser.makeelement(_qualify(f"w:{name}"), attributes, _NAMESPACE)
    if children:
        made.extend([child for child in children if child is not None])
    return made


def paragraph_form(style: str = "", *flags: str, number: str = "", level: int = 0, depth: int = 0) -> BaseOxmlElement:
    """The properties of a paragraph: style, flags such as `keepNext`, list and level, or the number of lists around."""
    return element(
        "pPr",
        element("pStyle", val=style) if style else None,
        *map(element, flags),
        element("numPr", element("ilvl", val=level), element("numId", val=number)) if number else None,
        element("ind", left=_STEP * depth) if depth else None,
    )


def words(text: str, form: BaseOxmlElement | None = None, *, deleted: bool = False) -> BaseOxmlElement:
    """A run of a text, with line feeds and tabs as in Word. Invisible characters are shown."""
    run = element("r", form)
    for piece in _WHITE_SPACE.split(show_invisible(text)):
        if piece in _WHITE:
            run.append(element(_WHITE[piece]))
        elif piece:
            text_element = element("delText" if deleted else "t")
            text_element.text = piece
            text_element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(text_element)
    return run


def field(instruction: str) -> BaseOxmlElement:
    """A value that Word computes, such as the number of the page: `PAGE`."""
    return element("fldSimple", words("1"), instr=instruction)


class WordFile:
    """A file that is being written, from its beginning to its end."""

    def __init__(self, title: str, author: str, language: str, moment: datetime | None) -> None:
        """`language` is a BCP 47 tag, empty where it is unknown; `moment` is when the file was made."""
        self._document = deepcopy(_read_template())
        self._numbering, self._lists = self._document.part.numbering_part.element, 0
        self._add_list(_BULLET_SIGNS, "bullet", 1, is_flat=False)
        self._section = self._document.sections[0]._sectPr  # noqa: SLF001 - the library has no public name for it
        self._describe(title, author, language, moment)

    def add(self, block: BaseOxmlElement) -> None:
        """Add a paragraph, a table or a mark at the end."""
        self._section.addprevious(block)

    def add_list(self, before: str, after: str, start: int, *, is_flat: bool) -> str:
        """Add a list, not indented if flat, with characters around its numbers from `start` on; returns its number."""
        return self._add_list((f"{before}%{{}}{after}",), "decimal", start, is_flat=is_flat)

    def link(self, address: str, *runs: BaseOxmlElement) -> BaseOxmlElement:
        """A link to a web address or, after `#`, to a place in this file."""
        if address.startswith("#"):
            return element("hyperlink", *runs, anchor=address[1:], history="1")
        made = element("hyperlink", *runs, history="1")
        made.set(qn("r:id"), self._document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return made

    def set_footer(self, *paragraphs: BaseOxmlElement) -> None:
        """Put paragraphs in the footer of each page."""
        footer = self._document.sections[0].footer
        footer.is_linked_to_previous = False
        footer._element[:] = list(paragraphs)  # noqa: SLF001 - the library has no other way to whole paragraphs

    def track(self) -> None:
        """Make Word track further changes to the file."""
        self._document.settings.element.find(qn("w:defaultTabStop")).addprevious(element("trackRevisions"))

    def write(self) -> bytes:
        """The file, without the time and place of its writing."""
        saved, target = BytesIO(), BytesIO()
        self._document.save(saved)
        with ZipFile(saved) as source, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as packed:
            for name in source.namelist():
                entry = ZipInfo(name, _NO_DAY)
                entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
                packed.writestr(entry, source.read(name))
        return target.getvalue()

    def _describe(self, title: str, author: str, language: str, moment: datetime | None) -> None:
        about = self._document.core_properties
        about.title, about.author, about.last_modified_by = show_invisible(title)[:255], author[:255], author[:255]
        about.comments, about.language = "", language
        if moment:
            about.created = about.modified = moment
        else:
            for tag in ("dcterms:created", "dcterms:modified"):
                if (found := about._element.find(qn(tag))) is not None:  # noqa: SLF001 - the library cannot unset it
                    found.getparent().remove(found)
        if language:
            for tag in (self._document.styles.element, self._document.settings.element):
                for lang in (*tag.iter(qn("w:lang")), *tag.iter(qn("w:themeFontLang"))):
                    lang.set(qn("w:val"), _with_region(language))

    def _add_list(self, signs: tuple[str, ...], kind: str, start: int, *, is_flat: bool) -> str:
        self._lists += 1
        number = str(self._lists)
        abstract = element("abstractNum", element("multiLevelType", val="hybridMultilevel"), abstractNumId=number)
        for level in range(9):
            sign = signs[level % len(signs)].format(level + 1)
            abstract.append(
                element(
                    "lvl",
                    element("start", val=start),
                    element("numFmt", val=kind),
                    element("suff", val="space") if is_flat else None,
                    element("lvlText", val=sign),
                    element("lvlJc", val="left"),
                    None if is_flat else element("pPr", element("ind", left=_STEP * (level + 1), hanging=_STEP)),
                    ilvl=level,
                )
            )
        self._numbering.insert(self._lists - 1, abstract)  # all of them come before the first `num`
        self._numbering.append(element("num", element("abstractNumId", val=number), numId=number))
        return number


@cache
def _read_template() -> DocxDocument:
    """An empty document with our styles, settings and page. It is read once and copied for each file."""
    document = Document()
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, relation in relations.items() if relation.reltype not in _NEEDED]:
            del relations[name]
    for part, sheet in ((document.styles, "styles.xml"), (document.settings, "settings.xml")):
        part.element[:] = list(parse_xml((_FOLDER / sheet).read_bytes()))
    document.part.numbering_part.element[:] = []
    document.sections[0]._sectPr[:] = [  # noqa: SLF001 - the library has no public name for it
        element("pgSz", w=11906, h=16838),
        element("pgMar", top=1134, right=1134, bottom=1134, left=1134, header=567, footer=567, gutter=0),
    ]
    return document


def _with_region(language: str) -> str:
    """A language with its most likely region, which Word needs: `de-DE` for `de` (CLDR, likely subtags)."""
    if "-" in language:
        return language
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}-{likely[-1]}" if len(likely) > 1 else language
