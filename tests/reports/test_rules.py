"""Tests that the page of all rules in the repository is current."""

import re
from pathlib import Path

from build_tools.reports.rules import as_markdown
from build_tools.source.rule_catalogue import find_rule, read_shipped_rules
from tests.support.projects import ROOT, policy

PAGE = Path(ROOT / "docs" / "rules.md")


def test_the_page_of_all_rules_is_current() -> None:
    assert PAGE.read_text("utf-8") == as_markdown(read_shipped_rules()), "run: make reference"


def test_the_page_has_every_rule_once() -> None:
    assert sorted(re.findall(r"(?m)^\| `([a-z0-9-]+)`", PAGE.read_text("utf-8"))) == sorted(
        rule.id for rule in read_shipped_rules()
    )


def test_the_command_writes_the_page() -> None:
    assert policy("rules", "--format", "markdown").stdout == PAGE.read_text("utf-8")


def test_a_row_tells_a_rule() -> None:
    told = as_markdown([find_rule("retention-longer")])

    assert "| `retention-longer` | material | less protective | 30 days | “We now keep {entry} for {after}" in told
    assert "instead of {before}.” This data about you is deleted later than before. | Data is kept for longer" in told
    assert "Data is kept for longer than people were told. | GDPR Art. 5(1)(e); GDPR Art. 13(2)(a); Cal." in told


def test_words_mean_what_they_say_in_a_table() -> None:
    rule = find_rule("retention-longer").model_copy(update={"why": "a | b\n<c> *d*"})

    assert r"a \| b \<c\> \*d\* |" in as_markdown([rule])
