"""Reads the checklists: those that come with the program, and those of the organisation (`policy_src/checklists/`).

A file with the name of a list that comes with the program changes that list; any other file is a new list.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from build_tools.model.checklist import (
    Checklist,
    ChecklistDefinition,
    ChecklistFile,
    CitedLaw,
    Conditions,
    Item,
    ItemDefinition,
    SharedCondition,
    Statement,
    Statements,
)
from build_tools.model.law import is_included
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.text import SLUG
from build_tools.model.tree import Tree
from build_tools.source.citations import Citing
from build_tools.source.hidden_characters import REMEDY, find_hidden
from build_tools.source.law_catalogue import read_law, suggest_reference
from build_tools.source.validation import explain, parse, suggest
from build_tools.source.yaml_reader import YamlFile, read_yaml

OWN = "policy_src/checklists/"
_ENGLISH = Citing()
SHIPPED = Path(__file__).parent.parent / "checklists" / "lists"


@dataclass(frozen=True)
class Checklists:
    """The lists of the program and of the organisation."""

    lists: Mapping[str, Checklist]
    files: Mapping[str, YamlFile]
    """The organisation's files, by the id of the list."""

    def find(self, name: str) -> Checklist:
        """The list with this id. Raises Problems if there is none."""
        if name in self.lists:
            return self.lists[name]
        what, remedy = f"there is no checklist {name!r}", suggest(name, self.lists)
        raise Problems([Problem(Location(OWN), what, remedy, "unknown-checklist")])

    def select(self, jurisdictions: Collection[str]) -> Mapping[str, Checklist]:
        """The lists of the law of some jurisdictions, by id; all if none is named."""
        return {
            name: found
            for name, found in self.lists.items()
            if not found.jurisdictions or any(is_included(place, jurisdictions) for place in found.jurisdictions)
        }

    def locate(self, name: str, item: str) -> Location:
        """The place of legal's decision on an item."""
        number = [settled.item for settled in self.lists[name].settled].index(item)
        return self.files[name].locate(("settled", number, "item"))


def find_citing(lists: Iterable[Checklist]) -> dict[str, list[str]]:
    """The lists and items that cite each reference, by its id: `gdpr-13`, `gdpr-13 controller`."""
    citing: dict[str, list[str]] = {}
    for one in lists:
        cited = [(one.id, one.references), *((f"{one.id} {item.id}", item.references) for item in one.items)]
        for place, references in cited:
            for reference in references:
                citing.setdefault(reference, []).append(place)
    return citing


@lru_cache(maxsize=1)
def read_statements() -> Mapping[str, Statement]:
    """What several items ask for, by name."""
    return {statement.id: statement for statement in parse(Statements, _read_shared("statements.yml")).statements}


@lru_cache(maxsize=1)
def read_conditions() -> Mapping[str, SharedCondition]:
    """When several items are asked for, by name."""
    return {condition.id: condition for condition in parse(Conditions, _read_shared("conditions.yml")).conditions}


def _read_shared(name: str) -> YamlFile:
    return read_yaml(name, Tree({name: (SHIPPED.parent / name).read_bytes()}).read(name))


@lru_cache(maxsize=8)
def read_shipped(citing: Citing = _ENGLISH) -> Mapping[str, Checklist]:
    """The lists that come with the program, by id. Raises Problems if a file does not hold a list."""
    return {name: _fill(name, found, citing) for name, found in _read_definitions().items()}


@lru_cache(maxsize=1)
def _read_definitions() -> Mapping[str, ChecklistDefinition]:
    files = Tree({path.name: path.read_bytes() for path in sorted(SHIPPED.glob("*.yml"))})
    lists: dict[str, ChecklistDefinition] = {}
    for path in files.files:
        file = read_yaml(path, files.read(path))
        lists[path.removesuffix(".yml")] = read = parse(ChecklistDefinition, file)
        if problems := [*_check_law(read.law, file, ("law",)), *_check_items(read.items, file)]:
            raise Problems(problems)
    return dict(sorted(lists.items()))


def read_checklists(tree: Tree, citing: Citing = _ENGLISH) -> Checklists:
    """The lists that come with the program, and those of a source, with the law as a policy cites it.

    Raises Problems: all that its lists have.
    """
    lists, files, problems = dict(read_shipped(citing)), dict[str, YamlFile](), list[Problem]()
    for path in filter(is_checklist, tree.files):
        try:
            name, files[name], lists[name] = _read_list(tree, path, citing)
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return Checklists(lists, files)


def check_checklists(tree: Tree) -> tuple[Problem, ...]:
    """The problems of the checklists of a source."""
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


def _read_list(tree: Tree, path: str, citing: Citing) -> tuple[str, YamlFile, Checklist]:
    name = PurePosixPath(path).stem
    if not re.fullmatch(SLUG, name, re.ASCII):
        what = f"the file name {name!r} cannot name a checklist"
        raise Problems([Problem(Location(path), what, "Use lower-case words joined by hyphens.", "file-name")])
    text = tree.read(path)
    if hidden := [Problem(Location.at(path, text, at), what, REMEDY, "character") for at, what in find_hidden(text)]:
        raise Problems(hidden)
    file = read_yaml(path, text)
    listed = parse(ChecklistFile, file)
    law = _check_law(listed.law, file, ("law",))
    if problems := [*law, *_check_items(listed.items, file), *_check_new(name, listed, file)]:
        raise Problems(problems)
    checklist = _merge(name, listed, file, citing)
    if problems := list(_check_decisions(checklist, file)):
        raise Problems(problems)
    return name, file, checklist


def _check_new(name: str, listed: ChecklistFile, file: YamlFile) -> Iterator[Problem]:
    if name in _read_definitions():
        return
    shipped = ", ".join(_read_definitions())
    for key in ("title", "law", "items"):
        if not getattr(listed, key):
            what = f'"{key}" is missing, and no list that comes with the program is called {name!r}'
            yield Problem(file.locate((key,)), what, f"Add it, or name the file after one of {shipped}.", "missing-key")


def _merge(name: str, listed: ChecklistFile, file: YamlFile, citing: Citing) -> Checklist:
    base = _read_definitions().get(name)
    others = {item.id: item for item in listed.items}
    items = (*(others.pop(item.id, item) for item in (base.items if base else ())), *others.values())
    title, law = listed.title or (base.title if base else ""), listed.law or (base.law if base else "")
    values = {"title": title, "law": law, "items": items, "jurisdictions": base.jurisdictions if base else ()}
    try:
        merged = ChecklistDefinition.model_validate(values)
    except ValidationError as error:
        raise Problems(explain(error, ChecklistDefinition, file)) from None
    return _fill(name, merged, citing).model_copy(update={"settled": listed.settled})


def _check_law(law: CitedLaw | None, file: YamlFile, route: Route) -> Iterator[Problem]:
    """Yield the ids of references that do not exist."""
    for number, name in enumerate(law if isinstance(law, tuple) else ()):
        if name not in read_law().references:
            what = f'there is no reference "{name}"'
            yield Problem(file.locate((*route, number)), what, suggest_reference(name), "unknown-reference")


def _check_items(items: tuple[ItemDefinition, ...], file: YamlFile) -> Iterator[Problem]:
    seen = set[str]()
    for number, item in enumerate(items):
        if item.id in seen:
            place, what = file.locate(("items", number, "id")), f'the id "{item.id}" is used twice'
            yield Problem(place, what, "Give one of them another id.", "duplicate-id")
        seen.add(item.id)
        yield from _check_law(item.law, file, ("items", number, "law"))
        yield from _check_references(item, number, file)


def _check_references(item: ItemDefinition, number: int, file: YamlFile) -> Iterator[Problem]:
    statements, conditions = read_statements(), read_conditions()
    for index, part in enumerate(item.parts):
        if part.statement and part.statement not in statements:
            place = file.locate(("items", number, "parts", index, "statement"))
            what = f'there is no statement "{part.statement}"'
            yield Problem(place, what, suggest(part.statement, statements), "unknown-reference")
    if item.only and item.only.condition and item.only.condition not in conditions:
        place = file.locate(("items", number, "only", "condition"))
        what = f'there is no condition "{item.only.condition}"'
        yield Problem(place, what, suggest(item.only.condition, conditions), "unknown-reference")


def _fill(name: str, listed: ChecklistDefinition, citing: Citing) -> Checklist:
    """The list with what its items share filled in, and the law as a policy cites it."""
    law, references = _cite(listed.law, citing)
    items = tuple(_fill_item(item, citing) for item in listed.items)
    title, places = listed.title, listed.jurisdictions
    return Checklist.model_construct(
        id=name, title=title, law=law, references=references, jurisdictions=places, items=items
    )


def _cite(law: CitedLaw, citing: Citing) -> tuple[str, tuple[str, ...]]:
    """The law in words, and its references: those of the jurisdictions, or else all."""
    if isinstance(law, str):
        return law, ()
    references = tuple(citing.select(law)) or law
    return "; ".join(map(citing.cite, references)), references


def _fill_item(item: ItemDefinition, citing: Citing) -> Item:
    law, references = _cite(item.law, citing)
    parts = list(item.parts)
    for index, part in enumerate(parts):
        if part.statement:
            known = read_statements()[part.statement]
            parts[index] = part.model_copy(update={name: getattr(known, name) for name in ("facts", "words", "unless")})
    only = item.only
    if only and only.condition:
        shared = read_conditions()[only.condition]
        fields = ("when", "decide", "facts", "words", "never")
        only = only.model_copy(update={name: getattr(shared, name) for name in fields})
    values = dict(item) | {"law": law, "references": references, "parts": tuple(parts), "only": only}
    return Item.model_construct(**values)  # its parts have a statement and facts, which no file may have


def _check_decisions(checklist: Checklist, file: YamlFile) -> Iterator[Problem]:
    known, seen = {item.id for item in checklist.items}, set[str]()
    for number, settled in enumerate(checklist.settled):
        place = file.locate(("settled", number, "item"))
        if settled.item not in known:
            what = f'the list {checklist.id} has no item "{settled.item}"'
            yield Problem(place, what, suggest(settled.item, known), "unknown-reference")
        elif settled.item in seen:
            yield Problem(place, f'"{settled.item}" is listed twice', "Remove one of them.", "duplicate-id")
        seen.add(settled.item)
