"""Runs `policy import`, which drafts a source from existing texts."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import format_option, refusals
from build_tools.cli.new import company_options, program_root
from build_tools.importing.column_map import FIELDS, fold_heading, read_column_map
from build_tools.importing.convert import LARGEST
from build_tools.importing.draft import OpenTable
from build_tools.importing.importer import import_texts
from build_tools.importing.report import as_json, as_text
from build_tools.starting.answers import LANGUAGES
from build_tools.starting.project import layouts_of, make_files, read_program, write_project

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
def import_(
    files: tuple[Path, ...],
    folder: Path | None,
    mapping: str,
    no_git: bool,  # noqa: FBT001 - click gives flags so
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

    With --into, the command makes a whole project, as `policy new` does; without it, nothing is written.
    """
    with refusals(OSError):
        columns = read_column_map(mapping)
        program = read_program(program_root())
        texts = {str(file): _read(file) for file in files}
        answers_given = {name: value or "" for name, value in given.items()}
        imported = import_texts(texts, answers_given, layouts_of(program), columns)
        if sys.stdin.isatty() and sys.stderr.isatty() and (answered := dict(_ask(imported.open_tables))):
            imported = import_texts(texts, answers_given, layouts_of(program), columns | answered)
        if folder is not None:
            answers = imported.answers
            made = make_files(program, imported.draft.files, answers.name, answers.time_zone)
            write_project(folder, made, answers.name, answers.privacy_mailbox, git=not no_git)
    write: Callable[..., str] = {"text": as_text, "json": as_json}[form]
    click.echo(write(imported.placings, imported.draft.gaps, imported.tally), nl=form == "json")
    if folder is not None:
        click.echo(f"{folder} is ready. It is a draft until policy launch. Next: cd {folder} && make site", err=True)


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
