"""`policy diff`: what changed, and whether it matters."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from build_tools.changes.compare_sources import compare_sources
from build_tools.cli._common import FAILING, OUTPUT, hand_out, now, refusals, refuse
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.finding import Comparison, Finding
from build_tools.model.text_pair import RevisedTexts
from build_tools.project.project import Project
from build_tools.reports import findings as finding_report
from build_tools.reports.findings_page import as_html
from build_tools.reports.problems import as_text
from build_tools.review.base import (
    compare_texts,
    find_appearance_changes,
    find_files,
    find_side,
    revise_documents,
    revise_texts,
)


@click.command()
@click.argument("old", required=False, default="")
@click.argument("new", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "github", "html", "docx"]),
    default="text",
    help="How to tell it: markdown for a comment on a pull request, html as a page with redlines, docx as the texts "
    "in Word with all changes tracked.",
)
@OUTPUT
@click.option("--fail-on", type=click.Choice(["material", "notable"]), help="Exit with 1 from this level on.")
@click.pass_obj
def diff(project: Path, old: str, new: str, *, form: str, output: Path | None, fail_on: str | None) -> None:
    """Say what changed from OLD to NEW, which of it matters, why, and by which law.

    Each is a day, a version, a commit or a folder. Without OLD it is what was published last; without NEW, the source
    at hand. Two files are compared as texts in Markdown.
    """
    with refusals():
        moment = now()
        comparison, revise = _compare(project, old, new, moment)
    findings = comparison.findings
    reports: dict[str, Callable[[Sequence[Finding]], str | bytes]] = {
        "text": finding_report.as_text,
        "json": finding_report.as_json,
        "markdown": finding_report.as_markdown,
        "github": finding_report.as_github,
        "html": lambda found: as_html(found, revise()),
        "docx": lambda _: _redline(revise(), moment),
    }
    with refusals():
        hand_out(reports[form](findings), output)
    click.echo(finding_report.summary(findings), err=True)
    if comparison.stale:
        refuse(as_text(comparison.stale))
    sys.exit(finding_report.level_of(findings) in FAILING.get(fail_on or "", ()))


def _redline(revised: RevisedTexts, moment: datetime) -> bytes:
    """The texts in Word, with the changes made when the second side was committed, or else at a moment."""
    from build_tools.downloads.word.redline import write_redline  # noqa: PLC0415 - slow to import

    if revised.complaints:
        refuse("".join(f"{complaint}\n" for complaint in revised.complaints))
    return write_redline(revised, revised.made or moment)


def _compare(project: Path, old: str, new: str, moment: datetime) -> tuple[Comparison, Callable[[], RevisedTexts]]:
    """What changed, and what gives the texts of both sides: two files are texts, else both are sources."""
    if files := find_files(old, new):
        return compare_texts(*files), lambda: revise_texts(*files)
    flow = Project.of_folder(project, moment)
    sides = find_side(flow, old), find_side(flow, new) if new else SourceRevision("", flow.tree)
    names = old or "what was published last", new or "the source at hand"
    comparison = compare_sources(*sides)
    findings = (*comparison.findings, *find_appearance_changes(flow, *sides))
    return replace(comparison, findings=findings), lambda: revise_documents(*sides, names)
