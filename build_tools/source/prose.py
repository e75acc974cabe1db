"""Is the prose sound: its references, its braces, its headings, its Markdown?"""

import re
from collections.abc import Callable, Iterator

from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.reference import BLOCKS, Reference, find_references, find_stray_braces, resolve
from build_tools.model.text import Prose
from build_tools.source.explain import suggest
from build_tools.source.markup import find_markup
from build_tools.source.sources import Sources, published_texts, walk
from build_tools.source.yaml_file import Route

_HEADING = re.compile(r"(?m)^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_ANCHOR = re.compile(r"\{[ \t]*#([a-z][a-z0-9-]*)[ \t]*\}$", re.ASCII)

_Report = Callable[[int, int, str, str, str], Problem]


def check_prose(policy: Policy, sources: Sources, blocks: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong in the policy's texts. `blocks` are the names of the layouts in `templates/blocks/`."""
    for route, text in _all_texts(policy):
        report = _reporter(route, text, sources)
        yield from (report(m.start, m.end, "markup", m.what, m.remedy) for m in find_markup(text))
    for route, text in published_texts(policy):
        report = _reporter(route, text, sources)
        yield from _check_braces(text, report)
        for reference in find_references(text):
            yield from _check_reference(
                policy, text, reference, blocks, route[-1] == "text" and route[0] in sources.prose, report
            )
    yield from _check_headings(policy, sources)
    yield from _check_circles(policy, sources)


def _all_texts(policy: Policy) -> Iterator[tuple[Route, str]]:
    return ((route, value) for route, value in walk(policy) if isinstance(value, str))


def _reporter(route: Route, text: str, sources: Sources) -> _Report:
    def report(start: int, end: int, check: str, what: str, remedy: str) -> Problem:
        return Problem(sources.locate_part(route, text, start, end), what, remedy, check)

    return report


def _check_braces(text: str, report: _Report) -> Iterator[Problem]:
    for index in find_stray_braces(text):
        what = "braces that are not a reference to a fact"
        remedy = "Write {{ group.entry.field }} with nothing else in the braces, or remove them."
        yield report(index, index + 1, "reference-syntax", what, remedy)


def _check_reference(
    policy: Policy, text: str, reference: Reference, blocks: frozenset[str], in_section: bool, report: _Report
) -> Iterator[Problem]:
    start, end = reference.start, reference.end
    if reference.path[0] == BLOCKS:
        name = ".".join(reference.path[1:])
        if name not in blocks:
            yield report(start, end, "unknown-reference", f'there is no block "{name}"', suggest(name, blocks))
        elif not in_section or not _stands_alone(text, reference):
            remedy = "Put it on a line of its own in a section or a page."
            yield report(start, end, "reference-syntax", f"the block {reference} stands among other words", remedy)
        return
    try:
        resolve(policy, reference.path)
    except LookupError as error:
        name, choices = error.args
        if name == reference.path[-1] and not choices:
            what, remedy = (
                f'"{".".join(reference.path)}" says nothing that can be put into a text',
                "Refer to a single fact.",
            )
        elif name == reference.path[-1] and name not in choices and _names_group(policy, reference):
            what, remedy = (
                f'"{".".join(reference.path)}" is a whole entry',
                suggest("", choices, "Add which of its fields: {}."),
            )
        else:
            what, remedy = f'"{name}" in {reference} does not exist', suggest(name, choices)
        yield report(start, end, "unknown-reference", what, remedy)


def _names_group(policy: Policy, reference: Reference) -> bool:
    try:
        resolve(policy, (*reference.path, ""))
    except LookupError as error:
        return error.args[0] == ""
    return False


def _stands_alone(text: str, reference: Reference) -> bool:
    before, after = text[: reference.start], text[reference.end :]
    return before.rsplit("\n", 1)[-1] == "" and after.split("\n", 1)[0].strip() == ""


def _check_headings(policy: Policy, sources: Sources) -> Iterator[Problem]:
    """A heading in prose has an anchor of its own, so that its address survives a new wording."""
    taken = {section.id: f"the section {section.id}" for section in policy.sections}
    for number, section in enumerate(policy.sections):
        route: Route = ("sections", number, "text")
        report = _reporter(route, section.text, sources)
        for match in _HEADING.finditer(section.text):
            anchor = _ANCHOR.search(match[2])
            if len(match[1]) < 3:
                remedy = "Begin with ###: the title of the section stands in its front matter."
                yield report(*match.span(), "heading", "the heading is above those that a section may have", remedy)
            elif anchor is None:
                remedy = f"End it with an anchor that stays: {match[1]} {match[2]} {{ #{_slug(match[2])} }}."
                yield report(*match.span(), "heading", f'the heading "{match[2]}" has no permanent address', remedy)
            elif anchor[1] in taken:
                what = f'the anchor "{anchor[1]}" is taken by {taken[anchor[1]]}'
                yield report(*match.span(), "duplicate-id", what, "Choose another one.")
            else:
                taken[anchor[1]] = f'the heading "{match[2][: anchor.start()].strip()}"'


def _slug(title: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    return words if words[:1].isalpha() else f"about-{words}".rstrip("-")


def _check_circles(policy: Policy, sources: Sources) -> Iterator[Problem]:
    """A text must not refer to itself, not even by way of others."""
    for route, text in published_texts(policy):
        if _reaches(policy, text, text, ()):
            what = "the text refers to itself, directly or through other texts"
            yield Problem(sources.locate(route), what, "Write the words out in one of them.", "circular-reference")


def _reaches(policy: Policy, text: str, goal: str, passed: tuple[str, ...]) -> bool:
    for reference in find_references(text):
        try:
            fact = resolve(policy, reference.path)
        except LookupError:
            continue
        if fact is goal:
            return True
        if isinstance(fact, Prose) and fact not in passed and _reaches(policy, fact, goal, (*passed, fact)):
            return True
    return False
