"""Asks the second reader that the environment names, for commands with the option `--reader`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from build_tools.cli._common import env_variable
from build_tools.model.finding import Finding
from build_tools.project.environment import (
    READER_KEY,
    READER_MODEL,
    READER_SECONDS,
    READER_URL,
    ReaderSettings,
    read_reader,
)

if TYPE_CHECKING:
    from build_tools.second_reader.ask import SecondReading


def reader_settings() -> ReaderSettings | None:
    """The second reader of the environment; none if it names none. Raises HistoryError: a variable is wrong."""
    return read_reader(*map(env_variable, (READER_URL, READER_MODEL, READER_KEY, READER_SECONDS)))


def ask(settings: ReaderSettings, findings: Iterable[Finding], today: date) -> "SecondReading":
    """The opinions of the second reader on findings."""
    from build_tools.second_reader.ask import ask_reader  # noqa: PLC0415 - slow to import, rarely used

    return ask_reader(settings, findings, today)
