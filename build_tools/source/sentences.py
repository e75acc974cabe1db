"""Reads the sentences about changes: those of the program (`build_tools/changes/languages/`) and an organisation's own.

An organisation writes its own in `policy_src/sentences.yml`, in the language of its policy. They are complete, so that
no sentence of another language is between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from build_tools.model.law import ENGLISH
from build_tools.model.policy import Route
from build_tools.model.problem import Problem, Problems
from build_tools.model.sentences import RedlineLabels, Sentences, Words
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.law_catalogue import read_law
from build_tools.source.size_limits import limit_problems
from build_tools.source.validation import find_hidden_in, parse, suggest, validate
from build_tools.source.yaml_reader import YamlFile, read_yaml

FILE = "sentences.yml"
"""The name of an organisation's own sentences in `policy_src/`."""
_FOLDER = Path(__file__).parent.parent / "changes" / "languages"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LISTS = ("collections", "blocks", "values", "rules")
"""The lists of which each language has the same entries."""


@dataclass(frozen=True, eq=False)
class OwnSentences:
    """An organisation's own sentences. Each object is its own key for caches."""

    values: dict[str, Any]
    """As values of JSON."""


@cache
def list_languages() -> tuple[str, ...]:
    """The languages (BCP 47) that come with the program."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def choose_language(language: str) -> str:
    """The language of the program for a tag: itself, or without its region, or else English."""
    return next((tag for tag in (language, language.partition("-")[0]) if tag in list_languages()), ENGLISH)


def locate_language(language: str) -> Path:
    """The file of a language that comes with the program."""
    return _FOLDER / f"{language}.yml"


def read_sentences(language: str) -> dict[str, Any]:
    """A language that comes with the program, as values of JSON. Raises Problems if its file is invalid."""
    path = locate_language(language)
    text = path.read_text(encoding="utf-8")
    found: dict[str, Any] = REMEMBERED.get("sentences", text, lambda: _read(path.name, text))
    return found


@lru_cache(maxsize=8)
def read_words(language: str = ENGLISH, own: OwnSentences | None = None) -> Words:
    """The words of a language that belong to no rule: those of an organisation, or of the program, or English ones."""
    sentences = own.values if own else read_sentences(choose_language(language))
    return Words.model_validate({key: sentences[key] for key in Words.model_fields})


def read_redline_labels(language: str = ENGLISH, own: OwnSentences | None = None) -> RedlineLabels:
    """The words in redlines of a language, or else in English."""
    return RedlineLabels.of(read_words(language, own).redlines, language if own else choose_language(language))


def _read(name: str, text: str) -> dict[str, Any]:
    file = read_yaml(name, text)
    sentences = _dump(parse(Sentences, file))
    if problems := () if name == f"{ENGLISH}.yml" else tuple(find_differences(sentences, file)):
        raise Problems(problems)
    return sentences


@lru_cache(maxsize=8)
def read_own_sentences(path: str, text: str) -> tuple[OwnSentences | None, tuple[Problem, ...]]:
    """An organisation's own sentences if they are valid, and their problems, which are ignored in the past."""
    file = read_yaml(path, text)
    if file.problems:
        return None, file.problems
    sentences, problems = validate(Sentences, file.value, file, is_past=False)
    hidden = tuple(find_hidden_in(file.value, file))
    if sentences is None:
        return None, (*problems, *hidden)
    values = _dump(sentences)
    return OwnSentences(values), (*problems, *hidden, *limit_problems(find_differences(values, file)))


def count_untranslated(own: OwnSentences) -> int:
    """How many rules say the same as in English."""
    english = read_sentences(ENGLISH)["rules"]
    return sum(english[name]["says"] == texts["says"] for name, texts in own.values["rules"].items() if name in english)


def find_differences(sentences: dict[str, Any], file: YamlFile) -> Iterator[Problem]:
    """Yield what a language lacks or has beyond the English one: entries, sentences and placeholders."""
    english = read_sentences(ENGLISH)
    for name in _LISTS:
        yield from _compare_keys(english[name], sentences[name], file, (name,))
    for fact in sorted(english["values"].keys() & sentences["values"].keys()):
        yield from _compare_keys(english["values"][fact], sentences["values"][fact], file, ("values", fact))
    for rule in sorted(english["rules"].keys() & sentences["rules"].keys()):
        route: Route = ("rules", rule)
        yield from _compare_keys(english["rules"][rule], sentences["rules"][rule], file, route)
        for key in english["rules"][rule].keys() & sentences["rules"][rule].keys():
            wanted, text = english["rules"][rule][key], sentences["rules"][rule][key]
            yield from _compare_placeholders(wanted, text, file, (*route, key))
    laws = read_law().laws
    for law, name in sentences.get("laws", {}).items():
        if law in laws:
            yield from _compare_placeholders(laws[law].name(ENGLISH), name, file, ("laws", law))
        else:
            place = file.locate(("laws", law), key=True)
            yield Problem(place, f'there is no law "{law}"', suggest(law, laws), "unknown-reference")


def _compare_keys(wanted: dict[str, Any], found: dict[str, Any], file: YamlFile, route: Route) -> Iterator[Problem]:
    missing = sorted(wanted.keys() - found.keys())
    for key in missing:
        words = wanted[key] if isinstance(wanted[key], str) else wanted[key].get("says", "")
        what = f'"{key}" is missing below {".".join(map(str, route))}'
        remedy = f"Add it. In English: {words}" if words else "Add it."
        yield Problem(file.locate(route, key=True), what, remedy, "missing-key")
    for key in sorted(found.keys() - wanted.keys()):
        place = file.locate((*route, key), key=True)
        remedy = suggest(key, missing) if missing else "Remove it."
        yield Problem(place, f'"{key}" is not used below {".".join(map(str, route))}', remedy, "unknown-key")


def _compare_placeholders(wanted: str, text: str, file: YamlFile, route: Route) -> Iterator[Problem]:
    expected, found = set(_PLACEHOLDER.findall(wanted)), set(_PLACEHOLDER.findall(text))
    for name in found - expected:
        remedy = f"Use {_list(expected)}." if expected else "Remove it."
        what = f"{{{name}}} is no placeholder of this sentence"
        yield Problem(file.locate_words(route, f"{{{name}}}"), what, remedy, "placeholder")
    for name in expected - found:
        what, remedy = f"the sentence lacks {{{name}}}", f"Write it where its value belongs. In English: {wanted}"
        yield Problem(file.locate(route), what, remedy, "placeholder")


def _list(names: set[str]) -> str:
    return " and ".join(f"{{{name}}}" for name in sorted(names))


def _dump(sentences: Sentences) -> dict[str, Any]:
    return sentences.model_dump(mode="json", exclude_unset=True)
