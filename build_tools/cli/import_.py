"""Runs `policy import`, which drafts a source from existing texts."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import format_option, refusals
from build_tools.cli.new import company_options, find_wheel
from build_tools.importing.convert import LARGEST
from build_tools.importing.importer import import_texts
from build_tools.importing.report import as_json, as_text
from build_tools.starting.answers import LANGUAGES
from build_tools.starting.fresh_project import find_draft, read_answers, replace_source
from build_tools.starting.program_wheel import read_own_layouts
from build_tools.starting.project import make_files, write_project


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", "folder", type=click.Path(path_type=Path), help="A new or empty folder for a whole project.")
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
    wheel: Path | None,
    no_git: bool,
    form: str,
    **given: Any,
) -> None:
    """Draft a source from each FILE: a policy in Markdown, HTML, Word (.docx) or plain text.

    Sections, lists and tables about data, vendors, periods, rights and cookies become facts where their meaning is
    certain; all other text is kept word for word. The command lists the parts that moved, what a person
    should check, and the facts that are still missing.

    In a project that `policy new` made, the command replaces the empty draft; an edited one is refused. With --into, it
    makes a whole project in a new folder, as `policy new` does. Otherwise nothing is written.
    """
    with refusals(OSError):
        draft = find_draft(project) if folder is None else None
        known = asdict(read_answers(draft)) | {"language": ""} if draft else dict.fromkeys(given, "")
        stated = known | {name: value for name, value in given.items() if value}
        program = find_wheel(wheel) if folder is not None else None
        layouts = program.layouts if program else draft.layouts if draft else read_own_layouts()
        imported = import_texts({str(file): _read(file) for file in files}, stated, layouts)
        answers = imported.answers
        if program and folder is not None:
            made = make_files(program, imported.draft.files, answers.name, answers.time_zone)
            write_project(folder, made, answers.name, answers.privacy_mailbox, git=not no_git)
        elif draft:
            replace_source(project, draft, imported.draft.files)
    write: Callable[..., str] = {"text": as_text, "json": as_json}[form]
    click.echo(write(imported.placings, imported.draft.gaps, imported.tally), nl=form == "json")
    if folder is not None:
        click.echo(f"{folder} is ready. It is a draft until policy launch. Next: cd {folder} && make site", err=True)
    elif draft:
        click.echo("policy_src/ holds the imported text now, in place of the empty draft. Next: make check", err=True)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
