"""Checks the references to facts and blocks: that they exist, stand where they can be filled in, and do not loop."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from graphlib import TopologicalSorter

from build_tools.model.period import Adjective
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.reference import (
    BLOCKS,
    NoSuchFactError,
    Reference,
    expand_text,
    find_references,
    find_stray_braces,
    resolve,
)
from build_tools.model.text import PlaceholderText, Term
from build_tools.source.markup import find_markup
from build_tools.source.size_limits import find_excess, limit_problems
from build_tools.source.source_map import Passage, SourceMap
from build_tools.source.validation import suggest

_DEEPEST = 10
"""Through how many texts a text may reach its facts."""
_LONGEST = 1_000_000
"""How many characters a text may have with its facts filled in."""

_Graph = Mapping[int, tuple[int, ...]]
"""The texts that each text refers to; a text is identified by its place in the order of routes."""


def check_references(policy: Policy, sources: SourceMap, blocks: AbstractSet[str]) -> Iterator[Problem]:
    """Yield the problems of references. `blocks` are the names of the layouts in `templates/blocks/`."""
    for route, text in policy.texts:
        if "{" not in text and "}" not in text:  # most texts have neither
            continue
        passage = Passage(route, text, sources)
        yield from limit_problems(_find_stray_braces(passage))
        yield from limit_problems(_check_each(policy, passage, blocks))


def _check_each(policy: Policy, passage: Passage, blocks: AbstractSet[str]) -> Iterator[Problem]:
    for reference in find_references(passage.text):
        if isinstance(passage.text, Term):
            what = f"{reference} is in a name or an address, which cannot refer to other facts"
            span = reference.start, reference.end
            yield passage.report(span, "reference-syntax", what, "Write the words out.")
        elif reference.path[0] == BLOCKS:
            yield from _check_block(passage, reference, blocks)
        else:
            yield from _check_fact(policy, passage, reference)


def check_joined(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield problems that filling in facts causes: markup, as in `<{{ data.x.name }}`, and misplaced blocks."""
    for route, raw in policy.texts:
        if "{{" not in raw or (text := expand_text(raw, policy)) == raw:
            continue
        if excess := find_excess(text, is_past=True):
            yield Problem(sources.locate(route), f"once its facts are filled in, {excess[1]}", excess[2], "too-large")
            continue
        for found in find_markup(text):
            yield Problem(sources.locate(route), f"once its facts are filled in, {found.what}", found.remedy, "markup")
        written = {reference.path for reference in find_references(raw)}
        for reference in find_references(text):  # those to facts have been replaced
            if reference.path not in written:
                what = f"a reference to the text of a section or a page brings the block {reference} into this text"
                remedy = "Refer to a fact instead."
                yield Problem(sources.locate(route), what, remedy, "reference-syntax")


def _find_stray_braces(passage: Passage) -> Iterator[Problem]:
    text = passage.text.without_places if isinstance(passage.text, PlaceholderText) else passage.text
    for index in find_stray_braces(text):
        what = "these braces are not a reference to a fact"
        remedy = "Write {{ group.entry.field }} with nothing else in the braces, or remove them."
        yield passage.report((index, index + 1), "reference-syntax", what, remedy)


def _check_block(passage: Passage, reference: Reference, blocks: AbstractSet[str]) -> Iterator[Problem]:
    name = ".".join(reference.path[1:])
    span = reference.start, reference.end
    before, after = passage.text[: span[0]].rpartition("\n")[2], passage.text[span[1] :].partition("\n")[0]
    in_file = passage.route[-1] == "text" and passage.route[0] in passage.sources.prose
    if name not in blocks:
        yield passage.report(span, "unknown-reference", f'there is no block "{name}"', suggest(name, blocks))
    elif not in_file or before or after.strip():
        remedy = "Put it on a separate line in a section or a page."
        yield passage.report(span, "reference-syntax", f"the block {reference} is not on a separate line", remedy)


def _check_fact(policy: Policy, passage: Passage, reference: Reference) -> Iterator[Problem]:
    span = reference.start, reference.end
    try:
        fact = resolve(policy, reference.path)
        if isinstance(fact, Adjective) and not policy.publication.language.startswith("en"):
            what, remedy = f"{reference} is a form for English texts only", "Remove .adjective and reword the sentence."
            yield passage.report(span, "unknown-reference", what, remedy)
    except NoSuchFactError as error:
        if error.name:
            what, remedy = f'"{error.name}" in {reference} does not exist', suggest(error.name, error.choices)
        elif error.choices:
            what, remedy = f"{reference} names a group of facts", f"Add one of: {', '.join(error.choices)}."
        else:
            what, remedy = f"{reference} has no value that can be put into a text", "Refer to another fact."
        yield passage.report(span, "unknown-reference", what, remedy)


def check_cycles(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield texts that refer to themselves, directly or through others, and chains of references that are too long."""
    texts = dict(policy.texts)
    numbers = {id(text): number for number, text in enumerate(texts.values())}
    graph = {numbers[id(text)]: tuple(_named(policy, text, numbers)) for text in texts.values()}
    circular = {number for number in graph if _reaches(graph, number)}
    for number, route in enumerate(texts):
        if number in circular:
            what = "the text refers to itself, directly or through other texts"
            remedy = "Write the words out in one of these texts."
            yield Problem(sources.locate(route), what, remedy, "circular-reference")
    if not circular:
        yield from _find_too_long(graph, texts, sources)


def _find_too_long(graph: _Graph, texts: Mapping[Route, str], sources: SourceMap) -> Iterator[Problem]:
    lengths = {number: len(text) for number, text in enumerate(texts.values())}
    depths = dict.fromkeys(lengths, 1)
    referring = {number: others for number, others in graph.items() if others}
    for number in TopologicalSorter(referring).static_order():  # texts that others refer to come first
        depths[number] = 1 + max((depths[other] for other in graph[number]), default=0)
        lengths[number] += sum(lengths[other] for other in graph[number])
    for number, route in enumerate(texts):
        if depths[number] > _DEEPEST:
            what = f"the text reaches its facts through more than {_DEEPEST} other texts"
        elif lengths[number] > _LONGEST:
            what = f"the text has over {_LONGEST / 1e6:.0f} million characters once its facts are filled in"
        else:
            continue
        yield Problem(sources.locate(route), what, "Refer to the facts directly.", "circular-reference")


def _named(policy: Policy, text: str, numbers: Mapping[int, int]) -> Iterator[int]:
    for reference in find_references(text):
        try:
            fact = resolve(policy, reference.path)
        except NoSuchFactError:
            continue
        for part in fact if isinstance(fact, tuple) else (fact,):
            named = id(getattr(part, "name", part))
            if named in numbers:
                yield numbers[named]


def _reaches(graph: _Graph, goal: int) -> bool:
    passed: set[int] = set()
    ahead = list(graph[goal])
    while ahead:
        if (number := ahead.pop()) not in passed:
            passed.add(number)
            ahead += graph[number]
    return goal in passed
