"""Writes what all reports share: JSON, places in files, and the workflow commands of GitHub Actions."""

import json

from build_tools.model.problem import Location


def write_json(value: object) -> str:
    """A value as JSON, for programs and people."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def place_object(location: Location) -> dict[str, str | int]:
    """A place in a file as JSON."""
    return {"file": location.file, "line": location.line, "column": location.column}


def write_command(kind: str, location: Location, title: str, message: str) -> str:
    """A workflow command of GitHub Actions: `notice`, `warning` or `error`."""
    place = f"file={_property(location.file)},line={location.line},col={location.column}"
    return f"::{kind} {place},title={_property(title)}::{_escape(message)}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
