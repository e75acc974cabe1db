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
from build_tools.model.text import PlaceholderText, Term
from build_tools.source.markup import find_markup
from build_tools.source.size_limits import find_excess, limit_problems
from build_tools.source.source_map import Passage, SourceMap
from build_tools.source.validation import suggest


def check_references(policy: Policy, sources: SourceMap, blocks: AbstractSet[str]) -> Iterator[Problem]:
    """Yield what is wrong with the references. `blocks` are the names of the layouts in `templates/blocks/`."""
    for route, text in policy.texts:
        passage = Passage(route, text, sources)
        yield from limit_problems(_find_stray_braces(passage))
        yield from limit_problems(_check_each(policy, passage, blocks))


def _check_each(policy: Policy, passage: Passage, blocks: AbstractSet[str]) -> Iterator[Problem]:
    for reference in find_references(passage.text):
        if isinstance(passage.text, Term):
            yield _refuse_in_term(passage, reference)
        elif reference.path[0] == BLOCKS:
            yield from _check_block(passage, reference, blocks)
        else:
            yield from _check_fact(policy, passage, reference)


def check_joined(policy: Policy, expanded: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield what arises only where facts are put into texts: markup, as `<{{ data.x.name }}`, and misplaced blocks."""
    for (route, raw), (_, text) in zip(policy.texts, expanded.texts, strict=True):
        if raw == text:
            continue
        if excess := find_excess(text, is_past=True):
            yield Problem(sources.locate(route), f"with its facts in place: {excess[1]}", excess[2], "too-large")
            continue
        for found in find_markup(text):
            yield Problem(sources.locate(route), f"with its facts in place: {found.what}", found.remedy, "markup")
        own = {reference.path for reference in find_references(raw)}
        for reference in find_references(text):  # those to facts have been replaced
            if reference.path not in own:
                what = f"the block {reference} comes in with the text of a section"
                remedy = "Refer to a fact, and not to the text of a section or a page."
                yield Problem(sources.locate(route), what, remedy, "reference-syntax")


def _refuse_in_term(passage: Passage, reference: Reference) -> Problem:
    """A name or an address is a fact itself: what it says stands nowhere else."""
    span, remedy = (reference.start, reference.end), "Write the words out."
    return passage.report(span, "reference-syntax", f"{reference} stands in a name or another plain fact", remedy)


def _find_stray_braces(passage: Passage) -> Iterator[Problem]:
    text = passage.text.without_places if isinstance(passage.text, PlaceholderText) else passage.text
    for index in find_stray_braces(text):
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
            what = f"{reference} names a group of facts"
            remedy = f"Add which of them: {', '.join(error.choices)}."
        else:
            what, remedy = f"{reference} says nothing that can be put into a text", "Refer to another fact."
        yield passage.report(span, "unknown-reference", what, remedy)


def _stands_alone(text: str, reference: Reference) -> bool:
    before, after = text[: reference.start], text[reference.end :]
    return before.rsplit("\n", 1)[-1] == "" and after.split("\n", 1)[0].strip() == ""
