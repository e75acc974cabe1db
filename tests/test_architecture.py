"""Tests that the program follows its own rules for modules, imports and files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from build_tools.model.ruling import KnownGaps
from build_tools.text.markdown import PROSE

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "build_tools").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.md"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    too_long = [name for name, lines in _functions(ast.parse(text)) if lines > 40]

    assert text.count("\n") <= 300
    assert too_long == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.splitlines()[0][-1] in ".:)"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_wording(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    rest = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    rest = re.sub(r"<[^>]*>|\{[^{}]*\}|\.md|#[\w-]+", " ", rest)
    # words between quotes within expressions are looked at too: a sentence could hide there
    quoted = [word for part in re.findall(r"\{\{.*?\}\}", text) for word in re.findall(r'"([^"]*)"', part)]

    assert re.findall(r"[^\W\d_]{2,}", rest) == []
    assert [word for word in quoted if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", word)] == []


def test_prose_is_checked_with_extensions_that_the_site_has() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    names = {name if isinstance(name, str) else next(iter(name)) for name in config["markdown_extensions"]}

    assert set(PROSE) <= names


def test_the_readme_lists_as_many_findings_as_are_known() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    source = yaml.safe_load((ROOT / "policy_src" / "known_gaps.yml").read_text(encoding="utf-8"))
    known = KnownGaps.model_validate(source).known_gaps

    rows = re.findall(r"(?m)^\| .+ \| (?:sections? [\d, ]+|this site) \|$", readme)

    assert len(rows) == len(known)


ASKED_FOR_DAYS = {"model/version.py", "model/publication.py", "history/versions.py"}
"""The modules that find out what is in force on a day; all others ask them."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_place_compares_days_with_versions(path: Path) -> None:
    compared = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and re.search(r"\.(start|until|effective)\.(day|first|last)\b", ast.unparse(node))
    ]

    assert path.relative_to(ROOT / "build_tools").as_posix() in ASKED_FOR_DAYS or compared == []


def test_only_three_modules_start_processes_for_git_for_a_copy_of_this_process_and_for_other_programs() -> None:
    starters = {"git", "pty", "subprocess"}
    calls = re.compile(r"\bos\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*|fork\w*)\(|create_subprocess_\w+\(")
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}

    found = {
        path.relative_to(ROOT).as_posix()
        for path, text in texts.items()
        if starters & set(_imports(ast.parse(text))) or calls.search(text)
    }

    assert found == {
        "build_tools/history/git_command.py",
        "build_tools/runtime/beside.py",
        "build_tools/runtime/other_program.py",
    }


OWN = {path.relative_to(ROOT / "build_tools").as_posix(): path for path in MODULES}
WRITERS = {"runtime/files.py", "runtime/handles.py"}
"""The modules that write, make, move and remove files; all others ask `runtime.files.Folder`."""
_CHANGES = (
    "chmod chown fchmod link lchmod makedirs mkdir mkfifo mknod open remove removedirs rename renames replace rmdir"
)
_OS = set(_CHANGES.split()) | {"symlink", "truncate", "unlink", "utime"}
_PATH = {
    "write_bytes",
    "write_text",
    "mkdir",
    "unlink",
    "rmdir",
    "rename",
    "symlink_to",
    "hardlink_to",
    "touch",
    "chmod",
}
READERS = {
    "delivery/http_reader.py",  # opens addresses, and no files
    "editor/admin_page.py",  # its own page
    "source/rule_catalogue.py",  # the program's own rules
    "source/sentences.py",  # the sentences of these
    "source/law_catalogue.py",  # and the law behind them
    "source/checklists.py",  # and its own lists
    "source/migrations.py",  # and the words of older formats
    "source/text_file.py",  # a text that a person has named
}
"""The modules that read files by themselves, of the rooms that read what others may have written."""
_READS = {"read_bytes", "read_text", "iterdir", "glob", "rglob", "scandir", "open"}


def test_one_room_writes_and_removes_files() -> None:
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in OWN.items()}

    raw = {name: ast.unparse(call) for name, tree in trees.items() for call in _calls(tree) if _is_raw(call)}
    tools = {name for name, tree in trees.items() if {"shutil", "tempfile"} & {*_imports(tree)}}

    assert raw.keys() == WRITERS
    assert tools <= WRITERS


@pytest.mark.parametrize("code", ["p.replace(q)", "os.unlink(p)", "open(p, 'w')", "p.open('ab')", "p.open(mode='x')"])
def test_raw_writing_is_found(code: str) -> None:
    assert _is_raw(next(_calls(ast.parse(code))))


def test_one_room_reads_what_others_may_have_written() -> None:
    raw = {
        name: ast.unparse(call)
        for name, path in OWN.items()
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith(("delivery/", "editor/", "source/", "runtime/atomic_files.py", "runtime/cache.py"))
        and _name(call) in _READS
    }

    assert raw.keys() == READERS


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _is_raw(call: ast.Call) -> bool:
    """Whether a call changes files by itself, and not through `Folder`."""
    name, of = _name(call), ast.unparse(call.func).rpartition(".")[0]
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "mode")]
    modes = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if of == "os":
        return name in _OS
    if name == "open":
        return any(set(mode) <= set("rwaxbt+") and set("wax+") & set(mode) for mode in modes)
    if name == "replace":  # that of a text takes two, that of a value takes names
        return bool(of) and len(call.args) == 1 and not call.keywords
    return bool(of) and name in _PATH


def _imports(tree: ast.Module) -> Iterator[str]:
    """Yield the top packages that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (body[-1].end_lineno or 0) - node.lineno + 1 if body else 1
