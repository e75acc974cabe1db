"""Computes fingerprints of the code that makes cached contents: the same code makes the same contents.

A fingerprint is the SHA-256 of all modules that the entry modules import, directly or not, of the data files that these
read, and of the versions of Python and all installed packages. No list has to be kept by hand.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from platform import python_version

_ROOT = Path(__file__).parents[1]
_TOP = _ROOT.name
_RENDERER = ("documents.rendered_source", "history.archive")
_JUDGE = ("project.publications",)
_PARTS = ("site.version_parts",)
_PRINTER = ("downloads.make",)
_PAGES = ("mkdocs_plugin.plugin", "mkdocs_plugin.tables")  # MkDocs calls both

_COMMENT = re.compile(r"#[^\n]*")
_IMPORT = re.compile(
    rf"^[ \t]*(?:from[ \t]+({_TOP}[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n]+))|import[ \t]+({_TOP}[\w.]*))",
    re.MULTILINE,
)
_WORD = re.compile(r'"([\w.-]+)"')
_READS = ("__file__", "importlib.resources", "PackageLoader(")
"""Text of modules that read the data files beside them."""


def files_of(entries: Iterable[str], root: Path = _ROOT) -> Mapping[str, bytes]:
    """The modules that modules such as `history.archive` need and the files that they read, by path from `root`."""
    program, data = _list(root)
    found: dict[str, bytes] = {}
    waiting = [f"{_TOP}.{entry}" for entry in entries]
    seen = set(waiting)
    while waiting:
        for shown in _places(waiting.pop()):
            if shown in program and shown not in found:
                found[shown] = (root / shown).read_bytes()
                new = set(_imports(found[shown].decode())) - seen
                seen |= new
                waiting += new
    texts = [content.decode() for content in found.values()]
    while texts:
        for shown in _data_of(texts.pop(), data):
            if shown not in found:
                found[shown] = (root / shown).read_bytes()
                texts += [found[shown].decode()] if shown.endswith(".html") else []
    return dict(sorted(found.items()))


def _list(root: Path) -> tuple[set[str], Mapping[str, Sequence[str]]]:
    """The paths of modules, and of data files by their name or, in a folder without modules, by `folder/`."""
    program, data = set[str](), defaultdict[str, list[str]](list)
    packages = {str(root): 0}
    for folder, _, names in os.walk(root):
        steps = folder.removeprefix(str(root)).replace(os.sep, "/").strip("/").split("/") if folder != str(root) else []
        if "__init__.py" in names:
            packages[folder] = len(steps)
        inner = steps[packages.setdefault(folder, packages.get(os.path.dirname(folder), 0)) :]  # noqa: PTH120 - fast
        for name in names:
            shown = "/".join((*steps, name))
            if name.endswith(".py"):
                program.add(shown)
            elif not name.endswith(".pyc"):
                for word in [f"{step}/" for step in inner] or [name]:
                    data[word].append(shown)
    return program, data


def _places(name: str) -> Iterable[str]:
    """The possible paths of a module, and of its packages, which run when it is imported."""
    steps = name.split(".")[1:]
    for end in range(len(steps) + 1):
        yield "/".join((*steps[:end], "__init__.py"))
    if steps:
        yield f"{'/'.join(steps)}.py"


def _imports(text: str) -> Iterable[str]:
    for package, lines, line, module in _IMPORT.findall(text):
        yield package or module
        for name in _COMMENT.sub("", lines or line).split(","):
            if words := name.split():
                yield f"{package}.{words[0]}"


def _data_of(text: str, data: Mapping[str, Sequence[str]]) -> Iterable[str]:
    words = set(_WORD.findall(text))
    if any(word in text for word in _READS):
        words |= {f"{word}/" for word in words}
    return [shown for word in words & data.keys() for shown in data[word]]


def _name(entries: Iterable[str]) -> str:
    digest = sha256(" ".join((python_version(), *_packages())).encode())
    for shown, content in files_of(entries).items():
        digest.update(f"\n{shown} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def _packages() -> tuple[str, ...]:
    names = (name for place in sys.path for name in next(os.walk(place), ("", [], []))[1])
    return tuple(sorted({name for name in names if name.endswith(".dist-info")}))


renderer_name = cache(partial(_name, _RENDERER))
"""The fingerprint of the code that reads and renders a source."""
judge_name = cache(partial(_name, _JUDGE))
"""The fingerprint of the rules, lexicons and code that judge changes."""
parts_name = cache(partial(_name, _PARTS))
"""The fingerprint of the code that makes the parts of versions: their texts for programs, and their redlines."""
printer_name = cache(partial(_name, _PRINTER))
"""The fingerprint of the code that writes a text as a file."""
pages_name = cache(partial(_name, _PAGES))
"""The fingerprint of the code that makes pages, without the theme and its configuration."""
