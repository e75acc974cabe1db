"""Reads the law behind rules and checklists (`build_tools/source/law.yml`)."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from build_tools.model.law import LawCatalogue
from build_tools.model.problem import Problem, Problems
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import parse, suggest
from build_tools.source.yaml_reader import read_yaml

_FILE = Path(__file__).parent / "law.yml"
_SHOWN = "build_tools/source/law.yml"


@lru_cache(maxsize=1)
def read_law() -> LawCatalogue:
    """The laws and references that come with the program. Raises Problems if the file is invalid."""
    text = _FILE.read_text(encoding="utf-8")
    return LawCatalogue.model_validate(REMEMBERED.get("law", text, lambda: _dump(parse_law(text))))


def parse_law(text: str, path: str = _SHOWN) -> LawCatalogue:
    """The laws and references in a file. Raises Problems, also if a reference is to an unknown law."""
    file = read_yaml(path, text)
    law = parse(LawCatalogue, file)
    unknown = [
        Problem(
            file.locate(("references", name, "law")),
            f'there is no law "{reference.law}"',
            suggest(reference.law, law.laws),
            "unknown-reference",
        )
        for name, reference in law.references.items()
        if reference.law not in law.laws
    ]
    if unknown:
        raise Problems(unknown)
    return law


def suggest_reference(name: str) -> str:
    """The remedy for an unknown id of a reference."""
    remedy = suggest(name, read_law().references)
    return (
        remedy if remedy.startswith("Did you mean") else f"The ids are in {_SHOWN}. Other law is text: law: Section 9."
    )


def check_jurisdictions(names: Sequence[str], sources: SourceMap) -> Iterator[Problem]:
    """Yield the jurisdictions of a policy whose law is not known, and those that it names twice."""
    known = read_law().jurisdictions if names else ()
    for number, name in enumerate(names):
        place = sources.locate(("jurisdictions", number))
        if name not in known:
            yield Problem(place, f'there is no jurisdiction "{name}"', suggest(name, known), "unknown-reference")
        elif name in names[:number]:
            yield Problem(place, f'"{name}" is listed twice', "Remove one of them.", "duplicate-id")


def _dump(law: LawCatalogue) -> dict[str, Any]:
    return law.model_dump(mode="json", exclude_unset=True)
