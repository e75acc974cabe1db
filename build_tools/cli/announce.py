"""`policy announce`: drafts an announcement of what a change brings."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import click

from build_tools.cli._common import flow_of, refusals, refuse
from build_tools.model.finding import Finding
from build_tools.model.review import Review
from build_tools.model.text import SLUG
from build_tools.reports.announcement_draft import FOLDER, Draft, make_draft
from build_tools.reports.problems import as_text
from build_tools.review.base import find_default_base
from build_tools.review.change import review
from build_tools.runtime.atomic_files import create_file

_MISNAMED = frozenset({"unknown-finding", "other-document"})
"""The checks of announcements that name a finding, and do not cover it."""


@click.command()
@click.option(
    "--against",
    "base",
    metavar="BASE",
    default="",
    help="What the change is held against. [default: the default branch of origin, or else main or master]",
)
@click.option("--finding", "wanted", multiple=True, metavar="ID", help="Cover this one; several may be given.")
@click.option("--name", default="", help="The name of the file, in lower-case words joined by hyphens.")
@click.option("--dry-run", is_flag=True, help="Print the draft, and write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def announce(project: Path, *, base: str, wanted: tuple[str, ...], name: str, dry_run: bool, form: str) -> None:
    """Draft an announcement of the material findings that no announcement names.

    The draft names them by their ids, with the earliest day on which they may take effect, the last day to object where
    customers can, and a text that states their facts. policy check refuses it until the text is complete.

    BASE is a branch, a commit, a day, a version or a folder, as for policy check --against.
    """
    if name and not re.fullmatch(SLUG, name, re.ASCII):
        refuse(f"--name is {name!r}. Write lower-case words joined by hyphens: longer-logs\n")
    with refusals():
        flow = flow_of(project)
        base = base or find_default_base(flow)
        found = review(flow, base) if base else Review((), is_first=True)
        if found.findings is None and not found.is_first:
            refuse(f"{as_text(found.problems)}An announcement is drafted once the source can be read.\n")
        chosen = _choose(found, wanted)
        if not chosen:
            _say_nothing(found, base, form)
            return
        draft = make_draft(chosen, found.earliest, found.effective)
        if name in found.published:
            refuse(f"An earlier publication has an announcement {name}. Give this one another name with --name.\n")
        taken = {*found.published, *(file.removesuffix(".md") for file in flow.tree.under(f"{FOLDER}/"))}
        path = f"{FOLDER}/{name or draft.name(taken)}.md"
        if not dry_run:
            create_file(project, path, draft.text.encode())
    _tell(_Told(draft, path, base, is_written=not dry_run), found, form)


@dataclass(frozen=True, slots=True)
class _Told:
    """What came of it."""

    draft: Draft
    path: str
    base: str
    is_written: bool


def _choose(found: Review, wanted: tuple[str, ...]) -> list[Finding]:
    """The findings that the draft covers: those that were asked for, or else all that are announced nowhere."""
    if not wanted:
        return list(found.unannounced)
    known = {finding.id: finding for finding in found.findings or ()}
    if unknown := [name for name in wanted if name not in known]:
        ids = "".join(f"  {finding.id}: {finding.message}\n" for finding in found.unannounced)
        pending = f"Announced nowhere:\n{ids}" if ids else "No material finding lacks an announcement.\n"
        refuse(f"The change has no finding {', '.join(unknown)}. {pending}")
    named = {name: told.id for told in found.announcements for name in told.findings}
    if taken := [name for name in wanted if name in named]:
        refuse("".join(f"{FOLDER}/{named[name]}.md names {name} already.\n" for name in taken))
    return [finding for name, finding in known.items() if name in wanted]


def _say_nothing(found: Review, base: str, form: str) -> None:
    """Say that nothing has to be announced."""
    why = "Nothing was published before" if found.is_first else f"Held against {base}, no material finding lacks one"
    if form == "json":
        click.echo(_as_json(base, None))
    click.echo(f"No announcement is drafted. {why}.\n{_misnamed(found)}", err=True, nl=False)


def _tell(told: _Told, found: Review, form: str) -> None:
    if form == "json":
        click.echo(_as_json(told.base, told))
    elif told.is_written:
        click.echo(told.path)
    else:
        click.echo(told.draft.text, nl=False)
    verb = "names" if told.is_written else "would name"
    count = len(told.draft.findings)
    click.echo(
        f"{told.path} {verb} {count} finding{'s' * (count > 1)} of the change since {told.base}. "
        f"Complete its text{'' if told.is_written else ' once it is written'}: "
        f"policy check --against {shlex.quote(told.base)} says what is missing.\n{_misnamed(found)}",
        err=True,
        nl=False,
    )


def _misnamed(found: Review) -> str:
    """What is wrong with the findings that other announcements name."""
    return as_text(problem for problem in found.problems if problem.check in _MISNAMED)


def _as_json(base: str, told: _Told | None) -> str:
    """One JSON object; what there is nothing of is null."""
    draft = told.draft if told else None
    value = {
        "base": base,
        "path": told.path if told else None,
        "is_written": bool(told and told.is_written),
        "title": draft.title if draft else None,
        "effective": str(draft.effective) if draft and draft.effective else None,
        "object_until": str(draft.object_until) if draft and draft.object_until else None,
        "findings": [{"id": one.id, "level": one.level.value, "message": one.message} for one in draft.findings]
        if draft
        else [],
        "text": draft.text if draft else None,
    }
    return json.dumps(value, ensure_ascii=False, indent=2)
