"""Tests that an imported policy becomes a source that says the same, with facts where its meaning is certain."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from build_tools.importing.importer import Imported, import_texts
from build_tools.importing.report import as_text
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.starting.program_wheel import read_own_layouts
from tests.importing.sentences import find_lost, pages_of
from tests.importing.texts import MARKDOWN, as_html, as_word
from tests.support.projects import ROOT, policy

LAYOUTS = read_own_layouts()
TEXTS = {"policy.md": MARKDOWN.encode(), "policy.html": as_html(), "policy.docx": as_word()}
SEED = Path(__file__).with_name("traceloom-privacy-policy.txt")
"""The text of February 2026 that TraceLoom's source was made of by hand."""
GIVEN = {"time_zone": "Europe/London"}
COMPANY = {"name": "Fernleaf", "privacy_mailbox": "privacy@fernleaf.example", "language": "en"}


@cache
def imported(name: str) -> Imported:
    return import_texts({name: TEXTS[name]}, GIVEN, LAYOUTS)


def facts(name: str, file: str) -> Any:
    return yaml.safe_load(imported(name).draft.files[f"policy_src/{file}.yml"])


def section(name: str, id_: str) -> str:
    return imported(name).draft.files[f"policy_src/sections/{id_}.md"].decode()


@pytest.mark.parametrize("name", TEXTS)
def test_every_sentence_stands_on_the_pages_or_in_the_report(name: str) -> None:
    total, lost = find_lost(name, TEXTS[name], imported(name), LAYOUTS)

    assert total > 40
    assert lost == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_draft_can_be_built_and_its_gaps_are_named_and_open(name: str) -> None:
    draft = imported(name).draft
    report = check_source(Project(Tree(dict(sorted({**draft.files, **LAYOUTS}.items())))))

    assert report.problems == ()
    assert report.open_gaps == draft.gaps != ()
    assert "policy_src/known_gaps.yml" not in draft.files


@pytest.mark.parametrize("name", TEXTS)
def test_sections_tables_and_lists_are_found_whatever_the_file_is(name: str) -> None:
    tally = imported(name).tally

    assert (tally.sections, tally.tables, tally.structured_tables) == (7, 2, 2)
    assert (tally.lists, tally.structured_lists) == (4, 4)


def test_the_table_of_vendors_becomes_facts() -> None:
    boxwood, ivy = facts("policy.md", "subprocessors")["subprocessors"]

    assert boxwood == {
        "id": "boxwood-cloud",
        "name": "Boxwood Cloud",
        "purpose": "Hosting",
        "receives": [{"data": "account-data", "text": "Account data"}, {"data": "photographs", "text": "photographs"}],
        "remark": "encrypted",
        "location": "Eire",
        "note": "Website: boxwood.example; https://boxwood.example/",
    }
    assert (ivy["purpose"], ivy["optional"], ivy["location"]) == ("Newsletters", True, "Canada")


def test_periods_are_read_where_they_can_be_read_in_one_way() -> None:
    account, photographs = facts("policy.md", "retention")["retention"]

    assert (account["period"], account["starts"], account["covers"]) == ("P30D", "account closure", ["account-data"])
    assert account["basis"] == "Art. 6(1)(b) GDPR"
    assert account["text"] == "{{ retention.account_data.period }} after account closure"
    assert (photographs["criteria"], photographs["covers"]) == ("between 1 and 2 years", ["photographs"])
    assert "period" not in photographs


def test_who_speaks_since_when_and_how_is_found() -> None:
    settings = facts("policy.md", "policy")

    assert settings["controller"] == {
        "name": "Fernleaf Studio",
        "legal_name": "Fernleaf Studio Ltd",
        "address": "4 Orchard Lane, Exampleton",
        "privacy_mailbox": "privacy@fernleaf.example",
    }
    assert (settings["draft"], "adopted" in settings) == (True, False)
    assert "policy launch --published 2026-02-14" in {placing.place for placing in imported("policy.md").placings}
    assert [channel["kind"] for channel in settings["announcing"]["channels"]] == ["email"]
    assert facts("policy.md", "rights")["requests"] == {"deadline": "P1M"}


def test_lists_of_data_purposes_and_rights_become_facts() -> None:
    account, diary = facts("policy.md", "data")["data"]

    assert [item["name"] for item in account["items"]] == ["name", "e-mail address", "postal code"]
    assert diary["remark"] == "no location"
    purposes = facts("policy.md", "purposes")
    assert [entry["text"] for entry in purposes["purposes"]] == ["keep your diary", "answer your questions"]
    assert [entry["text"] for entry in purposes["prohibited_uses"]] == ["train models"]
    assert [right["kind"] for right in facts("policy.md", "rights")["rights"]] == ["access", "deletion"]


def test_prose_refers_to_names_and_keeps_its_words() -> None:
    assert "{{ subprocessors.boxwood_cloud.name }} may not read your photographs." in section(
        "policy.md", "service-providers"
    )
    assert section("policy.md", "what-we-collect").startswith("---\ntitle: What we collect\n---\n")
    assert "### By post { #by-post }" in section("policy.md", "your-rights")
    assert "1\\. July is when" not in section("policy.md", "changes")  # it begins no line there


def test_what_is_not_sure_is_told_with_its_line_and_its_place() -> None:
    report = [placing for placing in imported("policy.md").placings if not placing.is_sure]
    line = MARKDOWN.splitlines().index("| Sub-processor | Purpose | Data | Country | Website |") + 1

    assert all(placing.file == "policy.md" for placing in report)
    assert any(placing.line == line and 'the column "Website" has no field' in placing.what for placing in report)
    assert any('"Photographs" has no period' in placing.what for placing in report)
    assert any("Boxwood Cloud: boxwood.example" in placing.what for placing in report)


def test_menu_banner_and_footer_are_left_out_and_told() -> None:
    words = " ".join(pages_of(imported("policy.html"), LAYOUTS))
    report = [placing.what for placing in imported("policy.html").placings if not placing.place]

    for boilerplate in ("Home of menus", "Accept all our biscuits", "Copyright of the footer"):
        assert boilerplate not in words
        assert any(boilerplate in what for what in report)
    assert "never" not in words.replace("{{", "")


CONTROLS = b"""<html><body>
<form action="/search"><select><option>All pages</option></select><button>Find</button></form>
<main><h1>Privacy Policy</h1><h2><button aria-expanded="false">What we collect</button></h2><p>We keep your name.</p>
<details><summary><button>More on names</button></summary><p>First and last ones.</p></details>
<div><button>How long we keep it</button><div>For as long as you stay.</div></div>
<p>Press <button>Cookie settings</button> to choose.</p><noscript><style>p{}</style>Read it on paper.</noscript>
<object>It is also <button>a picture</button>.</object><template>Loaded later.</template><textarea>Ask us.</textarea>
<svg><title>A lock</title></svg></main></body></html>"""


def test_what_stands_in_controls_is_text_or_told() -> None:
    made = import_texts({"a.html": CONTROLS}, GIVEN | COMPANY, LAYOUTS)
    words = " ".join(" ".join(pages_of(made, LAYOUTS)).split())
    report = [placing.what for placing in made.placings if not placing.place]

    assert find_lost("a.html", CONTROLS, made, LAYOUTS)[1] == []
    assert "title: What we collect\n" in made.draft.files["policy_src/sections/what-we-collect.md"].decode()
    for kept in ("More on names", "How long we keep it", "Press Cookie settings to choose."):
        assert kept in words
    for left_out in ("Find", "All pages", "Read it on paper.", "It is also a picture .", "Loaded later.", "Ask us."):
        assert f'outside the text: "{left_out}"' in report


def test_what_is_left_out_is_told_to_its_last_word() -> None:
    footer = "A long footer. " * 40 + "The last word."
    page = f"<main><h1>Policy</h1><p>{'We keep it. ' * 90}</p></main><footer>{footer}</footer>".encode()
    made = import_texts({"a.html": page}, GIVEN | COMPANY, LAYOUTS)

    assert "The last word." in as_text(made.placings, (), made.tally)


def test_the_same_text_gives_the_same_draft() -> None:
    again = import_texts({"policy.md": TEXTS["policy.md"]}, GIVEN, LAYOUTS)

    assert again.draft.files == imported("policy.md").draft.files


def test_two_texts_become_two_documents() -> None:
    cookies = b"# Cookie Notice\n\n## What we set\n\nWe set one cookie.\n\n## Changes\n\nNone so far.\n"
    both = import_texts({"policy.md": TEXTS["policy.md"], "cookies.md": cookies}, GIVEN, LAYOUTS)

    documents = yaml.safe_load(both.draft.files["policy_src/policy.yml"])["documents"]
    assert [document["id"] for document in documents] == [
        "privacy-policy", "cookie-notice", "subprocessors", "retention-schedule",
    ]  # fmt: skip
    assert documents[1]["sections"] == ["what-we-set", "changes-2"]


def test_the_command_makes_a_project_and_tells_as_json(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_text(MARKDOWN, encoding="utf-8")
    target = tmp_path / "draft"

    done = policy("import", tmp_path / "policy.md", "--into", target, "--no-git", "--format", "json")

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["tally"]["structured_tables"] == 2
    assert {"file", "line", "what", "place", "is_sure"} == set(report["placings"][0])
    assert policy("check", folder=target).returncode == 0
    again = policy("import", tmp_path / "policy.md", "--into", target)
    assert (again.returncode, again.stdout) == (2, "")
    assert "already exists" in again.stderr


def test_what_no_text_says_is_asked_for_by_its_flag(tmp_path: Path) -> None:
    (tmp_path / "policy.md").write_text("# Policy\n\nWe keep your data and we are careful with it.\n", encoding="utf-8")

    done = policy("import", tmp_path / "policy.md")

    assert done.returncode == 2
    assert done.stderr == "The text does not state all that is needed. Give --name and --privacy-mailbox.\n"


def test_traceloom_s_own_text_comes_close_to_the_source_made_by_hand() -> None:
    seed = import_texts({SEED.name: SEED.read_bytes()}, {"time_zone": "America/Denver"}, LAYOUTS)
    ours = yaml.safe_load((ROOT / "policy_src" / "policy.yml").read_text(encoding="utf-8"))
    drafted = yaml.safe_load(seed.draft.files["policy_src/policy.yml"])

    assert drafted["controller"] == ours["controller"]
    assert f"policy launch --published {ours['adopted']['published']}" in {placing.place for placing in seed.placings}
    for file, key in (("data", "data"), ("retention", "retention"), ("rights", "rights"), ("cookies", "cookies")):
        made = yaml.safe_load(seed.draft.files[f"policy_src/{file}.yml"])[key]
        by_hand = yaml.safe_load((ROOT / "policy_src" / f"{file}.yml").read_text(encoding="utf-8"))[key]
        assert len(made) == len(by_hand)
    assert find_lost(SEED.name, SEED.read_bytes(), seed, LAYOUTS)[1] == []
