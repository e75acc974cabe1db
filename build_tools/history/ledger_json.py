"""Reads the JSON of a ledger (RFC 8259), and refuses fields and values that this tool does not write."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from build_tools.history.errors import HistoryError
from build_tools.model.text import SLUG

LARGEST = 16 * 2**20
"""How many characters a ledger may have: 20,000 versions need fewer."""
RESTORE = "Put back an unaltered copy: a site built of the commit that was published last has the same file."
_FIELDS = {"format", "head", "as_of", "versions"}
_TEXTS = ("document", "version", "commit", "text", "previous", "record")
_DAYS = ("decided", "published", "notified", "effective")
_COMMIT = r"[0-9a-f]{40}|[0-9a-f]{64}"
_HASH = r"sha256:[0-9a-f]{64}"
_WHOLE_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"
_SHAPES = {"document": SLUG.strip("^$"), "version": rf"{_DAY}(?:\.[0-9]+)?", "commit": _COMMIT, "text": _HASH}


def read_form(text: str, place: str, known_format: int) -> Mapping[str, Any]:
    """The content of a ledger. Raises HistoryError if it is none, too large, or has an unknown format or fields."""
    if len(text) > LARGEST:
        raise HistoryError(f"{place} is not a ledger: it is larger than {LARGEST >> 20} MB", RESTORE)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        what = f"{place} is not a ledger but a web page, as a host may send in place of a missing file"
        raise HistoryError(what, f"Check the address. {RESTORE}")
    try:
        content: dict[str, Any] = json.loads(text, object_pairs_hook=_read_object, parse_constant=_refuse)
        is_known = _check_format(content["format"]) == known_format
        if is_known:
            _check_values(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise HistoryError(f"{place} is not a ledger", "Name the data/versions.json of a published site.") from None
    if not is_known:
        what = f"{place} is a ledger of another format, {content['format']}"
        raise HistoryError(what, "Use the release of this tool that wrote it.")
    if unknown := sorted(set(content) - _FIELDS):
        raise _unknown(unknown, place)
    return content


def _check_format(form: object) -> int:
    return form if type(form) is int else _refuse(form)  # in Python, true equals 1


def _check_values(content: Mapping[str, Any]) -> None:
    """Check the values that are hashed. Git could take other words in place of a commit for an option."""
    if not re.fullmatch(rf"({_COMMIT})?", content["head"]) or not isinstance(content["versions"], list):
        _refuse(content)
    if (made := content.get("as_of")) is not None:  # older ledgers have none
        date.fromisoformat(made if re.fullmatch(_WHOLE_DAY, made) else _refuse(made))
    for record in content["versions"]:
        if not all(isinstance(record[key], str) for key in _TEXTS):
            _refuse(record)


def check_records(records: Sequence[Mapping[str, Any]], place: str) -> None:
    """Raises HistoryError if records have fields or values that this tool does not write, or repeat a version."""
    names = [f"{record['document']} {record['version']}" for record in records]
    for name, record in zip(names, records, strict=True):
        if unknown := sorted(set(record) - {*_TEXTS, *_DAYS}):
            raise _unknown(unknown, f"{place}, in its record of {name},")
        is_shaped = all(re.fullmatch(shape, record[key]) for key, shape in _SHAPES.items())
        if not is_shaped or not all(_is_day(record, key) for key in _DAYS):
            raise HistoryError(f"{place} has been altered: its record of {name} has a value in another form", RESTORE)
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise HistoryError(f"{place} has been altered: it lists {twice} twice", RESTORE)


def _is_day(record: Mapping[str, Any], key: str) -> bool:
    value = record.get(key, "")
    if value is None:
        return key != "published"
    if not isinstance(value, dict) or set(value) != {"day", "provenance"} or not isinstance(value["day"], str):
        return False
    try:
        date.fromisoformat(f"{value['day']}-01"[:10])
    except ValueError:
        return False
    return bool(re.fullmatch(_DAY, value["day"])) and value["provenance"] in {"git", "declared"}


def _read_object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object without duplicate names: readers differ in which of the two values they use."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            _refuse(name)
        found[name] = value
    return found


def _refuse(value: object) -> NoReturn:
    raise ValueError(value)


def _unknown(names: Iterable[str], place: str) -> HistoryError:
    what = f"{place} has fields that this release does not know: {', '.join(names)[:100]}"
    return HistoryError(what, f"Use the release of this tool that wrote it. {RESTORE}")
