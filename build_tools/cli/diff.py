"""Runs `policy diff`, which lists changes and judges whether they matter."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from build_tools.changes.apply_rules import apply_opinions
from build_tools.changes.compare_sources import compare_sources
from build_tools.cli._common import (
    env_variable,
    fail,
    fail_on_option,
    format_option,
    is_failing,
    now,
    output_option,
    write_output,
)
from build_tools.cli._second_reading import ask, reader_settings
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.finding import Comparison, Finding
from build_tools.model.opinion import OPINIONS
from build_tools.model.revised_text import RevisedTexts
from build_tools.project.environment import READER_URL, TODAY, ReaderSettings, read_day
from build_tools.project.project import Project
from build_tools.reports import findings as finding_report
from build_tools.reports.findings_page import as_html
from build_tools.reports.opinions import write_proposals
from build_tools.reports.problems import as_text
from build_tools.review import base
from build_tools.runtime.atomic_files import write_file
from build_tools.source.folder import read_folder
from build_tools.text.escaping import in_one_line


@dataclass(frozen=True, slots=True)
class _Compared:
    comparison: Comparison
    revise: Callable[[], RevisedTexts]
    """Gives the texts of both sides."""
    today: date
    before: SourceRevision | None = None
    """The first source; none for two texts."""


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
@click.option("--reader", "asks", is_flag=True, help="Ask the second reader of POLICY_READER_URL for its opinion.")
@click.option("--write", "writes", is_flag=True, help="With --reader: keep its opinions in policy_src/opinions.yml.")
@click.pass_obj
def diff(
    folder: Path,
    old: str,
    new: str,
    *,
    form: str,
    output: Path | None,
    fail_on: str | None,
    asks: bool,
    writes: bool,
) -> None:
    """List what changed from OLD to NEW, which changes matter, why, and by which law.

    Each is a day, a version, a commit or a folder. By default, OLD is the last publication, and NEW the current source.
    Two files are compared as Markdown texts.

    With --reader, a language model is asked for its opinion on each finding; see docs/second-reader.md. An opinion can
    only raise the level of the change. It proposes rulings, which a person accepts. If there is no opinion on a change
    that can be used, the command prints its result all the same, says why, and exits with 2.
    """
    settings, moment = _find_reader(new, asks=asks, writes=writes), now()
    compared = _compare(folder, old, new, moment)
    findings, unread = compared.comparison.findings, tuple[str, ...]()
    if settings:
        reading = ask(settings, findings, compared.today)
        findings, unread = tuple(apply_opinions(findings, reading.opinions)), tuple(map(str, reading.complaints))
    write_output(_report(form, compared, findings, moment), output)
    click.echo(finding_report.summary(findings), err=True)
    stale = compared.comparison.stale
    if writes and compared.before:
        _keep(folder, compared.before, findings)
        stale = tuple(problem for problem in stale if problem.location.file != OPINIONS)
    click.echo("".join(f"{in_one_line(line)}\n" for line in unread), err=True, nl=False)
    if stale:
        fail(as_text(stale))
    sys.exit(1 if is_failing(finding_report.level_of(findings), fail_on) else 2 if unread else 0)


def _find_reader(new: str, *, asks: bool, writes: bool) -> ReaderSettings | None:
    """The second reader to ask; none without `--reader`."""
    if writes and (new or not asks):
        fail("--write keeps the opinions on the current source. Use it with --reader, and without NEW.\n")
    settings = reader_settings() if asks else None
    if asks and settings is None:
        fail(f"{READER_URL} is not set. Set it to the address of a language model; see docs/second-reader.md.\n")
    return settings


def _report(form: str, compared: _Compared, findings: Sequence[Finding], moment: datetime) -> str | bytes:
    proposals = write_proposals(findings, compared.today) if compared.before else ""
    reports: dict[str, Callable[[Sequence[Finding]], str | bytes]] = {
        "text": lambda found: finding_report.as_text(found) + proposals,
        "json": finding_report.as_json,
        "markdown": finding_report.as_markdown,
        "github": finding_report.as_github,
        "html": lambda found: as_html(found, compared.revise()),
        "docx": lambda _: _redline(compared.revise(), moment),
    }
    return reports[form](findings)


def _keep(folder: Path, before: SourceRevision, findings: Sequence[Finding]) -> None:
    """Write the opinions to the source as it is now: answers may have taken minutes."""
    from build_tools.source.opinion_file import update_opinions  # noqa: PLC0415 - slow to import, rarely used

    after = SourceRevision("", read_folder(folder))
    known = before.reading.opinions, after.reading.opinions
    data = update_opinions(after.tree, *known, findings)
    if data is not None:
        write_file(folder / OPINIONS, data, folder)
    click.echo(f"{OPINIONS} {'is as it was' if data is None else 'is written'}", err=True)


def _redline(revised: RevisedTexts, moment: datetime) -> bytes:
    """A Word file whose changes are dated with the commit of the new side, or else with `moment`."""
    from build_tools.downloads.word.redline import write_redline  # noqa: PLC0415 - slow to import

    if revised.complaints:
        fail("".join(f"{complaint}\n" for complaint in revised.complaints))
    return write_redline(revised, revised.made or moment)


def _compare(folder: Path, old: str, new: str, moment: datetime) -> _Compared:
    """The changes. Two files are texts; all else are sources."""
    if files := base.find_files(old, new):
        today = read_day(env_variable(TODAY)) or moment.date()
        return _Compared(base.compare_texts(*files), lambda: base.revise_texts(*files), today)
    project = Project.of_folder(folder, moment, env_variable(TODAY))
    sides = base.find_side(project, old), base.find_side(project, new) if new else SourceRevision("", project.tree)
    names = old or "what was published last", new or "the source at hand"
    comparison = compare_sources(*sides)
    findings = (*comparison.findings, *base.find_appearance_changes(project, *sides))
    comparison = replace(comparison, findings=findings)
    zone = ZoneInfo(sides[1].reading.policy.publication.time_zone)  # the source at hand may be a third one, and broken
    today = project.as_of or moment.astimezone(zone).date()
    return _Compared(comparison, lambda: base.revise_documents(*sides, names), today, sides[0])
