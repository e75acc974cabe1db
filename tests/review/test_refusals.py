"""Tests that a check finds every problem for which a build is refused, or that no source can cause it.

The tables name each place that refuses, in our code and in MkDocs. A refusal that is new has no row, and fails here: it
needs a check that comes first, with its place and a test, or a reason why no source leads to it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import mkdocs
import pytest

from build_tools.runtime.fingerprints import files_of
from tests.support.projects import ROOT

SAME = "a check reads, renders and lays out the source by the same functions: tests/source/test_broken.py::test_"
MACHINE = "the machine or the environment is the reason"
REPOSITORY = "the repository or the clone is the reason; of what policy.yml says of commits: "
COMPLETE = "the catalogue has a rule for each change"
LEDGER = "a command asks for it, and no build"
PAST = "a commit of the past is left out, and the log says so: "

TEMPLATES = "tests/source/test_mkdocs_settings.py::test_a_template_that_fails_is_refused_with_its_place"
OURS = {
    "runtime/cache.py find_key": MACHINE,
    "changes/apply_rules.py choose_rule": f"{COMPLETE}: tests/changes/test_completeness.py::test_",
    "delivery/built_site.py": f"{MACHINE}: a file was changed while it was read",
    "delivery/content_security_policy.py": TEMPLATES,
    "documents/": (
        "tests/review/test_rehearsal.py::test_a_layout_that_fails_only_with_a_history_is_refused_with_its_place"
    ),
    "project/project.py Project.draft": LEDGER,
    "project/project.py Project.site": SAME,
    "history/": (
        f"{REPOSITORY}tests/downloads/pdf/test_font_letters.py"
        "::test_a_commit_that_the_settings_name_and_nobody_has_is_refused"
    ),
    "documents/rendered_source.py SourceRevision.reading": (
        f"{PAST}tests/history/test_forever.py::test_a_mended_source_is_built_whatever_its_past_holds"
    ),
    "documents/links.py check_links": "tests/documents/test_links.py::test_a_link_of_any_other_text_leads_somewhere",
    "project/environment.py read_day": MACHINE,
    "project/environment.py read_address": MACHINE,
    "project/environment.py read_reader": MACHINE,
    "model/": SAME,
    "runtime/atomic_files.py": MACHINE,
    "mkdocs_plugin/defaults.py check_theme": (
        "tests/mkdocs_plugin/test_defaults.py::test_a_project_that_names_no_theme_is_refused_in_one_line"
    ),
    "mkdocs_plugin/plugin.py PolicyPlugin._read_project": "it passes on what others refuse",
    "mkdocs_plugin/plugin.py PolicyPlugin._report_uncommitted": "only where the environment asks for it",
    "mkdocs_plugin/plugin.py _readable_errors": "it passes on what others refuse",
    "documents/page_markup.py": "tests/source/test_broken.py::test_the_problems_are_told_where_they_stand",
    "mkdocs_plugin/plugin.py _theme_language": (
        "tests/source/test_mkdocs_settings.py::test_a_language_without_words_is_refused_where_it_is_stated"
    ),
    "downloads/pdf/": "tests/downloads/pdf/test_any_text.py::test_any_html_is_printed_with_all_its_words",
    "runtime/": f"{MACHINE}: files that are not the source's; those are read in a check as well",
    "source/": SAME,
}
"""Whatever our code may raise in a build: the module, with or without the function, or the room."""

LINKS = "tests/mkdocs_plugin/test_page_of_pieces.py::test_a_page_holds_no_link_that_mkdocs_objects_to"
SETTINGS = "tests/source/test_mkdocs_settings.py::test_a_setting_that_mkdocs_refuses_is_refused_with_its_place"
WARNINGS = "tests/source/test_mkdocs_settings.py::test_what_mkdocs_warns_of_and_so_fails_is_refused_too"
MENU = "the plugin writes the menu, of pages that it makes"
MKDOCS = {
    "structure/files.py log f\"Excluding '{a.src_uri}'": "tests/source/test_broken.py::test_",  # README.md is no page
    'structure/files.py raise TypeError("File must have exactly one': "the plugin gives each file its content",
    "structure/files.py raise ValueError(f'{file.src_uri!r} not in": "the plugin removes only what it has found",
    "structure/nav.py log 'The following pages exist": MENU,
    "structure/nav.py log f\"A reference to '{file.src_path}'": MENU,
    "structure/nav.py log f\"An absolute path to '{link.url}'": MENU,
    "structure/nav.py log f\"A reference to '{link.url}'": MENU,
    "structure/nav.py raise BuildError('A plugin has set File.page": "our pages are pages",
    "structure/pages.py log warning": LINKS,
    "structure/pages.py log f\"Doc file '{self.file.src_uri}'": LINKS,
    "structure/pages.py log f'edit_uri:": "pages that are made have no address to edit them",
    "structure/pages.py log f'File not found:": "the plugin gives each page its content",
    "structure/pages.py log f'Encoding error reading file:": "the same",
    "structure/pages.py raise RuntimeError": "MkDocs reads each page before it renders it",
    "structure/pages.py raise": "after the two lines of the log above",
    "commands/build.py log f\"Template skipped: '{template_name}' not found in docs_dir": WARNINGS,
    "commands/build.py log f\"Template skipped: '{template_name}' not found in theme": WARNINGS,
    "commands/build.py log f\"Error reading template '{template_name}'": WARNINGS,  # no source may hold such a file
    "commands/build.py log message": TEMPLATES,
    "commands/build.py log \"A 'dirty' build": MACHINE,
    "commands/build.py log str(e)": "it passes on an error of a plugin",
    "commands/build.py raise Abort": "it counts the warnings, or passes on an error of a plugin",
    "commands/build.py raise": "it passes on an error",
    "config/base.py log f\"Config value '{config_name}'": SETTINGS,
    "utils/__init__.py log f\"Path '{path}' uses OS-specific separator": WARNINGS,
    "utils/__init__.py log f\"A theme named '{theme.name}' is provided": MACHINE,
    "plugins.py log f\"Multiple 'on_page_read_source' handlers": "our plugin has no such handler",
    'localization.py log f"No translations could be found': "the theme of a site is not one of those of MkDocs",
}
"""Whatever MkDocs may raise or warn of once it has read its settings, by how the words begin in its code."""
_MKDOCS = (
    *("structure/files.py", "structure/nav.py", "structure/pages.py", "structure/toc.py", "commands/build.py"),
    *("config/base.py", "utils/__init__.py", "plugins.py", "localization.py"),
)
_LOGS = {"log.warning", "log.error", "log.critical", "log.log"}


def _ours() -> Iterator[str]:
    """Yield each module with each function that raises something in a build."""
    for module in files_of(("mkdocs_plugin.plugin", "mkdocs_plugin.tables")):
        if module.endswith(".py"):
            tree = ast.parse((ROOT / "build_tools" / module).read_text(encoding="utf-8"))
            yield from (f"{module} {name}" for name in _raising(tree, ""))


def _raising(node: ast.AST, within: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise):
            yield within
        name = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else ""
        yield from _raising(child, f"{within}.{name}".strip("."))


def _of_mkdocs() -> Iterator[str]:
    """Yield each module of MkDocs with what it raises or logs as a warning."""
    for module in _MKDOCS:
        tree = ast.parse((Path(mkdocs.__file__).parent / module).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and module.startswith(("structure", "commands")):
                yield f"{module} {ast.unparse(node)}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _LOGS:
                yield f"{module} log {ast.unparse(node.args[-1])}"


@pytest.mark.parametrize(
    ("table", "found"), [(OURS, set(_ours())), (MKDOCS, set(_of_mkdocs()))], ids=["ours", "MkDocs"]
)
def test_each_refusal_of_a_build_has_a_row(table: dict[str, str], found: set[str]) -> None:
    without = {one for one in found if not any(one.startswith(row) for row in table)}
    unused = {row for row in table if not any(one.startswith(row) for one in found)}

    assert without == set(), "write a check that comes first, or say why no source leads to it"
    assert unused == set(), "the refusal is gone, and so should be its row"


@pytest.mark.parametrize("row", [row for table in (OURS, MKDOCS) for row, said in table.items() if "tests/" in said])
def test_the_test_that_a_row_names_is_there(row: str) -> None:
    said = (OURS | MKDOCS)[row]
    path, _, name = said[said.index("tests/") :].partition("::")

    assert f"\ndef {name}" in (ROOT / path).read_text(encoding="utf-8")
