"""How do tests make two policies that differ in little?

An edit names a place by the ids on the way to it, `retention.account.period`, and says what stands there now: a value,
nothing any more (`null`), or, at a place that ends with `+`, one more entry. A case of prose gives both texts instead.
`swap` exchanges the two sides.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from build_tools.changes.facts.classify import find_changes
from build_tools.changes.prose.judge import find_text_changes
from build_tools.model.finding import Finding
from build_tools.model.policy import FILES, Policy, Section
from build_tools.model.rule import Rule
from tests.support.projects import ROOT

HERE = Path(__file__).parent
CASES = HERE / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """A change of a policy, and the rules that have to find it."""

    rule: str
    """The rule whose case it is."""
    fires: bool
    """Whether the rule has to find it; otherwise it is a near miss."""
    name: str
    findings: tuple[str, ...]
    edit: Mapping[str, Any]
    """The edit of a policy, unless it is a case of two texts."""
    texts: tuple[str, str] | None = None
    swap: bool = False

    def find(self, rules: Iterable[Rule]) -> list[Finding]:
        """What the rules find."""
        if self.texts:
            before, after = self.texts[::-1] if self.swap else self.texts
            return list(find_text_changes(before, after, rules))
        old, new = _unedited(), make_policy(self.edit)
        return list(find_changes(*((new, old) if self.swap else (old, new)), rules))


def read_cases() -> Iterator[Case]:
    """All cases, from the folders that are named after their rules."""
    for folder in sorted(CASES.iterdir()):
        for name, fires in (("fires.yml", True), ("near-misses.yml", False)):
            for told in yaml.load((folder / name).read_text("utf-8"), yaml.CSafeLoader):
                texts = (told["before"], told["after"]) if "before" in told else None
                edit, findings, swap = told.get("edit", {}), tuple(told["findings"]), told.get("swap", False)
                yield Case(folder.name, fires, told["name"], findings, edit, texts, swap)


def make_policy(edit: Mapping[str, Any]) -> Policy:
    """The policy that all cases start from, edited."""
    source = deepcopy(base())
    for place, value in edit.items():
        _put(source, place.split("."), value)
    values: dict[str, Any] = {}
    for model in FILES.values():
        part = model.model_validate({key: source[key] for key in model.model_fields if key in source})
        values |= {key: getattr(part, key) for key in model.model_fields}
    for kind in ("sections", "pages"):
        values[kind] = tuple(Section.model_validate(section) for section in source[kind])
    return Policy.model_construct(**values)


@cache
def _unedited() -> Policy:
    return make_policy({})


@cache
def base() -> dict[str, Any]:
    """The source that all cases start from, as one mapping. It is not to be changed."""
    facts = yaml.load((HERE / "base.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts, as in our sources
    wording = yaml.safe_load((ROOT / "policy_src" / "wording.yml").read_text("utf-8"))
    return {**_plain(facts), **wording, "format": 6}


def _plain(value: Any) -> Any:
    """Truth values are such; all else is text, as in our sources."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(_plain, value))
    return {"true": True, "false": False}.get(value, value)


def _put(source: Any, steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        source = source[_number(source, step)] if isinstance(source, list) else source[step]
    if last == "+":
        source.append(value)
    elif isinstance(source, list) and value is None:
        del source[_number(source, last)]
    elif isinstance(source, list):
        source[_number(source, last)] = value
    elif value is None:
        del source[last]
    else:
        source[last] = value


def _number(entries: list[Any], key: str) -> int:
    """Where the entry of an id stands; of a list of others, the entry at a number."""
    ids = [
        entry.get("id", entry.get("data", entry.get("kind"))) if isinstance(entry, dict) else entry for entry in entries
    ]
    return ids.index(key) if key in ids else int(key)
