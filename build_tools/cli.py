"""The `policy` command: arguments in, exit status out.

Exit status: 0 all is well; 1 the command found what it was asked to fail on; 2 it could not do its work.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from build_tools.checking import Report, check_source
from build_tools.flow import TODAY, Flow
from build_tools.history.faults import HistoryError
from build_tools.history.foreign import read_edits
from build_tools.history.ledger import read_ledger
from build_tools.history.lookup import find_document, find_version
from build_tools.model.edit import Judged
from build_tools.model.finding import Comparison, Finding
from build_tools.model.revised import RevisedTexts
from build_tools.notice_command import notice
from build_tools.output import ForeignFilesError, write_folder
from build_tools.publish import rule_list, version_log
from build_tools.publish.problem_report import as_github, as_json, as_text, summary
from build_tools.publish.schemas import make_schemas
from build_tools.refusals import now, refusals, refuse
from build_tools.source.catalogue import find_rule, read_own_catalogue
from build_tools.source.folder import read_folder

_SCHEMAS = Path("policy_src", ".schema")
_FAILING = {"material": {"material"}, "notable": {"material", "notable"}}
"""The levels that fail, from a level on."""


@click.group(commands=[notice], context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-publisher")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder that holds policy_src/ and templates/. [default: this one]",
)
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """One source becomes the privacy policy, the subprocessors and the retention schedule."""
    context.obj = project


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to tell it.")
@click.option("--against", "base", metavar="BASE", help="Hold the change since BASE to what customers are promised.")
@click.pass_obj
def check(project: Path, form: str, base: str | None) -> None:
    """Say all that is wrong with the source, with its place and how to mend it.

    With --against a material change that is not announced, or too late, is wrong too, as if it were published today.
    BASE is the branch that it goes to, or a commit, a day, a version or a folder.

    Exits with 1 if there is any problem. Gaps that legal has accepted in known_gaps.yml are told and do not count.
    """
    with refusals():
        report = check_source(Flow(read_folder(project))) if base is None else _check_change(project, base)
    tell = {"text": as_text, "json": as_json, "github": as_github}[form]
    click.echo(tell((*report.problems, *report.known_gaps)), nl=form == "json")
    if form == "text":
        click.echo(summary(report.problems, report.known_gaps), err=True)
    sys.exit(bool(report.problems))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(project: Path, folder: Path) -> None:
    """Write the pages to FOLDER as plain Markdown with front matter, for any site generator."""
    with refusals(ForeignFilesError):
        flow = _flow(project)
        write_folder(folder, flow.exported)
    click.echo(f"{len(flow.site.pages)} pages written to {folder}", err=True)


@main.command()
@click.argument("document", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def log(project: Path, document: str | None, form: str) -> None:
    """List the published versions of DOCUMENT, or of all documents, the newest first."""
    with refusals():
        archive = Flow.of_folder(project, now()).archive
        names = [find_document(archive, document).document] if document else list(archive.histories)
    if not names:
        click.echo("nothing is published yet", err=True)
    tell = {"text": version_log.as_text, "json": version_log.as_json}[form]
    click.echo(tell(archive, names), nl=False)


@main.command()
@click.argument("document")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The text in force on a day, 2026-05-01.")
@click.option("--version", "name", help="The text of a version, as policy log names it.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="How to print it.")
@click.pass_obj
def show(project: Path, document: str, day: datetime | None, name: str | None, form: str) -> None:
    """Print DOCUMENT as it was published last, on a day, or in a version."""
    if day and name:
        refuse("--on and --version ask for two things. Give one of them.\n")
    with refusals():
        versions = find_document(Flow.of_folder(project, now()).archive, document)
        version = find_version(versions, day.date() if day else None, name)
    click.echo(f"{document} {version.name}", err=True)
    lines = (line.replace("\t", " | ") for line in version.document.lines)
    click.echo(version.document.body if form == "markdown" else "".join(f"{line}\n" for line in lines), nl=False)


@main.command()
@click.option("--against", "place", required=True, help="An earlier data/versions.json: a file, or its web address.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def verify(project: Path, place: str, form: str) -> None:
    """Compare an earlier ledger with the history of today: nothing published may have changed.

    Exits with 1 if a published version was changed, dated anew or lost.
    """
    with refusals():
        flow = Flow.of_folder(project, now())
        breaches = flow.breaches(read_ledger(_fetch(place), place))
    tell = {"text": version_log.breaches_as_text, "json": version_log.breaches_as_json}[form]
    click.echo(tell(breaches), nl=False)
    click.echo("1 breach" if len(breaches) == 1 else f"{len(breaches)} breaches", err=True)
    sys.exit(bool(breaches))


@main.command()
@click.argument("old", required=False, default="")
@click.argument("new", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "github", "html"]),
    default="text",
    help="How to tell it: markdown for a comment on a pull request, html as a page with redlines.",
)
@click.option("--fail-on", type=click.Choice(["material", "notable"]), help="Exit with 1 from this level on.")
@click.pass_obj
def diff(project: Path, old: str, new: str, form: str, fail_on: str | None) -> None:
    """Say what changed from OLD to NEW, which of it matters, why, and by which law.

    Each is a day, a version, a commit or a folder. Without OLD it is what was published last; without NEW, the source
    at hand. Two files are compared as texts in Markdown.
    """
    from build_tools.publish import finding_report  # noqa: PLC0415 - slow to import, and only this command needs it

    with refusals():
        comparison, revise = _compare(project, old, new)
    findings = comparison.findings
    reports: dict[str, Callable[[Sequence[Finding]], str]] = {
        "text": finding_report.as_text,
        "json": finding_report.as_json,
        "markdown": finding_report.as_markdown,
        "github": finding_report.as_github,
        "html": lambda found: _as_page(found, revise()),
    }
    click.echo(reports[form](findings), nl=False)
    click.echo(finding_report.summary(findings), err=True)
    if comparison.stale:
        refuse(as_text(comparison.stale))
    sys.exit(finding_report.level_of(findings) in _FAILING.get(fail_on or "", ()))


@main.command()
@click.argument("repository", metavar="REPO", type=click.Path(path_type=Path))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.option("--fail-on", type=click.Choice(["material", "notable"]), help="Exit with 1 from this level on.")
def replay(repository: Path, paths: tuple[str, ...], form: str, fail_on: str | None) -> None:
    """Judge every change that the git repository REPO holds of anybody's texts in Markdown, the newest first.

    Each PATH is a file, a folder with all its Markdown ("." for all there is), or a pattern such as
    "*/Privacy Policy.md". Counted are the commits of the branch that is checked out, a merge as one change, on the
    committer's day.

    A text that was renamed is followed back to its earlier names. Its first version, and its removal, are told and not
    judged; if it comes back, it is compared with what it said last. What is binary, not UTF-8 or larger than 1 MB is
    told as not judged.
    """
    from build_tools.comparing import judge_edits  # noqa: PLC0415 - slow to import, and only this command needs it
    from build_tools.publish import replay_report  # noqa: PLC0415 - the same

    tell = {"text": replay_report.as_text, "json": replay_report.as_json}[form]
    tally = replay_report.Tally()
    with refusals():
        past = read_edits(repository, paths)
        changes = _with_progress(judge_edits(repository, past.edits), len(past.edits))
        for piece in tell(past, str(repository), tally.count(changes)):
            click.echo(piece, nl=False)
    if past.is_cut:
        click.echo("this clone is shallow: earlier changes are not in it. Run: git fetch --unshallow", err=True)
    click.echo(tally.summary, err=True)
    sys.exit(tally.level in _FAILING.get(fail_on or "", ()))


@main.command()
@click.argument("rule", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to tell it."
)
def rules(rule: str | None, form: str) -> None:
    """List the rules that changes are judged by, or explain one RULE."""
    with refusals():
        chosen = (find_rule(rule),) if rule else read_own_catalogue()
    tell = {
        "text": rule_list.explain if rule else rule_list.as_text,
        "json": rule_list.as_json,
        "markdown": rule_list.as_markdown,
    }[form]
    click.echo(tell(chosen), nl=False)


@main.command()
@click.pass_obj
def schema(project: Path) -> None:
    """Write the JSON Schemas that editors complete and check policy_src/ with."""
    folder = project / _SCHEMAS
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _compare(project: Path, old: str, new: str) -> tuple[Comparison, Callable[[], RevisedTexts]]:
    """What changed, and what gives the texts of both sides: two files are texts, else both are sources."""
    from build_tools import comparing, judging  # noqa: PLC0415 - slow to import, and other commands do without

    if files := comparing.find_files(old, new):
        return comparing.compare_texts(*files), lambda: comparing.revise_texts(*files)
    flow = Flow.of_folder(project, now())
    sides = comparing.find_side(flow, old), comparing.find_side(flow, new) if new else judging.Side("", flow.tree)
    names = old or "what was published last", new or "the source at hand"
    return judging.compare_sources(*sides), lambda: comparing.revise_documents(*sides, names)


def _as_page(findings: Sequence[Finding], revised: RevisedTexts) -> str:
    from build_tools.publish.findings_page import as_html  # noqa: PLC0415 - slow to import, and other forms do without

    return as_html(findings, revised)


def _check_change(project: Path, base: str) -> Report:
    from build_tools.promises import check_change  # noqa: PLC0415 - slow to import, and a plain check does without

    return check_change(_flow(project), base)


def _flow(project: Path) -> Flow:
    """The source of a folder with its history, as of the day that the environment names, or of today."""
    return Flow.of_folder(project, now(), os.environ.get(TODAY, ""))  # noqa: TID251 - here the environment is asked


def _with_progress(changes: Iterable[Judged], total: int) -> Iterator[Judged]:
    """The same changes, with a bar on a terminal that moves as they pass and gives way to what is printed there."""
    clear = "\r\x1b[K" if sys.stdout.isatty() and sys.stderr.isatty() else ""
    with click.progressbar(length=total, file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()) as bar:
        for change in changes:
            click.echo(clear, err=True, nl=False)
            yield change
            bar.update(1)


def _fetch(place: str) -> str:
    """The text of a file, or at a web address."""
    import urllib.request  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        if place.startswith(("https://", "http://")):
            with urllib.request.urlopen(place, timeout=30) as answer:  # noqa: S310 - the scheme is known
                return str(answer.read().decode())
        return Path(place).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise HistoryError(f"{place} cannot be read: {error}", "Name a data/versions.json.") from None
