"""Points the links between sections of imported texts to the new sections."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.ids import Ids
from build_tools.importing.outline import Outline
from build_tools.importing.page_links import SECTION

_LONGEST_LABEL = 5_000
_LINK = re.compile(rf"\[((?:\\.|[^\]\\]){{0,{_LONGEST_LABEL}}})\]\({SECTION}(\d+)\)")


@dataclass(frozen=True, slots=True)
class SectionLinks:
    """Where the headings of texts are in the new documents."""

    anchors: Mapping[int, str]  # of the headings within sections, by the identity of their blocks
    places: Mapping[str, tuple[str, str]]  # the document and the anchor of each target, by its number

    def settle(self, text: str, document: str = "") -> str:
        """A text of a document with its links to sections; links to what is no section any more are plain words."""

        def put(match: re.Match[str]) -> str:
            if match[2] not in self.places:
                return match[1]
            home, anchor = self.places[match[2]]
            return f"[{match[1]}]({'' if home == document else f'{home}.md'}#{anchor})"

        return _LINK.sub(put, text) if SECTION in text else text

    def settle_all(self, value: Any) -> Any:
        """The same in all texts of a value. Facts are shown in several documents, so their links name the document."""
        if isinstance(value, dict):
            return {name: self.settle_all(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.settle_all(part) for part in value]
        return self.settle(value) if isinstance(value, str) else value

    def report_lost(self, outline: Outline, blocks: Iterable[Block]) -> None:
        """Report the links of a text whose target is no section any more."""
        for block in blocks:
            for match in _LINK.finditer(block.text) if SECTION in block.text else ():
                if match[2] not in self.places:
                    outline.report(block.line, f'a link to a place that is no section: "{match[1]}"')


def find_section_links(outlines: Iterable[Outline], documents: Mapping[str, str], taken: Ids) -> SectionLinks:
    """The anchors of all headings. `documents` has the id of each file's document, `taken` the anchors in use."""
    anchors: dict[int, str] = {}
    places: dict[str, tuple[str, str]] = {}
    for outline in outlines:
        home = documents[outline.file]
        for part in outline.parts:
            if part.title:
                places |= dict.fromkeys(part.targets, (home, part.id))
            for block in part.blocks:
                if block.kind is Kind.HEADING:
                    anchors[id(block)] = taken.take(block.text.replace("**", ""), part.id)
                    places |= dict.fromkeys(block.targets, (home, anchors[id(block)]))
    return SectionLinks(anchors, places)
