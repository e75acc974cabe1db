"""Runs `policy import`, which drafts a source from existing texts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import format_option, refusals
from build_tools.cli.new import company_options, program_root
from build_tools.importing.convert import LARGEST
from build_tools.importing.importer import import_texts
from build_tools.importing.report import as_json, as_text
from build_tools.starting.answers import LANGUAGES
from build_tools.starting.project import layouts_of, make_files, read_program, write_project


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", "folder", type=click.Path(path_type=Path), help="A new or empty folder for a whole project.")
@company_options
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the texts. [default: detected]")
@format_option("text", "json")
def import_(files: tuple[Path, ...], folder: Path | None, no_git: bool, form: str, **given: Any) -> None:  # noqa: FBT001 - click gives flags so
    """Draft a source from each FILE: a policy in Markdown, HTML, Word (.docx) or plain text.

    Sections, lists and tables about data, vendors, periods, rights and cookies become facts where their meaning is
    certain; all other text is kept word for word. The command lists the parts that moved, what a person
    should check, and the facts that are still missing.

    With --into, the command makes a whole project, as `policy new` does; without it, nothing is written.
    """
    with refusals(OSError):
        program = read_program(program_root())
        texts = {str(file): _read(file) for file in files}
        imported = import_texts(texts, {name: value or "" for name, value in given.items()}, layouts_of(program))
        if folder is not None:
            answers = imported.answers
            made = make_files(program, imported.draft.files, answers.name, answers.time_zone)
            write_project(folder, made, answers.name, answers.privacy_mailbox, git=not no_git)
    write: Callable[..., str] = {"text": as_text, "json": as_json}[form]
    click.echo(write(imported.placings, imported.draft.gaps, imported.tally), nl=form == "json")
    if folder is not None:
        click.echo(f"{folder} is ready. It is a draft until policy launch. Next: cd {folder} && make site", err=True)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
