"""`policy show`: a text as it was published."""

from datetime import datetime
from pathlib import Path

import click

from build_tools.cli._common import OUTPUT, flow_of, hand_out, refusals, refuse
from build_tools.downloads.file import write_file
from build_tools.downloads.pdf.font_letters import name_letters
from build_tools.downloads.pdf.pdf import letters_lacking
from build_tools.history.version_lookup import find_document, find_version
from build_tools.model.document import Document
from build_tools.model.printout import Printed
from build_tools.model.settings import DownloadForm
from build_tools.project.project import Project


@click.command()
@click.argument("document")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The text in force on a day, 2026-05-01.")
@click.option("--version", "name", help="The text of a version, as policy log names it.")
@click.option("--draft", "is_draft", is_flag=True, help="The text of the source at hand.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "docx", "pdf"]),
    default="text",
    help="How to print it: docx and pdf as a file that stands by itself.",
)
@OUTPUT
@click.pass_obj
def show(
    project: Path,
    document: str,
    *,
    day: datetime | None,
    name: str | None,
    is_draft: bool,
    form: str,
    output: Path | None,
) -> None:
    """Print DOCUMENT as it is in force today or on a day, as a version has it, or as it is at hand."""
    if sum(map(bool, (day, name, is_draft))) > 1:
        refuse("--on, --version and --draft ask for several things. Give one of them.\n")
    with refusals():
        flow = flow_of(project)
        text, printed = _find_draft(flow, document) if is_draft else _find(flow, document, day, name)
    if form in {"docx", "pdf"}:
        _write(printed, form, output)
        return
    lines = (line.replace("\t", " | ") for line in text.lines)
    with refusals():
        hand_out(text.body if form == "markdown" else "".join(f"{line}\n" for line in lines), output)


def _find(flow: Project, document: str, day: datetime | None, name: str | None) -> tuple[Document, Printed]:
    versions = find_document(flow.archive, document)
    today = versions.on(flow.today).version if day is None and name is None else None
    version = today or find_version(versions, day.date() if day else flow.today, name)
    click.echo(f"{document} {version.name}", err=True)
    for coming in versions.on(flow.today).coming if day is None and name is None else ():
        click.echo(f"from {coming.start} on: policy show {document} --version {coming.name}", err=True)
    return version.document, flow.printing.version(version)


def _find_draft(flow: Project, document: str) -> tuple[Document, Printed]:
    """The text at hand; where it is that of a version, it is no draft."""
    text = flow.draft(document)
    versions = flow.archive.histories.get(document)
    if versions and versions.is_shown_by(text):
        click.echo(f"{document} {versions.latest.name}, which the source at hand says too", err=True)
        return text, flow.printing.version(versions.latest)
    click.echo(f"{document}, not published", err=True)
    return text, flow.printing.draft(text)


def _write(printed: Printed, form: str, output: Path | None) -> None:
    if form == DownloadForm.PDF and (letters := letters_lacking(printed)):
        click.echo(f"the font of PDFs lacks {name_letters(letters)}: numbers stand in their places", err=True)
    with refusals():
        hand_out(write_file(printed, DownloadForm(form)), output)
