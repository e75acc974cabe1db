"""Tests that tables are read by what their columns mean, in several languages, and as a person says."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from build_tools.importing.column_map import ColumnMapError, read_column_map
from tests.importing.drafts import draft, facts, report, section, words
from tests.support.projects import ENVIRONMENT, ROOT

ROWS = "| Alderstack Inc. | Hosting | {place} |\n| Brookmail B.V. | Mail | {place} |\n"


def table(*heads: str, rows: str, above: str = "Lists") -> str:
    return f"# Notice\n\n## {above}\n\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|\n{rows}\nIt ends.\n"


@pytest.mark.parametrize(
    ("name", "purpose", "place"),
    [
        ("Sub-processor", "Purpose", "Country"),
        ("Name of Subprocessor", "Description of Processing", "Location of Processing"),
        ("Vendor", "Service provided", "Hosting region"),
        ("Service provider", "Entity type", "Location"),
        ("Unterauftragsverarbeiter", "Zweck der Verarbeitung", "Ort der Verarbeitung"),
        ("Sous-traitant", "Finalité", "Pays"),
        ("Subencargado", "Finalidad del tratamiento", "Ubicación"),
        ("Fornitore", "Finalità", "Paese"),
        ("Subverwerker", "Doel", "Locatie"),
        ("Subcontratante", "Finalidade", "Localização"),
    ],
)
def test_columns_of_vendors_are_known_in_seven_languages(name: str, purpose: str, place: str) -> None:
    made = draft(table(name, purpose, place, rows=ROWS.format(place="Ireland")), "a.md")

    assert [(vendor["name"], vendor["purpose"], vendor["location"]) for vendor in facts(made, "subprocessors")] == [
        ("Alderstack Inc.", "Hosting", "Ireland"),
        ("Brookmail B.V.", "Mail", "Ireland"),
    ]
    assert all(head in words(made) for head in (name, purpose, place))


@pytest.mark.parametrize(
    ("data", "period"),
    [
        ("Type of data", "Retention period"),
        ("Datenart", "Aufbewahrungsfrist"),
        ("Catégories de données", "Durée de conservation"),
        ("Datos", "Plazo de conservación"),
        ("Dati", "Periodo di conservazione"),
        ("Gegevens", "Bewaartermijn"),
        ("Dados", "Prazo de conservação"),
    ],
)
def test_columns_of_periods_are_known_in_seven_languages(data: str, period: str) -> None:
    made = draft(table(data, period, rows="| Logs | 30 days |\n| Mail | 2 years |\n"), "a.md")

    assert [entry["period"] for entry in facts(made, "retention")] == ["P30D", "P2Y"]


def test_a_column_without_a_known_heading_is_known_by_its_cells() -> None:
    made = draft(table("Vendor", "Purpose", "Zone", rows=ROWS.format(place="Ireland, Germany")), "a.md")

    assert facts(made, "subprocessors")[0]["location"] == "Ireland, Germany"


@pytest.mark.parametrize(
    ("above", "heads", "rows", "reason"),
    [
        ("Recipients", ("Recipient", "Purpose"), "| Ad partners | pay |\n| Banks | tax |\n", "kinds of recipients"),
        ("Former subprocessors", ("Subprocessor", "Purpose"), "| Ivy Inc. | Mail |\n", "do not receive data now"),
        ("Vendors", ("Vendor", "Country"), "| Ivy Inc. | Canada |\n", "no column says what each company does"),
        ("Vendors", ("Vendor", "Purpose"), "| Ivy Inc. | Mail |\n| Oak Inc. | |\n", "has an empty cell"),
        ("Who we share it with", ("Purpose", "Recipient"), "| Mail | Ivy Inc. |\n", "names no companies"),
        ("Retention", ("Data", "Purpose", "Retention"), "| Logs | Safety | 30 days |\n", 'its columns "Purpose"'),
        ("Cookies", ("Cookie", "Purpose"), "| a | It does things |\n", "of which kind"),
        ("Versions", ("App", "Version"), "| One | 2 |\n", "its headings name no list of facts"),
    ],
)  # fmt: skip
def test_a_table_that_stays_has_its_reason(above: str, heads: tuple[str, ...], rows: str, reason: str) -> None:
    made = draft(table(*heads, rows=rows, above=above), "a.md")

    (line,) = [line for line in report(made).splitlines() if "stays as it is" in line]
    assert line.startswith(f"a.md:5: the table of {' | '.join(heads)} stays as it is: ")
    assert reason in line
    assert f"| {' | '.join(heads)} |" in next(
        data.decode() for path, data in made.draft.files.items() if "/sections/" in path
    )
    assert all(facts(made, key) == [] for key in ("subprocessors", "retention", "cookies", "data"))


def test_a_column_without_a_field_is_in_the_notes_and_the_report() -> None:
    heads = ("Vendor", "Purpose", "Website")
    made = draft(table(*heads, rows="| Ivy Inc. | Mail | ivy.example |\n| Oak Inc. | Post | oak.example |\n"), "a.md")

    assert facts(made, "subprocessors")[0]["note"] == "Website: ivy.example"
    assert "Ivy Inc.: ivy.example; Oak Inc.: oak.example" in report(made)
    assert "ivy.example" not in words(made)


def test_a_table_with_sentences_in_a_column_without_a_field_stays_with_references() -> None:
    choice = "To opt out, write to their help desk and say which account is yours."
    made = draft(table("Vendor", "Purpose", "Your choices", rows=f"| Ivy Inc. | Mail | {choice} |\n"), "a.md")

    assert section(made, "lists").count("{{ subprocessors.ivy_inc.") == 2
    assert choice in words(made)


def test_a_person_says_what_columns_mean() -> None:
    heads = ("Entity", "Type", "Based in", "Page")
    text = table(*heads, rows="| Ivy Inc. | Mail | Canada | https://ivy.example/dpa |\n")

    assert facts(draft(text, "a.md"), "subprocessors") == []
    made = draft(text, "a.md", read_column_map("Entity=name, Type=purpose, Based in=subprocessors.location, page=dpa"))

    (vendor,) = facts(made, "subprocessors")
    assert (vendor["purpose"], vendor["location"], vendor["dpa"]) == ("Mail", "Canada", "https://ivy.example/dpa")


def test_a_mapping_chooses_the_list_of_facts() -> None:
    heads = ("Purpose", "Data", "Retention")
    rows = "| Safety | Logs | 30 days |\n| Letters | Mail | 2 years |\n"
    made = draft(
        table(*heads, rows=rows), "a.md", read_column_map("Data=retention.name,Retention=period,Purpose=basis")
    )

    assert [(entry["name"], entry["period"], entry["basis"]) for entry in facts(made, "retention")] == [
        ("Logs", "P30D", "Safety"),
        ("Mail", "P2Y", "Letters"),
    ]


@pytest.mark.parametrize("mapping", ["Entity", "Entity=", "=name", "Entity=colour", "Entity=cookies.dpa"])
def test_a_mapping_that_cannot_be_read_is_refused_with_the_fields(mapping: str) -> None:
    with pytest.raises(ColumnMapError, match=r"names no field\. Write HEADING=FIELD, with one of name, purpose"):
        read_column_map(mapping)


@pytest.mark.parametrize(
    ("lead", "prohibited", "purposes"),
    [
        ("We do not use your data to:", 2, 0),
        ("Your data is never used for:", 2, 0),
        ("Wir verwenden Ihre Daten nicht für:", 2, 0),
        ("We do not sell data. We use it to:", 0, 2),
        ("We do not process data without need. We share it only in these cases:", 0, 0),
        ("We will not use your data except to:", 0, 0),
        ("We do not use data other than for:", 0, 0),
        ("You may use our service to:", 0, 0),
        ("We use cookies to:", 0, 0),
    ],
)
def test_the_sentence_right_above_a_list_says_what_it_lists(lead: str, prohibited: int, purposes: int) -> None:
    made = draft(f"# Policy\n\n## Use\n\n{lead}\n\n- answer you\n- bill you\n", "a.md")

    assert (len(facts(made, "prohibited_uses")), len(facts(made, "purposes"))) == (prohibited, purposes)


def test_lists_of_vendors_are_joined_and_keep_their_places_and_links() -> None:
    made = draft(
        "# Subprocessors\n\n## Subprocessors we use\n\nIn Ireland:\n\n- [ivyMail](https://ivy.example). Sends mail.\n\n"
        "In Canada:\n\n- [Oak](https://oak.example). Keeps files.\n\nIt ends.\n",
        "a.md",
    )

    assert [vendor["name"] for vendor in facts(made, "subprocessors")] == ["ivyMail", "Oak"]
    assert "In Canada:\n\n- [{{ subprocessors.oak.name }}](https://oak.example). {{ subprocessors.oak.purpose }}" in (
        section(made, "subprocessors-we-use")
    )


def test_topics_below_a_heading_about_service_providers_are_no_vendors() -> None:
    text = "**Payment Processing:** We send what you pay to those that process payments, and we keep a record of it."
    made = draft(f"# Policy\n\n## Service providers\n\nThey are:\n\n- {text}\n- {text}\n", "a.md")

    assert facts(made, "subprocessors") == []


def test_lines_within_a_table_are_in_the_notes_of_the_companies_below_them() -> None:
    rows = "<tr><td colspan=2>{}</td></tr><tr><td>{}</td><td>Mail</td></tr>"
    made = draft(
        f"<h1>Subprocessors</h1><p>They are:</p><table><tr><th>Vendor</th><th>Purpose</th></tr>"
        f"{rows.format('Storage', 'Ivy Inc.')}{rows.format('Letters', 'Oak Inc.')}</table>"
    )

    assert [(vendor["name"], vendor["note"]) for vendor in facts(made, "subprocessors")] == [
        ("Ivy Inc.", "below the line: Storage"),
        ("Oak Inc.", "below the line: Letters"),
    ]
    assert 'the line "Storage" within the table' in report(made)


def test_the_command_asks_on_a_terminal_what_columns_mean(tmp_path: Path) -> None:
    rows = "| Ivy Inc. | Mail | https://ivy.example |\n"
    (tmp_path / "a.md").write_text(table("Entity", "Type", "Page", rows=rows), encoding="utf-8")
    given = ("--name", "Fernleaf", "--privacy-mailbox", "privacy@fernleaf.example", "--language", "en")

    shown = _answer(tmp_path, ("import", "a.md", *given), "vendors", "name", "purpose", "note")

    assert "a.md:5: Entity | Type | Page: its headings name no list of facts" in shown
    assert "the table of 1 entries -> subprocessors.yml: subprocessors" in shown
    assert "1 of 1 tables" in shown


def _answer(folder: Path, arguments: tuple[str, ...], *answers: str) -> str:
    """What a command writes on a terminal where a person gives these answers."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "build_tools", *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    ) as running:
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        shown = b""
        with suppress(OSError):  # a terminal that is closed
            while read := os.read(ours, 65_536):
                shown += read
        os.close(ours)
    assert running.returncode == 0
    return shown.decode()


def test_rights_whose_names_end_with_a_full_stop_become_facts() -> None:
    made = draft(
        "# Policy\n\n## Your rights\n\n- **Right of Access.** Get a copy.\n- **Right to Erasure.** Have it deleted.\n",
        "a.md",
    )

    assert [(right["name"], right["kind"]) for right in facts(made, "rights")] == [
        ("Right of Access", "access"),
        ("Right to Erasure", "deletion"),
    ]
    assert "end with a colon now" in report(made)


@pytest.mark.parametrize(("heads", "cells", "is_shown"), [("", "", False), ("| Data ", "| names ", True)])
def test_the_page_has_a_column_of_data_only_if_the_table_had_one(heads: str, cells: str, is_shown: bool) -> None:  # noqa: FBT001 - a case
    made = draft(
        f"# Vendors\n\n| Vendor | Purpose {heads}|\n|---|---{'|---' * is_shown}|\n| Ivy Inc. | Mail {cells}|\n", "a.md"
    )

    assert ("Data" in words(made).replace("Data processing agreement", "")) is is_shown


@pytest.mark.parametrize(
    ("above", "lead", "kept"),
    [
        ("Providers", "We have stopped using these companies.", "Boxwood"),
        ("Vendors", "We share data with vendors. We never give data to:", "Boxwood"),
        ("Companies to which we do not give data", "See the list of vendors.", "Boxwood"),
        ("Subprocessors", "From 2027 we intend to use:", "Boxwood"),
        ("Subprocessors", "The table is only an example:", "Boxwood"),
        ("Dienstleister", "Wir geben keine Daten weiter an:", "Boxwood"),
    ],
)
def test_a_table_that_is_denied_before_it_holds_no_facts(above: str, lead: str, kept: str) -> None:
    rows = "| Boxwood Inc. | Hosting |\n| Ivy Ltd. | Mail |\n"
    made = draft(f"# Notice\n\n## {above}\n\n{lead}\n\n| Company | Purpose |\n|---|---|\n{rows}\n", "a.md")

    assert not facts(made, "subprocessors")
    assert kept in words(made)
    assert "the words before it say that this is not so, or not now" in report(made)


@pytest.mark.parametrize(
    "lead",
    [
        "We do not sell data. We share data with:",
        "We share no data except with:",
        "We do not give data to others, but use these companies:",
    ],
)
def test_a_denial_of_something_else_does_not_count(lead: str) -> None:
    rows = "| Boxwood Inc. | Hosting |\n| Ivy Ltd. | Mail |\n"
    made = draft(f"# Notice\n\n## Vendors\n\n{lead}\n\n| Company | Purpose |\n|---|---|\n{rows}\n", "a.md")

    assert [vendor["name"] for vendor in facts(made, "subprocessors")] == ["Boxwood Inc.", "Ivy Ltd."]


@pytest.mark.parametrize(("head", "cell"), [("Status", "Terminated in 2025"), ("Receives personal data", "No")])
def test_a_column_can_say_that_a_company_receives_no_data_now(head: str, cell: str) -> None:
    rows = f"| Boxwood Inc. | Hosting | {cell} |\n| Ivy Ltd. | Mail | Active |\n"
    made = draft(table("Subprocessor", "Purpose", head, rows=rows), "a.md")

    assert not facts(made, "subprocessors")
    assert f'row 1 says "{cell}", so not all companies receive data now' in report(made)


def test_periods_cookies_and_rights_that_are_denied_are_no_facts() -> None:
    made = draft(
        "# Notice\n\n## Retention\n\nWe do not keep:\n\n| Data | Retention period |\n|---|---|\n| Logs | 30 days |\n"
        "| Mail | 1 year |\n\n## Your rights\n\nYou do not have these rights:\n\n- **Access**: see your data\n"
        "- **Erasure**: delete it\n",
        "a.md",
    )

    assert not facts(made, "retention")
    assert not facts(made, "rights")


def test_a_column_that_is_mapped_twice_is_refused() -> None:
    with pytest.raises(ColumnMapError, match="the column 'Entity' has two fields"):
        read_column_map("Entity=name,Entity=purpose")
