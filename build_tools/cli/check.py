"""`policy check`: what is wrong with a source, or with a change of it, and what the law asks it to say."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from build_tools.cli._common import flow_of, named_lists, refusals, refuse
from build_tools.history.errors import HistoryError
from build_tools.model.problem import Problem, Problems
from build_tools.project.project import Project
from build_tools.reports.problems import as_github, as_json, as_text, summary
from build_tools.review.publication_dates import find_undated, find_wrong_days
from build_tools.review.source_check import Report, check_source, find_links_to_nothing_made
from build_tools.review.yearly_review import find_future_review, remind_of_review
from build_tools.source.mkdocs_settings import find_site_faults


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "markdown"]),
    default="text",
    help="How to tell it: markdown for a comment on a pull request, with --list.",
)
@click.option("--against", "base", metavar="BASE", help="Hold the change since BASE to what customers are promised.")
@click.option("--list", "lists", multiple=True, metavar="LIST", help="Say what of a checklist the text says.")
@click.option("--lists", "by_name", is_flag=True, help="Say it of those that POLICY_LISTS names, if any.")
@click.option("--text", type=click.Path(path_type=Path), help="With --list: look through this text in Markdown.")
@click.option("--language", metavar="TAG", default="", help="With --text: its language, where it is not English.")
@click.option("--fail-on", type=click.Choice(["missing", "partly"]), help="With --list: exit with 1 from this on.")
@click.pass_obj
def check(
    project: Path,
    *,
    form: str,
    base: str | None,
    lists: tuple[str, ...],
    by_name: bool,
    text: Path | None,
    language: str,
    fail_on: str | None,
) -> None:
    """Say all that is wrong with the source, with its place and how to mend it.

    With --against a material change that is not announced, or too late, is wrong too, as if it were published today.
    BASE is the branch that it goes to, or a commit, a day, a version or a folder.

    With --list, say instead what the law asks a policy to say and where it is said: gdpr-13, gdpr-28, ccpa, caloppa, or
    a list of policy_src/checklists/; several may be asked for. It looks for statements, and is no legal advice.
    With --against and --fail-on, only what BASE said and the source says no longer fails. --lists is for CI: it says it
    of the lists that the variable POLICY_LISTS names, with blanks between them, and of none where it is not set.

    Exits with 1 if there is any problem. Gaps that legal has accepted in known_gaps.yml are told and do not count, nor
    do those of a draft, which are open until policy launch asks for them, and the reminder of the yearly review.
    """
    if by_name and not (lists := (*lists, *named_lists())):
        click.echo("POLICY_LISTS names no checklist", err=True)
        return
    if lists:
        from build_tools.cli._checklist import Question, tell_lists  # noqa: PLC0415 - slow to import, as below

        tell_lists(project, Question(lists, form, base or "", text, language, fail_on or ""))
    elif text or language or fail_on or form == "markdown":
        refuse("--text, --language, --fail-on and markdown tell of checklists. Name one: --list gdpr-13\n")
    with refusals():
        report = _check(project) if base is None else _check_change(project, base)
    _tell(report, form)
    sys.exit(bool(report.problems))


def _tell(report: Report, form: str) -> None:
    found = (*report.problems, *report.known_gaps), report.reminders, report.open_gaps
    if form == "github":  # it shows few notices, so optional facts are left out
        click.echo(as_github(*found), nl=False)
    elif form == "json":
        click.echo(as_json(*found, report.unstated))
    else:
        click.echo(as_text(*found, report.unstated), nl=False)
        rest = report.reminders, report.open_gaps, report.unstated
        click.echo(summary(report.problems, report.known_gaps, *rest), err=True)


def _check(project: Path) -> Report:
    flow = flow_of(project)
    report = check_source(flow.without_history)
    if report.problems:
        return report
    found = {*find_future_review(flow), *_find_around(project, flow), *find_undated(flow), *find_wrong_days(flow)}
    with suppress(HistoryError):  # a source without a history can be checked too
        found |= {*flow.withdrawn_launch}
    return replace(report, problems=tuple(sorted(found)), reminders=tuple(remind_of_review(flow)))


def _check_change(project: Path, base: str) -> Report:
    from build_tools.review.change import check_change  # noqa: PLC0415 - slow to import, and a plain check does without

    flow = flow_of(project)
    report = check_change(flow, base)
    with suppress(Problems):  # a source that cannot be read: it is reported
        report = replace(report, problems=tuple(sorted({*report.problems, *_find_around(project, flow)})))
    due = () if report.problems else tuple(remind_of_review(flow))
    return replace(report, reminders=(*report.reminders, *due))


def _find_around(project: Path, flow: Project) -> Iterator[Problem]:
    """Yield what would fail a build and does not stand in the source alone: its history, settings and theme."""
    language, place = flow.expanded.publication.language, flow.reading.sources.locate(("publication", "language"))
    yield from find_site_faults(project, language, place)
    with suppress(HistoryError):
        yield from find_links_to_nothing_made(flow, flow.without_history)
