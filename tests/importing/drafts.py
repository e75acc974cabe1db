"""Imports texts for tests, and reads what became of them."""

from collections.abc import Mapping
from typing import Any

import yaml

from build_tools.importing.importer import Imported, import_texts
from build_tools.starting.program_wheel import read_own_layouts
from tests.importing.sentences import pages_of

LAYOUTS = read_own_layouts()
GIVEN = {"name": "Fernleaf", "privacy_mailbox": "privacy@fernleaf.example", "time_zone": "UTC", "language": "en"}


def draft(data: str | bytes, name: str = "a.html", columns: Mapping[str, str] | None = None, **given: str) -> Imported:
    """The draft of one file. `given` adds to the answers about the company."""
    return import_texts({name: data.encode() if isinstance(data, str) else data}, GIVEN | given, LAYOUTS, columns)


def facts(imported: Imported, key: str) -> Any:
    """A list of facts of a draft."""
    file = "purposes" if key == "prohibited_uses" else key
    return yaml.safe_load(imported.draft.files[f"policy_src/{file}.yml"])[key]


def words(imported: Imported) -> str:
    """The visible words of all documents of a draft."""
    return " ".join(" ".join(pages_of(imported, LAYOUTS)).split())


def section(imported: Imported, id_: str) -> str:
    """The Markdown of a section of a draft."""
    return imported.draft.files[f"policy_src/sections/{id_}.md"].decode()


def report(imported: Imported) -> str:
    """The report of an import, a line for each placing."""
    return "\n".join(map(str, imported.placings))
