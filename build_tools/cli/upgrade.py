"""Runs `policy upgrade`, which replaces the program of a project by a newer one."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import fail, refusals
from build_tools.runtime.other_program import run_other_program
from build_tools.runtime.program_files import LOCK, checkout_folder
from build_tools.starting.program_in_use import ProgramInUse, find_program, unpack
from build_tools.starting.program_wheel import ProgramWheel, is_running, pack_program, read_program_wheel
from build_tools.starting.upgrade import Upgrade, carry_out, plan_upgrade

_MISSING = "ModuleNotFoundError: No module named "
_MOST = 40
"""How many lines of the changelog are printed."""


@click.command()
@click.argument("file", metavar="[WHEEL]", required=False, type=click.Path(path_type=Path))
@click.option("--keep-layouts", is_flag=True, help="Keep the layouts of today in templates/, where they differ.")
@click.option("--handed-over", is_flag=True, hidden=True, help="The program in WHEEL was started by another one.")
@click.pass_obj
def upgrade(folder: Path, file: Path | None, *, keep_layouts: bool, handed_over: bool) -> None:
    """Replace the program of a project by the one in WHEEL, or by the running one.

    The new program first lists every published version and renders the current texts. If any text or date would differ,
    the command names the version and changes nothing. Otherwise it replaces the wheel in vendor/, the lock, and those
    commands and workflows that nobody edited; it upgrades the format of the source, and says what is new. A project of
    an earlier release, with a copy of the program in build_tools/, gets the wheel in its place.

    You commit the result. Earlier versions keep the layouts of the program of their own commit.
    """
    with refusals(OSError):
        in_use = find_program(folder)
        wheel = read_program_wheel(file) if file else pack_program()
        if in_use.wheel and in_use.wheel.digest == wheel.digest:
            click.echo(f"{wheel.name} is the program in use already.", err=True)
            return
        if in_use.wheel and wheel.version < in_use.wheel.version:
            fail(f"{wheel.name} is older than the program in use, {in_use.wheel.shown_version}. Name a newer wheel.\n")
        if file and not handed_over and not is_running(wheel):
            _hand_over(folder, file, wheel, keep_layouts=keep_layouts)
        plan = plan_upgrade(in_use, wheel, checkout_folder(), keeps_layouts=keep_layouts)
        carry_out(folder, plan)
    _report(plan, in_use, wheel)


def _hand_over(folder: Path, file: Path, wheel: ProgramWheel, *, keep_layouts: bool) -> NoReturn:
    """Let the new program do the upgrade, since it knows what it needs."""
    arguments = ["upgrade", str(file.resolve()), "--handed-over", *(["--keep-layouts"] if keep_layouts else [])]
    with unpack(folder, wheel) as program:
        status, printed, complaint = run_other_program(program, arguments, folder)
    if _MISSING in complaint:
        package = complaint.rpartition(_MISSING)[2].split("'")[1]
        what = f"{wheel.name} needs a package that is not installed here, {package}. "
        fail(f"{what}Run: uvx --from {file} policy upgrade\n")
    click.echo(printed, nl=False)
    click.echo(complaint, nl=False, err=True)
    sys.exit(status)


def _report(plan: Upgrade, in_use: ProgramInUse, wheel: ProgramWheel) -> None:
    was = in_use.wheel.shown_version if in_use.wheel else "the copy in build_tools/"
    click.echo(f"The program is {wheel.shown_version} now, in place of {was}.")
    click.echo(f"{plan.versions} published versions are as before.")
    if not in_use.wheel:
        click.echo(f"{len(plan.removed)} files of the copy were removed; earlier commits keep them.")
    for path in plan.edited:
        click.echo(f"{path}: somebody edited this file, so it stays as it is. Delete it to get the program's own.")
    if plan.lost_packages:
        lost = ", ".join(plan.lost_packages)
        click.echo(
            f"{LOCK}: it was replaced, and no longer has {lost}. Add those that you need again, with their hashes."
        )
    if plan.news:
        click.echo("\nWhat is new (policy manual changelog):")
    for line in plan.news[:_MOST]:
        click.echo(line)
    if len(plan.news) > _MOST:
        click.echo(f"… and {len(plan.news) - _MOST} more lines")
    click.echo('\nNext: make check, then: git add --all && git commit --message "Upgrade the program"', err=True)
