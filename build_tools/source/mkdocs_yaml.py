"""Reads mkdocs.yml and the files that it inherits as YAML nodes, and refuses values that MkDocs cannot read."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_tools.model.problem import Location, Problem, Problems
from build_tools.runtime.files import Folder
from build_tools.runtime.path_checks import check_file
from build_tools.runtime.paths import RefusedPathError

FILE = "mkdocs.yml"
_INHERIT = "INHERIT"
_PLAIN = "tag:yaml.org,2002:"
_PYTHON = f"{_PLAIN}python/"
_PLACES = {"$config_dir", "$docs_dir"}
"""The stand-ins for folders in a path tagged as !relative."""


class _Values(yaml.SafeLoader):
    def construct_object(self, node: Node, deep: bool = False) -> object:  # noqa: FBT001, FBT002 - as PyYAML has it
        try:
            return super().construct_object(node, deep)
        except ConstructorError:
            raise
        except (ValueError, TypeError, KeyError, OverflowError):  # for 2026-99-99, !!int x, !!bool x
            raise ConstructorError(None, None, "it is not a valid date or number", node.start_mark) from None


def _make_variable(loader: _Values, node: Node) -> None:
    names = [node]
    if isinstance(node, SequenceNode):
        names, defaults = (node.value[:-1], node.value[-1:]) if len(node.value) > 1 else (node.value, [])
        for default in defaults:
            loader.construct_object(default, deep=True)
    if any(not isinstance(name, ScalarNode) for name in names):
        raise ConstructorError(None, None, "!ENV needs a name, or [NAME, default]", node.start_mark)


def _make_place(loader: _Values, node: Node) -> None:
    value = str(loader.construct_scalar(node)) if isinstance(node, ScalarNode) else "$"
    if value and value.partition("/")[0] not in _PLACES:
        raise ConstructorError(None, None, "!relative needs $config_dir, $docs_dir or nothing", node.start_mark)


_Values.add_constructor("!ENV", _make_variable)
_Values.add_constructor("!relative", _make_place)
_Values.add_multi_constructor(_PYTHON, lambda _loader, _suffix, _node: None)


def read_settings(project: Path, name: str = FILE) -> MappingNode:
    """The settings in a file, with merge keys resolved. Raises Problems if MkDocs cannot read it, or OSError."""
    try:
        text = Folder(project).read(name).decode()
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if root:
            _Values("").construct_object(root, deep=True)
    except UnicodeDecodeError:
        raise _refuse(name, None, "the file is not UTF-8 text", "Save it as UTF-8.", "encoding") from None
    except RecursionError:
        raise _refuse(name, None, "the file is nested too deeply", "Write it with fewer levels.", "syntax") from None
    except ConstructorError as error:
        message = (error.problem or "").partition(" for the tag ")
        what = f"MkDocs cannot read this value: {'its tag is unknown' if message[1] else message[0]}"
        raise _refuse(name, error, what, "Correct this value, or remove it.", "site-setting") from None
    except yaml.MarkedYAMLError as error:
        what, remedy = f"the file is not valid YAML: {error.problem}", "Correct this line or the line above it."
        raise _refuse(name, error, what, remedy, "syntax") from None
    if root is None and name != FILE:
        return MappingNode(f"{_PLAIN}map", [])
    if isinstance(root, MappingNode) and all(isinstance(key, ScalarNode) for key, _ in root.value):
        return root
    raise _refuse(name, None, "the file is not a mapping of settings", "Write key: value lines.", "value")


def _refuse(name: str, error: yaml.MarkedYAMLError | None, what: str, remedy: str, check: str) -> Problems:
    mark = (error.problem_mark or error.context_mark) if error else None
    return Problems([Problem(_place(name, mark), what, remedy, check)])


def _place(name: str, mark: yaml.Mark | None) -> Location:
    return Location(name, mark.line + 1, mark.column + 1) if mark else Location(name)


def find_inherited_faults(project: Path, root: MappingNode) -> Iterator[Problem]:
    """Yield a problem where an inherited file, or a file that it inherits, cannot be read."""
    name, seen = FILE, {FILE}
    while node := get(root, _INHERIT):
        if not node.tag.startswith(_PLAIN):
            return
        inherited = posixpath.normpath(posixpath.join(posixpath.dirname(name), str(node.value)))
        if what := _judge(project, node, inherited, seen):
            yield report(node, what, "Name a file of this project by its relative path, or remove it.", name)
            return
        try:
            root = read_settings(project, inherited)
        except Problems as error:
            yield from error.problems
            return
        name = inherited
        seen.add(name)


def _judge(project: Path, node: Node, path: str, seen: set[str]) -> str:
    if not node.tag.endswith(":str") or not node.value:
        return f"{_INHERIT} is not the path of a file"
    if path.startswith(("/", "../")) or path == "..":
        return f'"{node.value}" is not in the folder of {FILE}'
    if path in seen:
        return f'"{node.value}" inherits itself'
    missing = f'there is no file "{node.value}"'
    try:
        check_file(Folder(project), path)
        return "" if (project / path).is_file() else missing
    except RefusedPathError as error:
        return f'"{node.value}" cannot be read: {error.what}'
    except (OSError, ValueError):  # an impossible name
        return missing


def get(node: Node | None, key: str) -> Node | None:
    """The value of a key; if it is repeated, the last one, as in MkDocs."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in reversed(pairs) if name.value == key), None)


def report(node: Node | None, what: str, remedy: str, file: str = FILE) -> Problem:
    """A problem at the place of a node."""
    return Problem(_place(file, node.start_mark if node else None), what, remedy, "site-setting")


def make_value(node: Node) -> object:
    """The value of a plain node."""
    return _Values("").construct_object(node, deep=True)


def is_plain(node: Node) -> bool:
    """Whether neither a node nor any node in it has a tag that only a build can make a value of."""
    if not node.tag.startswith(_PLAIN) or node.tag.startswith(_PYTHON):
        return False
    parts = node.value if isinstance(node.value, list) else []
    return all(is_plain(inner) for part in parts for inner in (part if isinstance(part, tuple) else (part,)))
