"""Says in words what second readers say of findings, and what legal has to decide because of it."""

from collections.abc import Iterable, Iterator
from datetime import date

from build_tools.model.finding import Finding
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Location, Problem
from build_tools.model.ruling import Ruling
from build_tools.source.yaml_writer import write_yaml
from build_tools.text.escaping import show_invisible

CONTESTED = "second-reader"
"""The check that finds changes which a second reader calls material, and the rules do not."""


def describe_opinions(finding: Finding) -> Iterator[str]:
    """Yield a line for each opinion on a finding, and one for what follows from them."""
    for opinion in finding.opinions:
        who = f"Second reader {opinion.model}, {opinion.given}"
        yield f"{who}: {opinion.level.value} ({opinion.kind.value}). “{opinion.quote}” {opinion.reason}"
    if finding.is_contested:
        yield f"Legal has to rule on it: the second reader calls it material, and the rules {finding.level.value}."
    elif proposed := propose_level(finding):
        yield f"Proposed ruling: {proposed.level.value}. It counts once a person accepts it."


def propose_level(finding: Finding) -> Opinion | None:
    """The opinion that proposes another level than the finding has; none if no opinion does, or legal has ruled."""
    gravest = finding.gravest
    return gravest if gravest and gravest.level is not finding.level else None


def write_rulings(findings: Iterable[Finding], today: date) -> str:
    """The entries of `rulings.yml` with which a person accepts the proposals, decided today; empty without any."""
    proposed = ((finding.id, opinion) for finding in findings if (opinion := propose_level(finding)))
    rulings = [
        Ruling(finding=name, level=opinion.level, reason=opinion.reason, decided=today) for name, opinion in proposed
    ]
    entries = [ruling.model_dump(mode="json", exclude_none=True) for ruling in rulings]
    return write_yaml({"rulings": entries}) if entries else ""


def write_proposals(findings: Iterable[Finding], today: date) -> str:
    """The proposed rulings with what to do with them, below the findings in a text; empty without any."""
    if not (rulings := write_rulings(findings, today)):
        return ""
    lead = "Proposed rulings. A person who agrees copies an entry to policy_src/rulings.yml, with their own reason:"
    return f"{lead}\n\n{show_invisible(rulings)}"


def find_contested(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Yield a problem for each finding on which legal has to rule because of a second reader."""
    for finding in findings:
        if finding.is_contested and (opinion := finding.gravest):
            message = finding.message.rstrip(".")
            what = (
                f"the second reader {opinion.model} calls a change material that the rules call {finding.level.value}: "
                f"{message}. It quotes “{opinion.quote}” and says: {opinion.reason.rstrip('.')}"
            )
            remedy = (
                f"Rule on {finding.id} in rulings.yml: level: material if customers must be informed, or level: "
                f"{finding.level.value} with the reason why not."
            )
            yield Problem(finding.is_at or Location("policy_src"), what, remedy, CONTESTED)
