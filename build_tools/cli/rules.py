"""Runs `policy rules`, which lists the rules by which changes are judged."""

from collections.abc import Iterable

import click

from build_tools.cli._common import format_option
from build_tools.model.law import ENGLISH
from build_tools.model.rule import Rule
from build_tools.reports import rules as rule_list
from build_tools.reports.rules_page import CitedLaw, as_markdown
from build_tools.source.law_catalogue import read_law
from build_tools.source.rule_catalogue import find_rule, read_catalogue, read_shipped_rules


@click.command()
@click.argument("rule", required=False)
@format_option("text", "json", "markdown")
def rules(rule: str | None, form: str) -> None:
    """List the rules by which changes are judged, or explain one RULE."""
    chosen = (find_rule(rule),) if rule else read_shipped_rules()
    as_text = rule_list.explain if rule else rule_list.as_text
    write = {"text": as_text, "json": rule_list.as_json, "markdown": describe_rules}[form]
    click.echo(write(chosen), nl=False)


def describe_rules(rules: Iterable[Rule]) -> str:
    """The page of rules in Markdown, with links to the law that they cite."""
    law, citations = read_law(), read_catalogue().words.citations
    cited = {
        law.cite(name, ENGLISH, citations): CitedLaw(reference.law, law.laws[reference.law], reference)
        for name, reference in law.references.items()
    }
    return as_markdown(rules, cited)
