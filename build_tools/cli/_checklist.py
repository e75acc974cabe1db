"""Runs `policy check --list`, which compares a source or another text with checklists."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import fail, open_project
from build_tools.model.coverage import State
from build_tools.model.tree import FOLDERS
from build_tools.reports import checklist_results
from build_tools.reports.problems import as_text
from build_tools.review.checklist import cover_source, cover_text
from build_tools.source.folder import read_folder

_FAILING = {"": (), "missing": (State.MISSING,), "partly": (State.MISSING, State.PARTLY)}


def check_lists(
    folder: Path, lists: tuple[str, ...], *, form: str, base: str, text: Path | None, language: str, fail_on: str
) -> NoReturn:
    """Report on the checklists with the ids `lists`, and exit; the parameters are the options of the command."""
    if text and base:
        fail("--against is about the source, and --text about a file. Use only one of them.\n")
    if language and not text:
        fail("--language is that of a text. The language of the source is stated in policy.yml.\n")
    if text:
        tree = read_folder(folder) if (folder / FOLDERS[0]).is_dir() else None
        results = cover_text(text, lists, tree, language)
    else:
        results = cover_source(open_project(folder), lists, base)
    write = {
        "text": checklist_results.as_text,
        "json": checklist_results.as_json,
        "github": checklist_results.as_github,
        "markdown": checklist_results.as_markdown,
    }[form]
    click.echo(write(results), nl=False)
    stale = [problem for result in results for problem in result.stale]
    if form != "json":
        click.echo(as_text(stale), err=True, nl=False)
        click.echo(checklist_results.summary(results), err=True)
    failing = (item for result in results for item in result.of_state(*_FAILING[fail_on]))
    sys.exit(bool(stale) or any(item.is_worse for item in failing))
