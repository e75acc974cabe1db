"""Prepares the XML of a Word document, so that its converter loses nothing: headings, numbers, fields, directions.

Hidden and deleted words are taken out, and listed together with what the converter leaves out.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from build_tools.importing.left_out import LeftOut
from build_tools.importing.list_numbers import CLOSE, OPEN
from build_tools.importing.word_numbers import Numbering, W, read_numbering, value

HEADING = "PolicyImportHeading"
"""The id of the style of headings, followed by their level."""
_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_ASIDE = {
    "header": "in the header of Word's pages",
    "footer": "in the footer of Word's pages",
    "comments": "a comment in Word",
}
_UNWRAPPED = [f"{W}{name}" for name in ("fldSimple", "dir", "bdo", "smartTag", "customXml", "moveTo")]
_HEADING_NAME = re.compile(r"heading ([1-6])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"toc \d", re.IGNORECASE)
_HIGHEST = 6  # the levels of headings in HTML
_DEEPEST = 20  # styles that are each based on the next


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: str
    numbering: tuple[str, str]  # the id of the numbering, and the level
    is_hidden: bool | None


@dataclass(frozen=True, slots=True)
class _Styles:
    by_id: Mapping[str, _Style]

    def chain(self, name: str) -> Iterator[_Style]:
        """The style of this id, and those that it is based on."""
        for _ in range(_DEEPEST):
            if name not in self.by_id:
                return
            yield self.by_id[name]
            name = self.by_id[name].based_on

    def heading_level(self, name: str) -> int:
        """The level of the headings of a style, from 1 on; 0 if it is none."""
        for style in self.chain(name):
            if style.outline:
                return _as_level(style.outline)
            if match := _HEADING_NAME.fullmatch(style.name):
                return int(match[1])
        return 0

    def is_hidden(self, name: str) -> bool:
        """Whether the text of a style is hidden."""
        return next((bool(style.is_hidden) for style in self.chain(name) if style.is_hidden is not None), False)


def prepare_word(data: bytes) -> tuple[bytes, tuple[LeftOut, ...]]:
    """The Word file with a document that can be converted without loss, and the words that were taken out of it."""
    left_out: list[LeftOut] = []
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        names = archive.namelist()
        styles = _read_styles(archive.read(_STYLES) if _STYLES in names else None)
        numbering = read_numbering(archive.read(_NUMBERING) if _NUMBERING in names else None)
        for name in dict.fromkeys(names):
            content = archive.read(name)
            if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name):
                root = etree.fromstring(content)
                left_out += _prepare(root, styles, numbering)
                content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
            elif match := re.fullmatch(r"word/(header|footer|comments)\d*\.xml", name):
                words = " ".join(_paragraphs(etree.fromstring(content)))
                left_out += [LeftOut(words, _ASIDE[match[1]])] if words else []
            written.writestr(name, content)
    return made.getvalue(), tuple(dict.fromkeys(left_out))


def find_unconverted(data: bytes, shown: str) -> Iterator[LeftOut]:
    """Yield the paragraphs of a prepared Word file whose words are not in the text that was made of it."""
    key = _key(shown)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for paragraph in _paragraphs(etree.fromstring(archive.read(_DOCUMENT))):
            if _key(re.sub(f"{OPEN}[^{CLOSE}]*{CLOSE}", "", paragraph)) not in key:
                yield LeftOut(paragraph, "not converted from Word")


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        if words := " ".join("".join(part.text or "" for part in paragraph.iter(f"{W}t")).split()):
            yield words


def _prepare(root: etree._Element, styles: _Styles, numbering: Numbering) -> Iterator[LeftOut]:
    yield from _take_out(root, styles)
    for element in list(root.iter(*_UNWRAPPED)):
        _unwrap(element)
    for paragraph in list(root.iter(f"{W}p")):
        style_id = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        if _CONTENTS_NAME.fullmatch(styles.by_id[style_id].name if style_id in styles.by_id else ""):
            yield LeftOut(" ".join(_paragraphs_of(paragraph)), "in Word's table of contents")
            paragraph.getparent().remove(paragraph)
            continue
        _number(paragraph, style_id, styles, numbering)
        _set_heading(paragraph, style_id, styles)


def _paragraphs_of(paragraph: etree._Element) -> Iterator[str]:
    return ("".join(part.text or "" for part in run.iter(f"{W}t")) for run in paragraph.iter(f"{W}r"))


def _take_out(root: etree._Element, styles: _Styles) -> Iterator[LeftOut]:
    for paragraph in root.iter(f"{W}p"):
        style = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        hidden = [run for run in paragraph.iter(f"{W}r") if _is_hidden(run, style, styles)]
        deleted = list(paragraph.iter(f"{W}delText"))
        if words := "".join(part.text or "" for run in hidden for part in run.iter(f"{W}t")).strip():
            yield LeftOut(words, "hidden in Word")
        if words := "".join(part.text or "" for part in deleted).strip():
            yield LeftOut(words, "deleted in Word")
        for run in hidden:
            run.getparent().remove(run)
    for moved in list(root.iter(f"{W}moveFrom")):
        moved.getparent().remove(moved)  # its words are where they were moved to


def _is_hidden(run: etree._Element, paragraph_style: str, styles: _Styles) -> bool:
    if (mark := run.find(f"{W}rPr/{W}vanish")) is not None:
        return _is_on(mark)
    return styles.is_hidden(value(run.find(f"{W}rPr/{W}rStyle"))) or styles.is_hidden(paragraph_style)


def _is_on(mark: etree._Element) -> bool:
    return value(mark).lower() not in {"0", "false", "off"}


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    place = parent.index(element)
    for child in list(element):
        if not child.tag.endswith("Pr"):
            parent.insert(place, child)
            place += 1
    parent.remove(element)


def _set_heading(paragraph: etree._Element, style_id: str, styles: _Styles) -> None:
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    level = styles.heading_level(style_id) if own is None else _as_level(value(own))
    is_known = style_id in styles.by_id and _HEADING_NAME.fullmatch(styles.by_id[style_id].name)
    if not level or (is_known and own is None) or not "".join(_paragraphs_of(paragraph)).strip():
        return
    settings = paragraph.find(f"{W}pPr")
    for old in settings.findall(f"{W}pStyle"):
        settings.remove(old)
    settings.insert(0, etree.Element(f"{W}pStyle", {f"{W}val": f"{HEADING}{min(level, _HIGHEST)}"}))


def _as_level(outline: str) -> int:
    """The level of a heading by its outline level, which begins at 0; 9 is running text."""
    return int(outline) + 1 if re.fullmatch("[0-8]", outline) else 0


def _number(paragraph: etree._Element, style_id: str, styles: _Styles, numbering: Numbering) -> None:
    """Put the number that Word shows before a paragraph into its text."""
    own = paragraph.find(f"{W}pPr/{W}numPr")
    name, level = ("", "") if own is None else (value(own.find(f"{W}numId")), value(own.find(f"{W}ilvl")))
    if not name:
        styled = next((style.numbering for style in styles.chain(style_id) if style.numbering[0]), ("", ""))
        name, level = styled[0], level or styled[1]
    place = int(level) if re.fullmatch("[0-8]", level) else numbering.level_of(name, style_id)
    if not "".join(_paragraphs_of(paragraph)).strip() or (label := numbering.next_label(name, place)) is None:
        return
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = f"{OPEN}{label}{CLOSE}"
    settings = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if settings is None else paragraph.index(settings) + 1, run)


def _read_styles(xml: bytes | None) -> _Styles:
    if not xml:
        return _Styles({})
    return _Styles(
        {style.get(f"{W}styleId") or "": _read_style(style) for style in etree.fromstring(xml).iter(f"{W}style")}
    )


def _read_style(style: etree._Element) -> _Style:
    hidden = style.find(f"{W}rPr/{W}vanish")
    return _Style(
        value(style.find(f"{W}name")),
        value(style.find(f"{W}basedOn")),
        value(style.find(f"{W}pPr/{W}outlineLvl")),
        (value(style.find(f"{W}pPr/{W}numPr/{W}numId")), value(style.find(f"{W}pPr/{W}numPr/{W}ilvl"))),
        None if hidden is None else _is_on(hidden),
    )
