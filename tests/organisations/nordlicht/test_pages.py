"""Tests the site of an organisation that has nothing in common with TraceLoom, not even the language."""

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from markdown import Markdown
from pydantic import BaseModel

from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.site.data.tables import TABLES
from build_tools.source.folder import read_folder
from tests.support.projects import ORGANISATIONS, ROOT

TREE = Tree(
    {
        **read_folder(ORGANISATIONS / "nordlicht").files,
        **{path: data for path, data in read_folder(ROOT).files.items() if path.startswith("templates/")},
    }
)
FLOW = Project(TREE)
PAGES = {
    "index.md", "datenschutzerklaerung.md", "auftragsverarbeiter.md", "loeschfristen.md", "cookie-hinweise.md",
    "kontakt.md", "abonnieren.md",
}  # fmt: skip


class _Page(HTMLParser):
    """The ids, links, abbreviations and words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.abbreviations: dict[str, str] = {}
        self.text = ""
        self._title: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        self._title = values["title"] if tag == "abbr" else None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._title:
            self.abbreviations[data] = self._title
            self._title = None


@cache
def html(path: str) -> str:
    """A page as the site's own Markdown extensions make it."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    names: list[Any] = config["markdown_extensions"]
    markdown = Markdown(extensions=[name if isinstance(name, str) else next(iter(name)) for name in names])
    return markdown.convert(markdown_of(path))


def markdown_of(path: str) -> str:
    """A page's Markdown, without its front matter."""
    return FLOW.exported[path].decode().split("\n---\n", 1)[1]


@cache
def page(path: str) -> _Page:
    return _Page(html(path))


def row(name: str) -> list[str]:
    """The cells of the row of the retention schedule that begins with `name`."""
    line = next(line for line in markdown_of("loeschfristen.md").splitlines() if line.startswith(f"| **{name}**"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_source_has_no_problem_and_no_gap() -> None:
    assert FLOW.reading.known_gaps == ()
    assert "policy_src/known_gaps.yml" not in TREE.files


def test_the_site_has_a_page_for_each_document_and_each_page_of_its_own() -> None:
    assert set(FLOW.exported) == PAGES | {
        "assets/styles/redline.css",
        "data/versions.json",
        *(f"data/schemas/{name}.schema.json" for name in ("checklists", "findings")),
        "data/policy.dpv.jsonld",
        *(f"data/{name}.json" for name in ("policy", "changelog")),
        *(f"data/schemas/{name}.schema.json" for name in ("policy", "changelog", "text")),
        *(f"data/{table}.{ending}" for table in TABLES for ending in ("json", "csv")),
        *(f"data/schemas/{table}.schema.json" for table in TABLES),
    }


def test_the_menu_follows_the_source_with_its_shorter_titles() -> None:
    menu = [entry.menu for entry in FLOW.site.pages]

    assert menu == [
        "Ihre Daten bei Nordlicht", "Datenschutz", "Cookies", "Auftragsverarbeiter", "Löschfristen", "Abonnieren",
        "Kontakt",
    ]  # fmt: skip


def test_periods_are_said_in_german() -> None:
    assert row("Standort und Protokolle")[1] == "90 Tage"
    assert row("Ansprechperson")[1] == "1 Jahr und 6 Monate"
    assert "12 Stunden" in page("cookie-hinweise.md").text
    assert "6 Wochen vorher" in page("datenschutzerklaerung.md").text


def test_the_longest_time_adds_the_backups_and_is_said_in_german() -> None:
    assert row("Standort und Protokolle")[5] == "104 Tage"
    assert row("Firmenname und Rechnungsanschrift")[5] == "10 Jahre und 14 Tage"
    assert row("Ansprechperson")[5] == "1 Jahr, 6 Monate und 14 Tage"


def test_what_has_no_period_says_what_decides_and_has_no_longest_time() -> None:
    assert row("Sensordaten")[1:] == [
        "solange das Gerät angemeldet ist", "*Nicht angegeben*{ .not-stated }", "gelöscht",
        "*Nicht angegeben*{ .not-stated }", "",
    ]  # fmt: skip


def test_copies_are_kept_as_long_as_their_place_says_and_no_longer() -> None:
    assert row("Sicherungskopien")[1] == "14 Tage"
    assert row("Sicherungskopien")[5] == ""


def test_the_mechanism_of_a_transfer_is_named_with_its_text_and_a_link_to_it() -> None:
    assert (
        "Grundlage der Übermittlung\n:   Standardvertragsklauseln: Modul 2 "
        "([Lesen](https://kartenwerk.example/scc.pdf))\n"
    ) in markdown_of("auftragsverarbeiter.md")


def test_the_agreement_stands_beside_the_mechanism_and_not_within_it() -> None:
    assert not re.search(r"<dd>\s*<dl>", html("auftragsverarbeiter.md"))


def test_all_that_data_protection_officers_ask_for_is_stated_of_each_service() -> None:
    text = page("auftragsverarbeiter.md").text

    assert "Nicht angegeben" not in text
    for vendor in FLOW.reading.policy.subprocessors:
        for value in (vendor.legal_entity, vendor.address, vendor.contact, vendor.location):
            assert value is not None
            assert value in text
        assert vendor.dpa in page("auftragsverarbeiter.md").links


def test_days_are_said_in_german() -> None:
    assert "Seit\n:   1\\. Juli 2024\n" in markdown_of("auftragsverarbeiter.md")
    assert "Zuletzt geprüft\n:   15\\. September 2026\n" in markdown_of("auftragsverarbeiter.md")


def test_a_day_keeps_its_number_on_the_page() -> None:
    assert "1. Juli 2024" in page("auftragsverarbeiter.md").text


def test_a_past_service_stands_under_a_heading_of_its_own_with_its_last_day() -> None:
    before, after = markdown_of("auftragsverarbeiter.md").split("## Beendete Dienste { #ended }")

    assert "### Postwelle { #postwelle }" in after
    assert "Bis\n:   31\\. Dezember 2025\n" in after
    assert "Fjordhost" not in after
    assert "## Postwelle" not in before
    assert "[Postwelle](auftragsverarbeiter.md#postwelle) (bis 31. Dezember 2025)" in before


def test_a_past_service_is_no_recipient_in_the_summary() -> None:
    assert "Kartenwerk" in page("index.md").text
    assert "Postwelle" not in page("index.md").text


def test_what_never_leaves_the_customer_is_left_out_where_nothing_does() -> None:
    assert FLOW.reading.policy.stays_with_customer == ()
    assert "Was bei Ihnen bleibt" not in page("index.md").text
    assert "Was wir speichern" in page("index.md").text


def test_every_entry_has_its_anchor() -> None:
    source = FLOW.reading.policy
    privacy = page("datenschutzerklaerung.md").ids

    sections = source.sections_of(source.documents[0])
    assert {section.id for section in sections if section.title} <= set(privacy)
    assert {"herkunft", "schutz", "ihr-beitrag", *(f"data-{category.id}" for category in source.data)} <= set(privacy)
    assert {vendor.id for vendor in source.subprocessors} <= set(page("auftragsverarbeiter.md").ids)
    assert {entry.id for entry in source.retention} <= set(page("loeschfristen.md").ids)
    assert {"cookies-liste", "cookie-tabelle"} <= set(page("cookie-hinweise.md").ids)


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_link_within_the_site_leads_to_something(path: str) -> None:
    inner = [link for link in page(path).links if not link.startswith(("https:", "mailto:"))]

    for link in inner:
        target, _, anchor = link.partition("#")
        assert target in {"", *PAGES}, link
        assert not anchor or anchor in page(target or path).ids, link


@pytest.mark.parametrize("path", sorted(PAGES))
def test_no_anchor_is_given_twice(path: str) -> None:
    assert len(page(path).ids) == len(set(page(path).ids))


def test_two_items_of_one_category_lead_to_it_once() -> None:
    assert row("Firmenname und Rechnungsanschrift")[0].count("#data-kundendaten") == 1


def test_two_categories_are_both_linked() -> None:
    assert row("Standort und Protokolle")[0].endswith(
        "<br>[Messwerte](datenschutzerklaerung.md#data-messwerte), "
        "[Zugriffsprotokolle](datenschutzerklaerung.md#data-protokolle)"
    )


def test_abbreviations_are_explained() -> None:
    assert page("datenschutzerklaerung.md").abbreviations == {
        "DSGVO": "Datenschutz-Grundverordnung",
        "AO": "Abgabenordnung",
    }
    assert "*[" not in page("datenschutzerklaerung.md").text


def test_tables_in_prose_become_tables_with_the_facts_in_place() -> None:
    assert '<td data-label="Quelle">vom Gerät</td>' in html("datenschutzerklaerung.md")
    assert ">90 Tage<" not in html("cookie-hinweise.md")
    assert re.search(r'<td data-label="Gilt"[^>]*>12 Stunden</td>', html("cookie-hinweise.md"))


def test_sections_are_numbered_anew_in_each_document() -> None:
    assert re.findall(r"^## .*?>(\d+)\.<", markdown_of("cookie-hinweise.md"), re.MULTILINE) == list("123")
    assert re.findall(r"^## .*?>(\d+)\.<", markdown_of("datenschutzerklaerung.md"), re.MULTILINE) == list("12345678")


@pytest.mark.parametrize("path", sorted(PAGES))
def test_no_english_label_leaks_into_a_page(path: str) -> None:
    english = yaml.safe_load((ROOT / "policy_src" / "wording.yml").read_text(encoding="utf-8"))
    ours = set(_leaves(FLOW.reading.policy.wording))
    labels = {label for label in _leaves(english) if label not in ours}
    units = {"year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "and", "or", "the"}
    assert len(labels) > 30

    text = page(path).text

    for label in sorted(labels | units):
        assert not re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", text), label


@pytest.mark.parametrize("path", sorted(PAGES))
def test_nothing_of_traceloom_is_on_a_page(path: str) -> None:
    text = FLOW.exported[path].decode()

    for name in ("TraceLoom", "Jajoga", "Layton", "AWS", "Stripe", "PostHog", "SendGrid"):
        assert name.lower() not in text.lower()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_no_reference_is_left_open(path: str) -> None:
    assert not re.search(r"[{}]{2}|undefined|None", page(path).text)


def test_the_site_says_whose_it_is_and_in_which_language() -> None:
    site = FLOW.site

    assert (site.name, site.language) == ("Datenschutz bei Nordlicht", "de")
    assert site.owner == "Nordlicht Analytik GmbH · Am Leuchtfeuer 12, 24999 Musterhafen, Deutschland"
    assert site.address == "https://datenschutz.nordlicht.example"


def _leaves(value: object) -> list[str]:
    """Every text in a group of words."""
    if isinstance(value, BaseModel):
        return _leaves({name: getattr(value, name) for name in type(value).model_fields})
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    return [str(value)]
