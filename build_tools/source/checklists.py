"""Reads the checklists: those that come with the program, and those of the organisation (`policy_src/checklists/`).

A file with the name of a list that comes with the program changes that list; any other file is a new list.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from build_tools.model.checklist import Checklist, ChecklistFile, Item, Statement, Statements
from build_tools.model.law import is_included
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.text import SLUG
from build_tools.model.tree import Tree
from build_tools.source.hidden_characters import REMEDY, find_hidden
from build_tools.source.validation import explain, parse, suggest
from build_tools.source.yaml_reader import YamlFile, read_yaml

OWN = "policy_src/checklists/"
SHIPPED = Path(__file__).parent.parent / "checklists" / "lists"

_STATEMENTS = SHIPPED.parent / "statements.yml"


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


@lru_cache(maxsize=1)
def read_statements() -> Mapping[str, Statement]:
    """What several lists ask for, by name."""
    name = _STATEMENTS.name
    file = parse(Statements, read_yaml(name, Tree({name: _STATEMENTS.read_bytes()}).read(name)))
    return {statement.id: statement for statement in file.statements}


@lru_cache(maxsize=1)
def read_shipped() -> Mapping[str, Checklist]:
    """The lists that come with the program, by id. Raises Problems if a file does not hold a list."""
    files = Tree({path.name: path.read_bytes() for path in sorted(SHIPPED.glob("*.yml"))})
    lists: dict[str, Checklist] = {}
    for path in files.files:
        file = read_yaml(path, files.read(path))
        read = parse(Checklist, file, {"id": path.removesuffix(".yml")})
        if problems := list(_check_items(read.items, file)):
            raise Problems(problems)
        lists[read.id] = read.model_copy(update={"items": tuple(map(_resolve, read.items))})
    return lists


def read_checklists(tree: Tree) -> Checklists:
    """The lists that come with the program, and those of a source. Raises Problems: all that its lists have."""
    lists, files, problems = dict(read_shipped()), dict[str, YamlFile](), list[Problem]()
    for path in filter(is_checklist, tree.files):
        try:
            name, files[name], lists[name] = _read_list(tree, path)
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


def _read_list(tree: Tree, path: str) -> tuple[str, YamlFile, Checklist]:
    name = PurePosixPath(path).stem
    if not re.fullmatch(SLUG, name, re.ASCII):
        what = f"the file name {name!r} cannot name a checklist"
        raise Problems([Problem(Location(path), what, "Use lower-case words joined by hyphens.", "file-name")])
    text = tree.read(path)
    if hidden := [Problem(Location.at(path, text, at), what, REMEDY, "character") for at, what in find_hidden(text)]:
        raise Problems(hidden)
    file = read_yaml(path, text)
    listed = parse(ChecklistFile, file)
    if problems := [*_check_items(listed.items, file), *_check_new(name, listed, file)]:
        raise Problems(problems)
    checklist = _merge(name, listed, file)
    if problems := list(_check_decisions(checklist, file)):
        raise Problems(problems)
    return name, file, checklist


def _check_new(name: str, listed: ChecklistFile, file: YamlFile) -> Iterator[Problem]:
    if name in read_shipped():
        return
    shipped = ", ".join(sorted(read_shipped()))
    for key in ("title", "law", "items"):
        if not getattr(listed, key):
            what = f'"{key}" is missing, and no list that comes with the program is called {name!r}'
            yield Problem(file.locate((key,)), what, f"Add it, or name the file after one of {shipped}.", "missing-key")


def _merge(name: str, listed: ChecklistFile, file: YamlFile) -> Checklist:
    base = read_shipped().get(name)
    others = {item.id: _resolve(item) for item in listed.items}
    known = base.items if base else ()
    items = (*(others.pop(item.id, item) for item in known), *others.values())
    title, law = listed.title or (base.title if base else ""), listed.law or (base.law if base else "")
    values = {"id": name, "title": title, "law": law, "items": items, "settled": listed.settled}
    values |= {"jurisdictions": base.jurisdictions} if base else {}
    try:
        return Checklist.model_validate(values)
    except ValidationError as error:
        raise Problems(explain(error, Checklist, file)) from None


def _check_items(items: tuple[Item, ...], file: YamlFile) -> Iterator[Problem]:
    known, seen = read_statements(), set[str]()
    for number, item in enumerate(items):
        if item.id in seen:
            place, what = file.locate(("items", number, "id")), f'the id "{item.id}" is used twice'
            yield Problem(place, what, "Give one of them another id.", "duplicate-id")
        seen.add(item.id)
        for index, part in enumerate(item.parts):
            if part.statement and part.statement not in known:
                place = file.locate(("items", number, "parts", index, "statement"))
                what = f'there is no statement "{part.statement}"'
                yield Problem(place, what, suggest(part.statement, known), "unknown-reference")


def _resolve(item: Item) -> Item:
    parts = list(item.parts)
    for index, part in enumerate(parts):
        if part.statement:
            known = read_statements()[part.statement]
            parts[index] = part.model_copy(update={name: getattr(known, name) for name in ("facts", "words", "unless")})
    return item.model_copy(update={"parts": tuple(parts)})


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
