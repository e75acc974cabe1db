"""Reads the word lists and patterns in `lexicons/`: one entry a line, remarks after `#`."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby


def read_list(name: str) -> list[str]:
    """The entries of a list, in its order."""
    text = (files(__package__ or "") / "lexicons" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def read_table(name: str) -> dict[str, str]:
    """The entries of a list of the form `key: value`."""
    return {key: value.strip() for key, _, value in (line.partition(":") for line in read_list(name))}


def read_replacements(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The entries of a list of the form `pattern = "replacement"`."""
    entries = (line.rpartition(" = ") for line in read_list(name))
    return tuple((re.compile(pattern), replacement.strip('"')) for pattern, _, replacement in entries)


@cache
def load_words(name: str) -> frozenset[str]:
    """The entries of a list as a set."""
    return frozenset(read_list(name))


def load_pattern(name: str, frame: str = "%s", *, verbs: str = "") -> re.Pattern[str]:
    """The regular expression for any entry of a list, in a frame; `{verbs}` in an entry stands for an argument."""
    return re.compile(frame.replace("%s", _join(read_list(name)).replace("{verbs}", verbs)))


def _join(entries: Iterable[str]) -> str:
    """The entries as alternatives; those that begin with a boundary share it, so that it is looked for once."""
    runs = ((bounded, list(run)) for bounded, run in groupby(entries, key=lambda entry: entry.startswith(_BOUNDARY)))
    return "|".join(
        rf"\b(?:{'|'.join(entry.removeprefix(_BOUNDARY) for entry in run)})" if bounded else "|".join(run)
        for bounded, run in runs
    )


_BOUNDARY = r"\b"
