"""Names the places of a source as the forms do: by file, entry and field instead of line and column."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from build_tools.editor.configuration import files_of
from build_tools.editor.fields import Field, label, walk_fields
from build_tools.model.localize import say
from build_tools.model.period import Period
from build_tools.model.problem import Location, Problems
from build_tools.model.tree import Tree
from build_tools.source.form_content import BODY, find_route, read_content
from build_tools.source.three_way_merge import ABSENT

_LONGEST = 60
_KEY = re.compile(r"\b([a-z]+(?:_[a-z]+)*):(?=[ ,]|\Z)")
_NAMING = ("name", "title", "text", "gap", "finding", "rule", "words", "revision", "id")
"""The fields that name an entry, the best first."""


@dataclass(frozen=True, slots=True)
class FieldNames:
    """The names of all fields of a configuration."""

    fields: Mapping[str, Sequence[Field]]  # the fields of each file or folder
    titles: Mapping[str, str]

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> "FieldNames":
        """The names of a configuration."""
        collections = configuration["collections"]
        titles = {file["file"]: file["label"] for group in collections for file in group.get("files", ())}
        folders = {f"{group['folder']}/": group["label"] for group in collections if "folder" in group}
        return cls(dict(files_of(configuration)), titles | folders)

    def place(self, location: Location, tree: Tree) -> str:
        """The form and the field at a place of a source: `Retention › Usage metrics & logs › Period`."""
        path = location.file
        if path not in tree.files or not self._fields(path):
            return f"{location}"
        try:
            text = tree.read(path)
            route = find_route(path, text, location.line, location.column)
            content = read_content(path, text)
        except Problems:
            return f"{self.title(path)}, line {location.line}"
        return self.route(path, route, content)

    def route(self, path: str, route: Sequence[str | int], content: Any = None) -> str:
        """The same for the route to a value; entries have their names in `content`, or else those of the route."""
        words, fields, value = [self.title(path)], self._fields(path), content
        for number, step in enumerate(route):
            if step == BODY:
                line = f", line {route[number + 1]}" if number + 1 < len(route) else ""
                words.append(f"Text{line}")
                break
            found = next((field for field in fields if field["name"] == step), None)
            value = _part(value, step)
            if found:
                words += [found["label"]] if found["label"] != words[-1] else []
                fields = found.get("fields", ())
            else:
                words.append(_entry(value) if isinstance(step, int) else label(step) if not fields else step)
        return " › ".join(words)

    def title(self, path: str) -> str:
        """The label of a file."""
        folder, _, name = path.rpartition("/")
        if f"{folder}/" in self.titles:
            return f"{self.titles[f'{folder}/']} › {name.removesuffix('.md')}"
        return self.titles.get(path, path)

    def replace_keys(self, sentence: str) -> str:
        """A sentence with the labels of fields instead of their keys: `starts:` becomes “Starts”."""
        known = {field["name"] for fields in self.fields.values() for field in walk_fields(fields)}
        return _KEY.sub(lambda match: f"“{label(match[1])}”" if match[1] in known else match[0], sentence)

    def _fields(self, path: str) -> Sequence[Field]:
        return self.fields.get(path) or self.fields.get(f"{path.rpartition('/')[0]}/", ())


def describe_value(value: Any) -> str:
    """A value in a sentence."""
    if value is ABSENT:
        return "missing"
    with suppress(ValueError):  # a period in words
        return f"“{say(Period.parse(str(value)), 'en')}”"
    text = _entry(value) if isinstance(value, dict) else value if isinstance(value, str) else json.dumps(value)
    return f"“{_shorten(' '.join(text.split()))}”"


def _part(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _entry(value: Any) -> str:
    if isinstance(value, dict):
        return _shorten(next((value[key] for key in _NAMING if isinstance(value.get(key), str)), ""))
    return value if isinstance(value, str) else "an entry"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
