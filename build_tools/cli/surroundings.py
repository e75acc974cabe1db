"""What does a command learn from its surroundings, and how does it say why it cannot do its work?"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from build_tools.flow import TODAY, Flow
from build_tools.history.faults import HistoryError
from build_tools.model.problem import Problems
from build_tools.publish.problem_report import as_text

FAILING = {"material": {"material"}, "notable": {"material", "notable"}}
"""The levels that fail, from a level on."""


def now() -> datetime:
    """When this run takes place, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here commands ask the clock, and nowhere below


def variable(name: str) -> str:
    """What the environment holds under a name; empty where it holds nothing."""
    return os.environ.get(name, "").strip()  # noqa: TID251 - here commands ask the environment


def flow_of(project: Path) -> Flow:
    """The source of a folder with its history, as of the day that the environment names, or of today.

    Raises: HistoryError: what the environment names is no day.
    """
    return Flow.of_folder(project, now(), variable(TODAY))


@contextmanager
def refusals(*others: type[Exception]) -> Iterator[None]:
    """Say in words why a command cannot do its work, and end with 2; `others` are reasons of its own."""
    reasons: tuple[type[Exception], ...] = (HistoryError, *others)
    try:
        yield
    except Problems as error:
        refuse(as_text(error.problems))
    except reasons as error:
        refuse(f"{error}\n")


def refuse(message: str) -> NoReturn:
    """Say something, and end with 2."""
    click.echo(message, err=True, nl=False)
    sys.exit(2)
