"""Reads the catalogue of rules (`build_tools/changes/rules/`), and checks legal's decisions on rules and findings."""

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from build_tools.model.law import ENGLISH
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.rule import Rule, RuleDefinition
from build_tools.model.ruling import RuleOverride, Ruling
from build_tools.model.sentences import Words
from build_tools.model.tree import Tree
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.law_catalogue import read_law
from build_tools.source.sentences import choose_language, read_sentences
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import parse, suggest
from build_tools.source.yaml_reader import read_yaml

FOLDER = Path(__file__).parent.parent / "changes" / "rules"
_REMEDIES = {
    "rulings": "Remove it, or name a finding that policy diff --format json lists.",
    "opinions": "Remove it; policy diff --reader --write removes it too.",
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules with their sentences in one language, and the other words of that language."""

    language: str
    """BCP 47."""
    rules: tuple[Rule, ...]
    words: Words


@lru_cache(maxsize=4)
def read_catalogue(language: str = ENGLISH) -> Catalogue:
    """The rules that come with the program, by id, in a language or else in English. Raises Problems."""
    chosen = choose_language(language)
    sentences, law = read_sentences(chosen), read_law()
    words = Words.model_validate({key: sentences[key] for key in Words.model_fields})
    rules = (
        Rule.model_validate(
            {
                **rule,
                **sentences["rules"][rule["id"]],
                "language": chosen,
                "law": [law.cite(reference, chosen, words.citations) for reference in rule.get("law", ())],
            }
        )
        for rule in _read_definitions()
    )
    return Catalogue(chosen, tuple(rules), words)


def read_shipped_rules(language: str = ENGLISH) -> tuple[Rule, ...]:
    """The rules that come with the program, by id, in a language or else in English. Raises Problems."""
    return read_catalogue(language).rules


def _read_definitions() -> list[dict[str, Any]]:
    """The files of rules, as values of JSON. Raises Problems if a file is invalid or has another name."""
    tree = Tree({path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.yml"))})
    texts = {path: tree.read(path) for path in tree.files}
    kept: list[dict[str, Any]] = REMEMBERED.get("rules", json.dumps(texts), lambda: _parse_rules(texts))
    return kept


def _parse_rules(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    rules = {path: parse(RuleDefinition, read_yaml(path, text)) for path, text in texts.items()}
    for path, rule in rules.items():
        if path != f"{rule.id}.yml":
            what = f'the file holds the rule "{rule.id}"'
            raise Problems([Problem(Location(path), what, "Name the file after its rule.", "file-name")])
    return [rule.model_dump(mode="json", exclude_unset=True) for rule in rules.values()]


def find_rule(name: str) -> Rule:
    """The rule with this id. Raises Problems if there is none."""
    rules = {rule.id: rule for rule in read_shipped_rules()}
    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, n=3, cutoff=0.5)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "List all rules with: policy rules."
    raise Problems([Problem(Location("rules"), f"there is no rule {name!r}", remedy, "unknown-rule")])


def check_decisions(
    tunings: Collection[RuleOverride],
    rulings: Collection[Ruling],
    opinions: Collection[Opinion],
    sources: SourceMap,
) -> Iterator[Problem]:
    """Yield entries on rules that do not exist, and second entries on the same rule or finding."""
    known = {rule.id for rule in read_shipped_rules()} if tunings or rulings or opinions else set()
    decisions = [(("rules", number, "rule"), tuning.rule, tuning.rule) for number, tuning in enumerate(tunings)]
    for number, ruling in enumerate(rulings):
        decisions.append((("rulings", number, "finding"), ruling.finding, ruling.finding.rpartition("-")[0]))
    for number, opinion in enumerate(opinions):
        name = f"{opinion.finding} by {opinion.model}"
        decisions.append((("opinions", number, "finding"), name, opinion.finding.rpartition("-")[0]))
    seen = set[tuple[object, str]]()
    for route, name, rule in decisions:
        if rule not in known:
            what, remedy = f'there is no rule "{rule}"', suggest(rule, known)
            yield Problem(sources.locate(route), what, remedy, "unknown-reference")
        elif (route[0], name) in seen:
            yield Problem(sources.locate(route), f'"{name}" is listed twice', "Remove one of them.", "duplicate-id")
        seen.add((route[0], name))


def find_stale(
    entries: Collection[Ruling | Opinion], kind: str, known: AbstractSet[str], sources: SourceMap
) -> Iterator[Problem]:
    """Yield the `rulings` or `opinions` on findings that are unknown, which are neither of the change nor older."""
    for number, entry in enumerate(entries):
        if entry.finding not in known:
            what = f'the {kind.removesuffix("s")} is on "{entry.finding}", which policy diff no longer finds'
            yield Problem(sources.locate((kind, number, "finding")), what, _REMEDIES[kind], "stale-entry")
