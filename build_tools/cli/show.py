"""Runs `policy show`, which prints a text as it was published."""

from datetime import datetime
from pathlib import Path

import click

from build_tools.cli._common import fail, format_option, open_project, output_option, write_output
from build_tools.downloads.make import write_file
from build_tools.downloads.pdf.font_letters import describe_characters
from build_tools.downloads.pdf.pdf import unprintable_characters
from build_tools.history.version_lookup import find_document, find_version
from build_tools.model.document import Document, StandaloneText
from build_tools.model.settings import DownloadForm
from build_tools.project.project import Project


@click.command()
@click.argument("document")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Print the text in force on a day: 2026-05-01.")
@click.option("--version", "name", help="Print the text of a version, as named by policy log.")
@click.option("--draft", "is_draft", is_flag=True, help="Print the text of the current source.")
@format_option(*("text", "markdown", "docx", "pdf"), help_text="The output format; docx and pdf are standalone files.")
@output_option
@click.pass_obj
def show(
    folder: Path,
    document: str,
    *,
    day: datetime | None,
    name: str | None,
    is_draft: bool,
    form: str,
    output: Path | None,
) -> None:
    """Print DOCUMENT as it is in force today or on a day, as it is in a version, or as it is in the current source."""
    if sum(map(bool, (day, name, is_draft))) > 1:
        fail("--on, --version and --draft ask for different texts. Use only one of them.\n")
    project = open_project(folder)
    text, printed = _find_draft(project, document) if is_draft else _find(project, document, day, name)
    if form in {"docx", "pdf"}:
        if form == DownloadForm.PDF and (letters := unprintable_characters(printed)):
            lacking = describe_characters(letters)
            click.echo(f"the font of PDFs lacks {lacking}: numbers stand in their places", err=True)
        write_output(write_file(printed, DownloadForm(form)), output)
    elif form == "markdown":
        write_output(text.body, output)
    else:
        lines = (line.replace("\t", " | ") for line in text.lines)
        write_output("".join(f"{line}\n" for line in lines), output)


def _find(project: Project, document: str, day: datetime | None, name: str | None) -> tuple[Document, StandaloneText]:
    versions, is_current = find_document(project.archive, document), day is None and name is None
    current = versions.on(project.today)
    wanted = day.date() if day else project.today
    version = (current.version if is_current else None) or find_version(versions, wanted, name)
    click.echo(f"{document} {version.name}", err=True)
    for coming in current.coming if is_current else ():
        click.echo(f"from {coming.start} on: policy show {document} --version {coming.name}", err=True)
    return version.document, project.printing.version(version)


def _find_draft(project: Project, document: str) -> tuple[Document, StandaloneText]:
    """The text of the current source; if it is that of a version, it is not a draft."""
    text = project.draft(document)
    versions = project.archive.histories.get(document)
    if versions and versions.is_shown_by(text):
        click.echo(f"{document} {versions.latest.name}, which is also the text of the current source", err=True)
        return text, project.printing.version(versions.latest)
    click.echo(f"{document}, not published", err=True)
    return text, project.printing.draft(text)
