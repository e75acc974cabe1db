"""Reads the catalogue of rules (`build_tools/changes/rules/`), and checks legal's decisions on rules and findings."""

import difflib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from build_tools.model.finding import change_of
from build_tools.model.law import ENGLISH
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.rule import Duty, Rule, RuleDefinition
from build_tools.model.ruling import RuleOverride, Ruling
from build_tools.model.sentences import Words
from build_tools.model.tree import Tree
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.citations import Citing
from build_tools.source.sentences import OwnSentences, choose_language, read_sentences, read_words
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import parse, suggest
from build_tools.source.yaml_reader import read_yaml

FOLDER = Path(__file__).parent.parent / "changes" / "rules"
GONE = {
    "prose-number-better": ("prose-price-lower", "prose-age-higher"),
    "prose-number-worse": ("prose-price-higher", "prose-age-lower", "prose-bound-changed"),
}
"""Rules of earlier releases that no longer exist, with those that replaced them."""
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


@lru_cache(maxsize=8)
def read_catalogue(
    language: str = ENGLISH, own: OwnSentences | None = None, jurisdictions: tuple[str, ...] = ()
) -> Catalogue:
    """The rules that come with the program, by id, in a language: in the organisation's `own` sentences, or else in
    those of the program, or else in English. Raises Problems if a file of the program is invalid.

    If `jurisdictions` are named, only their law counts. A rule whose law is all elsewhere keeps its level, and
    requires no notice.
    """
    chosen = language if own else choose_language(language)
    citing, sentences = Citing(language, own, jurisdictions), own.values if own else read_sentences(chosen)
    texts: dict[str, Any] = {name: {**texts, "language": chosen} for name, texts in sentences["rules"].items()}
    if own:  # those of the past may have no sentences for newer rules
        texts = read_sentences(ENGLISH)["rules"] | texts
    rules = []
    for rule in _read_definitions():
        references = citing.select(rule.get("law", ()))
        duties = {} if references or not rule.get("law") else {"duty": Duty.INFORM, "notice": None}
        rules.append(
            Rule.model_validate(rule | texts[rule["id"]] | duties | {"law": list(map(citing.cite, references))})
        )
    return Catalogue(chosen, tuple(rules), read_words(language, own))


def find_citing_rules() -> dict[str, list[str]]:
    """The ids of the rules that cite each reference, by the id of the reference."""
    citing: dict[str, list[str]] = {}
    for rule in _read_definitions():
        for reference in rule.get("law", ()):
            citing.setdefault(reference, []).append(rule["id"])
    return citing


def list_rules() -> frozenset[str]:
    """The ids of the rules that come with the program."""
    return frozenset(path.stem for path in FOLDER.glob("*.yml"))


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


def find_rule(name: str, language: str = ENGLISH, jurisdictions: tuple[str, ...] = ()) -> Rule:
    """The rule with this id, in a language, with the law of some jurisdictions. Raises Problems if there is none."""
    rules = {rule.id: rule for rule in read_catalogue(language, None, jurisdictions).rules}
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
    """Yield entries on rules that do not exist, and second entries on the same rule or finding.

    Decisions on findings of earlier rules are kept: they count for the changes that they were made on.
    """
    known = list_rules() if tunings or rulings or opinions else frozenset()
    decisions = [(("rules", number, "rule"), tuning.rule, tuning.rule) for number, tuning in enumerate(tunings)]
    for number, ruling in enumerate(rulings):
        decisions.append((("rulings", number, "finding"), ruling.finding, ruling.finding.rpartition("-")[0]))
    for number, opinion in enumerate(opinions):
        name = f"{opinion.finding} by {opinion.model}"
        decisions.append((("opinions", number, "finding"), name, opinion.finding.rpartition("-")[0]))
    seen = set[tuple[object, str]]()
    for route, name, rule in decisions:
        if rule not in known and (route[0] == "rules" or rule not in GONE):
            what, remedy = f'there is no rule "{rule}"', _explain_gone_rule(rule) or suggest(rule, known)
            yield Problem(sources.locate(route), what, remedy, "unknown-reference")
        elif (route[0], name) in seen:
            yield Problem(sources.locate(route), f'"{name}" is listed twice', "Remove one of them.", "duplicate-id")
        seen.add((route[0], name))


def replace_gone_rules(tunings: Iterable[RuleOverride]) -> Iterator[RuleOverride]:
    """Yield the settings of rules, and those of rules that are gone as settings of the rules that replaced them."""
    entries = tuple(tunings)
    stated = {tuning.rule for tuning in entries}
    for tuning in entries:
        yield tuning
        for rule in GONE.get(tuning.rule, ()):
            if rule not in stated:
                yield tuning.model_copy(update={"rule": rule})


def _explain_gone_rule(rule: str) -> str:
    """How to replace a rule that is gone; empty for others."""
    successors = GONE.get(rule, ())
    what = f"It was replaced by {', '.join(successors)}. Write an entry for each that you want to change, or none."
    return what if successors else ""


def find_stale(
    entries: Collection[Ruling | Opinion], kind: str, known: AbstractSet[str], sources: SourceMap
) -> Iterator[Problem]:
    """Yield the `rulings` or `opinions` on findings that are unknown, which are neither of the change nor older."""
    by_change = {change_of(name): name for name in sorted(known)}
    for number, entry in enumerate(entries):
        if entry.finding not in known:
            what = f'the {kind.removesuffix("s")} is on "{entry.finding}", which policy diff no longer finds'
            remedy = _REMEDIES[kind]
            if (now := by_change.get(change_of(entry.finding))) and kind == "rulings":
                what = f"{what}; another rule judges the change now"
                remedy = f"If the decision is still right, write {now}; otherwise remove it."
            yield Problem(sources.locate((kind, number, "finding")), what, remedy, "stale-entry")
