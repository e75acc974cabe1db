"""Writes the review of a change as JSON, and as annotations for GitHub and GitLab."""

from collections import Counter
from hashlib import sha256
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location, Problem
from build_tools.model.review import Review
from build_tools.model.rule import Level
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports import findings as finding_report
from build_tools.reports import problems as problem_report
from build_tools.reports.announcement_mentions import find_mentions
from build_tools.reports.opinions import describe_opinions
from build_tools.reports.output import write_json

_SEVERITIES = {Level.MATERIAL: "major", Level.NOTABLE: "minor", Level.EDITORIAL: "info"}


def as_json(review: Review) -> str:
    """One JSON object: the problems, the changes, and their announcements."""
    findings, is_known = review.findings or (), review.findings is not None
    policy, site = part_findings(findings)
    report = {
        "is_ready": not review.problems,
        "is_first": review.is_first,
        "is_draft": review.is_draft,
        "level": finding_report.level_of(findings) if is_known else None,
        "problems": list(map(problem_report.as_object, review.problems)),
        "known_gaps": list(map(problem_report.as_object, review.known_gaps)),
        "open_gaps": list(map(problem_report.as_object, review.open_gaps)),
        "findings": list(map(finding_report.as_object, policy)) if is_known else None,
        "site": list(map(finding_report.as_object, site)) if is_known else None,
        "announcements": list(map(_announcement, review.announcements)),
        "mentions": [
            {
                "announcement": announcement.id,
                "finding": finding.id,
                "sentence": mention.sentence or None,
                "missing": list(mention.missing),
            }
            for finding in findings
            for announcement, mention in find_mentions(finding, review.announcements)
        ],
        "lists": list(map(checklist_report.list_object, review.coverages)),
        "unread": list(review.unread),
    }
    return write_json(report)


def as_github(review: Review) -> str:
    """Workflow commands that GitHub shows next to the line: problems are errors; it shows ten of each kind a step."""
    return problem_report.as_github(review.problems) + finding_report.as_github(review.findings or ())


def as_gitlab(review: Review) -> str:
    """A Code Quality report. GitLab shows each fingerprint once, next to the line in a merge request."""
    entries = [*map(_problem_entry, review.problems), *map(_finding_entry, review.findings or ())]
    seen: Counter[str] = Counter()
    for entry in entries:
        name = entry["fingerprint"]
        seen[name] += 1
        entry["fingerprint"] = sha256(f"{name} {seen[name]}".encode()).hexdigest()
    return write_json(entries)


def _announcement(announcement: Announcement) -> dict[str, Any]:
    values = announcement.model_dump(mode="json")
    keys = ("id", "title", "effective", "object_until", "audience", "documents", "findings", "text")
    return {key: values[key] for key in keys}


def _problem_entry(problem: Problem) -> dict[str, Any]:
    name = f"{problem.check} {problem.about} {problem.location.file} {problem.what}"  # whatever its line
    return _entry(f"{problem.what}. {problem.remedy}", problem.check, name, "critical", problem.location)


def _finding_entry(finding: Finding) -> dict[str, Any]:
    place = finding.is_at or Location("policy_src")
    kind = "About the site" if finding.is_about_site else finding.level.value.capitalize()
    words = " ".join((f"{kind}: {finding.message} {finding.rule.why}", *describe_opinions(finding)))
    return _entry(words, finding.rule.id, finding.id, _SEVERITIES[finding.level], place)


def _entry(words: str, check: str, name: str, severity: str, place: Location) -> dict[str, Any]:
    return {
        "description": " ".join(words.split()),
        "check_name": check,
        "fingerprint": name,
        "severity": severity,
        "location": {"path": place.file, "lines": {"begin": place.line}},
    }
