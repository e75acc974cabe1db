"""Tests the laws and references that come with the program."""

import re

import pytest

from build_tools.model.problem import Problems
from build_tools.source.checklists import find_citing, read_shipped
from build_tools.source.citations import Citing
from build_tools.source.law_catalogue import parse_law, read_law
from build_tools.source.rule_catalogue import find_citing_rules, read_catalogue, read_shipped_rules

LAW = """\
laws:
  gdpr:
    jurisdiction: eu
    link: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    names: {en: 'GDPR {place}', de: '{place} DSGVO'}
references:
  gdpr-13: {law: gdpr, article: '13', looked_up: 2026-12-01}
"""


def test_a_reference_says_when_it_was_looked_up_or_that_nobody_has_yet() -> None:
    assert str(parse_law(LAW).references["gdpr-13"].looked_up) == "2026-12-01"
    assert parse_law(LAW.replace("2026-12-01", "never")).references["gdpr-13"].looked_up == "never"


@pytest.mark.parametrize("written", [", looked_up: 2026-12-01", "2026-12-01", "law: gdpr, "])
def test_a_reference_without_a_day_or_a_law_is_refused_at_its_place(written: str) -> None:
    with pytest.raises(Problems) as refused:
        parse_law(LAW.replace(written, "", 1))

    assert str(refused.value).startswith("build_tools/source/law.yml:7:")


def test_what_a_reference_requires_is_a_sentence() -> None:
    assert [
        name for name, reference in read_law().references.items() if not re.search(r"\.\"?\Z", str(reference.says))
    ] == []


def test_each_reference_is_named_by_a_rule_or_a_checklist() -> None:
    named = find_citing_rules().keys() | find_citing(read_shipped().values()).keys()

    assert sorted(read_law().references.keys() - named) == []


def test_each_law_has_a_reference() -> None:
    assert {reference.law for reference in read_law().references.values()} == read_law().laws.keys()


def test_each_place_is_cited_by_one_reference() -> None:
    law, citations = read_law(), read_catalogue().words.citations
    cited = [law.cite(name, "en", citations, {}) for name in law.references]

    assert sorted({name for name in cited if cited.count(name) > 1}) == []


def test_laws_are_cited_in_german_as_german_lawyers_do() -> None:
    law, citations = read_law(), read_catalogue("de").words.citations

    assert law.cite("gdpr-13-1-a", "de", citations, {}) == "Art. 13 Abs. 1 Buchst. a DSGVO"
    assert law.cite("tdddg-25-2-2", "de", citations, {}) == "§ 25 Abs. 2 Nr. 2 TDDDG"
    assert law.cite("scc-9-a", "de", citations, {}).endswith("Klausel 9 Buchst. a, Module Zwei und Drei")


def test_no_rule_and_no_checklist_cites_law_in_another_language() -> None:
    german: list[str] = [citation for rule in read_shipped_rules("de") for citation in rule.law]
    lists = read_shipped(Citing("de")).values()
    german += [citation for one in lists for item in one.items for citation in item.law.split("; ")]

    assert [
        citation for citation in german if re.search(r"^GDPR|^Directive|EDPB|WP260.*paragraph|clause", citation)
    ] == []
