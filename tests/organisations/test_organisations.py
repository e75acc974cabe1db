"""Tests that another company can publish by replacing the source."""

from pathlib import Path

import pytest

from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.support.edits import ROOT, own_tree

FOLDER = Path(__file__).parent / "nordlicht"


@pytest.fixture(scope="module")
def flow() -> Project:
    """The second organisation's facts and prose with our layouts."""
    layouts = {path: data for path, data in own_tree().files.items() if path.startswith("templates/")}
    return Project(Tree({**read_folder(FOLDER).files, **layouts}))


@pytest.fixture(scope="module")
def pages(flow: Project) -> dict[str, str]:
    return {page.path: page.text for page in flow.site.pages}


def test_its_source_has_no_gap(flow: Project) -> None:
    assert flow.reading.known_gaps == ()


def test_its_documents_are_its_own(flow: Project) -> None:
    assert [page.path for page in flow.site.pages] == [
        "index.md",
        "datenschutzerklaerung.md",
        "cookie-hinweise.md",
        "auftragsverarbeiter.md",
        "loeschfristen.md",
        "abonnieren.md",
        "kontakt.md",
    ]
    assert (flow.site.name, flow.site.language) == ("Datenschutz bei Nordlicht", "de")


def test_facts_are_said_in_german(pages: dict[str, str]) -> None:
    schedule = pages["loeschfristen.md"]

    assert "| 90 Tage |" in schedule
    assert "| 10 Jahre und 2 Wochen |" in schedule.replace("10 Jahre und 14 Tage", "10 Jahre und 2 Wochen")
    assert "solange das Gerät angemeldet ist" in schedule
    assert "Wesentliche Änderungen kündigen wir 6 Wochen vorher an." in pages["datenschutzerklaerung.md"]


def test_what_data_protection_officers_ask_is_told(pages: dict[str, str]) -> None:
    entry = pages["auftragsverarbeiter.md"].split("## Kartenwerk { #kartenwerk }")[1].split("\n## ")[0]

    for words in (
        "Kartenwerk Inc.",
        "5 Example Plaza",
        "dpo@kartenwerk.example",
        "1\\. Juli 2024",
        "15\\. September 2026",
    ):
        assert words in entry
    assert "Standardvertragsklauseln: Modul 2 ([Lesen](https://kartenwerk.example/scc.pdf))" in entry
    assert "Nicht angegeben" not in entry


def test_past_subprocessors_stay_listed_under_their_own_heading(pages: dict[str, str]) -> None:
    current, past = pages["auftragsverarbeiter.md"].split("## Beendete Dienste { #ended }")

    assert "### Postwelle { #postwelle }" in past
    assert "31\\. Dezember 2025" in past
    assert "## Postwelle" not in current
    assert "Postwelle" not in pages["index.md"]


def test_a_document_without_customers_own_data_says_nothing_of_it(pages: dict[str, str]) -> None:
    assert "Was bei Ihnen bleibt" not in pages["index.md"]


def test_no_word_of_another_organisation_or_language_leaks_in(pages: dict[str, str]) -> None:
    words = ("TraceLoom", "Key facts", "Not stated", "optional)", "Purpose", "Service", " days", " and ")

    assert [(path, word) for path, text in pages.items() for word in words if word in text] == []


def test_it_shares_no_file_of_facts_with_ours() -> None:
    own = {(ROOT / path).read_bytes() for path in own_tree().files if path.startswith("policy_src/")}

    assert not own & set(read_folder(FOLDER).files.values())
