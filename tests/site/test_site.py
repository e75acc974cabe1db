"""Tests that the site has the right pages in the right order, with correct front matter."""

from typing import Any

import pytest
import yaml

from build_tools.model.current_document import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.page import Site
from build_tools.model.settings import Controller, Publication
from build_tools.model.version import Archive
from build_tools.project.project import Project
from build_tools.runtime.cache import SealedCache
from build_tools.site.content import Content
from build_tools.site.site import make_site
from build_tools.site.version_parts import PartsOfVersions
from tests.support.edits import own_tree

TRICKY = [
    'The "whole" truth',
    "It's ours: yours, too",
    "R&D <b> #1 - {a: b} [c] | > & * ! % @ `",
    "Datenschutzerklärung für Österreich",
    "プライバシー 🔒",
    "back\\slash",
    "yes",
    "2026-02-14",
    "null",
    "1.0",
    "- dash",
    "tab\there",
    "first\nsecond",
    "---",
]

UNPUBLISHED = {"robots": "noindex"}
"""What front matter tells search engines while nothing is published."""


def test_the_home_page_comes_first_then_the_documents_then_the_other_pages() -> None:
    site = _make_site(documents=("privacy-policy", "subprocessors"), pages=("about", "index", "subscribe"))

    assert [page.path for page in site.pages] == [
        "index.md",
        "privacy-policy.md",
        "subprocessors.md",
        "about.md",
        "subscribe.md",
    ]


def test_documents_keep_the_order_that_the_policy_gives_them() -> None:
    site = _make_site(documents=("zebra", "aardvark"), pages=("index",))

    assert [page.path for page in site.pages] == ["index.md", "zebra.md", "aardvark.md"]


def test_a_site_needs_no_hand_written_page() -> None:
    assert [page.path for page in _make_site(documents=("privacy-policy",)).pages] == ["privacy-policy.md"]


def test_a_page_is_in_the_menu_under_the_name_that_its_document_has_there() -> None:
    (page,) = _site(documents=(Document("d", "A long title", "Short", "", "# A\n"),)).pages

    assert page.menu == "Short"


@pytest.mark.parametrize("words", TRICKY)
def test_front_matter_says_in_yaml_what_the_page_says(words: str) -> None:
    front, _ = _front_and_body(Document("d", words, "D", words, "# D\n"))

    assert front == {"title": words, "description": words, **UNPUBLISHED}


def test_a_page_without_summary_has_no_description() -> None:
    front, _ = _front_and_body(Document("d", "Title", "D", "", "# D\n"))

    assert front == {"title": "Title", **UNPUBLISHED}


def test_the_body_follows_the_front_matter_unchanged() -> None:
    body = "# Title\n\n---\n\ntext: with a rule above\n"

    assert _front_and_body(Document("d", "Title", "D", "", body))[1] == body


def test_the_footer_names_the_registered_company_and_its_address() -> None:
    controller = Controller(name="T", legal_name="T, LLC", address="Layton, UT", privacy_mailbox="p@t.io")

    assert _site(controller=controller).owner == "T, LLC · Layton, UT"


def test_the_footer_names_the_organisation_where_no_registered_name_is_stated() -> None:
    assert _site().owner == "T"


def test_the_site_has_an_address_only_where_one_is_stated() -> None:
    assert _site().address == ""
    assert _site(address="https://t.io/legal/").address == "https://t.io/legal/"


def test_the_home_page_of_a_site_of_which_nothing_is_published_says_so_and_no_other_page_does() -> None:
    home, about = _make_site(pages=("index", "about")).pages

    assert '# index\n\n<div class="archived" role="note" markdown="1">\n\nThis is a draft.' in home.text
    assert "draft" not in about.text


def _make_site(documents: tuple[str, ...] = (), pages: tuple[str, ...] = ()) -> Site:
    return _site(tuple(map(_document, documents)), tuple(map(_document, pages)))


def _site(
    documents: tuple[Document, ...] = (),
    pages: tuple[Document, ...] = (),
    controller: Controller | None = None,
    **publication: str,
) -> Site:
    """The site of TraceLoom's policy with other documents, never published."""
    flow = Project(own_tree())
    values = {"site_name": "T Privacy", "language": "en", "time_zone": "America/Denver"} | publication
    policy = flow.expanded.model_copy(
        update={
            "controller": controller or Controller(name="T", privacy_mailbox="p@t.io"),
            "publication": Publication.model_validate(values),
        }
    )
    shown = tuple(map(CurrentDocument, documents))
    content = Content(policy, policy, (), shown, pages, Archive({}), flow.news, "{}")
    spoken = flow.reading.redline_labels
    parts = PartsOfVersions(content.archive, "en", spoken, SealedCache(None, "", None))
    return make_site(content, flow.layouts, flow.change_labels, parts)


def _document(name: str) -> Document:
    return Document(name, name.title(), name.title(), "", f"# {name}\n")


def _front_and_body(page: Document) -> tuple[Any, str]:
    """The front matter and the text of a hand-written page."""
    (made,) = _site(pages=(page,)).pages
    before, front, body = made.text.split("---\n", 2)
    assert before == ""
    return yaml.safe_load(front), body.removeprefix("\n")
