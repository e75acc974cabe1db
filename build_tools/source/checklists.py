"""Which checklists are there, those of the tool and an organisation's own? (`policy_src/checklists/`)

A file of the name of a list that comes with the tool adds to it; any other is a list of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from build_tools.model.checklist import Checklist, ChecklistFile, Item, Part, Statement, Statements
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.text import SLUG
from build_tools.model.tree import Tree
from build_tools.source.hidden_characters import REMEDY, find_hidden
from build_tools.source.validation import explain, suggest
from build_tools.source.yaml_file import YamlFile, read_yaml

OWN = "policy_src/checklists/"
"""Where an organisation's own lists stand."""
SHIPPED = Path(__file__).parent.parent / "checklists" / "lists"
"""Where those stand that come with the tool."""

_STATEMENTS = SHIPPED.parent / "statements.yml"

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Checklists:
    """All lists that there are."""

    lists: Mapping[str, Checklist]
    """By their ids."""
    files: Mapping[str, YamlFile]
    """The files of an organisation's own, by their ids."""

    def find(self, name: str) -> Checklist:
        """A list by its id.

        Raises: Problems: there is none.
        """
        if name in self.lists:
            return self.lists[name]
        what, remedy = f"there is no checklist {name!r}", suggest(name, self.lists)
        raise Problems([Problem(Location(OWN), what, remedy, "unknown-checklist")])

    def locate(self, name: str, item: str) -> Location:
        """Where legal's decision on an item stands."""
        settled = self.lists[name].settled
        number = next(number for number, one in enumerate(settled) if one.item == item)
        return self.files[name].locate(("settled", number, "item"))


@lru_cache(maxsize=1)
def read_statements() -> Mapping[str, Statement]:
    """What several lists ask for, by its name."""
    name = _STATEMENTS.name
    read = _validate(Statements, {}, read_yaml(name, Tree({name: _STATEMENTS.read_bytes()}).read(name)))
    return MappingProxyType({statement.id: statement for statement in read.statements})


@lru_cache(maxsize=1)
def read_shipped() -> Mapping[str, Checklist]:
    """The lists that come with the tool, by their ids.

    Raises: Problems: a file holds none.
    """
    files = Tree({path.name: path.read_bytes() for path in sorted(SHIPPED.glob("*.yml"))})
    lists: dict[str, Checklist] = {}
    for path in files.files:
        file = read_yaml(path, files.read(path))
        read = _validate(Checklist, {"id": path.removesuffix(".yml")}, file)
        if problems := [*_repeated(read.items, file), *_check_statements(read.items, file)]:
            raise Problems(problems)
        lists[read.id] = read.model_copy(update={"items": tuple(map(_resolve, read.items))})
    return MappingProxyType(lists)


def read_checklists(tree: Tree) -> Checklists:
    """The lists that come with the tool, and those of a source.

    Raises: Problems: all that is wrong with the files of the source.
    """
    lists, files, problems = dict(read_shipped()), dict[str, YamlFile](), list[Problem]()
    for path in tree.files:
        if is_checklist(path):
            try:
                name, file, checklist = _read_own(tree, path)
            except Problems as error:
                problems += error.problems
                continue
            lists[name], files[name] = checklist, file
    if problems:
        raise Problems(problems)
    return Checklists(lists, files)


def check_checklists(tree: Tree) -> tuple[Problem, ...]:
    """What is wrong with the checklists of a source."""
    if not any(map(is_checklist, tree.files)):
        return ()
    try:
        read_checklists(tree)
    except Problems as error:
        return error.problems
    return ()


def is_checklist(path: str) -> bool:
    """Whether a file of a source holds a checklist."""
    return str(PurePosixPath(path).parent) + "/" == OWN and path.endswith(".yml")


def _read_own(tree: Tree, path: str) -> tuple[str, YamlFile, Checklist]:
    name = PurePosixPath(path).stem
    if not re.fullmatch(SLUG, name, re.ASCII):
        what = f"the file name {name!r} cannot name a checklist"
        raise Problems([Problem(Location(path), what, "Use lower-case words joined by hyphens.", "file-name")])
    text = tree.read(path)
    if hidden := [Problem(Location.at(path, text, at), what, REMEDY, "character") for at, what in find_hidden(text)]:
        raise Problems(hidden)
    file = read_yaml(path, text)
    own = _validate(ChecklistFile, {}, file)
    if problems := [*_repeated(own.items, file), *_check_statements(own.items, file), *_check_new(name, own, file)]:
        raise Problems(problems)
    checklist = _merge(name, own, file)
    if problems := list(_check_decisions(checklist, file)):
        raise Problems(problems)
    return name, file, checklist


def _validate(model: type[_Model], more: Mapping[str, str], file: YamlFile) -> _Model:
    if file.problems:
        raise Problems(file.problems)
    value = file.value | dict(more) if isinstance(file.value, dict) else file.value
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problems(explain(error, model, file)) from None


def _check_new(name: str, own: ChecklistFile, file: YamlFile) -> Iterator[Problem]:
    """Yield what a list of its own lacks."""
    if name in read_shipped():
        return
    shipped = ", ".join(sorted(read_shipped()))
    for key in ("title", "law", "items"):
        if not getattr(own, key):
            what = f'"{key}" is missing, and no list that comes with the tool is called {name!r}'
            yield Problem(file.locate((key,)), what, f"Add it, or name the file after one of {shipped}.", "missing-key")


def _merge(name: str, own: ChecklistFile, file: YamlFile) -> Checklist:
    """A list of its own, or one that comes with the tool with what is different in it."""
    base = read_shipped().get(name)
    others = {item.id: _resolve(item) for item in own.items}
    known = base.items if base else ()
    items = (*(others.pop(item.id, item) for item in known), *others.values())
    values = {
        "id": name,
        "title": own.title or (base.title if base else ""),
        "law": own.law or (base.law if base else ""),
        "items": items,
        "settled": own.settled,
    }
    return _validate_merged(values, file)


def _validate_merged(values: Mapping[str, object], file: YamlFile) -> Checklist:
    try:
        return Checklist.model_validate(values)
    except ValidationError as error:
        raise Problems(explain(error, Checklist, file)) from None


def _repeated(items: tuple[Item, ...], file: YamlFile) -> Iterator[Problem]:
    """Yield the ids that stand twice."""
    seen = set[str]()
    for number, item in enumerate(items):
        if item.id in seen:
            place = file.locate(("items", number, "id"))
            yield Problem(place, f'"{item.id}" stands twice', "Give one of them another id.", "duplicate-id")
        seen.add(item.id)


def _check_statements(items: tuple[Item, ...], file: YamlFile) -> Iterator[Problem]:
    """Yield the names of statements that there are not."""
    known = read_statements()
    for number, item in enumerate(items):
        for index, part in enumerate(item.parts):
            if part.statement and part.statement not in known:
                place = file.locate(("items", number, "parts", index, "statement"))
                what = f'there is no statement "{part.statement}"'
                yield Problem(place, what, suggest(part.statement, known), "unknown-reference")


def _resolve(item: Item) -> Item:
    """The item with how each part is found, where that is known by a name."""
    return item.model_copy(update={"parts": tuple(map(_find, item.parts))})


def _find(part: Part) -> Part:
    if part.statement is None:
        return part
    known = read_statements()[part.statement]
    return part.model_copy(update={"facts": known.facts, "words": known.words, "unless": known.unless})


def _check_decisions(checklist: Checklist, file: YamlFile) -> Iterator[Problem]:
    """Yield decisions on items that there are not, and second ones on the same item."""
    known = {item.id for item in checklist.items}
    times = Counter[str]()
    for number, settled in enumerate(checklist.settled):
        place = file.locate(("settled", number, "item"))
        times[settled.item] += 1
        if settled.item not in known:
            what = f'the list {checklist.id} has no item "{settled.item}"'
            yield Problem(place, what, suggest(settled.item, known), "unknown-reference")
        elif times[settled.item] > 1:
            yield Problem(place, f'"{settled.item}" stands twice', "Remove one of them.", "duplicate-id")
