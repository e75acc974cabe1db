"""Writes citations of the law as links in Markdown, and the table of the places that a page cites."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from build_tools.model.law import Law, Reference
from build_tools.source.citations import Citing
from build_tools.source.law_catalogue import read_law
from build_tools.text.escaping import escape_cell


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a law, as a language cites it."""

    words: str
    law_name: str
    """The id of the law."""
    law: Law
    reference: Reference

    def link(self) -> str:
        """The citation as a link to the official text; a dagger means that it was never looked up."""
        return f"[{escape_cell(self.words)}][{self.law_name}]{' †' * (self.reference.looked_up == 'never')}"


def read_citations(citing: Citing) -> dict[str, Citation]:
    """All places in laws, by the ids of their references, in the order of the law file."""
    law = read_law()
    return {
        name: Citation(citing.cite(name), reference.law, law.laws[reference.law], reference)
        for name, reference in law.references.items()
    }


def list_law(citations: Iterable[Citation], citing: Mapping[str, list[str]], title: str) -> str:
    """A table of the places that are cited, with what cites each, by its words, below a `title`; and the links."""
    used = [citation for citation in citations if citation.words in citing]
    head = f"\n## Law\n\n| Place | What it requires | Looked up | {title} |\n|---|---|---|---|\n" if used else ""
    return "".join((head, *(_row(citation, citing) for citation in used), *_list_links(used)))


def _row(citation: Citation, citing: Mapping[str, list[str]]) -> str:
    says, day = escape_cell(citation.reference.says or ""), citation.reference.looked_up
    return f"| {citation.link()} | {says} | {day} | {', '.join(citing[citation.words])} |\n"


def _list_links(used: Iterable[Citation]) -> Iterator[str]:
    links = {citation.law_name: citation.law.link for citation in used}
    yield "".join(f"\n[{name}]: <{link}>" for name, link in links.items()) + "\n" * bool(links)
