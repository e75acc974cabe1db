"""Checks a source: all that keeps it from being published, and what legal has to know besides."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from build_tools.documents.links import check_links
from build_tools.downloads.pdf.source_letters import find_lacking_letters
from build_tools.model.problem import Problem, Problems
from build_tools.project.project import Project
from build_tools.review.rehearsal import rehearse
from build_tools.source.optional_facts import find_unstated


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]
    """What keeps the source from being published, or its change from being announced."""
    known_gaps: tuple[Problem, ...] = ()
    """What legal has accepted for now."""
    reminders: tuple[Problem, ...] = ()
    """What has to be done as time passes. It keeps nothing from being published."""
    open_gaps: tuple[Problem, ...] = ()
    """What a draft leaves unsaid, and its launch asks for."""
    unstated: tuple[Problem, ...] = ()
    """The optional facts that the source leaves out, and so the site. None of them has to be stated."""


def check_source(project: Project) -> Report:
    """What is wrong with a source. Layouts are checked by using them."""
    try:
        project.site  # noqa: B018 - all that it is made of is read and laid out
    except Problems as error:
        return Report(error.problems)
    if problems := tuple(sorted(set(find_unbuildable(project)))):
        return Report(problems)
    unstated = tuple(find_unstated(project.reading.policy, project.reading.sources))
    return Report((), project.reading.known_gaps, open_gaps=project.reading.open_gaps, unstated=unstated)


def find_unbuildable(project: Project) -> Iterator[Problem]:
    """Yield what would keep a build of a source from making its pages and files, now or once it has a history."""
    yield from find_lacking_letters(project.reading, project.documents)
    yield from rehearse(project)
    yield from find_links_to_nothing_made(project, project)


def find_links_to_nothing_made(project: Project, plain: Project) -> Iterator[Problem]:
    """Yield the links to versions, publications and data that the history of a source does not have.

    `plain` is the same source without its history: most sources have no such link, and need no history for it. A source
    that was never published has none yet.
    """
    if project.folder is None or not any(_find_dead(plain, ())) or not project.archive.records:
        return
    made = {"changelog.md", "changelog/material.md"}
    for document, versions in project.archive.histories.items():
        made |= {f"changelog/{document}.md", f"{document}/versions.md"}
        made |= {f"{document}/{name}.md" for name in versions.by_name}
    if any(_find_dead(plain, made)):  # what else is made takes longer to find out
        yield from _find_dead(plain, made | {page.path for page in project.site.pages} | project.site.files.keys())


def _find_dead(project: Project, made: Container[str]) -> Iterator[Problem]:
    try:
        check_links(project.reading, project.rendering, project.tree, made)
    except Problems as error:
        yield from error.problems
