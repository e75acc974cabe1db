"""Tests the state of each item for the policies of TraceLoom and Nordlicht, as determined by a reader."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from build_tools.model.coverage import Coverage, ItemCoverage
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.checklist import cover_source
from build_tools.source.checklists import read_shipped
from tests.site.sources import flow_of
from tests.support.edits import Edit, edited, own_tree

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
STATES: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(Path(__file__).with_name("states.yml").read_text("utf-8"))
LISTS = tuple(STATES)


@cache
def covered(source: str) -> dict[str, Coverage]:
    return {told.checklist.id: told for told in cover_source(flow_of(source), LISTS)}


def cover_edited(changes: dict[str, Edit], *names: str) -> dict[str, ItemCoverage]:
    """How it stands with TraceLoom's source when it is edited: each item by its id."""
    (told,) = cover_source(Project(edited(changes), now=NOW), names)
    return {item.item.id: item for item in told.items}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("source", ["ours", "nordlicht"])
def test_each_item_is_in_the_state_that_a_reader_finds(source: str, name: str) -> None:
    expected = {item: states[source] for item, states in STATES[name].items()}

    assert {item.item.id: item.state.value for item in covered(source)[name].items} == expected


def test_every_list_has_states() -> None:
    assert set(STATES) == set(read_shipped())


def test_partial_statements_are_counted() -> None:
    items = {item.item.id: item for item in covered("ours")["gdpr-13"].items}

    (retention,) = items["retention"].parts
    assert (retention.said, retention.of, retention.lacking) == (4, 6, ("Authentication data", "Cookies"))
    (basis,) = items["legal-basis"].parts
    assert (basis.said, basis.of) == (0, 5)
    assert [part.part.says for part in items["rights"].parts if not part.place] == ["restriction"]


@pytest.mark.parametrize(
    ("source", "name", "item", "told"),
    [
        ("ours", "gdpr-13", "controller", "policy.yml:6:15 privacy-policy "),
        ("ours", "gdpr-13", "purposes", "purposes.yml:4:11 privacy-policy "),
        ("ours", "ccpa", "sold-or-shared", "purposes.yml:20:11 privacy-policy 2. How We Use Your Data"),
        ("ours", "us-states", "language-models", "purposes.yml:16:11 privacy-policy 2. How We Use Your Data"),
        ("nordlicht", "ccpa", "sources", "sections/daten.md:7:5 datenschutzerklaerung Woher die Daten kommen"),
    ],
)
def test_the_place_of_a_statement_is_reported(source: str, name: str, item: str, told: str) -> None:
    items = {one.item.id: one for one in covered(source)[name].items}

    place = items[item].place
    assert place
    where = f"{place.location} {place.document} {place.section}"
    assert where == f"policy_src/{told}"


def test_the_reason_why_an_item_is_required_is_reported() -> None:
    items = {item.item.id: item for item in covered("ours")["gdpr-13"].items}

    shown = items["third-country-transfers"].shown
    assert shown
    assert str(shown.location) == "policy_src/storage.yml:5:11"
    assert "us-east-1" in shown.words


def test_nothing_is_required_of_a_former_vendor() -> None:
    flow = flow_of("nordlicht")
    ended = flow.reading.readable.subprocessors[-1]
    text = flow.tree.files["policy_src/subprocessors.yml"].decode()
    without = text.replace(f"    address: {ended.address}\n", "").encode()
    assert ended.until
    assert without != text.encode()

    (told,) = cover_source(Project(Tree({**flow.tree.files, "policy_src/subprocessors.yml": without})), ["gdpr-28"])

    assert {item.item.id: item.state.value for item in told.items}["address"] == "found"


def test_a_fact_that_no_layout_shows_does_not_count() -> None:
    """A legal basis that stands in the source alone is read by nobody."""
    basis = "text: Bill you accurately\n    legal_basis: A contract with you"
    hidden = cover_edited({"policy_src/purposes.yml": ("text: Bill you accurately", basis)}, "gdpr-13")
    told = "text: Bill you accurately ({{ purposes.billing.legal_basis }})\n    legal_basis: A contract with you"
    shown = cover_edited({"policy_src/purposes.yml": ("text: Bill you accurately", told)}, "gdpr-13")

    assert hidden["legal-basis"].parts[0].said == 0
    assert shown["legal-basis"].parts[0].said == 1
    assert shown["legal-basis"].state.value == "partly"


def test_in_a_language_without_phrases_a_person_must_look() -> None:
    words = ("{{ storage.backups.retention.adjective }}", "{{ storage.backups.retention }}")
    french: dict[str, Edit] = {
        "policy_src/policy.yml": ("language: en", "language: fr"),
        "policy_src/storage.yml": words,
    }

    items = cover_edited(french, "gdpr-13")

    assert items["complaint"].state.value == "to look for"
    assert items["controller"].state.value == "found"  # by facts
    assert "missing" not in {item.state.value for item in items.values()}


def test_prose_counts_where_facts_are_missing() -> None:
    section = "policy_src/sections/contact.md"
    words = b"---\ntitle: Contact\n---\n\nYou may lodge a complaint with a supervisory authority.\n"

    items = cover_edited({section: words}, "gdpr-13")

    place = items["complaint"].place
    assert items["complaint"].state.value == "found"
    assert place
    assert str(place.location) == f"{section}:5:9"


@pytest.mark.parametrize(
    ("day", "state"),
    [("2025-11-27", "found"), ("2025-11-26", "missing"), ("2026-11-27", "found"), ("2026-11-28", "missing")],
)
def test_a_review_lasts_for_twelve_months(day: str, state: str) -> None:
    stated = ("adopted:", f"reviewed: {{day: {day}}}\nadopted:")

    items = cover_edited({"policy_src/policy.yml": stated}, "ccpa")

    assert items["yearly-review"].state.value == state


def test_the_same_source_gives_the_same_answer() -> None:
    assert cover_source(Project(own_tree()), LISTS) == cover_source(Project(own_tree()), LISTS)


SECTION = "policy_src/sections/contact.md"
POLICY = "policy_src/policy.yml"
MAILBOX = "privacy_mailbox: privacy@traceloom.io\n"
FACTS: dict[str, tuple[str, tuple[str, str, str], str]] = {
    "data-protection-officer": (
        "gdpr-13",
        (POLICY, MAILBOX, MAILBOX + "  data_protection_officer: officer@traceloom.example\n"),
        "{{ controller.data_protection_officer }}",
    ),
    "representative": (
        "gdpr-13",
        (
            POLICY,
            MAILBOX,
            MAILBOX + "  representatives: [{id: eu, territory: eu, name: Lindenhof, contact: Hafenweg 1}]\n",
        ),
        "{{ controller.representatives.eu.name }}",
    ),
    "joint-controllers": (
        "gdpr-13",
        (POLICY, MAILBOX, MAILBOX + "  joint_controllers: [{id: forge, name: Forge, text: Keeps the logs}]\n"),
        "{{ controller.joint_controllers.forge.text }}",
    ),
    "do-not-track": (
        "caloppa",
        ("policy_src/rights.yml", "requests:\n", "requests:\n  opt_out_signals: Sec-GPC headers\n"),
        "{{ requests.opt_out_signals }}",
    ),
}


@pytest.mark.parametrize("item", FACTS)
def test_a_fact_states_an_item_if_a_document_shows_it(item: str) -> None:
    name, (path, old, new), words = FACTS[item]
    section = f"---\ntitle: Contact\n---\n\nWrite to {words}\n".encode()
    unstated = cover_edited({}, name)[item]
    hidden = cover_edited({path: (old, new)}, name)[item]
    shown = cover_edited({path: (old, new), SECTION: section}, name)[item]

    assert unstated.state.value in {"to decide", "missing"}
    assert hidden.state.value in {"to decide", "missing"}
    assert shown.state.value == "found"
    assert shown.parts[0].place
    assert shown.parts[0].place.location.file == path


@pytest.mark.parametrize(("territory", "states"), [("eu", "found to decide"), ("uk", "to decide found")])
def test_a_representative_is_one_in_its_territory(territory: str, states: str) -> None:
    stated = f"  representatives: [{{id: one, territory: {territory}, name: Lindenhof, contact: Hafenweg 1}}]\n"
    changes: dict[str, Edit] = {
        POLICY: (MAILBOX, MAILBOX + stated),
        SECTION: b"---\ntitle: Contact\n---\n\nWrite to {{ controller.representatives.one.name }}.\n",
    }
    found = (cover_edited(changes, name)["representative"].state.value for name in ("gdpr-13", "uk"))

    assert " ".join(found) == states


def test_each_joint_controller_states_the_arrangement() -> None:
    two = "[{id: forge, name: Forge, text: Keeps the logs}, {id: mill, name: Mill, text: Bills you}]"
    changes: dict[str, Edit] = {
        POLICY: (MAILBOX, f"{MAILBOX}  joint_controllers: {two}\n"),
        SECTION: b"---\ntitle: Contact\n---\n\n{{ controller.joint_controllers.forge.text }}\n",
    }
    found = cover_edited(changes, "gdpr-13")["joint-controllers"]

    (part,) = found.parts
    assert (found.state.value, part.said, part.of, part.lacking) == ("partly", 1, 2, ("Mill",))
    assert part.collection == "joint_controllers"


@pytest.mark.parametrize(
    ("name", "item", "kind", "state"),
    [
        ("gdpr-13", "automated-decisions", "automated-decisions", "found"),
        ("us-states", "sale-and-advertising", "sharing", "found"),
        ("us-states", "sale-and-advertising", "ai-training", "to decide"),
        ("us-states", "language-models", "ai-training", "found"),
        ("gdpr-13", "logic-of-decisions", "automated-decisions", "missing"),  # no longer to decide
        ("us-states", "opt-out-signals", "sale", "missing"),
    ],
)
def test_the_kind_of_a_purpose_says_what_its_words_are_about(name: str, item: str, kind: str, state: str) -> None:
    uses = f"purposes:\n  - {{id: score, text: Rank your application with a score, kind: {kind}}}\n"
    section = b"---\ntitle: How We Use Your Data\n---\n\nWe use it to:\n\n{{ blocks.purposes }}\n"
    changes: dict[str, Edit] = {
        "policy_src/purposes.yml": uses.encode(),
        "policy_src/sections/how-we-use-your-data.md": section,
    }
    found = cover_edited(changes, name)

    assert found[item].state.value == state


@pytest.mark.parametrize(
    ("ground", "items"),
    [
        ("consent", {"withdrawal-of-consent"}),
        ("legitimate-interests", {"legitimate-interests", "objection-apart"}),
        ("contract", set[str]()),
    ],
)
def test_a_legal_ground_says_which_items_are_asked_for(ground: str, items: set[str]) -> None:
    stated = "text: Bill you accurately", f"text: Bill you accurately\n    legal_ground: {ground}"
    told = cover_edited({"policy_src/purposes.yml": stated}, "gdpr-13")
    conditional = ("withdrawal-of-consent", "legitimate-interests", "objection-apart")

    assert {name for name in conditional if told[name].state.value == "missing"} == items


def test_data_of_a_special_category_asks_for_its_exception() -> None:
    special = "- id: email\n        name: Email", "- id: email\n        name: Email\n        special: true"

    assert cover_edited({"policy_src/data.yml": special}, "gdpr-13")["special-categories"].state.value == "missing"
    assert cover_edited({}, "gdpr-13")["special-categories"].state.value == "to decide"
