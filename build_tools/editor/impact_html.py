"""Lays out beside the form what an edit would mean."""

from collections.abc import Sequence
from urllib.parse import urlencode

from build_tools.changes.redline.excerpt import is_telling, passage
from build_tools.changes.redline.html import html_layouts, view_revision
from build_tools.editor.impact import ImpactPreview
from build_tools.editor.labels import Names
from build_tools.history.working_tree import WorkingTree
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Problem
from build_tools.model.rule import Level
from build_tools.model.tree import Tree
from build_tools.reports.announcement_draft import Draft
from build_tools.reports.findings import OF_SITE, level_of
from build_tools.text.markdown import make_html

_MOST = 50
"""How many findings an address names; of more, the form lets one choose all."""
_VERDICTS = {
    "material": "Material change",
    "notable": "Notable change",
    "editorial": "Change of wording",
    "none": "No change for customers",
}


def draw_outlook(outlook: ImpactPreview, tree: Tree, names: Names, working: WorkingTree | None) -> str:
    """What an edit would mean, as a block of HTML. `tree` is the source with the edit."""
    views = [view_revision(text, f"text-{text.id}") for text in outlook.texts]
    policy, site = part_findings(outlook.findings)
    groups = [("What changes for customers", policy), (OF_SITE, site)]
    return (
        html_layouts("editor/page", "reports")
        .get_template("outlook.html")
        .render(
            outlook=outlook,
            level=level_of(outlook.findings),
            verdict=_verdict(outlook),
            groups=[(title, [(finding, _runs(finding)) for finding in found]) for title, found in groups if found],
            views=[view for view in views if view.counts],
            documents=[(one.title, one.id, make_html(one.body)) for one in outlook.documents],
            new=_address(outlook.draft),
            tell=lambda problem: _tell(problem, tree, names),
            foot=_foot(working),
        )
    )


def _verdict(outlook: ImpactPreview) -> tuple[str, str]:
    """A heading and a sentence: how much the findings about the policy matter, and what that asks for."""
    level = level_of(outlook.findings)
    told = [finding for finding in outlook.findings if finding.level is Level.MATERIAL]
    days = max((finding.rule.notice.whole_days for finding in told if finding.rule.notice), default=0)
    sentence = {
        "material": f"Customers have to be told {days} days before it takes effect."
        if days
        else "Customers have to be told.",
        "notable": "It is told in the changelog. Nobody has to be warned.",
        "editorial": "Only words are others.",
        "none": "They read what was published last." if not outlook.texts else "The documents are laid out otherwise.",
    }
    if outlook.apology:
        return "Not compared", "The documents below read as they would with this edit."
    return _VERDICTS[level], sentence[level]


def _address(draft: Draft | None) -> str:
    """The address of a form for an announcement, with what is known of it; empty where nothing is to be announced."""
    if draft is None:
        return ""
    names = [finding.id for finding in draft.findings]
    told = {
        "effective": draft.effective,
        "object_until": draft.object_until,
        "findings": ",".join(names) if len(names) <= _MOST else None,
    }
    return (
        f"./#/collections/announcements/new?{urlencode({key: value for key, value in told.items() if value}, safe=',')}"
    )


def _runs(finding: Finding) -> Sequence[object]:
    runs = passage(finding)
    return runs if is_telling(runs) else ()


def _tell(problem: Problem, tree: Tree, names: Names) -> tuple[str, str, str]:
    """The field that a problem is about, what is wrong, and how to mend it."""
    return names.place(problem.location, tree), problem.what[:1].upper() + problem.what[1:], _remedy(problem, names)


def _remedy(problem: Problem, names: Names) -> str:
    """How to mend it at a form, where nobody names files."""
    if problem.check == "unannounced-change":
        return "Choose it in an announcement, or have legal rule on it under Decisions."
    return names.say_fields(problem.remedy)


def _foot(working: WorkingTree | None) -> str:
    if working is None:
        return "Saving writes the file in this folder. The folder has no git history, so nothing is published from it."
    where = f"on the branch {working.branch}" if working.branch else "while no branch is checked out"
    names = [name.removeprefix("policy_src/") for name in working.changed]
    differ = f"Saved and not committed yet: {', '.join(names)}." if names else "All that is saved is committed."
    return f"Saving writes the file in this folder, {where}. {differ} A commit and a pull request publish it."
