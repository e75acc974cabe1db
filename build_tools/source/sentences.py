"""Reads the sentences about changes in a language (`build_tools/changes/languages/`)."""

from functools import cache
from pathlib import Path
from typing import Any

from build_tools.model.law import ENGLISH
from build_tools.model.sentences import Sentences
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.validation import parse
from build_tools.source.yaml_reader import read_yaml

_FOLDER = Path(__file__).parent.parent / "changes" / "languages"


@cache
def list_languages() -> tuple[str, ...]:
    """The languages (BCP 47) that come with the program."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def choose_language(language: str) -> str:
    """The language of the program for a tag: itself, or without its region, or else English."""
    tag = language
    while tag and tag not in list_languages():
        tag = tag.rpartition("-")[0]
    return tag or ENGLISH


def read_sentences(language: str) -> dict[str, Any]:
    """A language that comes with the program, as values of JSON. Raises Problems if its file is invalid."""
    name = f"{language}.yml"
    text = (_FOLDER / name).read_text(encoding="utf-8")
    found: dict[str, Any] = REMEMBERED.get("sentences", text, lambda: _dump(name, text))
    return found


def _dump(name: str, text: str) -> dict[str, Any]:
    return parse(Sentences, read_yaml(name, text)).model_dump(mode="json", exclude_unset=True)
