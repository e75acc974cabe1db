"""Do the texts that refer to texts come to an end, and soon?"""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter

from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.reference import NoSuchFactError, find_references, resolve
from build_tools.source.source_map import SourceMap

_DEEPEST = 10
"""Through how many texts a text may reach its facts."""
_LONGEST = 1_000_000
"""How many letters a text may have with its facts in place."""

_Graph = Mapping[int, tuple[int, ...]]
"""The texts that each text refers to, once a reference; texts are told apart by the place in the order of routes."""


def check_cycles(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield texts that refer to themselves, by way of others too, and texts that grow beyond all measure."""
    texts = dict(policy.texts)
    numbers = {id(text): number for number, text in enumerate(texts.values())}
    graph = {numbers[id(text)]: tuple(_named(policy, text, numbers)) for text in texts.values()}
    circular = {number for number in graph if _reaches(graph, number)}
    for number, route in enumerate(texts):
        if number in circular:
            what = "the text refers to itself, directly or through other texts"
            yield Problem(sources.locate(route), what, "Write the words out in one of them.", "circular-reference")
    if not circular:
        yield from _find_endless(graph, texts, sources)


def _find_endless(graph: _Graph, texts: Mapping[Route, str], sources: SourceMap) -> Iterator[Problem]:
    lengths = {number: len(text) for number, text in enumerate(texts.values())}
    depths: dict[int, int] = {}
    for number in TopologicalSorter(graph).static_order():  # what is referred to comes first
        depths[number] = 1 + max((depths[other] for other in graph[number]), default=0)
        lengths[number] += sum(lengths[other] for other in graph[number])
    for number, route in enumerate(texts):
        if depths[number] > _DEEPEST:
            what = f"the text reaches its facts through more than {_DEEPEST} other texts"
        elif lengths[number] > _LONGEST:
            what = f"the text has over {_LONGEST / 1e6:.0f} million letters with its facts in place"
        else:
            continue
        yield Problem(sources.locate(route), what, "Refer to the facts themselves.", "circular-reference")


def _named(policy: Policy, text: str, numbers: Mapping[int, int]) -> Iterator[int]:
    """The numbers of the texts that a text refers to, the names of listed entries among them."""
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
    """Whether a text leads back to itself."""
    passed: set[int] = set()
    ahead = list(graph[goal])
    while ahead:
        number = ahead.pop()
        if number == goal:
            return True
        if number not in passed:
            passed.add(number)
            ahead += graph[number]
    return False
