"""Reads the environment, the clock and the project for commands, and ends a command with one line of refusal."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from build_tools.downloads.make import DownloadMode
from build_tools.history.errors import HistoryError
from build_tools.history.ledger_json import LARGEST
from build_tools.model.problem import Problems
from build_tools.project.environment import ADDRESS, REQUIRED, TODAY
from build_tools.project.project import Project
from build_tools.reports.problems import as_text
from build_tools.runtime.atomic_files import write_file
from build_tools.runtime.errors import UserError
from build_tools.runtime.path_errors import RefusedPathError
from build_tools.runtime.secrets import conceal

FAILING = {"material": {"material"}, "notable": {"material", "notable"}}
"""The levels that fail, from a level on."""

FIRST = "POLICY_FIRST"
"""The environment's name for `--first`: `true` or `false`."""
_SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|_SMTP$")
"""What the names of variables hold whose values are secret."""
OUTPUT = click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file, which it replaces."
)
"""Where what a command makes goes, in place of standard output."""


def now() -> datetime:
    """When this run takes place, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here commands ask the clock, and nowhere below


def variable(name: str) -> str:
    """What the environment holds under a name; empty where it holds nothing."""
    return os.environ.get(name, "").strip()  # noqa: TID251 - here commands ask the environment


def named_lists() -> tuple[str, ...]:
    """The checklists that the policy is held to, as the environment names them."""
    return tuple(variable("POLICY_LISTS").split())


def flow_of(project: Path, making: DownloadMode | None = None) -> Project:
    """The source of a folder with its history, as of the day that the environment names, or of today.

    `making` says what is done about files that the site offers.

    Raises: HistoryError: what the environment names is no day, or no address of a site.
    """
    return Project.of_folder(project, now(), variable(TODAY), making, address=variable(ADDRESS))


def asked_making() -> DownloadMode:
    """What is done about the files of a site that is published: the environment may require all."""
    return DownloadMode.REQUIRED if variable(REQUIRED) else DownloadMode.POSSIBLE


def asked_first(*, is_said: bool) -> bool:
    """Whether a person says that nothing may be published yet: by `--first`, or in the environment."""
    if (said := variable(FIRST)) not in {"", "true", "false"}:
        refuse(f"{FIRST} is {said!r}. Write true where nothing is published yet, or leave it out.\n")
    return is_said or said == "true"


def asked_endpoint(named: str | None = None) -> str:
    """The address of a service that speaks S3: as `named`, or as the environment of AWS says; empty for AWS itself."""
    return named or variable("AWS_ENDPOINT_URL_S3") or variable("AWS_ENDPOINT_URL")


class NothingThereError(HistoryError):
    """Where a ledger was looked for, there is none: nothing was published there, or somebody took it away."""


def fetch(place: str) -> str:
    """The text of a ledger: a file, or what is at a web address.

    Raises: NothingThereError: there is none. HistoryError: it cannot be read.
    """
    from build_tools.delivery.http_reader import AbsentError, WebError, read_web  # noqa: PLC0415 - slow to import, rarely used

    kind: type[HistoryError] = HistoryError
    try:
        if place.startswith(("https://", "http://")):
            return read_web(place, LARGEST).decode()
        with Path(place).open("rb") as file:
            return file.read(LARGEST + 1).decode()
    except AbsentError as error:
        kind, why = NothingThereError, str(error)
    except FileNotFoundError as error:
        kind, why = NothingThereError, str(error.strerror)
    except UnicodeDecodeError:
        why = "it is not in UTF-8"
    except (WebError, ValueError) as error:
        why = str(error)
    except OSError as error:
        why = error.strerror or str(error)
    raise kind(f"{conceal(place)} cannot be read: {why}", "Name a data/versions.json.")


@contextmanager
def refusals(*others: type[OSError]) -> Iterator[None]:
    """Prints why a command cannot do its work, and ends it with 2. `others` are errors that it expects besides."""
    reasons: tuple[type[Exception], ...] = (UserError, RefusedPathError, *others)
    try:
        yield
    except Problems as error:
        refuse(as_text(error.problems))
    except reasons as error:
        refuse(f"{error}\n")


def hand_out(content: str | bytes, output: Path | None) -> None:
    """Write what a command has made to a file, or else to standard output.

    Raises: UnwritableError: the file cannot be written.
    """
    if output:
        project: Path = click.get_current_context().obj
        write_file(output, content if isinstance(content, bytes) else content.encode(), project)
    elif isinstance(content, bytes) and sys.stdout.isatty():
        refuse("a terminal cannot show this file. Name one to write it to: --output FILE\n")
    else:
        click.echo(content, nl=False)


def _secrets() -> Iterator[str]:
    """The values of the environment whose names say that they are secret."""
    for name, value in os.environ.items():  # noqa: TID251 - as above
        if _SECRET.search(name):
            yield value
            yield value.strip()


def refuse(message: str) -> NoReturn:
    """Say something, without any secret of the environment, and end with 2."""
    click.echo(conceal(message, _secrets()), err=True, nl=False)
    sys.exit(2)
