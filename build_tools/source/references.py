"""Does each reference in prose name a fact, or a block that stands on a line of its own?"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from build_tools.model.period import Adjective
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.reference import (
    BLOCKS,
    NoSuchFactError,
    Reference,
    find_references,
    find_stray_braces,
    resolve,
)
from build_tools.model.text import Prose
from build_tools.source.explain import suggest
from build_tools.source.markup import find_markup
from build_tools.source.sources import Passage, Sources, published_texts


def check_references(policy: Policy, sources: Sources, blocks: AbstractSet[str]) -> Iterator[Problem]:
    """Yield what is wrong with the references. `blocks` are the names of the layouts in `templates/blocks/`."""
    for route, text in published_texts(policy):
        passage = Passage(route, text, sources)
        yield from _find_stray_braces(passage)
        for reference in find_references(text):
            if reference.path[0] == BLOCKS:
                yield from _check_block(passage, reference, blocks)
            else:
                yield from _check_fact(policy, passage, reference)
    yield from _find_circles(policy, sources)


def check_joined(policy: Policy, expanded: Policy, sources: Sources) -> Iterator[Problem]:
    """Yield markup that arises only where facts are put into texts: `<{{ data.x.name }}`."""
    for (route, raw), (_, text) in zip(published_texts(policy), published_texts(expanded), strict=True):
        for found in find_markup(text) if raw != text else ():
            yield Problem(sources.locate(route), f"with its facts in place: {found.what}", found.remedy, "markup")


def _find_stray_braces(passage: Passage) -> Iterator[Problem]:
    for index in find_stray_braces(passage.text):
        what = "braces that are not a reference to a fact"
        remedy = "Write {{ group.entry.field }} with nothing else in the braces, or remove them."
        yield passage.report((index, index + 1), "reference-syntax", what, remedy)


def _check_block(passage: Passage, reference: Reference, blocks: AbstractSet[str]) -> Iterator[Problem]:
    name = ".".join(reference.path[1:])
    span = reference.start, reference.end
    in_file = passage.route[-1] == "text" and passage.route[0] in passage.sources.prose
    if name not in blocks:
        yield passage.report(span, "unknown-reference", f'there is no block "{name}"', suggest(name, blocks))
    elif not in_file or not _stands_alone(passage.text, reference):
        remedy = "Put it on a line of its own in a section or a page."
        yield passage.report(span, "reference-syntax", f"the block {reference} stands among other words", remedy)


def _check_fact(policy: Policy, passage: Passage, reference: Reference) -> Iterator[Problem]:
    span = reference.start, reference.end
    try:
        fact = resolve(policy, reference.path)
        if isinstance(fact, Adjective) and not policy.publication.language.startswith("en"):
            what, remedy = f"{reference} is an English form", "Leave .adjective out and mend the sentence."
            yield passage.report(span, "unknown-reference", what, remedy)
    except NoSuchFactError as error:
        if error.name:
            what, remedy = f'"{error.name}" in {reference} does not exist', suggest(error.name, error.choices)
        elif error.choices:
            what = f"{reference} names a whole entry"
            remedy = f"Add which of its fields: {', '.join(error.choices)}."
        else:
            what, remedy = f"{reference} says nothing that can be put into a text", "Refer to another fact."
        yield passage.report(span, "unknown-reference", what, remedy)


def _stands_alone(text: str, reference: Reference) -> bool:
    before, after = text[: reference.start], text[reference.end :]
    return before.rsplit("\n", 1)[-1] == "" and after.split("\n", 1)[0].strip() == ""


def _find_circles(policy: Policy, sources: Sources) -> Iterator[Problem]:
    """A text must not refer to itself, not even by way of others."""
    for route, text in published_texts(policy):
        if _reaches(policy, text, text, ()):
            what = "the text refers to itself, directly or through other texts"
            yield Problem(sources.locate(route), what, "Write the words out in one of them.", "circular-reference")


def _reaches(policy: Policy, text: str, goal: str, passed: tuple[str, ...]) -> bool:
    for reference in find_references(text):
        try:
            fact = resolve(policy, reference.path)
        except NoSuchFactError:
            continue
        if fact is goal:
            return True
        if isinstance(fact, Prose) and fact not in passed and _reaches(policy, fact, goal, (*passed, fact)):
            return True
    return False
