"""Of which pages does the site consist?"""

import json

from build_tools.model.document import Document
from build_tools.model.page import Page, Site
from build_tools.model.settings import Controller, Publication


def make_site(
    publication: Publication, controller: Controller, documents: tuple[Document, ...], pages: tuple[Document, ...]
) -> Site:
    """The site: the home page, then the documents, then the other hand-written pages."""
    home = tuple(page for page in pages if page.id == "index")
    others = tuple(page for page in pages if page.id != "index")
    owner = " · ".join(filter(None, (controller.legal_name or controller.name, controller.address)))
    return Site(
        name=publication.site_name,
        owner=owner,
        address=publication.address or "",
        language=publication.language,
        pages=tuple(map(_make_page, (*home, *documents, *others))),
    )


def _make_page(document: Document) -> Page:
    # JSON strings are YAML strings, and need no YAML writer here
    front = {"title": document.title, "description": document.summary}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
    text = "\n".join(("---", *lines, "---", "", document.body))
    return Page(f"{document.id}.md", document.menu, text)
