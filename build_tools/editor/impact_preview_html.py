"""Renders the preview of an edit's impact, which stands beside the form."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

from build_tools.changes.redline.excerpt import has_unchanged_words, passage
from build_tools.changes.redline.html import view_revision
from build_tools.changes.redline.html_layouts import html_layouts
from build_tools.editor.impact_preview import ImpactPreview
from build_tools.editor.labels import FieldNames
from build_tools.history.working_tree import WorkingTree
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location, Problem
from build_tools.model.rule import Level
from build_tools.model.tree import Tree
from build_tools.reports.announcement_draft import Draft
from build_tools.reports.findings import OF_SITE, level_of
from build_tools.reports.opinions import CONTESTED, describe_opinions, propose_level
from build_tools.source.sentences import read_redline_labels
from build_tools.text.markdown import make_html

_MOST = 50  # the most findings that an address names; with more, the user chooses them in the form


def render_impact(preview: ImpactPreview, tree: Tree, names: FieldNames, working: WorkingTree | None) -> str:
    """The impact of an edit as HTML. `tree` is the source with the edit."""
    views = [view_revision(text, f"text-{text.id}") for text in preview.texts]
    policy, site = part_findings(preview.findings)
    groups = [("What changes for customers", policy), (OF_SITE, site)]
    heading, sentence = _verdict(preview)
    return (
        html_layouts("editor/page", "reports")
        .get_template("impact.html")
        .render(
            preview=preview,
            level=level_of(preview.findings),
            heading=heading,
            sentence=sentence,
            reading=_describe_reading(policy),
            contested=[*_rulings_needed(policy)],
            groups=[(title, [*map(_with_runs, found)]) for title, found in groups if found],
            views=[view for view in views if view.counts],
            documents=[(document.title, document.id, make_html(document.body)) for document in preview.documents],
            new=_new_announcement(preview.draft),
            place=lambda location: names.place(location, tree),
            remedy=lambda problem: _remedy(problem, names),
            opinions=describe_opinions,
            redline_labels=read_redline_labels(),
            propose=propose_level,
            foot=_foot(working),
        )
    )


def _verdict(preview: ImpactPreview) -> tuple[str, str]:
    """A heading and a sentence: how important the findings about the policy are, and what they require."""
    if preview.apology:
        return "Not compared", "The documents below read as they would with this edit."
    contested = any(finding.is_contested for finding in preview.findings)
    material = [finding for finding in preview.findings if finding.level is Level.MATERIAL]
    days = max((finding.rule.notice.whole_days for finding in material if finding.rule.notice), default=0)
    before = f" at least {days} days before it takes effect" if days else ""
    if contested and not material:
        return "For legal to decide", "A second reader calls a change material that the rules do not."
    also = " Legal has to decide on another change." if contested else ""
    return {
        "material": ("Material change", f"Customers must be informed{before}.{also}"),
        "notable": ("Notable change", "It appears in the changelog. Customers need no advance notice."),
        "editorial": ("Change of wording", "Only the wording changes, not the meaning."),
        "none": (
            "No change for customers",
            "Only the layout of the documents changes."
            if preview.texts
            else "The documents read the same as the last published version.",
        ),
    }[level_of(preview.findings)]


def _describe_reading(findings: Sequence[Finding]) -> str:
    """A sentence that says how the opinions on findings compare with the rules; empty if there are none."""
    undecided = [finding for finding in findings if not finding.ruling]
    read = [finding for finding in undecided if finding.gravest]
    if not read:
        return ""
    ranks = list(Level)
    steps = [ranks.index(finding.gravest.level) - ranks.index(finding.level) for finding in read if finding.gravest]
    views = {
        "calls {} more important": sum(step < 0 for step in steps),
        "calls {} less important": sum(step > 0 for step in steps),
        "agrees with the rules on {}": steps.count(0),
    }
    said = [
        view.format(count if count < len(read) else "it" if count == 1 else "all of them")
        for view, count in views.items()
        if count
    ]
    changes = "one change" if len(read) == 1 else f"{len(read)} changes"
    others = f" of {len(undecided)}" if len(read) < len(undecided) else ""
    return f"A second reader has an opinion on {changes}{others}: it {_join(said)}."


def _join(clauses: Sequence[str]) -> str:
    *first, last = clauses
    return f"{', '.join(first)} and {last}" if first else last


def _rulings_needed(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Yield what legal has to decide because of a second reader, whose reason stands with the finding."""
    for finding in findings:
        if finding.is_contested:
            level, message = finding.level.value, finding.message.rstrip(".")
            yield Problem(
                finding.is_at or Location("policy_src"),
                f"a second reader calls this change material, and the rules call it {level}: {message}",
                "Read its reason below. Then add a ruling under Decisions: material if customers must be informed, or "
                f"{level} with the reason why not.",
                CONTESTED,
            )


def _new_announcement(draft: Draft | None) -> str:
    """The address of a form for a new announcement, filled in as far as possible; empty if none is needed."""
    if draft is None:
        return ""
    names = [finding.id for finding in draft.findings]
    values = {
        "effective": draft.effective,
        "object_until": draft.object_until,
        "findings": ",".join(names) if len(names) <= _MOST else None,
    }
    query = urlencode({key: value for key, value in values.items() if value}, safe=",")
    return f"./#/collections/announcements/new?{query}"


def _with_runs(finding: Finding) -> tuple[Finding, Sequence[object]]:
    return finding, runs if has_unchanged_words(runs := passage(finding)) else ()


def _remedy(problem: Problem, names: FieldNames) -> str:
    if problem.check == "unannounced-change":
        return "Choose it in an announcement, or have the legal team rule on it under Decisions."
    return names.replace_keys(problem.remedy)


def _foot(working: WorkingTree | None) -> str:
    if working is None:
        return "Saving writes the file in this folder. The folder has no git history, so nothing is published from it."
    where = f"on the branch {working.branch}" if working.branch else "while no branch is checked out"
    names = ", ".join(name.removeprefix("policy_src/") for name in working.changed)
    state = f"Saved but not committed yet: {names}." if names else "Everything that is saved is committed."
    return f"Saving writes the file in this folder, {where}. {state} A commit and a pull request publish it."
