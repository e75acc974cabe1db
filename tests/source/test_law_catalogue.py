"""Tests the law behind rules and checklists: how it is cited, what is refused, and what nobody has looked up lately."""

from datetime import date

import pytest

from build_tools.model.law import is_included
from build_tools.model.problem import Problems
from build_tools.model.rule import Duty
from build_tools.source.law_catalogue import parse_law, read_law
from build_tools.source.rule_catalogue import read_catalogue
from tests.support.edits import told

_TEXT = """\
laws:
  gdpr:
    jurisdiction: eu
    link: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    names: {{en: 'GDPR {{place}}', de: '{{place}} DSGVO'}}

references:
  gdpr-13: {{{}}}
"""


def refusal(reference: str) -> str:
    """Why a catalogue with this reference is refused."""
    with pytest.raises(Problems) as refused:
        parse_law(_TEXT.format(reference), "law.yml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("reference", "english", "german"),
    [
        ("gdpr-13-1-a", "GDPR Art. 13(1)(a)", "Art. 13 Abs. 1 Buchst. a DSGVO"),
        ("gdpr-13", "GDPR Art. 13", "Art. 13 DSGVO"),
        ("gdpr-4-11", "GDPR Art. 4(11)", "Art. 4 Nr. 11 DSGVO"),
        ("eprivacy-5-3", "Directive 2002/58/EC, Art. 5(3)", "Art. 5 Abs. 3 Richtlinie 2002/58/EG"),
        ("bpc-22575-b-3", "Cal. Bus. & Prof. Code §22575(b)(3)", "Cal. Bus. & Prof. Code § 22575(b)(3)"),
        (
            "wp260-29",
            "Article 29 Working Party, WP260 rev.01, paragraph 29",
            "Artikel-29-Datenschutzgruppe, WP260 rev.01, Rn. 29",
        ),
        ("edpb-22-2024", "EDPB Opinion 22/2024", "EDSA-Stellungnahme 22/2024"),
    ],
)
def test_each_language_cites_the_law_in_its_own_way(reference: str, english: str, german: str) -> None:
    cited = {
        language: read_law().cite(reference, language, read_catalogue(language).words.citations, {})
        for language in ("en", "de", "de-AT", "fr")
    }

    assert cited == {"en": english, "de": german, "de-AT": german, "fr": english}


def test_a_reference_without_a_day_is_refused_with_its_place() -> None:
    assert refusal("law: gdpr, article: '13'") == 'law.yml:8:12: "looked_up" is missing. Add it.'


def test_a_reference_to_an_unknown_law_is_refused_with_its_place() -> None:
    told = refusal("law: gpdr, looked_up: 2026-11-30")

    assert told == 'law.yml:8:18: there is no law "gpdr". Did you mean "gdpr"?'


def test_a_reference_to_two_places_is_refused() -> None:
    assert "the reference has several places" in refusal("law: gdpr, article: '13', clause: '9', looked_up: 2026-11-30")


def test_all_rules_cite_references_that_exist() -> None:
    assert all(rule.law for rule in read_catalogue().rules if rule.level != "editorial")


@pytest.mark.parametrize(
    ("jurisdiction", "chosen", "expected"),
    [
        ("eu", (), True),
        ("eu", ("eu", "uk"), True),
        ("us-ca", ("eu",), False),
        ("us", ("us-ca",), True),
        ("us-ca", ("us",), True),
        ("us-co", ("us-ca",), False),
        ("u", ("us",), False),
    ],
)
def test_a_country_includes_its_states_and_a_state_the_law_of_its_country(
    jurisdiction: str, chosen: tuple[str, ...], *, expected: bool
) -> None:
    assert is_included(jurisdiction, chosen) is expected


def test_law_of_other_jurisdictions_is_left_out_and_requires_nothing() -> None:
    everywhere, californian = read_catalogue(), read_catalogue("en", None, ("us-ca",))
    before, after = ({rule.id: rule for rule in found.rules} for found in (everywhere, californian))

    assert not [law for rule in after.values() for law in rule.law if "GDPR" in law or "WP260" in law]
    assert "Cal. Civ. Code §1798.130(a)(2)(A)" in after["right-deadline-longer"].law
    assert after["right-deadline-longer"].duty is before["right-deadline-longer"].duty is not Duty.INFORM
    lost = [name for name, rule in after.items() if before[name].law and not rule.law]
    assert "controller-replaced" in lost
    for name in lost:
        assert (after[name].duty, after[name].notice, after[name].level) == (Duty.INFORM, None, before[name].level)


@pytest.mark.parametrize(
    ("jurisdictions", "problem"),
    [
        ("[eu, usa]", 'unknown-reference: there is no jurisdiction "usa"'),
        ("[eu, us, eu]", 'duplicate-id: "eu" is listed twice'),
        ("[]", '"jurisdictions" is too short'),
    ],
)
def test_wrong_jurisdictions_are_refused(jurisdictions: str, problem: str) -> None:
    settings = {"policy_src/policy.yml": ("\nadopted:\n", f"\njurisdictions: {jurisdictions}\n\nadopted:\n")}

    (said,) = told(settings)
    assert problem in said


def test_references_are_stale_when_nobody_has_looked_them_up_for_a_year() -> None:
    law = parse_law(_TEXT.format("law: gdpr, article: '13', looked_up: 2026-11-30"))

    assert list(law.find_stale(date(2027, 11, 30))) == []
    assert list(law.find_stale(date(2027, 12, 1))) == ["gdpr-13"]


def test_references_that_nobody_ever_looked_up_are_stale() -> None:
    law = parse_law(_TEXT.format("law: gdpr, article: '13', looked_up: never"))

    assert list(law.find_stale(date(2026, 12, 1))) == ["gdpr-13"]
