"""Runs `policy import`, which drafts a source from existing texts."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import format_option, refusals
from build_tools.cli.new import company_options, find_wheel
from build_tools.importing.column_map import FIELDS, fold_heading, read_column_map
from build_tools.importing.convert import LARGEST
from build_tools.importing.draft import OpenTable
from build_tools.importing.importer import Imported, import_texts
from build_tools.importing.report import as_json, as_text
from build_tools.starting.answers import LANGUAGES
from build_tools.starting.fresh_project import find_draft, read_answers, replace_source
from build_tools.starting.program_wheel import ProgramWheel, read_own_layouts
from build_tools.starting.project import make_files, write_project

_LISTS = {"vendors": "subprocessors", "periods": "retention", "cookies": "cookies", "data": "data"}
"""The lists of facts, by the words that the questions use."""


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", "folder", type=click.Path(path_type=Path), help="A new or empty folder for a whole project.")
@click.option(
    "--map",
    "mapping",
    default="",
    metavar="HEADING=FIELD,…",
    help="What columns of tables mean, for example Entity=legal_entity,Website=note.",
)
@company_options
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the texts. [default: detected]")
@format_option("text", "json")
@click.pass_obj
def import_(
    project: Path,
    /,
    files: tuple[Path, ...],
    *,
    folder: Path | None,
    mapping: str,
    wheel: Path | None,
    no_git: bool,
    form: str,
    **given: Any,
) -> None:
    """Draft a source from each FILE: a policy in Markdown, HTML, Word (.docx), CSV or plain text.

    Sections, lists and tables about data, vendors, periods, rights and cookies become facts where their meaning is
    certain; all other text is kept word for word. The command lists the parts that moved, what a person
    should check, and the facts that are still missing.

    Tables are read by what their columns mean. On a terminal, the command asks about tables that it cannot read; --map
    answers without questions. Its fields: name, purpose, receives, location, legal_entity, address, contact, dpa,
    transfer, since (of vendors); name, period, starts, basis, afterwards (of periods); name, text, kind, lifetime (of
    cookies); name, items (of data); and note, for words that are not published. Where two lists have a field of this
    name, write the list before it: retention.basis.

    In a project that `policy new` made, the command replaces the empty draft; an edited one is refused. With --into, it
    makes a whole project in a new folder, as `policy new` does. Otherwise nothing is written.
    """
    with refusals(OSError):
        draft_of = partial(_import, files, read_column_map(mapping))
        if folder is not None:
            program = find_wheel(wheel)
            imported = draft_of(given, program.layouts)
            done = _make_project(folder, imported, program, git=not no_git)
        else:
            imported, done = _import_here(project, given, draft_of)
    write: Callable[..., str] = {"text": as_text, "json": as_json}[form]
    click.echo(write(imported.placings, imported.draft.gaps, imported.tally), nl=form == "json")
    if done:
        click.echo(done, err=True)


def _make_project(folder: Path, imported: Imported, program: ProgramWheel, *, git: bool) -> str:
    """Write a whole project. Returns what was done."""
    answers = imported.answers
    made = make_files(program, imported.draft.files, answers.name, answers.time_zone)
    write_project(folder, made, answers.name, answers.privacy_mailbox, git=git)
    return f"{folder} is ready. It is a draft until policy launch. Next: cd {folder} && make site"


def _import_here(
    project: Path, given: Mapping[str, Any], draft_of: Callable[[Mapping[str, Any], Mapping[str, bytes]], Imported]
) -> tuple[Imported, str]:
    """Replace the empty draft of a project, if it has one. Returns the import, and what was done."""
    if not (draft := find_draft(project)):
        return draft_of(given, read_own_layouts()), ""
    known = asdict(read_answers(draft)) | {"language": ""}
    imported = draft_of(known | {name: value for name, value in given.items() if value}, draft.layouts)
    replace_source(project, draft, imported.draft.files)
    return imported, "policy_src/ holds the imported text now, in place of the empty draft. Next: make check"


def _import(
    files: Iterable[Path], columns: Mapping[str, str], given: Mapping[str, Any], layouts: Mapping[str, bytes]
) -> Imported:
    """Import, and on a terminal once more with the answers about tables that could not be read."""
    texts = {str(file): _read(file) for file in files}
    stated = {name: value or "" for name, value in given.items()}
    imported = import_texts(texts, stated, layouts, columns)
    if sys.stdin.isatty() and sys.stderr.isatty() and (answered := dict(_ask(imported.open_tables))):
        return import_texts(texts, stated, layouts, {**columns, **answered})
    return imported


def _ask(tables: tuple[OpenTable, ...]) -> Iterator[tuple[str, str]]:
    """Ask what tables list and what their columns mean; yields the field of each heading."""
    asked: set[tuple[str, ...]] = set()
    for table in tables:
        if table.heads in asked:
            continue
        asked.add(table.heads)
        click.echo(f"{table.file}:{table.line}: {' | '.join(table.heads)}: {table.reason}", err=True)
        lists = click.Choice([*_LISTS, "nothing"])
        listed = click.prompt("What does this table list?", type=lists, default="nothing", err=True)
        free = [*FIELDS[_LISTS[listed]]] if listed in _LISTS else []
        for head in filter(None, table.heads) if free else ():
            field = click.prompt(head, type=click.Choice(free), default="note", err=True)
            free = [other for other in free if other == "note" or other != field]
            yield fold_heading(head), f"{_LISTS[listed]}.{field}"


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
