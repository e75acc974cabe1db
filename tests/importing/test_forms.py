"""Tests that texts in the forms of real ones read as they were, with the facts that they state and no others."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from build_tools.importing.importer import Imported, import_texts
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.starting.answers import AnswersError
from tests.importing.drafts import GIVEN, LAYOUTS, facts, report, section, words
from tests.importing.forms import FORMS
from tests.importing.sentences import find_lost

FOLDER = os.environ.get("POLICY_IMPORT_TEXTS", "")  # noqa: TID251 - only tests read it
"""A folder of real texts to try the import on. They are not part of the repository."""


@cache
def form(name: str) -> Imported:
    return import_texts({name: FORMS[name]}, {"time_zone": "UTC"}, LAYOUTS)


def chosen(entries: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(entry.get(name) for name in names) for entry in entries]


@pytest.mark.parametrize("name", FORMS)
def test_no_sentence_is_lost_and_the_draft_can_be_built(name: str) -> None:
    imported = form(name)
    checked = check_source(Project(Tree(dict(sorted({**imported.draft.files, **LAYOUTS}.items())))))

    assert find_lost(name, FORMS[name], imported, LAYOUTS)[1] == []
    assert checked.problems == ()


@pytest.mark.parametrize("name", FORMS)
def test_each_table_and_list_is_a_fact_or_has_its_reason_in_one_line(name: str) -> None:
    tally, lines = form(name).tally, report(form(name)).splitlines()
    kept = [line for line in lines if "stays as it is: " in line]

    assert len(kept) == tally.tables - tally.structured_tables + tally.lists - tally.structured_lists


@pytest.mark.parametrize("name", FORMS)
def test_no_page_states_the_date_of_the_text_beside_its_own(name: str) -> None:
    assert "2026" not in words(form(name))
    assert "policy launch --published" in report(form(name))


def test_tables_of_vendors_below_several_headings_are_joined_and_stay_in_their_places() -> None:
    made = form("vendors.html")

    assert chosen(facts(made, "subprocessors"), "name", "purpose", "location", "address") == [
        ("Alderstack Inc.", "Hosting of the service", "Germany, Ireland", "United States"),
        ("Brookmail B.V.", "Delivery of e-mail", "Netherlands", "Netherlands"),
        ("Mossgate UK Ltd", "Support", "United Kingdom", "United Kingdom"),
    ]
    for heading, reference in (("infrastructure", "alderstack_inc"), ("mossgate-affiliates", "mossgate_uk_ltd")):
        shown = section(made, heading)
        assert "| Entity Name | Description of Processing |" in shown
        assert f"| {{{{ subprocessors.{reference}.name }}}} | {{{{ subprocessors.{reference}.purpose }}}} |" in shown
    assert "[policy](https://mossgate.example/legal/privacy#vendors)" in section(made, "introduction")
    assert "alderstack.example" in words(made)
    assert 'the column "Website" has no field' in report(made)
    assert "service: Entity Name" in made.draft.files["policy_src/wording.yml"].decode()


def test_periods_keep_their_unit_their_footnotes_and_their_examples() -> None:
    made = form("periods.html")

    assert chosen(facts(made, "retention"), "name", "period", "criteria", "basis") == [
        ("Account data", "P24M", None, "Art. 6(1)(b) GDPR"),
        ("Invoices", "P120M", None, "Art. 6(1)(c) GDPR"),
        ("Server logs", None, "up to 3 months", "Art. 6(1)(f) GDPR"),
    ]
    assert "24¹ months (Examples: name, password)" in words(made)
    assert "[your rights](#your-rights)" in section(made, "how-long-we-keep-data")
    assert facts(made, "prohibited_uses") == facts(made, "purposes") == []
    assert chosen(facts(made, "rights"), "name", "kind") == [("Access", "access"), ("Erasure", "deletion")]


def test_cookies_have_the_kind_that_their_row_states_and_third_parties_are_no_vendors() -> None:
    made = form("cookies.md")

    assert chosen(facts(made, "cookies"), "name", "kind", "lifetime") == [
        ("pb\\_session", "necessary", None),
        ("\\_vis", "analytics", "P13M"),
        ("adpath", "marketing", None),
    ]
    assert "Counts visits (Provider: Visitwell; Expiry: 13 months; Type: Analytics)" in words(made)
    assert facts(made, "subprocessors") == []
    assert "it names those that set cookies" in report(made)
    assert "[Opt out](https://adpath.example/out)" in section(made, "third-parties")
    assert 'whose address the file does not state: "settings page (/settings)"' in report(made)


def test_a_list_of_what_is_not_collected_and_kinds_of_recipients_become_no_facts() -> None:
    made = form("state.md")

    assert facts(made, "data") == facts(made, "subprocessors") == []
    assert 'would not show its columns "Collected", "Disclosed to"' in report(made)
    assert "it names kinds of recipients, not companies" in report(made)
    assert chosen(facts(made, "prohibited_uses"), "text") == [("train models",)]
    assert facts(made, "purposes") == []
    assert chosen(facts(made, "rights"), "kind") == [("access",), ("deletion",), ("opt-out-of-sale",)]


def test_a_german_text_becomes_german_facts() -> None:
    made = form("german.html")

    assert made.answers.language == "de"
    assert chosen(facts(made, "subprocessors"), "name", "purpose", "remark", "location", "transfer") == [
        ("Eichhof AG", "Betrieb der Server", "Kundendaten", "Deutschland", None),
        (
            *("Fernpost Inc.", "Versand von E-Mails", "E-Mail-Adresse", "USA"),
            {"mechanism": "standard-contractual-clauses", "text": "Standardvertragsklauseln"},
        ),
    ]
    assert chosen(facts(made, "retention"), "name", "period", "criteria") == [
        ("Rechnungen", "P10Y", None),
        ("Protokolle", None, "höchstens 30 Tage"),
    ]
    assert "b. Löschung nach Ziffer 3" in words(made)


REAL = tuple(path for path in sorted(Path(FOLDER).iterdir()) if path.is_file()) if FOLDER else ()


@pytest.mark.skipif(not FOLDER, reason="POLICY_IMPORT_TEXTS names no folder of real texts")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_no_sentence_of_a_real_text_is_lost(path: Path) -> None:
    files = {path.name: path.read_bytes()}
    try:
        made = import_texts(files, {"time_zone": "UTC"}, LAYOUTS)
    except AnswersError:  # the text names no company
        made = import_texts(files, GIVEN, LAYOUTS)

    assert find_lost(path.name, files[path.name], made, LAYOUTS)[1] == []
