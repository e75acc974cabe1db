"""Judges two texts by the rules of the catalogue, for tests."""

from build_tools.changes.prose.judge import find_text_changes
from build_tools.model.rule import Level
from build_tools.source.rule_catalogue import read_shipped_rules

RULES = read_shipped_rules()


def judge(before: str, after: str) -> Level:
    """The level of what matters most; editorial where nothing differs."""
    levels = {finding.level for finding in find_text_changes(before, after, RULES)}
    return next((level for level in Level if level in levels), Level.EDITORIAL)


def name_rules(before: str, after: str) -> list[str]:
    """The rules that find something, a finding each, in the order of the text."""
    return [finding.rule.id for finding in find_text_changes(before, after, RULES)]
