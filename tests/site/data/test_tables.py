"""Tests that programs and spreadsheets get the facts of both tables, as their schemas promise."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from build_tools.project.project import Project
from build_tools.site.data.tables import TABLES, write_csv
from tests.site.sources import SOURCES, files_of
from tests.support.story import NOW, Story, keep


def rows(content: bytes) -> list[dict[str, str]]:
    """A table as a program reads it."""
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", TABLES)
def test_the_json_is_as_its_schema_promises(source: str, name: str) -> None:
    files = files_of(source)
    told = json.loads(files[f"data/{name}.json"])
    schema = json.loads(files[f"data/{told['$schema']}"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert [error.message for error in validator.iter_errors(told)] == []
    assert told[TABLES[name][0]]
    for key in list(told):
        assert [*validator.iter_errors({other: value for other, value in told.items() if other != key})]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", TABLES)
def test_the_csv_has_the_same_entries_in_the_same_columns(source: str, name: str) -> None:
    files = files_of(source)
    entries = json.loads(files[f"data/{name}.json"])[TABLES[name][0]]
    table = rows(files[f"data/{name}.csv"])

    assert [row["id"] for row in table] == [entry["id"] for entry in entries]
    assert all(list(row) == list(entry) for row, entry in zip(table, entries, strict=True))


def test_periods_are_told_as_durations() -> None:
    table = {row["id"]: row for row in rows(files_of("ours")["data/retention-schedule.csv"])}

    assert table["usage-and-logs"]["period"] == "P90D"
    assert table["usage-and-logs"]["maximum"] == "P120D"


def test_what_is_told_names_the_text_that_says_it_and_a_draft_names_none(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", keep("P60D"))
    project = story.write(tmp_path).folder
    published = json.loads(Project.of_folder(project, NOW).site.files["data/retention-schedule.json"])["published"]
    schedule = project / "policy_src/retention.yml"
    schedule.write_text(schedule.read_text("utf-8").replace("P60D", "P61D"), encoding="utf-8")
    draft = json.loads(Project.of_folder(project, NOW).site.files["data/retention-schedule.json"])

    assert published == {"version": "2025-03-03", "day": "2025-03-03", "in_force_from": "2025-03-03"}
    assert draft["published"] is None


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("https://evil.example")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\uff1d1", "\n=1", "\u202e=1"]
)
def test_no_cell_is_a_formula(name: str) -> None:
    (row,) = rows(write_csv(["name"], [{"name": name}]))
    assert row["name"][0] in "'["


@given(st.lists(st.text(), min_size=1))
def test_any_words_come_back_in_their_own_cells(names: list[str]) -> None:
    table = rows(write_csv(["number", "name"], [{"number": at, "name": name} for at, name in enumerate(names)]))
    assert [row["number"] for row in table] == [str(number) for number in range(len(names))]
