"""Runs `policy rules`, which lists the rules by which changes are judged, their sentences and the law behind them."""

from collections.abc import Iterable

import click

from build_tools.cli._common import env_variable, fail, format_option, now
from build_tools.model.law import ENGLISH
from build_tools.model.rule import Rule
from build_tools.project.environment import TODAY, read_day
from build_tools.reports import rules as rule_list
from build_tools.reports.rules_page import CitedLaw, as_markdown
from build_tools.source.law_catalogue import read_law
from build_tools.source.rule_catalogue import find_rule, read_shipped_rules
from build_tools.source.sentences import list_languages, locate_language, read_words


@click.command()
@click.argument("rule", required=False)
@format_option("text", "json", "markdown")
@click.option(
    "--language",
    type=click.Choice(list_languages()),
    default="en",
    help="The language of the sentences and of the law's names. [default: en]",
)
@click.option("--sentences", is_flag=True, help="Print all sentences in YAML, to translate them in sentences.yml.")
@click.option("--stale", is_flag=True, help="List the places in laws that nobody has looked up for a year, or ever.")
def rules(rule: str | None, form: str, language: str, *, sentences: bool, stale: bool) -> None:
    """List the rules by which changes are judged, or explain one RULE.

    --sentences prints the file from which a translation begins: policy rules --sentences > policy_src/sentences.yml
    """
    if rule and (sentences or stale):
        fail("--sentences and --stale are about all rules. Leave out the rule.\n")
    if sentences:
        click.echo(locate_language(language).read_text(encoding="utf-8"), nl=False)
        return
    if stale:
        _print_stale(form, language)
        return
    chosen = (find_rule(rule, language),) if rule else read_shipped_rules(language)
    if form == "markdown":
        click.echo(describe_rules(chosen, language), nl=False)
        return
    as_text = rule_list.explain if rule else rule_list.as_text
    click.echo(rule_list.as_json(chosen) if form == "json" else as_text(chosen), nl=False)


def _print_stale(form: str, language: str) -> None:
    if form == "markdown":
        fail("--stale prints text or JSON. Leave out --format markdown.\n")
    today = read_day(env_variable(TODAY)) or now().date()
    write = rule_list.stale_as_json if form == "json" else rule_list.stale_as_text
    click.echo(write(read_law(), today, language, read_words(language).citations), nl=False)


def describe_rules(rules: Iterable[Rule], language: str = ENGLISH) -> str:
    """The page of rules in Markdown, with links to the law that they cite."""
    law, citations = read_law(), read_words(language).citations
    cited = {
        law.cite(name, language, citations, {}): CitedLaw(reference.law, law.laws[reference.law], reference)
        for name, reference in law.references.items()
    }
    return as_markdown(rules, cited)
