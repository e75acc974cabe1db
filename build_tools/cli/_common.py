"""Shared by all commands: options, the environment, the clock, the project, output, and refusals with exit status 2."""

import os
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from build_tools.downloads.offered import DownloadMode
from build_tools.history.errors import HistoryError
from build_tools.history.ledger_json import LARGEST
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS
from build_tools.project.environment import ADDRESS, TODAY
from build_tools.project.project import Project
from build_tools.reports.problems import as_text
from build_tools.runtime.atomic_files import write_file
from build_tools.runtime.errors import UserError
from build_tools.runtime.paths import RefusedPathError
from build_tools.runtime.secrets import conceal
from build_tools.source.checklists import Checklists, read_checklists, read_shipped
from build_tools.source.citations import Citing
from build_tools.source.folder import read_folder

FIRST = "POLICY_FIRST"
_LEVELS = ("material", "notable")  # the highest first
_SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|_SMTP$|_KEY$")  # the names of secret variables

Command = Callable[..., Any]
output_option = click.option(
    *("--output", "-o"), type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, and replace it."
)
site_option = click.option(
    *("--site", "site_folder"), type=click.Path(path_type=Path), help="The folder of the built site. [default: site/]"
)
fail_on_option = click.option(
    "--fail-on", type=click.Choice(_LEVELS), help="Exit with 1 if a change has this level or a higher one."
)
all_option = click.option(
    "--all", "everything", is_flag=True, help="Also show what the jurisdictions of policy.yml leave out."
)


def format_option(*formats: str, help_text: str = "The output format.") -> Callable[[Command], Command]:
    """The option `--format`, whose default is the first format."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], help=help_text)


def is_failing(level: str | None, fail_on: str | None) -> bool:
    """Whether a level of changes is the one to fail on, or a higher one."""
    return fail_on is not None and level in _LEVELS[: _LEVELS.index(fail_on) + 1]


def now() -> datetime:
    """The time of this run, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - commands read the clock only here


def env_variable(name: str) -> str:
    """The value of a variable of the environment; empty if it is not set."""
    return os.environ.get(name, "").strip()  # noqa: TID251 - commands read the environment only here


def run_mkdocs(folder: Path, *arguments: str, **environment: str) -> NoReturn:
    """Run MkDocs in a project in place of this command, without its notice about MkDocs 2."""
    os.environ.update({"NO_MKDOCS_2_WARNING": "1"}, **environment)  # noqa: TID251 - the same
    sys.argv = ["mkdocs", arguments[0], "--quiet", "--config-file", str(folder / "mkdocs.yml"), *arguments[1:]]
    runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
    sys.exit()


def open_project(folder: Path, *, makes_downloads: bool = False) -> Project:
    """The project of a folder, as of the day in the environment or today. Raises: HistoryError: the day is invalid."""
    made = DownloadMode.MADE if makes_downloads else None
    return Project.of_folder(folder, now(), env_variable(TODAY), made, address=env_variable(ADDRESS))


def default_checklists(project: Project) -> tuple[str, ...]:
    """The ids of the checklists that the environment names, except for jurisdictions that the policy leaves out."""
    names = tuple(env_variable("POLICY_LISTS").split())
    with suppress(Problems):  # whatever uses the lists reports them
        if names and (chosen := project.reading.policy.jurisdictions):
            known = read_checklists(project.tree)
            left_out = known.lists.keys() - known.select(chosen).keys()
            return tuple(name for name in names if name not in left_out)
    return names


def read_citing(folder: Path, *, everything: bool = False) -> Citing:
    """How the project in a folder cites the law; all law, in English, if there is no project or `everything` counts."""
    if (folder / FOLDERS[0]).is_dir():
        with suppress(Problems):  # policy check reports them
            citing = open_project(folder).reading.citing
            return replace(citing, jurisdictions=()) if everything else citing
    return Citing()


def read_known_lists(folder: Path, citing: Citing) -> Checklists:
    """The checklists of the program and of the project in a folder, if there is one. Raises Problems."""
    has_source = (folder / FOLDERS[0]).is_dir()
    return read_checklists(read_folder(folder), citing) if has_source else Checklists(read_shipped(citing), {})


def may_lack_ledger(*, is_first: bool) -> bool:
    """Whether a person confirms, by `--first` or in the environment, that a place may have no ledger."""
    if (value := env_variable(FIRST)) not in {"", "true", "false"}:
        fail(f"{FIRST} is {value!r}. Set it to true if nothing is published yet, or remove it.\n")
    return is_first or value == "true"


def s3_endpoint(address: str | None = None) -> str:
    """The address of a service that speaks S3: the given one, or that of AWS's variables; empty for AWS itself."""
    return address or env_variable("AWS_ENDPOINT_URL_S3") or env_variable("AWS_ENDPOINT_URL")


class NoLedgerError(HistoryError):
    """A place has no ledger: nothing was published there, or the ledger was removed."""


def read_ledger_text(place: str) -> str:
    """The text of a ledger, from a file or the web. Raises: NoLedgerError: there is none. HistoryError."""
    from build_tools.delivery.http_reader import AbsentError, WebError, read_web  # noqa: PLC0415 - slow to import, rarely used

    kind: type[HistoryError] = HistoryError
    try:
        if place.startswith(("https://", "http://")):
            return read_web(place, LARGEST).decode()
        with Path(place).open("rb") as file:
            return file.read(LARGEST + 1).decode()
    except (AbsentError, FileNotFoundError) as error:
        kind, reason = NoLedgerError, str(getattr(error, "strerror", None) or error)
    except UnicodeDecodeError:
        reason = "it is not in UTF-8"
    except (WebError, ValueError) as error:
        reason = str(error)
    except OSError as error:
        reason = error.strerror or str(error)
    raise kind(f"{conceal(place)} cannot be read: {reason}", "Name a data/versions.json.")


@contextmanager
def refusals(*others: type[OSError]) -> Iterator[None]:
    """Print an error that a person can fix, and exit with 2. `others` are further errors that are printed so."""
    reasons: tuple[type[Exception], ...] = (UserError, RefusedPathError, *others)
    try:
        yield
    except Problems as error:
        fail(as_text(error.problems))
    except reasons as error:
        if isinstance(error, OSError) and error.strerror and error.filename and str(error).startswith("[Errno"):
            fail(f"{error.filename}: {error.strerror}\n")  # without the number that the system gives it
        fail(f"{error}\n")


def write_output(content: str | bytes, output: Path | None) -> None:
    """Write the result to a file, or else to standard output. Raises: UnwritableError: the file cannot be written."""
    if output:
        folder: Path = click.get_current_context().obj
        write_file(output, content if isinstance(content, bytes) else content.encode(), folder)
    elif isinstance(content, bytes) and sys.stdout.isatty():
        fail("a terminal cannot show this file. Name a file to write it to: --output FILE\n")
    else:
        click.echo(content, nl=False)


def fail(message: str) -> NoReturn:
    """Print a message to standard error, without the secrets of the environment, and exit with 2."""
    values = [value for name, value in os.environ.items() if _SECRET.search(name)]  # noqa: TID251 - as above
    click.echo(conceal(message, {*values, *map(str.strip, values)}), err=True, nl=False)
    sys.exit(2)
