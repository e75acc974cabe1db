"""Tests that an organisation's checklists are read, and that their problems are reported with their place."""

import pytest

from build_tools.model.coverage import Coverage
from build_tools.model.problem import Problems
from build_tools.project.project import Project
from build_tools.review.checklist import cover_source
from build_tools.source.checklists import read_checklists, read_conditions, read_shipped, read_statements
from build_tools.source.citations import Citing
from build_tools.source.reader import read_past, read_source
from tests.support.edits import edited

FILE = "policy_src/checklists/gdpr-13.yml"
SETTLED = """\
settled:
  - item: {item}
    outcome: {outcome}
    since: 2026-11-27
    reason: Counsel looked at it in November.
"""
OWN = """\
title: What our contract with Acme asks for
law: Contract of 2026
items:
  - id: audit
    asks: That Acme can audit us
    law: Section 9
    parts:
      - says: the right to audit
        words: {en: [right to audit]}
      - says: how one makes contact
        statement: contact
    mend: Say it in a section.
"""


def problems(text: str, path: str = FILE) -> list[str]:
    with pytest.raises(Problems) as caught:
        read_source(edited({path: text.encode()}))
    return [str(problem) for problem in caught.value.problems]


def cover(text: str, path: str = FILE, name: str = "gdpr-13") -> Coverage:
    (told,) = cover_source(Project(edited({path: text.encode()})), [name])
    return told


def settled(item: str, outcome: str, more: str = "") -> str:
    return SETTLED.format(item=item, outcome=outcome) + more


TWICE = settled("complaint", "accepted") + settled("complaint", "accepted").removeprefix("settled:\n")
WORDS = "words: {en: [right to audit]}"
CONTACT = "      - says: how one makes contact\n        statement: contact\n"
NEEDED = ("title", "law", "items")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "policy_src/checklists/gdpr-13.yml:1:1: the file is empty."),
        ("settled: [", "policy_src/checklists/gdpr-13.yml:"),
        (settled("complain", "accepted"), 'gdpr-13.yml:2:11: the list gdpr-13 has no item "complain". Did you mean "c'),
        (settled("complaint", "ok"), "gdpr-13.yml:3:14: 'ok' is not one of the choices for outcome."),
        (settled("complaint", "said"), "gdpr-13.yml:2:5: the decision on 'complaint' quotes no words. Write words:"),
        (settled("complaint", "accepted", "    words: It is.\n"), "quotes words, but its outcome is not said."),
        (TWICE, 'gdpr-13.yml:6:11: "complaint" is listed twice.'),
        (OWN.replace("{en: [right to audit]}", "{en: [(right]}"), "gdpr-13.yml:9:22: the phrase '(right' has a wrong"),
        (OWN.replace("statement: contact", "statement: kontact"), 'no statement "kontact". Did you mean "contact"?'),
        (OWN + "    only: {condition: consnt}\n", 'there is no condition "consnt". Did you mean "consent"?'),
        (OWN + "    only: {when: where it is met}\n", "gdpr-13.yml:13:11: the condition under only: is incomplete"),
        (OWN + "    only: {condition: consent, decide: Is it?}\n", "Write either condition:, or when: and decide:."),
        (OWN.replace(WORDS, "facts: [{path: purposes.basis}]"), "'purposes.basis' is not a fact of the policy."),
        (OWN.replace(WORDS, "facts: [{path: rights, given: {sort: [x]}}]"), "'rights' have no field 'sort'."),
        (OWN.replace(f"        {WORDS}\n", ""), "'the right to audit' cannot be found in one way."),
        (OWN.replace("Section 9", "[gdpr-13-1-q]"), '.yml:6:11: there is no reference "gdpr-13-1-q". Did you mean'),
        (OWN.replace("Contract of 2026", "[x]"), '.yml:2:7: there is no reference "x". The ids are in build_tools/so'),
        (OWN.replace("Section 9", "9"), ".yml:6:10: the law is neither text nor a list of ids. Write law: Section 9"),
        (OWN.replace("Section 9", "[]"), ".yml:6:10: the law is neither text nor a list of ids. Write law: Section 9"),
        (OWN.replace("asks:", "ask:"), 'unknown key "ask". Did you mean "asks"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(text: str, expected: str) -> None:
    told = problems(text)

    assert any(expected in line for line in told), told


def test_a_list_of_its_own_has_a_title_a_law_and_items() -> None:
    told = problems(settled("complaint", "accepted"), "policy_src/checklists/acme.yml")

    assert {line.split(": ")[1].split(",")[0] for line in told} == {f'"{key}" is missing' for key in NEEDED}
    assert all(line.endswith(f"Add it, or name the file after one of {', '.join(read_shipped())}.") for line in told)


def test_the_name_of_a_file_is_an_id() -> None:
    assert "cannot name a checklist" in problems(OWN, "policy_src/checklists/Acme List.yml")[0]


def test_all_files_are_told_at_once() -> None:
    with pytest.raises(Problems) as caught:
        read_checklists(edited({FILE: b"x: 1", "policy_src/checklists/ccpa.yml": b"y: 1"}))

    assert {problem.location.file for problem in caught.value.problems} == {FILE, "policy_src/checklists/ccpa.yml"}


def test_a_broken_list_does_not_unmake_a_version_of_the_past() -> None:
    assert read_past(edited({FILE: b"x: 1"})).policy.documents


def test_a_list_of_its_own_is_asked_for_by_its_name() -> None:
    told = cover(OWN, "policy_src/checklists/acme.yml", "acme")

    assert [(item.item.id, item.state.value) for item in told.items] == [("audit", "partly")]


def test_an_item_takes_the_place_of_the_one_with_its_id() -> None:
    own = "items:" + OWN.partition("items:")[2].replace("id: audit", "id: complaint")

    told = cover(own)

    assert len(told.items) == len(read_shipped()["gdpr-13"].items)
    assert next(item.item.asks for item in told.items if item.item.id == "complaint") == "That Acme can audit us"


@pytest.mark.parametrize(
    ("item", "outcome", "state"),
    [("representative", "does-not-apply", "not asked for"), ("complaint", "accepted", "accepted")],
)
def test_legal_settles_an_item_with_a_reason(item: str, outcome: str, state: str) -> None:
    told = cover(settled(item, outcome))

    assert next(one.state.value for one in told.items if one.item.id == item) == state
    assert told.stale == ()


def test_a_decision_on_what_the_text_says_is_stale() -> None:
    (stale,) = cover(settled("controller", "accepted")).stale

    assert str(stale) == f'{FILE}:2:11: the text now says "controller". Remove the entry, or decide again.'


def test_legal_says_in_which_words_the_text_says_it() -> None:
    words = "    words: We respond to all requests within 30 days\n"

    told = cover(settled("complaint", "said", words))

    item = next(one for one in told.items if one.item.id == "complaint")
    assert item.state.value == "found"
    assert item.shown
    assert str(item.shown.location).startswith("policy_src/sections/your-privacy-rights.md:9:")
    assert told.stale == ()


def test_words_that_stand_nowhere_any_more_are_told() -> None:
    told = cover(settled("complaint", "said", "    words: Complain to the authority\n"))

    (stale,) = told.stale
    assert 'the text no longer has the words for "complaint": Complain to the authority' in str(stale)
    assert next(one.state.value for one in told.items if one.item.id == "complaint") == "missing"


def test_a_list_cites_its_own_law_in_words_or_references_in_the_language_of_the_policy() -> None:
    path = "policy_src/checklists/acme.yml"
    own = OWN.replace("Section 9", "[gdpr-28-3-h, gdpr-32]")
    german = Citing("de")

    (words,) = read_checklists(edited({path: OWN.encode()}), german).find("acme").items
    (cited,) = read_checklists(edited({path: own.encode()}), german).find("acme").items

    assert (words.law, words.references) == ("Section 9", ())
    assert cited.law == "Art. 28 Abs. 3 Buchst. h DSGVO; Art. 32 DSGVO"
    assert cited.references == ("gdpr-28-3-h", "gdpr-32")


def test_lists_cite_only_the_law_of_the_jurisdictions_of_a_policy() -> None:
    german, everywhere = (
        next(item for item in read_shipped(citing)["cookies"].items if item.id == "necessary").law
        for citing in (Citing("de", None, ("eu",)), Citing())
    )

    assert german == "Art. 5 Abs. 3 Richtlinie 2002/58/EG; § 25 Abs. 2 Nr. 1 TDDDG; § 25 Abs. 2 Nr. 2 TDDDG"
    assert everywhere.endswith("PECR, Schedule A1, paragraph 3; PECR, Schedule A1, paragraph 4")


def test_a_report_on_a_german_policy_cites_the_law_in_german() -> None:
    adjective = "{{ storage.backups.retention.adjective }}", "{{ storage.backups.retention }}"
    german = edited(
        {
            "policy_src/policy.yml": ("\n  language: en\n", "\n  language: de\n"),
            "policy_src/storage.yml": adjective,
        }
    )

    (told,) = cover_source(Project(german), ["gdpr-13"])

    assert told.checklist.law == "Art. 13 DSGVO"
    assert told.checklist.items[0].law == "Art. 13 Abs. 1 Buchst. a DSGVO"


def test_every_statement_is_asked_for_by_a_list() -> None:
    named = {part.statement for one in read_shipped().values() for item in one.items for part in item.parts}

    assert set(read_statements()) <= named | {None}


def test_every_shared_condition_is_named_by_an_item() -> None:
    named = {item.only.condition for one in read_shipped().values() for item in one.items if item.only}

    assert set(read_conditions()) <= named | {None}


def test_a_shared_condition_decides_for_the_items_that_name_it() -> None:
    own = OWN + "    only: {condition: consent}\n"

    (audit,) = cover(own.replace(CONTACT, ""), "policy_src/checklists/acme.yml", "acme").items

    assert audit.state.value == "to decide"
    assert audit.item.only
    assert audit.item.only.decide == read_conditions()["consent"].decide


def test_a_shipped_list_has_phrases_in_the_languages_of_its_law() -> None:
    """Lists of British and American law have phrases of their own in English alone."""
    for one in read_shipped().values():
        asked = {"en"} if one.id in {"us-states", "uk", "dpf"} else {"en", "de"}
        for item in one.items:
            for part in item.parts:
                allowed = [set(), {"en", "de"}, {"en"} if part.facts else asked, asked]
                assert set(part.words) in allowed, (one.id, part.says)
