"""Tests the commands about sentences, the law behind rules, and the jurisdictions of a policy."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_tools.cli import main
from build_tools.source.law_catalogue import read_law
from build_tools.source.rule_catalogue import list_rules, read_shipped_rules
from build_tools.source.sentences import locate_language
from tests.support.story import Change, Story

_SETTINGS = "policy_src/policy.yml"
_FRENCH: dict[str, Change] = {
    _SETTINGS: ("  language: en\n", "  language: fr\n"),
    "policy_src/storage.yml": ("{{ storage.backups.retention.adjective }}", "{{ storage.backups.retention }}"),
}


def ask(*arguments: str, project: Path | None = None, **environment: str) -> Result:
    """Run the `policy` command."""
    place = ["--project", str(project)] if project else []
    return CliRunner().invoke(main, [*place, *arguments], env=environment)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write TraceLoom's policy with changes, as a project with a history."""

    def make(changes: dict[str, Change]) -> Path:
        story = Story()
        story.publish("2025-02-01T12:00:00-07:00", changes)
        return story.write(tmp_path).folder

    return make


def test_sentences_are_printed_as_the_file_from_which_a_translation_begins() -> None:
    assert ask("rules", "--sentences").stdout == locate_language("en").read_text("utf-8")
    assert ask("rules", "--sentences", "--language", "de").stdout == locate_language("de").read_text("utf-8")


def test_a_rule_is_explained_in_a_language() -> None:
    told = ask("rules", "controller-replaced", "--language", "de").stdout

    assert "Art. 13 Abs. 1 Buchst. a DSGVO; Artikel-29-Datenschutzgruppe, WP260 rev.01, Rn. 29; " in told
    assert "{after}" in told
    assert "responsible" not in told


def test_printed_sentences_make_a_policy_in_another_language_complete(write: Callable[..., Path]) -> None:
    sentences = ask("rules", "--sentences").stdout.encode()
    project = write({**_FRENCH, "policy_src/sentences.yml": sentences})
    told = json.loads(ask("check", "--format", "json", project=project).stdout)
    (reminder,) = (reminder for reminder in told["reminders"] if reminder["check"] == "sentences-in-english")

    assert told["problems"] == []
    assert f"{len(list_rules())} rules still have the English sentence" in json.dumps(reminder)


def test_translated_sentences_are_not_asked_for_again(write: Callable[..., Path]) -> None:
    sentences = ask("rules", "--sentences", "--language", "de").stdout.encode()
    project = write({**_FRENCH, "policy_src/sentences.yml": sentences})
    told = json.loads(ask("check", "--format", "json", project=project).stdout)

    assert told["problems"] == []
    assert "sentences-in-english" not in {reminder["check"] for reminder in told["reminders"]}


def test_a_check_says_once_that_sentences_are_in_english(write: Callable[..., Path]) -> None:
    told = ask("check", project=write(_FRENCH), POLICY_TODAY="2025-02-02")
    lines = [line for line in told.stdout.splitlines() if "[sentences-in-english]" in line]

    assert told.exit_code == 0
    assert len(lines) == 1
    assert lines[0].startswith(f"{_SETTINGS}:")
    assert 'has no sentences about changes in "fr"' in lines[0]
    assert "policy rules --sentences" in lines[0]


def test_stale_references_are_counted_and_listed_with_what_cites_them() -> None:
    references = read_law().references
    days = [reference.looked_up for reference in references.values() if isinstance(reference.looked_up, date)]
    never = {name for name, reference in references.items() if reference.looked_up == "never"}
    later = f"{max(days).year + 2}-01-01"

    told = json.loads(ask("rules", "--stale", "--format", "json", POLICY_TODAY=later).stdout)
    text = ask("rules", "--stale", POLICY_TODAY=str(max(days))).stdout
    first, _, *lines = text.splitlines()

    assert {line.partition(":")[0] for line in lines if not line.startswith(" ")} == never
    assert first.startswith(f"{len(never)} of {len(references)} places in laws were not looked up within a year")
    assert (told["total"], {found["id"] for found in told["stale"]}) == (len(references), set(references))
    assert "\nwp260-13: Article 29 Working Party, WP260 rev.01, paragraph 13, looked up: never, https://" in text
    assert "\n  rules: prose-" in text
    assert "\n  checklists: ccpa automated-decisions\n" in text


def test_places_behind_rules_are_looked_up_first() -> None:
    told = json.loads(ask("rules", "--stale", "--format", "json", POLICY_TODAY="2040-01-01").stdout)["stale"]
    behind_rules = [bool(found["rules"]) for found in told]

    assert behind_rules == sorted(behind_rules, reverse=True)
    assert "retention-longer" in next(found for found in told if found["id"] == "gdpr-13-2-a")["rules"]
    assert "gdpr-13 retention" in next(found for found in told if found["id"] == "gdpr-13-2-a")["checklists"]
    assert all(found["rules"] or found["checklists"] for found in told)


def test_law_that_was_looked_up_lately_is_not_listed(write: Callable[..., Path]) -> None:
    project = write({_SETTINGS: lambda data: data + b"\njurisdictions: [us-mn]\n"})
    today, later = (
        ask("rules", "--stale", project=project, POLICY_TODAY=day).stdout for day in ("2026-12-02", "2040-01-01")
    )

    assert "Minn. Stat." not in today
    assert later.count("Minn. Stat.") == 6
    assert "Cal. Civ. Code" not in later


@pytest.mark.parametrize("options", [(), ("--stale",)])
def test_rules_and_stale_law_are_those_of_the_jurisdictions(
    write: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory, options: tuple[str]
) -> None:
    project = write({_SETTINGS: lambda data: data + b"\njurisdictions: [us-ca]\n"})
    places = ((), project), (("--all",), project), ((), tmp_path_factory.mktemp("empty"))
    chosen, everything, without = (
        ask("rules", *options, *more, "--format", "json", project=place, POLICY_TODAY="2040-01-01").stdout
        for more, place in places
    )

    assert everything == without
    assert "GDPR" in everything
    assert "GDPR" not in chosen
    assert "Cal. Civ. Code" in chosen
    replaced = ask("rules", "controller-replaced", project=project).stdout
    assert "notice" not in replaced.partition("why:")[0]
    assert "P30D" in ask("rules", "controller-replaced", "--all", project=project).stdout


def test_checklists_of_all_jurisdictions_are_listed_on_request(write: Callable[..., Path]) -> None:
    project = write({_SETTINGS: lambda data: data + b"\njurisdictions: [us-ca]\n"})

    assert ask("lists", "--all", project=project).stdout == ask("lists", "--all").stdout


def test_a_list_of_the_organisation_is_named_beside_the_law_that_it_cites(write: Callable[..., Path]) -> None:
    own = b"""title: Our list
law: Our contract
items:
  - {id: audit, asks: An audit, law: [gdpr-28-3-h], mend: Say it., parts: [{says: it, words: {en: [right to audit]}}]}
"""
    project = write({"policy_src/checklists/acme.yml": own})
    told = ask("rules", "--stale", project=project, POLICY_TODAY="2040-01-01").stdout

    assert "acme audit" in told


def test_sentences_and_stale_references_are_of_all_rules() -> None:
    told = ask("rules", "controller-replaced", "--stale")

    assert (told.exit_code, told.stdout) == (2, "")
    assert "Leave out the rule." in told.stderr


@pytest.mark.parametrize(
    ("jurisdictions", "expected"),
    [("[eu]", {"gdpr-13", "gdpr-28"}), ("[us-ca]", {"ccpa", "caloppa"}), ("[us, eu]", None), ("[]", None)],
)
def test_checklists_of_other_jurisdictions_are_not_listed(
    write: Callable[..., Path], jurisdictions: str, expected: set[str] | None
) -> None:
    project = write({_SETTINGS: lambda data: data + f"\njurisdictions: {jurisdictions}\n".encode()})
    listed = {line.split()[0] for line in ask("lists", project=project).stdout.splitlines()}

    shipped = {"gdpr-13", "gdpr-28", "ccpa", "caloppa"}
    assert listed & shipped == (expected or shipped)


def test_checklists_of_other_jurisdictions_run_only_if_they_are_named(write: Callable[..., Path]) -> None:
    project = write({_SETTINGS: lambda data: data + b"\njurisdictions: [eu]\n"})
    by_name = ask("check", "--lists", project=project, POLICY_LISTS="caloppa gdpr-13").stdout

    assert by_name == ask("check", "--list", "gdpr-13", project=project).stdout
    assert "caloppa" in ask("check", "--list", "caloppa", project=project).stdout


def test_an_unknown_jurisdiction_is_refused_with_its_place(write: Callable[..., Path]) -> None:
    project = write({_SETTINGS: lambda data: data + b"\njurisdictions: [eu, us-cal]\n"})
    told = ask("check", project=project)
    lines = (project / _SETTINGS).read_text("utf-8").splitlines()

    assert told.exit_code == 1
    place = f"{_SETTINGS}:{len(lines)}:{lines[-1].index('us-cal') + 1}"
    assert f'{place}: there is no jurisdiction "us-cal". Did you mean "us-ca"?' in told.stdout


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0),
        (_FRENCH, 1),
        (
            {
                **_FRENCH,
                _SETTINGS: lambda data: data.replace(b"language: en", b"language: fr") + b"\njurisdictions: [eu]\n",
            },
            0,
        ),
    ],
    ids=["English", "French", "French with jurisdictions"],
)
def test_a_policy_in_another_language_is_advised_once_to_name_its_jurisdictions(
    write: Callable[..., Path], changes: dict[str, Change], expected: int
) -> None:
    result = ask("check", project=write(changes))

    lines = [line for line in result.stdout.splitlines() if "[all-jurisdictions]" in line]
    assert (len(lines), result.exit_code) == (expected, 0)
    assert all(line.startswith(_SETTINGS) and "Write jurisdictions: [eu]" in line for line in lines)


def test_reasons_in_each_language_name_no_law_that_a_policy_may_have_left_out() -> None:
    for language in ("en", "de"):
        for rule in read_shipped_rules(language):
            if "california" not in rule.id:
                assert not re.search(r"California|Kalifornien|Art\. 9\b", f"{rule.why} {rule.means}"), rule.id
