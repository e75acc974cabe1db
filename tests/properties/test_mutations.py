"""Whatever happens to a source: either clean pages, or located problems. Never a traceback."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from build_tools.flow import Flow
from build_tools.model.page import Page
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.folder import read_folder

ROOT = Path(__file__).parents[2]
TREE = read_folder(ROOT)
CONFIG = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
EXTENSIONS = [name if isinstance(name, str) else next(iter(name)) for name in CONFIG["markdown_extensions"]]
SCRIPT = re.compile(r"<script|<iframe|<[^>]+\son\w+\s*=|(?:href|src)\s*=\s*[\"']?\s*(?:java|vb)script:", re.IGNORECASE)

NASTY = (
    *("\t", "\x00", "\x85", "\u2028", "\ufeff", "\ud7ff", "\r", "é", "# ", "- ", ": ", " :", "'", '"', "|", ">", "\\"),
    *("&a ", "*a", "<<: ", "!!python/object:os.system ", "!x ", "---\n", "...\n", "[", "]", "{", "}", "%", "@", "`"),
    *("{{", "}}", "{{ x }}", "{{ controller }}", "{{ blocks.rights }}", "{{ controller.name }}", "{%", "{# ", "{ #a }"),
    *("<script>alert(1)</script>", "<b", "<!--", "[x](javascript:alert(1))", "[x](java&#115;cript:y)", "![x](//e/x)"),
    *("{: onclick=alert(1) }", "<https://a.b>", "[x]: data:text/html,x", "&lt;script&gt;", "null", "true", "NO", "~"),
    *("0123", "1e9", "2026-13-01", "P0D", "P9999999999Y", "P1D", "AWS", "30 days", "### x\n", "\n", "\n\n", "  "),
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


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(slips("policy_src/"))
def test_a_mutated_source_gives_clean_pages_or_located_problems(made: list[Slip]) -> None:
    for page in _publish(made):
        _assert_clean(page)


@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
@given(slips("templates/"))
def test_mutated_layouts_give_pages_or_located_problems(made: list[Slip]) -> None:
    _publish(made)


def _publish(made: list[Slip]) -> tuple[Page, ...]:
    files = dict(TREE.files)
    for slip in made:
        slip.make(files)
    try:
        return Flow(Tree(dict(sorted(files.items())))).site.pages
    except Problems as error:
        assert error.problems
        for problem in error.problems:
            _assert_located(problem, {**TREE.files, **files})
        return ()


def _assert_located(problem: Problem, files: Mapping[str, bytes]) -> None:
    where = problem.location
    assert where.file in files, problem
    last = files[where.file].count(b"\n") + files[where.file].count(b"\r") + 2
    assert 1 <= where.line <= last, problem
    assert where.column >= 1, problem
    assert problem.what, problem
    assert problem.remedy, problem


def _assert_clean(page: Page) -> None:
    body = page.text.split("---\n", 2)[2]
    html = Markdown(extensions=EXTENSIONS).convert(body)
    assert not SCRIPT.search(html), (page.path, SCRIPT.search(html))
