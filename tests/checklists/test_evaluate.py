"""Tests the state of each item for the policies of TraceLoom and Nordlicht, as determined by a reader."""

from datetime import UTC, datetime
from functools import cache

import pytest

from build_tools.model.coverage import Coverage, ItemCoverage
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.checklist import cover_source
from tests.site.sources import flow_of
from tests.support.edits import Edit, edited, own_tree

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LISTS = ("gdpr-13", "gdpr-28", "ccpa", "caloppa")

TRACELOOM = {
    "gdpr-13": {
        "controller": "found",  # section 9
        "representative": "to decide",
        "data-protection-officer": "to decide",
        "purposes": "found",  # section 2
        "legal-basis": "missing",
        "legitimate-interests": "to decide",
        "recipients": "found",  # section 4
        "third-country-transfers": "missing",  # section 3 names a region in the United States, and no more
        "retention": "partly",  # nothing on authentication data and cookies
        "rights": "partly",  # no restriction
        "withdrawal-of-consent": "to decide",
        "complaint": "missing",
        "obligation-to-provide": "missing",
        "automated-decisions": "to decide",
        "further-purposes": "to decide",
    },
    "gdpr-28": {
        "list-of-subprocessors": "found",
        "legal-entity": "missing",
        "address": "missing",
        "contact": "missing",
        "purpose": "found",
        "data": "found",
        "location": "missing",
        "transfers": "missing",
        "same-obligations": "missing",
        "prior-notice": "partly",  # section 8 tells of material changes, and not how long before
        "objection": "missing",  # section 5 is about processing, and not about vendors
        "date-of-engagement": "missing",
    },
    "ccpa": {
        "categories-collected": "partly",  # not as those of the last 12 months
        "sources": "missing",
        "purposes": "found",
        "third-parties": "found",
        "sold-or-shared": "found",  # section 2: not sold, not shared for marketing
        "disclosed-for-business": "found",
        "sensitive-information": "to decide",
        "minors": "not asked for",
        "retention": "partly",
        "right-to-know": "found",
        "right-to-delete": "found",
        "right-to-correct": "found",
        "right-to-opt-out": "not asked for",
        "right-to-limit": "to decide",
        "no-retaliation": "missing",
        "request-methods": "found",
        "second-method": "found",  # section 9: the mailing address
        "verification": "missing",
        "authorized-agents": "missing",
        "opt-out-signals": "not asked for",
        "contact": "found",
        "last-updated": "found",
        "yearly-review": "missing",  # in memory it has no history, and it states no review
    },
    "caloppa": {
        "categories-of-information": "found",
        "categories-of-third-parties": "found",
        "review-and-change": "found",
        "notice-of-changes": "found",
        "effective-date": "found",
        "do-not-track": "to decide",
        "tracking-by-others": "missing",  # section 7 names PostHog and Stripe, and not what they see elsewhere
    },
}
NORDLICHT = {
    "gdpr-13": {
        "controller": "found",
        "representative": "to decide",
        "data-protection-officer": "to decide",
        "purposes": "found",
        "legal-basis": "found",
        "legitimate-interests": "missing",  # two entries rest on Art. 6(1)(f), and no interest is named
        "recipients": "found",
        "third-country-transfers": "found",
        "retention": "found",
        "rights": "partly",  # no restriction
        "withdrawal-of-consent": "missing",  # cookies are set with consent
        "complaint": "found",
        "obligation-to-provide": "partly",  # of one kind of data
        "automated-decisions": "to decide",
        "further-purposes": "to decide",
    },
    "gdpr-28": {
        **dict.fromkeys(TRACELOOM["gdpr-28"], "found"),
        "objection": "missing",
    },
    "ccpa": {
        **TRACELOOM["ccpa"],
        "sources": "found",  # a table says which data comes from where
        "retention": "found",
        "right-to-limit": "to decide",
    },
    "caloppa": TRACELOOM["caloppa"],
}


@cache
def covered(source: str) -> dict[str, Coverage]:
    return {told.checklist.id: told for told in cover_source(flow_of(source), LISTS)}


def cover_edited(changes: dict[str, Edit], *names: str) -> dict[str, ItemCoverage]:
    """How it stands with TraceLoom's source when it is edited: each item by its id."""
    (told,) = cover_source(Project(edited(changes), now=NOW), names)
    return {item.item.id: item for item in told.items}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("source", "expected"), [("ours", TRACELOOM), ("nordlicht", NORDLICHT)])
def test_each_item_is_in_the_state_that_a_reader_finds(
    source: str, expected: dict[str, dict[str, str]], name: str
) -> None:
    assert {item.item.id: item.state.value for item in covered(source)[name].items} == expected[name]


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
        ("ours", "ccpa", "second-method", "sections/contact.md:8:1 privacy-policy 9. Contact"),
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
