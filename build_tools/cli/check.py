"""Runs `policy check`, which lists the problems of a source or of a change, and compares a policy with checklists."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import default_checklists, fail, format_option, open_project
from build_tools.history.errors import HistoryError
from build_tools.model.coverage import State
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import FOLDERS
from build_tools.project.project import Project
from build_tools.reports import checklist_results
from build_tools.reports.problems import as_github, as_json, as_text, summary
from build_tools.review.publication_dates import find_undated, find_wrong_days
from build_tools.review.source_check import (
    Report,
    advise_on_jurisdictions,
    advise_on_language,
    check_source,
    find_links_to_nothing_made,
)
from build_tools.review.yearly_review import find_future_review, remind_of_review
from build_tools.source.folder import read_folder
from build_tools.source.mkdocs_settings import find_site_faults

_FAILING = {"": (), "missing": (State.MISSING,), "partly": (State.MISSING, State.PARTLY)}


@click.command()
@format_option(
    *("text", "json", "github", "markdown"),
    help_text="The output format. With --list, also markdown for a comment on a pull request.",
)
@click.option("--against", "base", metavar="BASE", help="Also check the change since BASE for missing announcements.")
@click.option("--list", "lists", multiple=True, metavar="LIST", help="Compare the policy with this checklist instead.")
@click.option("--lists", "by_name", is_flag=True, help="Compare it with the checklists in POLICY_LISTS, if any.")
@click.option("--text", type=click.Path(path_type=Path), help="With --list: check this Markdown text, not the source.")
@click.option("--language", metavar="TAG", default="", help="With --text: its language, if not English.")
@click.option("--fail-on", type=click.Choice(["missing", "partly"]), help="With --list: exit with 1 for such items.")
@click.pass_obj
def check(
    folder: Path,
    *,
    form: str,
    base: str | None,
    lists: tuple[str, ...],
    by_name: bool,
    text: Path | None,
    language: str,
    fail_on: str | None,
) -> None:
    """List all problems in the source, each with its place and how to fix it.

    With --against, a material change without an announcement, or with too little notice, is a problem too, as if it
    were published today. BASE is the branch that the change goes to, or a commit, a day, a version or a folder.

    With --list, the command instead lists what the law requires a policy to say, and where this policy says it. LIST is
    one of those that policy lists shows, such as gdpr-13; the option may be repeated. No list is used unless it is
    named. It looks for statements, and is not legal advice. With --against and --fail-on, only an item that BASE states
    and the source no longer states fails. --lists is for CI: it uses the checklists that the variable POLICY_LISTS
    names, separated by spaces, and none if it is not set.

    Exits with 1 if there is any problem. Gaps that legal has accepted in known_gaps.yml are listed and do not count;
    neither do the open gaps of a draft, which policy launch asks for, or the reminder of the yearly review.
    """
    if by_name and not (lists := (*lists, *default_checklists(open_project(folder)))):
        click.echo("POLICY_LISTS names no checklist that applies to this policy", err=True)
        return
    if lists:
        _check_lists(folder, lists, form=form, base=base or "", text=text, language=language, fail_on=fail_on or "")
    if text or language or fail_on or form == "markdown":
        fail("--text, --language, --fail-on and markdown need a checklist. Name one: --list gdpr-13\n")
    report = _check(folder) if base is None else _check_change(folder, base)
    _print(report, form)
    sys.exit(bool(report.problems))


def _check_lists(
    folder: Path, lists: tuple[str, ...], *, form: str, base: str, text: Path | None, language: str, fail_on: str
) -> NoReturn:
    from build_tools.review.checklist import cover_source, cover_text  # noqa: PLC0415 - slow to import, as below

    if text and base:
        fail("--against is about the source, and --text about a file. Use only one of them.\n")
    if language and not text:
        fail("--language is that of a text. The language of the source is stated in policy.yml.\n")
    if text:
        tree = read_folder(folder) if (folder / FOLDERS[0]).is_dir() else None
        results = cover_text(text, lists, tree, language)
    else:
        results = cover_source(open_project(folder), lists, base)
    write = {
        "text": checklist_results.as_text,
        "json": checklist_results.as_json,
        "github": checklist_results.as_github,
        "markdown": checklist_results.as_markdown,
    }[form]
    click.echo(write(results), nl=False)
    stale = [problem for result in results for problem in result.stale]
    if form != "json":
        click.echo(as_text(stale), err=True, nl=False)
        click.echo(checklist_results.summary(results), err=True)
    failing = (item for result in results for item in result.of_state(*_FAILING[fail_on]))
    sys.exit(bool(stale) or any(item.is_worse for item in failing))


def _print(report: Report, form: str) -> None:
    found = (*report.problems, *report.known_gaps), report.reminders, report.open_gaps
    if form == "github":  # it shows few notices, so optional facts are left out
        click.echo(as_github(*found), nl=False)
    elif form == "json":
        click.echo(as_json(*found, report.unstated))
    else:
        click.echo(as_text(*found, report.unstated), nl=False)
        rest = report.reminders, report.open_gaps, report.unstated
        click.echo(summary(report.problems, report.known_gaps, *rest), err=True)


def _check(folder: Path) -> Report:
    project = open_project(folder)
    report = check_source(project.without_history)
    if report.problems:
        return report
    found = {*find_future_review(project), *_find_site_problems(folder, project)}
    found |= {*find_undated(project), *find_wrong_days(project)}
    with suppress(HistoryError):  # a source without a history can be checked too
        found |= {*project.withdrawn_launch}
    return replace(report, problems=tuple(sorted(found)), reminders=tuple(_remind(project)))


def _check_change(folder: Path, base: str) -> Report:
    from build_tools.review.change import check_change  # noqa: PLC0415 - slow to import, and a plain check does without

    project = open_project(folder)
    report = check_change(project, base)
    with suppress(Problems):  # a source that cannot be read: it is reported
        report = replace(report, problems=tuple(sorted({*report.problems, *_find_site_problems(folder, project)})))
    due = () if report.problems else tuple(_remind(project))
    return replace(report, reminders=(*report.reminders, *due))


def _remind(project: Project) -> Iterator[Problem]:
    yield from remind_of_review(project)
    yield from advise_on_language(project)
    yield from advise_on_jurisdictions(project)


def _find_site_problems(folder: Path, project: Project) -> Iterator[Problem]:
    language, place = project.expanded.publication.language, project.reading.sources.locate(("publication", "language"))
    yield from find_site_faults(folder, language, place)
    with suppress(HistoryError):
        yield from find_links_to_nothing_made(project, project.without_history)
