"""Runs `policy rules`, which lists the rules by which changes are judged, their sentences and the law behind them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from build_tools.cli._common import all_option, env_variable, fail, format_option, now, read_citing, read_known_lists
from build_tools.model.rule import Rule
from build_tools.project.environment import TODAY, read_day
from build_tools.reports import rules as rule_list
from build_tools.reports import stale_law
from build_tools.reports.law_links import read_citations
from build_tools.reports.rules_page import as_markdown
from build_tools.reports.stale_law import find_stale_law
from build_tools.source.checklists import find_citing
from build_tools.source.citations import Citing
from build_tools.source.rule_catalogue import find_citing_rules, find_rule, read_catalogue
from build_tools.source.sentences import list_languages, locate_language

_EVERYWHERE = Citing()


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
@click.option("--stale", is_flag=True, help="List the places in laws that were not looked up within a year, or never.")
@all_option
@click.pass_obj
def rules(
    folder: Path, rule: str | None, form: str, language: str, *, sentences: bool, stale: bool, everything: bool
) -> None:
    """List the rules by which changes are judged, or explain one RULE.

    If policy.yml names jurisdictions, the law of others is left out: a rule whose law is all elsewhere requires no
    notice. --stale also says which rules and checklists cite each place, those behind rules first.

    --sentences prints the file from which a translation begins: policy rules --sentences > policy_src/sentences.yml
    """
    if rule and (sentences or stale):
        fail("--sentences and --stale are about all rules. Leave out the rule.\n")
    if sentences:
        click.echo(locate_language(language).read_text(encoding="utf-8"), nl=False)
        return
    citing = replace(read_citing(folder, everything=everything), language=language, own=None)
    if stale:
        _print_stale(folder, form, citing)
        return
    places = citing.jurisdictions
    chosen = (find_rule(rule, language, places),) if rule else read_catalogue(language, None, places).rules
    if form == "markdown":
        click.echo(describe_rules(chosen, citing), nl=False)
        return
    as_text = rule_list.explain if rule else rule_list.as_text
    click.echo(rule_list.as_json(chosen) if form == "json" else as_text(chosen), nl=False)


def _print_stale(folder: Path, form: str, citing: Citing) -> None:
    if form == "markdown":
        fail("--stale prints text or JSON. Leave out --format markdown.\n")
    today = read_day(env_variable(TODAY)) or now().date()
    lists = read_known_lists(folder, citing).select(citing.jurisdictions).values()
    found = find_stale_law(citing, today, find_citing_rules(), find_citing(lists))
    click.echo(stale_law.as_json(found) if form == "json" else stale_law.as_text(found), nl=False)


def describe_rules(rules: Iterable[Rule], citing: Citing = _EVERYWHERE) -> str:
    """The page of rules in Markdown, with links to the law that they cite."""
    return as_markdown(rules, read_citations(citing).values())
