"""`policy replay`: every change of somebody's texts, judged."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from build_tools.cli._common import FAILING, refusals
from build_tools.history.markdown_history import read_edits
from build_tools.model.edit import JudgedEdit
from build_tools.reports import replay as replay_report
from build_tools.review.base import judge_edits


@click.command()
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
    sys.exit(tally.level in FAILING.get(fail_on or "", ()))


def _with_progress(changes: Iterable[JudgedEdit], total: int) -> Iterator[JudgedEdit]:
    """The same changes, with a bar on a terminal that moves as they pass and gives way to what is printed there."""
    clear = "\r\x1b[K" if sys.stdout.isatty() and sys.stderr.isatty() else ""
    with click.progressbar(length=total, file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()) as bar:
        for change in changes:
            click.echo(clear, err=True, nl=False)
            yield change
            bar.update(1)
