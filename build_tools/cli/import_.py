"""`policy import`: a draft of a source from texts that somebody has written elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import refusals
from build_tools.cli.new import company_options, program_root
from build_tools.importing.convert import LARGEST
from build_tools.importing.importer import Imported, import_texts
from build_tools.importing.report import as_json, as_text
from build_tools.starting.answers import LANGUAGES
from build_tools.starting.project import layouts_of, make_files, read_program, write_project


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", "folder", type=click.Path(path_type=Path), help="A new or empty folder for a project with it.")
@company_options
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the texts. [default: what they are in]")
@click.option("--no-git", is_flag=True, help="Begin no history.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
def import_(files: tuple[Path, ...], folder: Path | None, no_git: bool, form: str, **given: Any) -> None:  # noqa: FBT001 - click gives flags so
    """Draft a source from each FILE: a policy in Markdown, HTML, Word (.docx) or plain text.

    Sections, and lists and tables of data, vendors, periods, rights and cookies, become facts where nobody can
    understand them otherwise; all else is kept word for word. Printed is where everything went that did not simply
    stay, what somebody should make sure of, and what is still to be stated.

    With --into a whole project is made, as `policy new` does; without it nothing is written.
    """
    with refusals(OSError):
        program = read_program(program_root())
        texts = {str(file): _read(file) for file in files}
        said = {name: value or "" for name, value in given.items()}
        imported = import_texts(texts, said, layouts_of(program))
        if folder is not None:
            _write(imported, program, folder, git=not no_git)
    tell: Callable[..., str] = {"text": as_text, "json": as_json}[form]
    click.echo(tell(imported.placings, imported.draft.gaps, imported.tally), nl=form == "json")
    if folder is not None:
        click.echo(f"{folder} is ready, and a draft until policy launch. Next: cd {folder} && make site", err=True)


def _read(file: Path) -> bytes:
    """The content of a file, as much of it as may be read."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _write(imported: Imported, program: dict[str, bytes], folder: Path, *, git: bool) -> None:
    answers = imported.answers
    made = make_files(program, imported.draft.files, answers.name, answers.time_zone)
    write_project(folder, made, answers.name, answers.privacy_mailbox, git=git)
