"""Writes the review of a change for programs, and for GitHub and GitLab beside each line."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from build_tools.changes.announcement_check import covers_finding
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location, Problem
from build_tools.model.review import Review
from build_tools.model.rule import Level
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports import findings as finding_report
from build_tools.reports import problems as problem_report
from build_tools.reports.announcement_mentions import find_mention

_SEVERITIES = {Level.MATERIAL: "major", Level.NOTABLE: "minor", Level.EDITORIAL: "info"}
"""What a level is called in a Code Quality report."""


def as_json(review: Review) -> str:
    """One JSON object: what is wrong, what changes, and what customers are told of it."""
    findings = review.findings or ()
    policy, site = part_findings(findings)
    told = {
        "is_ready": not review.problems,
        "is_first": review.is_first,
        "is_draft": review.is_draft,
        "level": None if review.findings is None else finding_report.level_of(findings),
        "problems": list(map(problem_report.as_object, review.problems)),
        "known_gaps": list(map(problem_report.as_object, review.known_gaps)),
        "open_gaps": list(map(problem_report.as_object, review.open_gaps)),
        "findings": None if review.findings is None else list(map(finding_report.as_object, policy)),
        "site": None if review.findings is None else list(map(finding_report.as_object, site)),
        "announcements": list(map(_announcement, review.announcements)),
        "mentions": [
            _mention(told, finding)
            for finding in findings
            for told in review.announcements
            if covers_finding(told, finding)
        ],
        "lists": list(map(checklist_report.list_object, review.coverages)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_github(review: Review) -> str:
    """Workflow commands that GitHub shows beside the line: problems are errors; it shows ten of each kind a step."""
    return problem_report.as_github(review.problems) + finding_report.as_github(review.findings or ())


def as_gitlab(review: Review) -> str:
    """A Code Quality report, which GitLab shows beside the line in a merge request."""
    problems = (_told_problem(problem) for problem in review.problems)
    findings = (_told_finding(finding) for finding in review.findings or ())
    return json.dumps(list(_unlike((*problems, *findings))), ensure_ascii=False, indent=2) + "\n"


def _announcement(told: Announcement) -> dict[str, Any]:
    return {
        "id": told.id,
        "title": told.title,
        "effective": str(told.effective) if told.effective else None,
        "object_until": str(told.object_until) if told.object_until else None,
        "audience": told.audience,
        "documents": list(told.documents),
        "findings": list(told.findings),
        "text": told.text,
    }


def _mention(told: Announcement, finding: Finding) -> dict[str, Any]:
    """How an announcement tells of a finding that it covers."""
    mention = find_mention(finding, told)
    return {
        "announcement": told.id,
        "finding": finding.id,
        "sentence": mention.sentence or None,
        "missing": list(mention.missing),
    }


def _told_problem(problem: Problem) -> dict[str, Any]:
    name = f"{problem.check} {problem.about} {problem.location.file} {problem.what}"
    return _entry(f"{problem.what}. {problem.remedy}", problem.check, name, "critical", problem.location)


def _told_finding(finding: Finding) -> dict[str, Any]:
    place = finding.stands_at or Location("policy_src")
    kind = "About the site" if finding.is_about_site else finding.level.value.capitalize()
    words = f"{kind}: {finding.message} {finding.rule.why}"
    return _entry(words, finding.rule.id, finding.id, _SEVERITIES[finding.level], place)


def _entry(words: str, check: str, name: str, severity: str, place: Location) -> dict[str, Any]:
    return {
        "description": " ".join(words.split()),
        "check_name": check,
        "fingerprint": name,
        "severity": severity,
        "location": {"path": place.file, "lines": {"begin": place.line}},
    }


def _unlike(entries: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each with a fingerprint that no other has, and that does not depend on the line: GitLab shows each once."""
    seen: dict[str, int] = {}
    for entry in entries:
        name = entry["fingerprint"]
        seen[name] = seen.get(name, 0) + 1
        yield entry | {"fingerprint": sha256(f"{name} {seen[name]}".encode()).hexdigest()}
