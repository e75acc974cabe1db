"""Runs `policy replay`, which judges every change in the history of any texts."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from build_tools.cli._common import fail_on_option, format_option, is_failing
from build_tools.history.markdown_history import read_edits
from build_tools.model.edit import JudgedEdit
from build_tools.reports import replay as replay_report
from build_tools.review.base import judge_edits


@click.command()
@click.argument("repository", metavar="REPO", type=click.Path(path_type=Path))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@format_option("text", "json")
@fail_on_option
def replay(repository: Path, paths: tuple[str, ...], form: str, fail_on: str | None) -> None:
    """Judge every change to Markdown texts in the git repository REPO, newest first. The texts may be of any origin.

    Each PATH is a file, a folder with all its Markdown ("." for the whole repository), or a pattern such as
    "*/Privacy Policy.md". The changes are the commits of the branch that is checked out, dated by the committer; a
    merge is one change.

    A renamed text is followed back to its earlier names. The first version and the removal of a text are listed but
    not judged; a text that returns is compared with its last version. Files that are binary, not UTF-8 or larger than
    1 MB are listed as not judged.
    """
    write = {"text": replay_report.as_text, "json": replay_report.as_json}[form]
    tally = replay_report.Tally()
    past = read_edits(repository, paths)
    changes = _with_progress(judge_edits(repository, past.edits), len(past.edits))
    for piece in write(past, str(repository), tally.count(changes)):
        click.echo(piece, nl=False)
    if past.is_cut:
        click.echo("this clone is shallow, so earlier changes are missing. Run: git fetch --unshallow", err=True)
    click.echo(tally.summary, err=True)
    sys.exit(is_failing(tally.level, fail_on))


def _with_progress(changes: Iterable[JudgedEdit], total: int) -> Iterator[JudgedEdit]:
    """The same changes, with a progress bar on a terminal that is cleared before each output."""
    clear = "\r\x1b[K" if sys.stdout.isatty() and sys.stderr.isatty() else ""
    with click.progressbar(length=total, file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty()) as bar:
        for change in changes:
            click.echo(clear, err=True, nl=False)
            yield change
            bar.update(1)
