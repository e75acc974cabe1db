"""Runs `policy diff`, which lists changes and judges whether they matter."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from build_tools.changes.compare_sources import compare_sources
from build_tools.cli._common import fail, fail_on_option, format_option, is_failing, now, output_option, write_output
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.finding import Comparison, Finding
from build_tools.model.revised_text import RevisedTexts
from build_tools.project.project import Project
from build_tools.reports import findings as finding_report
from build_tools.reports.findings_page import as_html
from build_tools.reports.problems import as_text
from build_tools.review import base


@click.command()
@click.argument("old", required=False, default="")
@click.argument("new", required=False, default="")
@format_option(
    *("text", "json", "markdown", "github", "html", "docx"),
    help_text="The output format: markdown for a comment on a pull request, html for a page with redlines, docx for a "
    "Word file of the texts with tracked changes.",
)
@output_option
@fail_on_option
@click.pass_obj
def diff(folder: Path, old: str, new: str, *, form: str, output: Path | None, fail_on: str | None) -> None:
    """List what changed from OLD to NEW, which changes matter, why, and by which law.

    Each is a day, a version, a commit or a folder. By default, OLD is the last publication, and NEW the current source.
    Two files are compared as Markdown texts.
    """
    moment = now()
    comparison, revise = _compare(folder, old, new, moment)
    findings = comparison.findings
    reports: dict[str, Callable[[Sequence[Finding]], str | bytes]] = {
        "text": finding_report.as_text,
        "json": finding_report.as_json,
        "markdown": finding_report.as_markdown,
        "github": finding_report.as_github,
        "html": lambda found: as_html(found, revise()),
        "docx": lambda _: _redline(revise(), moment),
    }
    write_output(reports[form](findings), output)
    click.echo(finding_report.summary(findings), err=True)
    if comparison.stale:
        fail(as_text(comparison.stale))
    sys.exit(is_failing(finding_report.level_of(findings), fail_on))


def _redline(revised: RevisedTexts, moment: datetime) -> bytes:
    """A Word file whose changes are dated with the commit of the new side, or else with `moment`."""
    from build_tools.downloads.word.redline import write_redline  # noqa: PLC0415 - slow to import

    if revised.complaints:
        fail("".join(f"{complaint}\n" for complaint in revised.complaints))
    return write_redline(revised, revised.made or moment)


def _compare(folder: Path, old: str, new: str, moment: datetime) -> tuple[Comparison, Callable[[], RevisedTexts]]:
    """The changes, and a function for the texts of both sides. Two files are texts; all else are sources."""
    if files := base.find_files(old, new):
        return base.compare_texts(*files), lambda: base.revise_texts(*files)
    project = Project.of_folder(folder, moment)
    sides = base.find_side(project, old), base.find_side(project, new) if new else SourceRevision("", project.tree)
    names = old or "what was published last", new or "the source at hand"
    comparison = compare_sources(*sides)
    findings = (*comparison.findings, *base.find_appearance_changes(project, *sides))
    return replace(comparison, findings=findings), lambda: base.revise_documents(*sides, names)
