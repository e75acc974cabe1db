"""Checks a source on its own: the problems that keep it from being published, and what legal has to know.

`change` checks what a source changes compared with a base, and `base` finds the sources to compare.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from build_tools.documents.links import check_links
from build_tools.downloads.pdf.font_letters import find_unprintable_characters
from build_tools.model.law import ENGLISH
from build_tools.model.problem import Location, Problem, Problems
from build_tools.project.project import Project
from build_tools.review.rehearsal import rehearse
from build_tools.source.gaps import find_unstated
from build_tools.source.reader import FOLDER
from build_tools.source.sentences import FILE, count_untranslated, list_languages


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check."""

    problems: tuple[Problem, ...]
    """The problems that keep the source from being published, or its change from being announced."""
    known_gaps: tuple[Problem, ...] = ()
    reminders: tuple[Problem, ...] = ()
    """What is due as time passes. It keeps nothing from being published."""
    open_gaps: tuple[Problem, ...] = ()
    """What a draft leaves out, and its launch needs."""
    unstated: tuple[Problem, ...] = ()
    """The optional facts that the source does not state."""


def check_source(project: Project) -> Report:
    """The problems of a source. Layouts are checked by rendering them."""
    try:
        project.site  # noqa: B018 - making it reads and renders everything
    except Problems as error:
        return Report(error.problems)
    if problems := tuple(sorted(set(find_unbuildable(project)))):
        return Report(problems)
    unstated = tuple(find_unstated(project.reading.policy, project.reading.sources))
    return Report((), project.reading.known_gaps, open_gaps=project.reading.open_gaps, unstated=unstated)


def advise_on_language(project: Project) -> Iterator[Problem]:
    """Yield the advice to write sentences in the language of the policy, where they are missing or still English."""
    reading = project.reading
    language = reading.policy.publication.language
    if own := reading.own_sentences:
        if language.partition("-")[0] != ENGLISH and (left := count_untranslated(own)):
            what = f'{left} rules still have the English sentence, which customers read as "{language}"'
            yield Problem(Location(FOLDER + FILE), what, "Translate them.", "sentences-in-english")
        return
    if language.partition("-")[0] in list_languages():
        return
    what = f'the program has no sentences about changes in "{language}", so that customers read them in English'
    remedy = "Translate them in policy_src/sentences.yml; policy rules --sentences prints them."
    yield Problem(reading.sources.locate(("publication", "language")), what, remedy, "sentences-in-english")


def advise_on_jurisdictions(project: Project) -> Iterator[Problem]:
    """Yield the advice to name the jurisdictions of a policy that is not in English and names none."""
    policy = project.reading.policy
    if policy.jurisdictions or policy.publication.language.partition("-")[0] == ENGLISH:
        return
    what = "customers read the law of all jurisdictions, also that of California, beside each change"
    remedy = f"Write {JURISDICTIONS}, for example, at the top level of policy.yml to leave out that of others."
    yield Problem(project.reading.sources.locate(("publication", "language")), what, remedy, "all-jurisdictions")


JURISDICTIONS = "jurisdictions: [eu]"
"""An example of the setting."""


def find_unbuildable(project: Project) -> Iterator[Problem]:
    """Yield the problems that would make a build fail, now or once the source has a history."""
    yield from find_unprintable_characters(project.reading, project.documents)
    yield from rehearse(project)
    yield from find_links_to_nothing_made(project, project)


def find_links_to_nothing_made(project: Project, plain: Project) -> Iterator[Problem]:
    """Yield the links to versions, publications and data that a published history does not have.

    `plain` is the same source without its history: most sources have no such link.
    """
    if project.folder is None or not any(_find_dead(plain, ())) or not project.archive.records:
        return
    made = {"changelog.md", "changelog/material.md"}
    for document, versions in project.archive.histories.items():
        made |= {f"changelog/{document}.md", f"{document}/versions.md"}
        made |= {f"{document}/{name}.md" for name in versions.by_name}
    if any(_find_dead(plain, made)):  # the rest takes longer to make
        yield from _find_dead(plain, made | {page.path for page in project.site.pages} | project.site.files.keys())


def _find_dead(project: Project, made: Container[str]) -> Iterator[Problem]:
    try:
        check_links(project.reading, project.rendering, project.tree, made)
    except Problems as error:
        yield from error.problems
