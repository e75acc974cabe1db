"""Tests that any mutation of a source gives either clean pages or located problems, and never a traceback."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from build_tools.model.page import Page
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.folder import read_folder

ROOT = Path(__file__).parents[2]
TREE = read_folder(ROOT)
CONFIG = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
EXTENSIONS = [name if isinstance(name, str) else next(iter(name)) for name in CONFIG["markdown_extensions"]]
RUNNING = {"script", "iframe", "object", "embed"}
"""Elements that run something or show another page."""
EXAMPLES = settings().max_examples
"""How many examples the profile asks for."""

NASTY = (
    *("\t", "\x00", "\x85", "\u2028", "\ufeff", "\ud7ff", "\r", "é", "# ", "- ", ": ", " :", "'", '"', "|", ">", "\\"),
    *("&a ", "*a", "<<: ", "!!python/object:os.system ", "!x ", "---\n", "...\n", "[", "]", "{", "}", "%", "@", "`"),
    *("{{", "}}", "{{ x }}", "{{ controller }}", "{{ blocks.rights }}", "{{ controller.name }}", "{%", "{# ", "{ #a }"),
    *("<script>alert(1)</script>", "<b", "<!--", "[x](javascript:alert(1))", "[x](java&#115;cript:y)", "![x](//e/x)"),
    *("{: onclick=alert(1) }", "<https://a.b>", "[x]: data:text/html,x", "&lt;script&gt;", "null", "true", "NO", "~"),
    *("0123", "1e9", "2026-13-01", "P0D", "P9999999999Y", "P1D", "AWS", "30 days", "### x\n", "\n", "\n\n", "  "),
    *(
        '"\\0"',
        '"\\ud83d"',
        '"\\UFFFFFFFF"',
        '"\\L"',
        "\u202e",
        "\n===\n",
        "\n---\n",
        "#x\n",
        "> " * 40,
        "- " * 40,
        "[" * 60,
    ),
    *(
        "{{ sections }}",
        "{{ documents }}",
        "{{ rights }}",
        "{{ sections.contact.text }}",
        "{{ purposes.billing.text }}",
    ),
    *("{{ 1e400 }}", "{% macro m(a, a) %}{% endmacro %}", "{{ policy | cell }}", "{% include 'blocks/rights.md' %}"),
    *("\n\n[x]: java&#115;cript:y\n\n[x]", "{: onclick=alert(1) }\n", "<b onclick=x>"),
)

PATHS = sorted(TREE.files)


@dataclass(frozen=True)
class Slip:
    """One slip of the keyboard, in one file or between two."""

    kind: str
    path: str
    place: float
    snippet: bytes
    length: int
    other: str

    def make(self, files: dict[str, bytes]) -> None:
        data = files.pop(self.path, b"")
        at = int(self.place * len(data))
        lines = data.splitlines(keepends=True)
        line = int(self.place * len(lines))
        results: dict[str, dict[str, bytes]] = {
            "insert": {self.path: data[:at] + self.snippet + data[at:]},
            "replace": {self.path: data[:at] + self.snippet + data[at + self.length :]},
            "delete": {self.path: data[:at] + data[at + self.length :]},
            "drop a line": {self.path: b"".join(lines[:line] + lines[line + 1 :])},
            "double a line": {self.path: b"".join(lines[: line + 1] + lines[line:])},
            "drop": {},
            "rename": {self.path.replace(".", "2.", 1): data},
            "swap": {self.path: files.get(self.other, b""), self.other: data},
        }
        files |= results[self.kind]


SNIPPETS = st.sampled_from([snippet.encode() for snippet in NASTY]) | st.binary(min_size=1, max_size=4)
KINDS = st.sampled_from(
    ["insert"] * 4 + ["replace", "delete", "drop a line", "double a line", "drop", "rename", "swap"]
)
PLACES = st.floats(0, 1)


def slips(folder: str) -> st.SearchStrategy[list[Slip]]:
    """One to three slips in the files of a folder."""
    paths = st.sampled_from([path for path in PATHS if path.startswith(folder)])
    return st.lists(st.builds(Slip, KINDS, paths, PLACES, SNIPPETS, st.integers(1, 30), paths), min_size=1, max_size=3)


@settings(max_examples=15 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(slips("policy_src/"))
def test_a_mutated_source_gives_clean_pages_or_located_problems(made: list[Slip]) -> None:
    for page in _publish(made):
        _assert_clean(page)


@settings(max_examples=7 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(slips("templates/"))
def test_mutated_layouts_give_pages_or_located_problems(made: list[Slip]) -> None:
    for page in _publish(made):
        _assert_clean(page)


def _publish(made: list[Slip]) -> tuple[Page, ...]:
    files = dict(TREE.files)
    for slip in made:
        slip.make(files)
    try:
        return Project(Tree(dict(sorted(files.items())))).site.pages
    except Problems as error:
        assert error.problems
        for problem in error.problems:
            _assert_located(problem, {**TREE.files, **files})
        return ()


def _find_unshown(text: str) -> list[str]:
    """Characters that break a line of a report, or move a terminal's cursor."""
    return re.findall(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text)


def _assert_located(problem: Problem, files: Mapping[str, bytes]) -> None:
    where = problem.location
    assert where.file in files, problem
    last = files[where.file].count(b"\n") + files[where.file].count(b"\r") + 2
    assert 1 <= where.line <= last, problem
    assert where.column >= 1, problem
    assert problem.what, problem
    assert problem.remedy, problem
    assert not _find_unshown(str(problem)), problem


def _assert_clean(page: Page) -> None:
    assert page.text.encode()
    assert _running(page.text.split("---\n", 2)[2]) == (), page.path


@cache  # most slips leave most pages as they were
def _running(body: str) -> tuple[str, ...]:
    """What would run in a browser, of a page as the site's Markdown makes it."""
    reader = _Reader()
    reader.feed(Markdown(extensions=EXTENSIONS).convert(body))
    reader.close()
    return tuple(reader.running)


class _Reader(HTMLParser):
    """Gathers what would run: elements, attributes and addresses, entities put into letters."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.running += [tag] if tag in RUNNING else []
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:", "data:text/")):
                self.running.append(f"{tag} {name}={value}")
