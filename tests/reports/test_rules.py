"""Tests that the page of all rules in the repository is current."""

import re
from pathlib import Path

import pytest

from build_tools.cli.rules import describe_rules
from build_tools.source.rule_catalogue import find_rule, read_shipped_rules
from tests.support.projects import ROOT, policy

PAGE = Path(ROOT / "docs" / "rules.md")


def test_the_page_of_all_rules_is_current() -> None:
    assert PAGE.read_text("utf-8") == describe_rules(read_shipped_rules()), "run: make reference"


def test_the_page_has_every_rule_once() -> None:
    assert sorted(re.findall(r"(?m)^\| `([a-z0-9-]+)`", PAGE.read_text("utf-8"))) == sorted(
        rule.id for rule in read_shipped_rules()
    )


def test_the_command_writes_the_page() -> None:
    assert policy("rules", "--format", "markdown").stdout == PAGE.read_text("utf-8")


def test_a_row_describes_a_rule() -> None:
    page = describe_rules([find_rule("retention-longer")])

    assert (
        "| `retention-longer` | We now keep {entry} for {after} instead of {before}.<br>`retention.period` incr" in page
    )
    assert (
        "increased | material | less protective | 30 days, before it takes effect | [GDPR Art. 5(1)(e)][gdpr]; " in page
    )
    assert "[gdpr]: <https://eur-lex.europa.eu/eli/reg/2016/679/oj>\n" in page


def test_a_row_describes_the_values_that_a_rule_requires() -> None:
    assert "`cookies` added (kind is necessary) |" in describe_rules([find_rule("necessary-cookie-added")])
    assert "`storage.backup` changed (value no) |" in describe_rules([find_rule("storage-no-longer-backup")])


def test_the_law_is_listed_with_what_it_requires_and_when_it_was_looked_up() -> None:
    page = describe_rules([find_rule("prose-place-gained"), find_rule("prose-modality-changed")])

    assert "\n| [Article 29 Working Party, WP260 rev.01, paragraph 13][wp260] † | Words such as" in page
    assert " should be avoided" in page
    assert " | never | `prose-modality-changed` |\n" in page
    assert " | 2026-12-01 | `prose-place-gained` |\n" in page


def test_every_law_that_a_rule_cites_has_a_link() -> None:
    rules = read_shipped_rules()

    assert describe_rules(rules).count("][") >= sum(len(rule.law) for rule in rules)


def test_words_mean_what_they_say_in_a_table() -> None:
    rule = find_rule("retention-longer").model_copy(update={"says": "a | b\n<c> *d*", "law": ("e|f",)})

    assert r"a \| b \<c\> \*d\*<br>" in describe_rules([rule])
    assert r"| e\|f |" in describe_rules([rule])


def test_what_sets_off_a_rule_names_no_direction_that_the_rule_denies() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if "<br>`prose." in line]

    better = {row[3] for row in rows if "for the better" in row[1] and "not for the better" not in row[1]}
    worse = {row[3] for row in rows if "for the worse" in row[1] and "not for the worse" not in row[1]}
    assert (better, worse) == ({"more protective"}, {"less protective"})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("prose-place-lost", "`prose.place` no longer named"),
        ("prose-place-gained", "`prose.place` newly named"),
        ("prose-right-gained", "`prose.right-term` newly named"),
        ("prose-regime-lost", "`prose.regime` no longer named"),
        ("prose-bound-changed", "`prose.number` changed in a limit"),
        ("prose-contact-changed", "`prose.contact` changed, but not for the worse"),
        ("prose-statement-removed", "`prose.statement-removed` found, but not for the better"),
        ("prose-date-changed", "`prose.date-line` changed in any way"),
        ("prose-surer", "`prose.modality` changed for the better"),
    ],
)
def test_the_page_says_what_happens_to_words(rule: str, expected: str) -> None:
    assert f"<br>{expected} |" in describe_rules([find_rule(rule)])
