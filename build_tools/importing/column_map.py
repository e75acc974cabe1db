"""Reads what a person says about the columns of tables: `Entity=legal_entity,Website=note`."""

from collections.abc import Mapping

from build_tools.importing.ids import plain
from build_tools.runtime.errors import UserError

FIELDS: Mapping[str, tuple[str, ...]] = {
    "subprocessors": (
        "name", "purpose", "receives", "location", "legal_entity", "address", "contact", "dpa", "transfer", "since",
        "note",
    ),
    "retention": ("name", "period", "starts", "basis", "afterwards", "note"),
    "cookies": ("name", "text", "kind", "lifetime", "note"),
    "data": ("name", "items", "note"),
}  # fmt: skip
"""The lists of facts that tables can hold, and the fields that columns can be mapped to."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "subprocessors": ("name", "purpose"),
    "retention": ("name", "period"),
    "cookies": ("name",),
    "data": ("name", "items"),
}
"""The fields without which a table does not become facts."""


class ColumnMapError(UserError):
    """A mapping of columns that cannot be read."""


def read_column_map(text: str) -> dict[str, str]:
    """The fields by the folded headings of their columns. A field may be named with its list: `retention.basis`."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        heading, mark, name = (piece.strip() for piece in part.rpartition("="))
        key, _, field = name.rpartition(".")
        known = FIELDS.get(key, ()) if key else {field for fields in FIELDS.values() for field in fields}
        if not mark or not heading or field not in known:
            choices = ", ".join(dict.fromkeys(field for fields in FIELDS.values() for field in fields))
            raise ColumnMapError(f"--map: {part[:60]!r} names no field", f"Write HEADING=FIELD, with one of {choices}.")
        if found.setdefault(fold_heading(heading), name) != name:
            raise ColumnMapError(f"--map: the column {heading[:60]!r} has two fields", "Name one of them.")
    return found


def fold_heading(heading: str) -> str:
    """A heading of a column, as mappings name it."""
    return plain(heading).casefold().strip(" :*")


def fields_for(key: str, heads: list[str], columns: Mapping[str, str]) -> dict[int, str]:
    """The fields of a list that a person has given to the columns of a table, by their places."""
    named = {place: columns[fold_heading(head)] for place, head in enumerate(heads) if fold_heading(head) in columns}
    split = {place: name.rpartition(".") for place, name in named.items()}
    return {place: field for place, (own, _, field) in split.items() if own in {"", key} and field in FIELDS[key]}
