"""Does a text say what the law asks it to say? It is looked for, and no legal advice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from build_tools.changes.prose.blocks import read_blocks
from build_tools.changes.prose.language import is_english
from build_tools.checklists.evaluate import Subject, cover
from build_tools.checklists.fact_signs import Facts
from build_tools.checklists.phrases import Statements
from build_tools.documents.rendered_source import render_with_layouts
from build_tools.model.checklist import Checklist, Outcome
from build_tools.model.coverage import Coverage, ItemCoverage, State
from build_tools.model.policy import Policy
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.settings import Reviewed
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.base import find_base
from build_tools.review.statement_locations import FilePlaces, SourcePlaces
from build_tools.review.yearly_review import last_review
from build_tools.source.checklists import Checklists, read_checklists, read_shipped
from build_tools.source.reader import Reading
from build_tools.source.text_file import read_text_file


def cover_source(project: Project, names: Iterable[str], base: str = "") -> tuple[Coverage, ...]:
    """What a source says of some checklists, by their ids, those of its own among them.

    With `base`, as `find_base` finds it, each item also tells how it stood there.

    Raises: Problems: there is no such list, or the source cannot be read or laid out. HistoryError: a list asks for the
        last version or the base, and the history cannot be read.
    """
    checklists = read_checklists(project.tree)
    chosen = _choose(checklists, names)
    subject = _read_subject(project, project.reading, project.tree, chosen)
    told = [_with_stale(cover(one, subject), checklists) for one in chosen]
    if base and project.reading.policy.draft:  # nothing of a draft was said to customers
        return tuple(_with_past(one, one) for one in told)
    before = find_base(project, base) if base else None
    if before is None:
        return tuple(told)
    then = _read_subject(project, before.side.reading, before.side.tree, chosen)
    return tuple(_with_past(one, cover(one.checklist, then)) for one in told)


def cover_text(path: Path, names: Iterable[str], tree: Tree | None = None, language: str = "") -> tuple[Coverage, ...]:
    """What anybody's text in Markdown says of some checklists, by their ids.

    `language` is that of the text (ISO 639: `en`); `tree` is a source whose own lists may be asked for. What legal has
    decided there is about its own text, and does not count.

    Raises: Problems: there is no such list, the file is no text, or nobody says in which language it is.
    """
    chosen = _choose(read_checklists(tree) if tree else Checklists(read_shipped(), {}), names)
    text = read_text_file(path)
    if not language and text.strip() and not is_english(read_blocks(text)):
        what, remedy = "the text is not English", "Name its language: --language de."
        raise Problems([Problem(Location(str(path)), what, remedy, "language")])
    place = FilePlaces(path, text).place_words
    subject = Subject(Statements([text]), language or "en", place, stands=Location(str(path)))
    return tuple(cover(one.model_copy(update={"settled": ()}), subject) for one in chosen)


def _choose(checklists: Checklists, names: Iterable[str]) -> tuple[Checklist, ...]:
    """Some lists by their ids, each once.

    Raises: Problems: all that are not known.
    """
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


def _read_subject(project: Project, reading: Reading, tree: Tree, chosen: Iterable[Checklist]) -> Subject:
    policy = _with_review(reading.readable, project, chosen)
    documents = tuple(render_with_layouts(policy, tree).values())
    places = SourcePlaces(reading.policy, policy, reading.sources, documents)
    language = policy.publication.language.partition("-")[0]
    statements = Statements(document.body for document in documents)
    facts = Facts(policy, statements.holds, project.today)
    return Subject(statements, language, places.place_words, facts, places.place_fact)


def _with_review(policy: Policy, project: Project, chosen: Iterable[Checklist]) -> Policy:
    """The policy with the day of its last version as that of its review, where a list asks and nobody states one."""
    signs = (sign for one in chosen for item in one.items for part in item.parts for sign in part.facts)
    if policy.reviewed or not any(sign.within_months for sign in signs) or not (day := last_review(project)):
        return policy
    return policy.model_copy(update={"reviewed": Reviewed(day=day)})


def _with_past(told: Coverage, before: Coverage) -> Coverage:
    """The same with how each item stood before."""
    states = {item.item.id: item.state for item in before.items}
    return replace(told, items=tuple(replace(item, was=states[item.item.id]) for item in told.items))


def _with_stale(told: Coverage, checklists: Checklists) -> Coverage:
    """The same with the decisions of legal that fit the text no longer."""
    return replace(told, stale=tuple(_find_stale(told, checklists)))


def _find_stale(told: Coverage, checklists: Checklists) -> Iterator[Problem]:
    for item in told.items:
        if what := _why_stale(item):
            place = checklists.locate(told.checklist.id, item.item.id)
            yield Problem(place, what, "Remove the entry, or decide anew.", "stale-entry")


def _why_stale(told: ItemCoverage) -> str:
    """Why legal's decision on an item fits no longer; empty where it does, and where there is none."""
    settled = told.settled
    if settled is None:
        return ""
    if settled.outcome is Outcome.SAID:
        return "" if told.shown else f'the words that are to say "{settled.item}" stand nowhere: {settled.words}'
    return f'the text says "{settled.item}" now' if told.state is State.FOUND else ""
