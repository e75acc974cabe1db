"""Tests that facts that are not stated are left out of all pages, unless the organisation wants them shown."""

import re
from pathlib import Path

import pytest

from build_tools.model.tree import Tree
from build_tools.project.project import Project
from tests.support.edits import Edit, edited, own_tree
from tests.support.story import NOW, Change, Story

SRC = "policy_src/"
SHOWN: dict[str, Edit] = {f"{SRC}policy.yml": ("  language: en\n", "  language: en\n  show_unstated: true\n")}
_OLD_SCHEDULE = """\
| Data | Starting with |
|---|---|
{% for entry in policy.retention %}
| **{{ entry.name }}**{ #{{ entry.id }} } | {{ entry.starts or wording.not_stated }} |
{% endfor %}
"""
_OLD_VENDOR = """\
{% if view.not_stated(vendor) %}
{{ wording.not_stated }}
:   {{ view.not_stated(vendor) | join(", ") }}
{% endif %}
"""


def pages_of(tree: Tree) -> dict[str, str]:
    """The pages of a source's site."""
    return {page.path: page.text for page in Project(tree).site.pages}


def test_nothing_that_customers_read_says_not_stated() -> None:
    site = Project(own_tree()).site
    said = [page.path for page in site.pages if re.search(r"not.stated", page.text, re.IGNORECASE)]

    assert said == []
    assert [path for path, data in site.files.items() if b"Not stated" in data] == []


def test_an_organisation_may_show_it() -> None:
    pages = pages_of(edited(SHOWN))

    assert "Not stated\n:   *Legal entity, Address, Contact" in pages["subprocessors.md"]
    assert "| 90 days | *Not stated*{ .not-stated } | deleted |" in pages["retention-schedule.md"]


@pytest.mark.parametrize(("field", "label"), [("starts", "Starting with"), ("afterwards", "Then"), ("basis", "Basis")])
def test_a_column_in_which_nothing_is_stated_is_left_out(field: str, label: str) -> None:
    text = own_tree().read(f"{SRC}retention.yml")
    without = re.sub(rf"\{{\{{ retention\.\w+\.{field} \}}\}}", "then", re.sub(rf"(?m)^    {field}: .*\n", "", text))
    gaps = own_tree().read(f"{SRC}known_gaps.yml")
    if field == "starts":
        gaps += gaps.partition("  - gap: retention-without-start")[1] + "\n    about: account\n    since: 2026-11-23\n"
        gaps += "    reason: For this test alone.\n"
    edits: dict[str, Edit] = {f"{SRC}retention.yml": without.encode(), f"{SRC}known_gaps.yml": gaps.encode()}

    for pages, is_there in ((pages_of(own_tree()), True), (pages_of(edited(edits)), False)):
        rows = [line for line in pages["retention-schedule.md"].splitlines() if line.startswith("|")]
        assert (f"| {label} |" in rows[0]) == is_there
        assert len(rows) == 6
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_the_table_has_the_country_and_the_agreement_where_any_vendor_states_them() -> None:
    stripe = ("  - id: stripe\n", "  - id: stripe\n    location: Ireland | EU\n    dpa: https://stripe.example/dpa\n")
    plain, told = pages_of(own_tree()), pages_of(edited({f"{SRC}subprocessors.yml": stripe}))

    assert "| Service | Purpose | Data Shared |\n" in plain["privacy-policy.md"]
    for page in ("privacy-policy.md", "subprocessors.md"):
        table = [line for line in told[page].splitlines() if line.startswith("|")]
        assert table[0].endswith("| Data Shared | Location | Data processing agreement |")
        assert table[1] == "|---|---|---|---|---|"
        assert table[3].endswith("| Ireland \\| EU | [Read it](https://stripe.example/dpa) |")
        assert all(row.endswith("|  |  |") for row in (table[2], table[4], table[5]))


def test_another_vendor_that_states_something_moves_nobody_elses_day(tmp_path: Path) -> None:
    story = Story()
    told = ("    purpose: Hosting,", "    location: Oregon\n    purpose: Hosting,")
    story.publish("2025-03-01T12:00:00-07:00", {f"{SRC}subprocessors.yml": told})
    started = ("  - id: billing\n", "  - id: billing\n    afterwards: shredded\n")
    story.publish("2025-04-01T12:00:00-07:00", {f"{SRC}retention.yml": started})
    histories = story.write(tmp_path).archive.histories

    vendors, schedule = histories["subprocessors"], histories["retention-schedule"]
    assert {one: vendors.changed(one).name for one in ("aws", "stripe", "posthog")} == {
        "aws": "2025-03-01",
        "stripe": "2025-01-10",
        "posthog": "2025-01-10",
    }
    assert {one: schedule.changed(one).name for one in ("billing", "account")} == {
        "billing": "2025-04-01",
        "account": "2025-01-10",
    }


def test_a_layout_of_the_past_says_what_it_said(tmp_path: Path) -> None:
    story = Story()
    own = own_tree().files
    schedule, vendor = "templates/blocks/retention_schedule.md", "templates/blocks/subprocessor.md"
    old: dict[str, Change] = {schedule: _OLD_SCHEDULE.encode(), vendor: own[vendor] + b"\n" + _OLD_VENDOR.encode()}
    story.publish("2025-02-01T12:00:00-07:00", old)
    story.publish("2025-03-01T12:00:00-07:00", {schedule: own[schedule], vendor: own[vendor]})
    archive = story.write(tmp_path).archive

    said = {
        name: [["Not stated" in line for line in one.document.lines].count(True) for one in archive.histories[name]]
        for name in ("subprocessors", "retention-schedule")
    }
    assert said == {"subprocessors": [0, 4, 0], "retention-schedule": [0, 3, 0]}
    days = Project.of_folder(tmp_path, NOW).archive.histories["subprocessors"]
    assert [one.name for one in days] == ["2025-01-10", "2025-02-01", "2025-03-01"]
