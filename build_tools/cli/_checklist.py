"""How is `policy check` asked for checklists?"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import flow_of, refusals, refuse
from build_tools.model.coverage import Coverage, State
from build_tools.model.tree import FOLDERS
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports.problems import as_text
from build_tools.review.checklist import cover_source, cover_text
from build_tools.source.folder import read_folder

_FAILING = {"missing": (State.MISSING,), "partly": (State.MISSING, State.PARTLY)}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of checklists."""

    names: tuple[str, ...]
    """The lists, by their ids."""
    form: str
    """How to tell it."""
    base: str
    """The source to compare with; empty for none."""
    text: Path | None
    """The text to look through, where it is not the source."""
    language: str
    """That of the text; empty where nobody names it."""
    fail_on: str
    """`missing`, `partly`, or empty."""


def tell_lists(project: Path, asked: Question) -> NoReturn:
    """Tell what a source, or a text, says of some checklists, and end."""
    if asked.text and asked.base:
        refuse("--against speaks of the source, and --text of a file. Give one of them.\n")
    if asked.language and not asked.text:
        refuse("--language is that of a text. The language of the source stands in policy.yml.\n")
    with refusals():
        if asked.text:
            tree = read_folder(project) if (project / FOLDERS[0]).is_dir() else None
            told = cover_text(asked.text, asked.names, tree, asked.language)
        else:
            told = cover_source(flow_of(project), asked.names, asked.base)
    tell = {
        "text": checklist_report.as_text,
        "json": checklist_report.as_json,
        "github": checklist_report.as_github,
        "markdown": checklist_report.as_markdown,
    }[asked.form]
    click.echo(tell(told), nl=False)
    stale = [problem for one in told for problem in one.stale]
    if asked.form != "json":
        click.echo(as_text(stale), err=True, nl=False)
        click.echo(checklist_report.summary(told), err=True)
    sys.exit(bool(stale) or _fails(told, asked.fail_on))


def _fails(told: tuple[Coverage, ...], fail_on: str) -> bool:
    """Whether an item is in a state that was asked to fail, and was not before."""
    return any(item.is_worse for one in told for item in one.of_state(*_FAILING.get(fail_on, ())))
