"""Runs `policy new`, which makes a project for another company."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from build_tools.cli._common import fail, refusals
from build_tools.model.law import ENGLISH
from build_tools.review.source_check import JURISDICTIONS
from build_tools.starting.answers import LANGUAGES, Answers, find_answer_fault, flag_of
from build_tools.starting.program_wheel import ProgramWheel, pack_program, read_program_wheel
from build_tools.starting.project import make_files, write_project
from build_tools.starting.starter import make_starter

_NEEDED = ("name", "privacy_mailbox", "time_zone")

_QUESTIONS = {
    "name": "Name that customers know",
    "legal_name": "Legal name, as registered",
    "address": "Postal address, in one line",
    "privacy_mailbox": "Mailbox for questions about personal data",
    "site": "Web site of the company (https://…)",
    "site_address": "Web address of the policy site (https://…)",
    "time_zone": "Time zone in which days are counted, for example Europe/Berlin",
}

_HELP = {
    "name": "The name that customers know.",
    "privacy_mailbox": "The mailbox for questions and requests about personal data.",
    "time_zone": "The time zone in which days are counted, for example Europe/Berlin.",
    "legal_name": "The legal name of the company, as registered.",
    "address": "The postal address, in one line.",
    "site": "The web site of the company.",
    "site_address": "The web address of the policy site.",
    "answer_within": "The period within which requests are answered, in ISO 8601: P30D.",
    "notice": "The notice that customers get before a material change takes effect, in ISO 8601: P30D.",
}


def company_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that describe the company, `--wheel` and `--no-git`."""
    command = click.option("--no-git", is_flag=True, help="Do not make a git repository.")(command)
    wheel = click.option("--wheel", type=click.Path(path_type=Path), help="The program, if it is not the running one.")
    command = wheel(command)
    for name in reversed(_HELP):
        command = click.option(flag_of(name), default="", help=_HELP[name])(command)
    return command


def find_wheel(given: Path | None) -> ProgramWheel:
    """The program for a project. Raises: ProgramError."""
    return read_program_wheel(given) if given else pack_program()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@company_options
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of all texts. [default: en]")
@click.option(
    "--announce-by",
    type=click.Choice(["email", "website", "in-app", "post"]),
    multiple=True,
    help="How customers are notified of material changes; may be repeated.",
)
def new(folder: Path, wheel: Path | None, no_git: bool, **given: Any) -> None:  # noqa: FBT001 - click gives flags so
    """Make FOLDER a project for another company, with this program in it. It builds its own site with `make site`.

    On a terminal, the command asks for what is not given. The source states only your answers; everything else is left
    out of the pages, and `policy check` lists it. The project is a draft: nothing is published until `policy launch`.
    FOLDER must be new or empty.
    """
    answers = Answers(**_ask(given))
    with refusals(OSError):
        program = find_wheel(wheel)
        draft = make_starter(answers, program.layouts)
        made = make_files(program, draft.files, answers.name, answers.time_zone)
        has_commit = write_project(folder, made, answers.name, answers.privacy_mailbox, git=not no_git)
    history = "its git history has a first commit" if has_commit else "commit it when you want a history"
    click.echo(f"{folder} is ready: {history}. Next: cd {folder} && make edit; README.md says more.", err=True)
    missing = f"{len(draft.gaps)} facts are still missing; make check lists them."
    click.echo(f"It is a draft until policy launch. {missing}", err=True)
    if answers.language != ENGLISH:
        advice = "Customers read the law of all jurisdictions, also that of California, beside each change."
        click.echo(f"{advice} {JURISDICTIONS} in policy.yml leaves out that of others.", err=True)


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    if not sys.stdin.isatty():
        if missing := [flag_of(name) for name in _NEEDED if not given[name].strip()]:
            fail(f"There is no terminal to ask on. Give {' and '.join(missing)}.\n")
        return given
    return given | {name: given[name] or _prompt(name) for name in _QUESTIONS}


def _prompt(name: str) -> str:
    def read(text: str) -> str:
        if complaint := find_answer_fault(name, text) if text.strip() else "":
            raise click.UsageError(complaint)
        return text.strip()

    is_needed = name in _NEEDED
    question = _QUESTIONS[name] + ("" if is_needed else " (empty if that is not decided)")
    default = None if is_needed else ""
    answer: str = click.prompt(question, default=default, show_default=False, value_proc=read, err=True)
    return answer
