"""Do legal's decisions speak of rules and findings that there are?"""

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from build_tools.model.problem import Problem
from build_tools.model.ruling import RuleOverride, Ruling
from build_tools.source.rule_catalogue import read_shipped_rules
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import suggest


def check_rulings(
    tunings: Collection[RuleOverride], rulings: Collection[Ruling], sources: SourceMap
) -> Iterator[Problem]:
    """Yield decisions on rules that do not exist, and second ones on the same thing."""
    known = {rule.id for rule in read_shipped_rules()} if tunings or rulings else set()
    told = (
        *((("rules", number, "rule"), tuning.rule, tuning.rule) for number, tuning in enumerate(tunings)),
        *((("rulings", number, "finding"), ruling.finding, _rule_of(ruling)) for number, ruling in enumerate(rulings)),
    )
    seen: set[tuple[object, str]] = set()
    for route, name, rule in told:
        if rule not in known:
            what, remedy = f'there is no rule "{rule}"', suggest(rule, known)
            yield Problem(sources.locate(route), what, remedy, "unknown-reference")
        elif (route[0], name) in seen:
            yield Problem(sources.locate(route), f'"{name}" stands twice', "Remove one of them.", "duplicate-id")
        seen.add((route[0], name))


def find_stale(rulings: Collection[Ruling], known: AbstractSet[str], sources: SourceMap) -> Iterator[Problem]:
    """Yield the rulings on findings that are not known: neither among those of a change, nor ruled on before it."""
    for number, ruling in enumerate(rulings):
        if ruling.finding not in known:
            what = f'the ruling is on "{ruling.finding}", which policy diff does not find any more'
            remedy = "Remove it, or name a finding that policy diff --format json tells."
            yield Problem(sources.locate(("rulings", number, "finding")), what, remedy, "stale-entry")


def _rule_of(ruling: Ruling) -> str:
    return ruling.finding.rpartition("-")[0]
