"""What has this organisation decided about rules, and legal about findings?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from build_tools.model.finding import Finding
from build_tools.model.rule import Rule
from build_tools.model.ruling import RuleOverride, Ruling


def tune(rules: Iterable[Rule], tunings: Iterable[RuleOverride]) -> Iterator[Rule]:
    """Yield the rules with this organisation's own levels and notice periods."""
    own = {tuning.rule: tuning.model_dump(include={"level", "notice"}, exclude_none=True) for tuning in tunings}
    for rule in rules:
        yield rule.model_copy(update=own[rule.id]) if rule.id in own else rule


def apply_rulings(findings: Iterable[Finding], rulings: Iterable[Ruling]) -> Iterator[Finding]:
    """Yield the findings with legal's decisions on them."""
    decided = {ruling.finding: ruling for ruling in rulings}
    return (replace(finding, ruling=decided.get(finding.id)) for finding in findings)
