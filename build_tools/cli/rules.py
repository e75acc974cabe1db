"""`policy rules`: by what changes are judged."""

import click

from build_tools.cli._common import refusals
from build_tools.reports import rules as rule_list
from build_tools.source.rule_catalogue import find_rule, read_shipped_rules


@click.command()
@click.argument("rule", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to tell it."
)
def rules(rule: str | None, form: str) -> None:
    """List the rules that changes are judged by, or explain one RULE."""
    with refusals():
        chosen = (find_rule(rule),) if rule else read_shipped_rules()
    tell = {
        "text": rule_list.explain if rule else rule_list.as_text,
        "json": rule_list.as_json,
        "markdown": rule_list.as_markdown,
    }[form]
    click.echo(tell(chosen), nl=False)
