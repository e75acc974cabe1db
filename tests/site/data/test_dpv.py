"""Tests that the file in the W3C Data Privacy Vocabulary states what the policy states, and nothing else."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS, XSD

from build_tools.model.data import DataCategory, DataItem
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.purposes import Purpose
from build_tools.model.retention import RetentionEntry
from build_tools.model.rights import Right
from build_tools.model.text import Prose
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.site.data.dpv import GROUNDS, NAMESPACES, PATH, RIGHTS, TRANSFERS, find_legal_basis, write_dpv
from tests.site.sources import SOURCES, files_of, flow_of
from tests.support import story

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib by itself

PLACE = "https://reader.example/data/policy.dpv.jsonld"
"""Where a reader finds the file."""

KNOWN = {
    "https://w3id.org/dpv#": """
        AnonymisedData Country Data DataController DataProcessor DataSubjectRight DataTransferLegalBasis Duration
        Justification LegalBasis Location Optional PersonalData PrivacyNotice Process Prohibition PseudonymisedData
        Purpose Required RightExerciseNotice SpecialCategoryPersonalData StorageDuration StorageLocation
        StorageRestoration Store TechnicalOrganisationalMeasure TemporalDuration
        hasAddress hasContact hasCountry hasData hasDataController hasDataProcessor hasDuration hasJustification
        hasLegalBasis hasLocation hasName hasNecessity hasNotice hasPersonalData hasProcess hasProcessing hasProhibition
        hasPurpose hasRight hasStorageCondition hasTechnicalOrganisationalMeasure
    """,  # Data Privacy Vocabulary 2.0 to 2.3
    "https://w3id.org/dpv/legal/eu/gdpr#": """
        A6-1-a A6-1-b A6-1-c A6-1-d A6-1-e A6-1-f A7-3 A15 A16 A17 A18 A20 A21 A22 A45-3 A46-2-b A46-2-c A77
    """,  # its extension EU GDPR, 2.0 to 2.3
    "http://purl.org/dc/terms/": "PeriodOfTime description hasPart identifier source temporal title",  # DCMI 2020
    "http://www.w3.org/ns/dcat#": "endDate startDate",  # DCAT 3, 6.17
    "http://www.w3.org/2004/02/skos/core#": "broader closeMatch prefLabel",  # SKOS Reference, 2009-08-18
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "type value",  # RDF Schema 1.1, 3.3 and 5.4.3
    "http://www.w3.org/2000/01/rdf-schema#": "seeAlso",  # RDF Schema 1.1, 5.4.1
}
"""The terms that may be used, by where they are defined."""
PERIODS = st.builds(Period, *(st.integers(0, most) for most in (9, 20, 60, 400, 90)))
TERMS = {URIRef(space + name) for space, names in KNOWN.items() for name in names.split()}


@cache
def read(content: bytes) -> Graph:
    """What a program reads in the file."""
    return Graph().parse(data=content, format="json-ld", publicID=PLACE)


def written(policy: Policy) -> Graph:
    """What a program reads of a policy."""
    return read(write_dpv(policy, ()))


def ask(graph: Graph, pattern: str) -> set[str]:
    """Which `?x` a pattern finds, by the last part of its name."""
    names = "".join(f"PREFIX {name}: <{space}> " for name, space in NAMESPACES.items())
    rows: Any = graph.query(f"{names} SELECT DISTINCT ?x WHERE {{ {pattern} }}")
    return {str(row.x).rpartition("#")[2] for row in rows}


@pytest.mark.parametrize("source", SOURCES)
def test_all_terms_exist_where_they_are_said_to(source: str) -> None:
    graph = read(files_of(source)[PATH])
    foreign = {
        node for triple in graph for node in triple if isinstance(node, URIRef) and str(node).startswith(tuple(KNOWN))
    }

    assert foreign <= TERMS
    assert {predicate for _, predicate, _ in graph} <= TERMS
    assert {kind for _, _, kind in graph.triples((None, RDF.type, None))} <= TERMS


def test_every_term_that_facts_are_mapped_to_exists() -> None:
    mapped = {*RIGHTS.values(), *TRANSFERS.values(), *GROUNDS.values(), "dpv:SpecialCategoryPersonalData"}

    assert {URIRef(NAMESPACES[space] + name) for space, name in (term.split(":") for term in mapped)} <= TERMS


@pytest.mark.parametrize("source", SOURCES)
def test_it_has_every_category_purpose_vendor_retention_entry_and_right(source: str) -> None:
    flow = flow_of(source)
    policy, graph = flow.expanded, read(dict(flow.site.files)[PATH])
    notice = "?notice a dpv:PrivacyNotice ; "

    assert ask(graph, notice + "dpv:hasPersonalData ?x . ?x a dpv:PersonalData") == {
        f"data.{one.id}" for one in policy.data
    }
    assert ask(
        graph, notice + "dpv:hasPersonalData ?c . ?x skos:broader ?c ; a dpv:PersonalData . FILTER isIRI(?x)"
    ) == {f"data.{item.id}" for one in policy.data for item in one.items}
    assert ask(graph, notice + "dpv:hasPurpose ?x . ?x a dpv:Purpose") == {
        f"purposes.{one.id}" for one in policy.purposes
    }
    assert ask(graph, notice + "dpv:hasProcess/dpv:hasDataProcessor ?x . ?x a dpv:DataProcessor") == {
        f"subprocessors.{one.id}" for one in policy.subprocessors
    }
    assert ask(
        graph,
        notice + "dpv:hasProcess/dpv:hasStorageCondition ?x . "
        "?x a dpv:StorageDuration ; dpv:hasDuration ?d ; skos:prefLabel ?n",
    ) == {f"retention.{one.id}" for one in policy.retention}
    assert ask(graph, notice + "dpv:hasRight ?x . ?x a dpv:DataSubjectRight") == {
        f"rights.{one.id}" for one in policy.rights
    }
    assert ask(graph, "?x a dpv:DataController ; dpv:hasName ?n ; dpv:hasContact ?c") == {"controller"}


@pytest.mark.parametrize("source", SOURCES)
def test_everything_that_is_named_is_told(source: str) -> None:
    graph = read(files_of(source)[PATH])
    place = ask(graph, "?x a dpv:PrivacyNotice")
    assert place == {"policy"}
    named = {node for _, _, node in graph if isinstance(node, URIRef) and "#" in node and node not in TERMS}
    assert {node for node in named if (node, RDF.type, None) not in graph} == set()


def test_what_a_policy_states_of_its_vendors_is_told() -> None:
    graph = read(files_of("nordlicht")[PATH])
    process = "?p dpv:hasDataProcessor ?x ; "

    assert ask(graph, process + "dpv:hasLegalBasis/skos:broader eu-gdpr:A45-3") == {
        "subprocessors.fjordhost", "subprocessors.postwelle",
    }  # fmt: skip
    assert ask(graph, process + "dpv:hasLegalBasis/skos:broader eu-gdpr:A46-2-c") == {"subprocessors.kartenwerk"}
    assert ask(graph, process + "dct:temporal/dcat:endDate '2025-12-31'^^<http://www.w3.org/2001/XMLSchema#date>") == {
        "subprocessors.postwelle"
    }
    assert ask(graph, process + "dpv:hasPersonalData ?d . ?d a dpv:PseudonymisedData") == {"subprocessors.kartenwerk"}


def test_legal_bases_are_told_where_they_are_stated() -> None:
    theirs, ours = (read(files_of(source)[PATH]) for source in ("nordlicht", "ours"))

    assert ask(theirs, "?p dpv:hasPurpose ?x ; dpv:hasLegalBasis/skos:broader eu-gdpr:A6-1-b") == {"purposes.vertrag"}
    assert ask(theirs, "?p dpv:hasStorageCondition ?x ; dpv:hasLegalBasis/skos:broader eu-gdpr:A6-1-f") == {
        "retention.ansprechperson", "retention.standort-und-protokolle",
    }  # fmt: skip
    assert ask(theirs, "?p dpv:hasStorageCondition ?x ; dpv:hasJustification ?b") == {"retention.rechnungsdaten"}
    assert ask(ours, "?x dpv:hasLegalBasis ?b") == set()


def test_a_vendor_that_is_said_to_receive_no_personal_data_receives_none() -> None:
    graph = read(files_of("ours")[PATH])

    assert "subprocessors.posthog" not in ask(graph, "?p dpv:hasDataProcessor ?x ; dpv:hasPersonalData ?d")
    assert ask(graph, "?p dpv:hasDataProcessor ?x ; dpv:hasData ?d . ?d a dpv:AnonymisedData") == {
        "subprocessors.posthog", "subprocessors.stripe",
    }  # fmt: skip


def test_what_has_no_term_is_told_by_its_words() -> None:
    policy = flow_of("ours").expanded
    right = Right.model_validate({"id": "no-sale", "name": "No sale", "text": "Tell us.", "kind": "opt-out-of-sale"})
    purpose = Purpose.model_validate({"id": "care", "text": "Care", "legal_basis": "Our good reasons"})
    graph = written(policy.model_copy(update={"rights": (right,), "purposes": (purpose,)}))

    assert ask(graph, "?x a dpv:DataSubjectRight ; skos:prefLabel 'No sale'@en") == {"rights.no-sale"}
    assert ask(graph, "?r a dpv:DataSubjectRight ; skos:closeMatch ?x") == set()
    assert ask(graph, "?p dpv:hasLegalBasis ?b . ?b a dpv:LegalBasis ; skos:prefLabel ?x") == {"Our good reasons"}
    assert ask(graph, "?p dpv:hasLegalBasis/skos:broader ?x") == set()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Art. 6(1)(b) GDPR", "eu-gdpr:A6-1-b"),
        ("Article 6 (1) (f) of the GDPR", "eu-gdpr:A6-1-f"),
        ("Art. 6 Abs. 1 lit. c DSGVO", "eu-gdpr:A6-1-c"),
        ("Art. 6 Abs. 1 S. 1 lit. a) DSGVO", "eu-gdpr:A6-1-a"),
        ("Art. 6(1)(b) UK GDPR", None),
        ("Art. 6(1)(b)", None),
        ("Art. 6(1)(b) or Art. 6(1)(f) GDPR", None),
        ("Not Art. 6(1)(f) GDPR", None),
        ("Art. 9(2)(a) GDPR", None),
        ("Art. 6(1)(g) GDPR", None),
        ("§ 147 Abs. 3 AO", None),
        ("consent", None),
    ],
)
def test_a_legal_basis_is_known_by_its_article_alone(text: str, term: str | None) -> None:
    assert find_legal_basis(text) == term


@given(PERIODS.filter(lambda period: period.length > 0))
@settings(max_examples=30, deadline=None)
def test_a_period_is_a_duration_of_xml_schema(period: Period) -> None:
    policy = flow_of("ours").expanded
    entry = RetentionEntry.model_validate(
        {"id": "a", "name": "A", "covers": ("account",), "period": period, "text": "A"}
    )
    graph = written(policy.model_copy(update={"retention": (entry,), "storage": ()}))
    (value,) = graph.objects(None, RDF.value)

    assert isinstance(value, Literal)
    assert value.datatype == XSD.duration
    assert "W" not in value
    assert Period.parse(str(value)) == period


@pytest.mark.parametrize("source", SOURCES)
def test_it_reads_the_same_when_it_is_written_again(source: str) -> None:
    graph = read(files_of(source)[PATH])
    for form in ("json-ld", "turtle", "nt"):
        assert isomorphic(graph, Graph().parse(data=graph.serialize(format=form), format=form))


def test_its_context_stands_in_the_file() -> None:
    for source in SOURCES:
        told = json.loads(files_of(source)[PATH])
        assert isinstance(told["@context"], dict)
        assert not {"@import", "@vocab"} & set(told["@context"])


def test_names_are_whole_addresses_where_the_site_has_one_and_else_relative_to_the_file() -> None:
    stated, unstated = read(files_of("nordlicht")[PATH]), read(dict(Project(Tree(story.source())).site.files)[PATH])

    assert (URIRef("https://datenschutz.nordlicht.example/data/policy.dpv.jsonld#policy"), RDF.type, None) in stated
    assert (URIRef(f"{PLACE}#policy"), RDF.type, None) in unstated
    assert (None, None, URIRef("https://reader.example/privacy-policy/")) in unstated


HOSTILE = [
    "</script><script>alert(1)</script>", '=HYPERLINK("https://evil.example")', "\u202egnp.exe", '"@id": "x"',
    "a\\u0000", "{{ x }}", "<https://evil.example>", "dpv:Consent", "@type", "https://evil.example/ x",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words: str) -> None:
    _assert_words(words)


@given(st.text(min_size=1))
@settings(max_examples=30, deadline=None)
def test_any_words_are_words(words: str) -> None:
    _assert_words(words)


def _assert_words(words: str) -> None:
    """Words that stand everywhere come back as labels, and name nothing."""
    flow = flow_of("nordlicht")
    policy = flow.expanded
    said: dict[str, Any] = {"id": "x", "name": Prose(words), "text": Prose(words), "purpose": words, "note": None}
    vendor = policy.subprocessors[0].model_copy(update={**said, "legal_entity": words, "address": words})
    item = DataItem.model_construct(**{**said, "processed_by": None})
    category = DataCategory.model_construct(
        **{**said, "id": "y", "items": (item,), "remark": words, "never_stored": (), "required": None}
    )
    graph = written(policy.model_copy(update={"data": (category,), "subprocessors": (vendor,)}))
    subject = URIRef(f"{policy.publication.safe_address}{PATH}#subprocessors.x")

    assert list(graph.objects(subject, SKOS.prefLabel)) == [Literal(words, lang="de")]
    assert all(
        node in TERMS or node.startswith(policy.publication.safe_address)
        for triple in graph
        for node in triple
        if isinstance(node, URIRef)
    )
