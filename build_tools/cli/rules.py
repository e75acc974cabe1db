"""Runs `policy rules`, which lists the rules by which changes are judged."""

import click

from build_tools.cli._common import format_option
from build_tools.reports import rules as rule_list
from build_tools.source.rule_catalogue import find_rule, read_shipped_rules


@click.command()
@click.argument("rule", required=False)
@format_option("text", "json", "markdown")
def rules(rule: str | None, form: str) -> None:
    """List the rules by which changes are judged, or explain one RULE."""
    chosen = (find_rule(rule),) if rule else read_shipped_rules()
    as_text = rule_list.explain if rule else rule_list.as_text
    write = {"text": as_text, "json": rule_list.as_json, "markdown": rule_list.as_markdown}[form]
    click.echo(write(chosen), nl=False)
