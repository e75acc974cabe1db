"""Checks a text against checklists of what the law requires it to say. This is not legal advice."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from build_tools.changes.prose.blocks import read_blocks
from build_tools.changes.prose.language_detection import is_english
from build_tools.checklists.evaluate import CheckedText, Facts, evaluate_checklist
from build_tools.checklists.phrases import Statements
from build_tools.documents.rendered_source import render_with_layouts
from build_tools.model.checklist import Checklist, Outcome
from build_tools.model.coverage import Coverage, ItemCoverage, State
from build_tools.model.law import ENGLISH
from build_tools.model.policy import Policy
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.settings import Reviewed
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.base import find_base
from build_tools.review.statement_locations import SourcePlaces, place_in_file
from build_tools.review.yearly_review import last_review
from build_tools.source.checklists import Checklists, read_checklists, read_shipped
from build_tools.source.citations import Citing
from build_tools.source.reader import Reading
from build_tools.source.text_file import read_text_file

_DECIDE_AGAIN = "Remove the entry, or decide again."
_LONGEST = 300_000
"""How many characters a text may have: each phrase of a checklist is looked for in all of it."""


def cover_source(project: Project, names: Iterable[str], base: str = "") -> tuple[Coverage, ...]:
    """The coverage of some checklists in a source, whose own checklists count too.

    With a `base` (see `find_base`), each item also has its state there. Raises Problems if there is no such list.
    """
    checklists = read_checklists(project.tree, project.reading.citing)
    chosen = _choose(checklists, names)
    subject = _read_subject(project, project.reading, project.tree, chosen)
    found = [_with_stale(evaluate_checklist(checklist, subject), checklists) for checklist in chosen]
    if base and project.reading.policy.draft:  # customers have not seen a draft
        return tuple(_with_past(coverage, coverage) for coverage in found)
    before = find_base(project, base) if base else None
    if before is None:
        return tuple(found)
    then = _read_subject(project, before.side.reading, before.side.tree, chosen)
    return tuple(_with_past(coverage, evaluate_checklist(coverage.checklist, then)) for coverage in found)


def cover_text(path: Path, names: Iterable[str], tree: Tree | None = None, language: str = "") -> tuple[Coverage, ...]:
    """The coverage of some checklists in any Markdown text, in a `language` (ISO 639: `en`).

    `tree` is a source whose own lists may be used. Legal's decisions in it do not count: they are about its own text.
    """
    citing = Citing(language or ENGLISH)
    chosen = _choose(read_checklists(tree, citing) if tree else Checklists(read_shipped(citing), {}), names)
    text = read_text_file(path, _LONGEST)
    if not language and text.strip() and not is_english(read_blocks(text)):
        what, remedy = "the text is not English", "Name its language: --language de."
        raise Problems([Problem(Location(str(path)), what, remedy, "language")])
    place = partial(place_in_file, path, text)
    subject = CheckedText(Statements([text]), language or "en", place, stands=Location(str(path)))
    return tuple(evaluate_checklist(checklist.model_copy(update={"settled": ()}), subject) for checklist in chosen)


def _choose(checklists: Checklists, names: Iterable[str]) -> tuple[Checklist, ...]:
    chosen: list[Checklist] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            chosen.append(checklists.find(name))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return tuple(chosen)


def _read_subject(project: Project, reading: Reading, tree: Tree, chosen: Iterable[Checklist]) -> CheckedText:
    policy = _with_review(reading.readable, project, chosen)
    documents = tuple(render_with_layouts(policy, tree).values())
    places = SourcePlaces(reading.policy, policy, reading.sources, documents)
    language = policy.publication.language.partition("-")[0]
    statements = Statements(document.body for document in documents)
    facts = Facts(policy, statements.holds, project.today)
    return CheckedText(statements, language, places.place_words, facts, places.place_fact)


def _with_review(policy: Policy, project: Project, chosen: Iterable[Checklist]) -> Policy:
    """The policy with the day of its last version as that of its review, if a list needs one and none is stated."""
    signs = (sign for checklist in chosen for item in checklist.items for part in item.parts for sign in part.facts)
    if policy.reviewed or not any(sign.within_months for sign in signs) or not (day := last_review(project)):
        return policy
    return policy.model_copy(update={"reviewed": Reviewed(day=day)})


def _with_past(coverage: Coverage, before: Coverage) -> Coverage:
    states = {item.item.id: item.state for item in before.items}
    return replace(coverage, items=tuple(replace(item, was=states[item.item.id]) for item in coverage.items))


def _with_stale(coverage: Coverage, checklists: Checklists) -> Coverage:
    stale = tuple(
        Problem(checklists.locate(coverage.checklist.id, item.item.id), what, _DECIDE_AGAIN, "stale-entry")
        for item in coverage.items
        if (what := _why_stale(item))
    )
    return replace(coverage, stale=stale)


def _why_stale(found: ItemCoverage) -> str:
    settled = found.settled
    if settled is None:
        return ""
    if settled.outcome is Outcome.SAID:
        return "" if found.shown else f'the text no longer has the words for "{settled.item}": {settled.words}'
    return f'the text now says "{settled.item}"' if found.state is State.FOUND else ""
