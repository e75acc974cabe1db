"""What is a place of the source called at the form, where nobody sees lines and columns?"""

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
"""The key of a field, as a sentence names it."""
_TELLING = ("name", "title", "text", "gap", "finding", "rule", "words", "revision", "id")
"""The fields by which people know an entry, the best one first."""


@dataclass(frozen=True, slots=True)
class FieldNames:
    """The names of all fields of a configuration."""

    fields: Mapping[str, Sequence[Field]]
    """The fields of each file or folder."""
    titles: Mapping[str, str]
    """What each of them is called."""

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> "FieldNames":
        """The names of a configuration."""
        titles = {file["file"]: file["label"] for one in configuration["collections"] for file in one.get("files", ())}
        folders = {f"{one['folder']}/": one["label"] for one in configuration["collections"] if "folder" in one}
        return cls(dict(files_of(configuration)), titles | folders)

    def place(self, location: Location, tree: Tree) -> str:
        """The form and the field that a place of a source is in: `Retention › Usage metrics & logs › Period`."""
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
        """The same, by the way to a value; an entry is called as it is in `content`, or as the way names it."""
        words, fields, value = [self.title(path)], self._fields(path), content
        for number, step in enumerate(route):
            if step == BODY:
                line = f", line {route[number + 1]}" if number + 1 < len(route) else ""
                words.append(f"Text{line}")
                break
            found = next((one for one in fields if one["name"] == step), None)
            value = _part(value, step)
            if found:
                words += [found["label"]] if found["label"] != words[-1] else []
                fields = found.get("fields", ())
            else:
                words.append(_entry(value) if isinstance(step, int) else label(step) if not fields else step)
        return " › ".join(words)

    def title(self, path: str) -> str:
        """What a file is called."""
        folder, _, name = path.rpartition("/")
        if f"{folder}/" in self.titles:
            return f"{self.titles[f'{folder}/']} › {name.removesuffix('.md')}"
        return self.titles.get(path, path)

    def say_fields(self, sentence: str) -> str:
        """A sentence that calls fields as forms do, and not as files: `starts:` is “Starts”."""
        known = {one["name"] for fields in self.fields.values() for one in walk_fields(fields)}
        return _KEY.sub(lambda match: f"“{label(match[1])}”" if match[1] in known else match[0], sentence)

    def _fields(self, path: str) -> Sequence[Field]:
        return self.fields.get(path) or self.fields.get(f"{path.rpartition('/')[0]}/", ())


def describe_value(value: Any) -> str:
    """A value as it is told in a sentence."""
    if value is ABSENT:
        return "not there"
    with suppress(ValueError):  # people know a period by its words
        return f"“{say(Period.parse(str(value)), 'en')}”"
    told = _entry(value) if isinstance(value, dict) else value if isinstance(value, str) else json.dumps(value)
    line = " ".join(told.split())
    return f"“{line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}”"


def _part(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _entry(value: Any) -> str:
    if isinstance(value, dict):
        name = next((value[key] for key in _TELLING if isinstance(value.get(key), str)), "")
        return name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    return str(value) if isinstance(value, str) else "an entry"
