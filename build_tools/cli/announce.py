"""Runs `policy announce`, which drafts the announcement of a change."""

import json
import re
import shlex
from pathlib import Path

import click

from build_tools.cli._common import fail, format_option, open_project
from build_tools.model.finding import Finding
from build_tools.model.review import Review
from build_tools.model.text import SLUG
from build_tools.reports.announcement_draft import FOLDER, Draft, make_draft
from build_tools.reports.problems import as_text
from build_tools.review.base import find_default_base
from build_tools.review.change import review
from build_tools.runtime.atomic_files import create_file

_MISNAMED = frozenset({"unknown-finding", "other-document"})
"""The checks of announcements that name a finding which they do not cover."""


@click.command()
@click.option(
    *("--against", "base"),
    metavar="BASE",
    default="",
    help="The base of the change. [default: the default branch of origin, or else main or master]",
)
@click.option("--finding", "wanted", multiple=True, metavar="ID", help="Cover only this finding; may be repeated.")
@click.option("--name", default="", help="The name of the file, in lower-case words joined by hyphens.")
@click.option("--dry-run", is_flag=True, help="Print the draft, and write nothing.")
@format_option("text", "json")
@click.pass_obj
def announce(folder: Path, *, base: str, wanted: tuple[str, ...], name: str, dry_run: bool, form: str) -> None:
    """Draft an announcement of the material findings that have no announcement yet.

    The draft names the findings by their ids. It states the earliest day on which they may take effect and, where
    customers can object, the last day to do so, and has a text with the facts. policy check refuses it until you
    complete the text.

    BASE is a branch, a commit, a day, a version or a folder, as for policy check --against.
    """
    if name and not re.fullmatch(SLUG, name, re.ASCII):
        fail(f"--name is {name!r}. Write lower-case words joined by hyphens: longer-logs\n")
    project = open_project(folder)
    base = base or find_default_base(project)
    found = review(project, base) if base else Review((), is_first=True)
    if found.findings is None and not found.is_first:
        fail(f"{as_text(found.problems)}An announcement can be drafted once the source can be read.\n")
    chosen = _choose(found, wanted)
    misnamed = as_text(problem for problem in found.problems if problem.check in _MISNAMED)
    if not chosen:
        compared = f"Compared with {base}, no material finding lacks one"
        reason = "Nothing was published before" if found.is_first else compared
        if form == "json":
            click.echo(_as_json(base, None, "", is_written=False))
        click.echo(f"No announcement is drafted. {reason}.\n{misnamed}", err=True, nl=False)
        return
    draft = make_draft(chosen, found.earliest, found.effective, found.words)
    if name in found.published:
        fail(f"An earlier publication has an announcement {name}. Choose another name with --name.\n")
    taken = {*found.published, *(file.removesuffix(".md") for file in project.tree.under(f"{FOLDER}/"))}
    path = f"{FOLDER}/{name or draft.name(taken)}.md"
    if not dry_run:
        create_file(folder, path, draft.text.encode())
    if form == "json":
        click.echo(_as_json(base, draft, path, is_written=not dry_run))
    else:
        click.echo(draft.text if dry_run else f"{path}\n", nl=False)
    click.echo(_summarize(draft, path, base, dry_run=dry_run) + misnamed, err=True, nl=False)


def _summarize(draft: Draft, path: str, base: str, *, dry_run: bool) -> str:
    names, when = ("would name", " once it is written") if dry_run else ("names", "")
    count = len(draft.findings)
    return (
        f"{path} {names} {count} finding{'s' * (count > 1)} of the change since {base}. Complete its text{when}: "
        f"policy check --against {shlex.quote(base)} lists what is missing.\n"
    )


def _choose(found: Review, wanted: tuple[str, ...]) -> list[Finding]:
    if not wanted:
        return list(found.unannounced)
    known = {finding.id: finding for finding in found.findings or ()}
    if unknown := [name for name in wanted if name not in known]:
        ids = "".join(f"  {finding.id}: {finding.message}\n" for finding in found.unannounced)
        pending = f"Not announced yet:\n{ids}" if ids else "No material finding lacks an announcement.\n"
        fail(f"The change has no finding {', '.join(unknown)}. {pending}")
    named = {name: announcement.id for announcement in found.announcements for name in announcement.findings}
    if taken := [name for name in wanted if name in named]:
        fail("".join(f"{FOLDER}/{named[name]}.md already names {name}.\n" for name in taken))
    return [finding for name, finding in known.items() if name in wanted]


def _as_json(base: str, draft: Draft | None, path: str, *, is_written: bool) -> str:
    findings = draft.findings if draft else ()
    value = {
        "base": base,
        "path": path or None,
        "is_written": is_written,
        "title": draft.title if draft else None,
        "effective": str(draft.effective) if draft and draft.effective else None,
        "object_until": str(draft.object_until) if draft and draft.object_until else None,
        "findings": [{"id": found.id, "level": found.level.value, "message": found.message} for found in findings],
        "text": draft.text if draft else None,
    }
    return json.dumps(value, ensure_ascii=False, indent=2)
