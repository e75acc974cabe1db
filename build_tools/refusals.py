"""How does a command say why it cannot do its work, and when does it run?"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

import click

from build_tools.history.faults import HistoryError
from build_tools.model.problem import Problems
from build_tools.publish.problem_report import as_text


def now() -> datetime:
    """When this run takes place, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here commands ask the clock, and nowhere below


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
