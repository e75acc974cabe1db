"""`policy new`: a project of its own for another company."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import build_tools
from build_tools.cli._common import refusals, refuse
from build_tools.starting.answers import LANGUAGES, Answers, find_answer_fault, flag_of
from build_tools.starting.project import layouts_of, make_files, read_program, write_project
from build_tools.starting.starter import make_starter

_NEEDED = ("name", "privacy_mailbox", "time_zone")

_QUESTIONS = {
    "name": "Name that customers know",
    "legal_name": "Name in the register of companies",
    "address": "Postal address, in one line",
    "privacy_mailbox": "Mailbox for questions about personal data",
    "site": "Web site of the company (https://…)",
    "site_address": "Address at which this site will stand (https://…)",
    "time_zone": "Time zone in which days are counted, for example Europe/Berlin",
}

_HELP = {
    "legal_name": "The name in the register of companies.",
    "address": "The postal address, in one line.",
    "site": "The company's own web site.",
    "site_address": "Where the site of the policy will stand.",
    "answer_within": "By when requests are answered, ISO 8601: P30D.",
    "notice": "How long before they take effect customers are told of material changes, ISO 8601: P30D.",
}


def company_options(command: Callable[..., None]) -> Callable[..., None]:
    """The flags that say something of the company."""
    for name in reversed(_HELP):
        command = click.option(flag_of(name), default="", help=_HELP[name])(command)
    command = click.option("--time-zone", default="", help="Where days are counted, for example Europe/Berlin.")(
        command
    )
    command = click.option("--privacy-mailbox", default="", help="Where questions and requests go.")(command)
    return click.option("--name", default="", help="The name customers know.")(command)


def program_root() -> Path:
    """The folder that this program runs from."""
    return Path(build_tools.__file__).parents[1]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@company_options
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of all texts. [default: en]")
@click.option(
    "--announce-by",
    type=click.Choice(["email", "website", "in-app", "post"]),
    multiple=True,
    help="How customers are told of material changes; may be given several times.",
)
@click.option("--no-git", is_flag=True, help="Begin no history.")
def new(folder: Path, no_git: bool, **given: Any) -> None:  # noqa: FBT001 - click gives flags so
    """Make FOLDER a project for another company, which builds its site by itself with `make site`.

    What is not given is asked for on a terminal. The source states only what was answered; the rest is left out of the
    pages, and `policy check` lists it. It is a draft, of which nothing is published until `policy launch`. FOLDER has
    to be new or empty.
    """
    answers = Answers(**_ask(given))
    with refusals(OSError):
        program = read_program(program_root())
        draft = make_starter(answers, layouts_of(program))
        made = make_files(program, draft.files, answers.name, answers.time_zone)
        begun = write_project(folder, made, answers.name, answers.privacy_mailbox, git=not no_git)
    history = "its history begins with a first commit" if begun else "commit it when it is to have a history"
    click.echo(f"{folder} is ready: {history}. Next: cd {folder} && make site", err=True)
    click.echo(
        f"It is a draft until policy launch. {len(draft.gaps)} facts are still to be stated; make check lists them.",
        err=True,
    )


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    """The answers, those that are missing asked for on a terminal."""
    if not sys.stdin.isatty():
        if missing := [flag_of(name) for name in _NEEDED if not given[name].strip()]:
            refuse(f"Nobody can be asked here. Give {' and '.join(missing)}.\n")
        return given
    return given | {name: given[name] or _prompt(name) for name in _QUESTIONS}


def _prompt(name: str) -> str:
    """What somebody answers, who is told what is wrong until nothing is."""

    def read(text: str) -> str:
        if complaint := find_answer_fault(name, text) if text.strip() else "":
            raise click.UsageError(complaint)
        return text.strip()

    if name in _NEEDED:
        answer: str = click.prompt(_QUESTIONS[name], value_proc=read, err=True)
        return answer
    question = f"{_QUESTIONS[name]} (empty if that is not decided)"
    optional: str = click.prompt(question, default="", show_default=False, value_proc=read, err=True)
    return optional
