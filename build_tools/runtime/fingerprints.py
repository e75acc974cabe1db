"""Computes fingerprints of the code that makes cached contents: the same code makes the same contents.

A fingerprint is the SHA-256 of all modules that the entry modules import, directly or not, of the data files that these
read, and of the versions of Python and all installed packages. No list has to be kept by hand.

Reading the whole program takes longer than a small build may, so a fingerprint is kept for as long as every file of the
program has the same size, times and inode, as git does with its index.
"""

import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version

from build_tools.runtime.cache import SealedCache

_ROOT = Path(__file__).parents[1]
_TOP = _ROOT.name
RENDERER = ("documents.rendered_source", "history.archive")
"""The code that reads and renders a source."""
LAYOUTS = ("documents.render",)
"""The code that compiles layouts, with their filters: Jinja compiles a call by how its filter is called."""
SHIPPED = ("changes.redline.html_layouts",)
"""The code that compiles the layouts that the program brings."""
TEXTS = (
    *("documents.visible_text", "site.feeds.calendar", "source.layout_markup", "source.markdown_structure"),
    *("source.mkdocs_theme", "source.rule_catalogue"),
)
"""The code whose results for texts are remembered."""
JUDGE = ("project.publications",)
"""The rules, lexicons and code that judge changes."""
PARTS = ("site.version_parts",)
"""The code that makes the parts of versions: their texts for programs, and their redlines."""
PRINTER = ("downloads.make",)
"""The code that writes a text as a file."""
PAGES = ("mkdocs_plugin.plugin", "mkdocs_plugin.tables")  # MkDocs calls both
"""The code that makes pages, without the theme and its configuration."""
_KEY = "state"
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file that changes also gets another time."""

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


def fingerprint(entries: tuple[str, ...], known: SealedCache | None = None) -> str:
    """The fingerprint of the code that entry modules such as `history.archive` need; `known` keeps it between runs."""
    if known is None:
        return _compute(entries)
    state, is_settled = _describe_state()
    kept: dict[str, str] = json.loads(known.get(_KEY) or b"{}")
    kept = kept if kept.get(_KEY) == state else {_KEY: state}
    name = kept.get(key := " ".join(entries)) or _compute(entries)
    if key not in kept and is_settled:
        known.put(_KEY, json.dumps({**kept, key: name}).encode())
    return name


@cache
def _compute(entries: tuple[str, ...]) -> str:
    digest = sha256(" ".join((python_version(), *_packages())).encode())
    for shown, content in files_of(entries).items():
        digest.update(f"\n{shown} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def _describe_state(root: Path = _ROOT) -> tuple[str, bool]:
    """A name for the state of all files and packages, and whether no file changed within the last seconds."""
    states: list[tuple[object, ...]] = []
    newest = 0
    waiting = [str(root)]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting += [entry.path] if entry.name != "__pycache__" else []
            else:
                is_at = entry.stat()
                states.append((entry.path, is_at.st_size, is_at.st_mtime_ns, is_at.st_ctime_ns, is_at.st_ino))
                newest = max(newest, is_at.st_ctime_ns)
    words = json.dumps([python_version(), _packages(), sorted(states)])
    return sha256(words.encode()).hexdigest(), newest + _SETTLED < time.time_ns()


@cache
def _packages() -> tuple[str, ...]:
    names = (name for place in sys.path for name in next(os.walk(place), ("", [], []))[1])
    return tuple(sorted({name for name in names if name.endswith(".dist-info")}))
