"""Writes findings as text, JSON, Markdown and annotations for GitHub."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import click

from build_tools.changes.redline.excerpt import has_unchanged_words, passage, shorten
from build_tools.changes.redline.words import Mark
from build_tools.model.change import Change
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location
from build_tools.model.rule import Level
from build_tools.reports.opinions import describe_opinions, propose_level
from build_tools.reports.output import place_object, write_command, write_json
from build_tools.text.escaping import escape_comment, in_one_line, show_invisible

OF_SITE = "About the site, of which customers get no notice"
_MARKS = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
"""The marks of git, which can be read without colours."""
_INKS = {Mark.SAME: None, Mark.DELETED: "red", Mark.INSERTED: "green"}
_COLOURS = {Level.MATERIAL: "red", Level.NOTABLE: "yellow", Level.EDITORIAL: "green"}


def level_of(findings: Iterable[Finding]) -> str:
    """The highest level of the findings about the policy, by rules, rulings and second readers; `none` without any."""
    levels = {finding.combined_level for finding in findings if not finding.is_about_site or finding.is_contested}
    return next((level.value for level in Level if level in levels), "none")


def as_text(findings: Iterable[Finding]) -> str:
    """Two lines for each finding: its place and message; its reason and law. Those about the site come last."""
    policy, site = part_findings(findings)
    return "".join((*map(_paragraph, policy), *([f"{OF_SITE}:\n"] if site else []), *map(_paragraph, site)))


def as_json(findings: Sequence[Finding]) -> str:
    """One JSON object: `level`, and `findings` about the policy and the `site`, with the same keys each."""
    policy, site = part_findings(findings)
    objects = {"findings": list(map(as_object, policy)), "site": list(map(as_object, site))}
    return write_json({"level": level_of(findings), **objects})


def as_markdown(findings: Sequence[Finding]) -> str:
    """A comment for a pull request: a list for each level."""
    if not findings:
        return "No change of the policy.\n"
    policy, site = part_findings(findings)
    groups = [(level.value.capitalize(), [finding for finding in policy if finding.level is level]) for level in Level]
    return "\n".join(_section(title, group) for title, group in (*groups, (OF_SITE, site)) if group)


def as_github(findings: Iterable[Finding]) -> str:
    """Workflow commands that GitHub shows next to the line: warnings for material findings, else notices."""
    return "".join(
        write_command(
            "warning" if finding.combined_level is Level.MATERIAL else "notice",
            finding.is_at or Location(""),
            f"{'site, ' * finding.is_about_site}{finding.level.value}: {finding.rule.id}",
            in_one_line(" ".join((finding.message, finding.rule.why, *describe_opinions(finding)))),
        )
        for finding in itertools.chain(*part_findings(findings))
    )


def summary(findings: Sequence[Finding]) -> str:
    """The number of findings of each level."""
    policy, site = part_findings(findings)
    counts = [(sum(finding.level is level for finding in policy), level.value) for level in Level]
    contested = sum(finding.is_contested for finding in findings)
    which = "it" if contested == 1 else "them"
    asked = f"; {contested} for legal to decide, since a second reader calls {which} material" if contested else ""
    told = ", ".join(f"{count} {of}" for count, of in (*counts, (len(site), "about the site")) if count)
    return f"{told}{asked}" or "no change"


def _paragraph(finding: Finding) -> str:
    level = click.style(finding.level.value, fg=_COLOURS[finding.level], bold=True)
    sure = "" if finding.rule.confidence == "high" or finding.ruling else ", to be read by a person"
    law = f" ({'; '.join(finding.rule.law)})" if finding.rule.law else ""
    ruling = finding.ruling
    why = in_one_line(f"Ruled on {ruling.decided}: {ruling.reason}" if ruling else finding.rule.why)
    return (
        f"{finding.is_at}: {level}, {finding.rule.direction.value}{sure}: {in_one_line(finding.message)}"
        f" [{finding.id}]\n    {why}{law}\n{_redline(finding)}"
    ) + "".join(f"    {in_one_line(line)}\n" for line in describe_opinions(finding))


def _redline(finding: Finding) -> str:
    """A line with the words that changed; empty where the message has them already."""
    runs = passage(finding)
    if not has_unchanged_words(runs):
        return ""
    marked = ((run, _MARKS[run.mark].format(show_invisible(run.text))) for run in shorten(runs))
    return f"    {''.join(click.style(words, fg=_INKS[run.mark]) for run, words in marked)}\n"


def _section(title: str, findings: Iterable[Finding]) -> str:
    return f"### {title}\n\n" + "".join(
        f"- {escape_comment(found.message)} `{found.rule.id}`, {found.rule.direction.value}, {found.is_at}\n"
        + "".join(f"  - {escape_comment(line)}\n" for line in describe_opinions(found))
        for found in findings
    )


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    rule, change, ruling, proposed = finding.rule, finding.change, finding.ruling, propose_level(finding)
    return {
        "id": finding.id,
        "rule": rule.id,
        "level": finding.level.value,
        "direction": rule.direction.value,
        "confidence": rule.confidence,
        "duty": rule.duty.value,
        "document": finding.document or None,
        "path": change.path,
        "section": _section_of(change),
        "before": finding.before or None,
        "after": finding.after or None,
        "title": finding.title,
        "message": finding.message,
        "means": str(rule.means or ""),
        "details": [{"name": detail.name, "words": detail.words} for detail in finding.details],
        "why": rule.why,
        "law": list(rule.law),
        "notice_days": rule.notice.whole_days if rule.notice else None,
        "location": finding.is_at and place_object(finding.is_at),
        "was_at": finding.was_at and place_object(finding.was_at),
        "ruling": ruling and {"level": ruling.level.value, "reason": ruling.reason, "decided": str(ruling.decided)},
        "opinions": [opinion.model_dump(mode="json", exclude={"finding"}) for opinion in finding.opinions],
        "proposed_ruling": proposed and {"level": proposed.level.value, "reason": proposed.reason},
    }


def _section_of(change: Change) -> str | None:
    """The heading of a text, or the id of a section of the policy."""
    if change.path.startswith("sections."):
        return change.path.split(".")[1]
    return change.path or None if change.fact.startswith("prose.") else None
