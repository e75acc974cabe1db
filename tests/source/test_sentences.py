"""Tests the sentences about changes: those of the program are complete, and an organisation's own must be too."""

from functools import cache

import pytest
import yaml

from build_tools.changes.compare_sources import compare_sources
from build_tools.changes.customer_findings import make_customer_finding
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import read_past, read_source
from build_tools.source.rule_catalogue import list_rules, read_catalogue
from build_tools.source.sentences import (
    choose_language,
    find_differences,
    list_languages,
    locate_language,
    read_sentences,
)
from build_tools.source.size_limits import MOST_PROBLEMS
from build_tools.source.yaml_reader import read_yaml
from tests.support.edits import Edit, edited

_OWN = "policy_src/sentences.yml"
_SETTINGS = "policy_src/policy.yml"
_RETENTION = "policy_src/retention.yml"


@cache
def english() -> str:
    """The English file."""
    return locate_language("en").read_text("utf-8")


def french(*edits: tuple[str, str]) -> Tree:
    """A policy in French, with sentences of its own: the English ones with edits."""
    text = english()
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} does not stand once in the English file"
        text = text.replace(old, new)
    return _in_french({_OWN: text.encode()})


def _in_french(changes: dict[str, Edit]) -> Tree:
    english_only = "{{ storage.backups.retention.adjective }}", "{{ storage.backups.retention }}"
    settings = {_SETTINGS: ("  language: en\n", "  language: fr\n"), "policy_src/storage.yml": english_only}
    return edited({**settings, **changes})


def refusals(tree: Tree) -> list[str]:
    """The problems of the sentences of a source, each with its place."""
    try:
        read_source(tree)
    except Problems as error:
        return [str(problem) for problem in error.problems if problem.location.file == _OWN]
    return []


def _place(words: str, shift: int = 0) -> str:
    """The place of some words in the English file."""
    before = english()[: english().index(words) + shift]
    return f"{_OWN}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize("language", list_languages())
def test_each_language_of_the_program_is_complete(language: str) -> None:
    file = read_yaml(f"{language}.yml", locate_language(language).read_text("utf-8"))

    assert list(find_differences(read_sentences(language), file)) == []
    assert {rule.id for rule in read_catalogue(language).rules} == list_rules()
    assert {rule.language for rule in read_catalogue(language).rules} == {language}


def test_german_comes_with_the_program() -> None:
    assert list_languages() == ("de", "en")


@pytest.mark.parametrize(
    ("tag", "language"), [("de", "de"), ("de-AT", "de"), ("en-GB", "en"), ("fr", "en"), ("den", "en")]
)
def test_a_language_without_sentences_has_the_english_ones(tag: str, language: str) -> None:
    assert choose_language(tag) == language
    assert read_catalogue(tag).language == language


def test_rules_are_in_the_order_of_their_ids_in_each_language() -> None:
    german, english_rules = read_catalogue("de").rules, read_catalogue("en").rules

    assert [rule.id for rule in german] == [rule.id for rule in english_rules] == sorted(list_rules())
    assert not {rule.says for rule in german} & {rule.says for rule in english_rules}


def test_the_sentences_of_an_organisation_are_used_in_its_language() -> None:
    before = french(("  retention-longer:\n    says: We", "  retention-longer:\n    says: OWN We"))
    retention = edited({_RETENTION: ("period: P90D", "period: P180D")}).files[_RETENTION]
    after = Tree({**before.files, _RETENTION: retention})
    findings = compare_sources(SourceRevision("", before), SourceRevision("", after)).findings
    (found,) = (finding for finding in findings if finding.rule.id == "retention-longer")

    assert found.message.startswith("OWN ")
    assert make_customer_finding(found).language == "fr"


def test_complete_sentences_are_accepted() -> None:
    assert refusals(french()) == []


def test_a_sentence_that_is_missing_is_refused_with_the_place_of_its_rule() -> None:
    text = "    why: Fewer copies live on, and fewer protect against loss.\n"

    (told,) = refusals(french((text, "")))

    place = _place('says: "We no longer keep backup copies here')
    assert told == f'{place}: "why" is missing. Add it.'


def test_a_rule_without_sentences_is_refused_with_the_english_one() -> None:
    start = english().index("  backup-location-removed:")
    end = english().index("  backup-period-longer:")

    (told,) = refusals(french((english()[start:end], "")))

    assert told.startswith(
        f'{_place("rules:", 0)}: "backup-location-removed" is missing below rules. Add it. In English: '
    )
    assert "We no longer keep backup copies here: {entry}." in told


def test_a_sentence_too_many_is_refused() -> None:
    (told,) = refusals(
        french(
            ("  backup-location-added:\n", "  no-such-rule:\n    says: A.\n    why: B.\n\n  backup-location-added:\n")
        )
    )

    assert told == f'{_place("  backup-location-added:", 2)}: "no-such-rule" is not used below rules. Remove it.'


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ("We now keep backup copies here: {vendor}.", "{vendor} is no placeholder of this sentence. Use {entry}."),
        ("We now keep backup copies here.", "the sentence lacks {entry}. Write it where its value belongs. "),
    ],
)
def test_a_placeholder_that_is_wrong_or_missing_is_refused(new: str, what: str) -> None:
    told = refusals(french(("We now keep backup copies here: {entry}.", new)))

    line = _place('"We now keep backup copies here: {entry}."').rpartition(":")[0]
    assert any(found.startswith(line) and what in found for found in told), told


def test_an_unknown_law_is_refused() -> None:
    (told,) = refusals(french(("\nrules:\n", "\nlaws:\n  gdprx: RGPD, {place}\n\nrules:\n")))

    assert 'there is no law "gdprx". Did you mean "gdpr"?' in told


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("RGPD", "the sentence lacks {place}. "),
        ("RGPD, {place} {article}", "{article} is no placeholder of this sentence. Use {place}."),
    ],
)
def test_a_name_of_a_law_without_its_place_is_refused(name: str, what: str) -> None:
    (told,) = refusals(french(("\nrules:\n", f"\nlaws:\n  gdpr: '{name}'\n\nrules:\n")))

    assert what in told


def test_of_many_sentences_too_many_the_first_are_listed() -> None:
    many = "".join(f"  no-such-rule-{number}:\n    says: A.\n    why: B.\n" for number in range(2 * MOST_PROBLEMS))
    told = refusals(french(("\nrules:\n", f"\nrules:\n{many}")))

    assert len(told) == MOST_PROBLEMS + 1
    assert any("there are more problems of this kind" in problem for problem in told)


def test_laws_are_cited_as_the_organisation_names_them() -> None:
    reading = read_source(french(("\nrules:\n", '\nlaws:\n  gdpr: "{place} RGPD"\n\nrules:\n')))
    laws = {law for rule in reading.catalogue.rules for law in rule.law}

    assert "Art. 13(1)(a) RGPD" in laws
    assert not [law for law in laws if law.startswith("GDPR")]


def test_incomplete_sentences_of_the_past_do_not_break_it() -> None:
    start = english().index("  backup-location-removed:")
    end = english().index("  backup-period-longer:")
    reading = read_past(french((english()[start:end], "")))
    rules = {rule.id: rule for rule in reading.catalogue.rules}

    assert rules["backup-location-removed"].language == "en"
    assert rules["backup-location-added"].language == "fr"
    assert rules.keys() == list_rules()


def test_unreadable_sentences_of_the_past_are_english() -> None:
    reading = read_past(_in_french({_OWN: b"rules: [\n"}))

    assert reading.catalogue.language == "en"


def test_printed_sentences_are_the_file_of_the_language() -> None:
    assert yaml.safe_load(english())["rules"].keys() == list_rules()
