"""Drafts the first source of a company from a few answers; it states nothing that the company has not stated."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.launch_state import POLICY_FILE
from build_tools.source.migrations import NEWEST
from build_tools.source.reader import read_past
from build_tools.source.repeated_facts import repeated_words
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml
from build_tools.starting.answers import Answers, check_answers

_STARTERS = Path(__file__).with_name("starter")


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that can be built, and says that it is a draft."""

    files: Mapping[str, bytes]  # its files below `policy_src/`, by their paths from the project's folder
    gaps: tuple[Problem, ...]


def make_starter(answers: Answers, layouts: Mapping[str, bytes]) -> Draft:
    """A draft that holds the answers, and leaves the rest open. `layouts` are the files below `templates/`.

    Raises: AnswersError: an answer cannot stand in a source. Problems: with an answer the source cannot be read.
    """
    check_answers(answers)
    words = read_words(answers.language)
    drafted = read_starter(answers.language) | {POLICY_FILE: write_yaml(make_settings(answers)).encode()}
    if answers.answer_within:
        rights = {"rights": [], "requests": {"deadline": answers.answer_within}}
        drafted["policy_src/rights.yml"] = write_yaml(rights).encode()
    announcing = ["notice" if answers.notice else "channels"] * bool(answers.announce_by)
    for name in ["deadline"] * bool(answers.answer_within) + announcing:
        section, _, sentence = words["sentences"][name].partition(": ")
        path = f"policy_src/sections/{section}.md"
        drafted[path] = drafted[path].rstrip() + f"\n\n{sentence}\n".encode()
    return settle_draft(drafted, layouts, words["allowed"])


def settle_draft(files: Mapping[str, bytes], layouts: Mapping[str, bytes], allowed: str) -> Draft:
    """The draft with its gaps; `allowed` is the reason for words spelt like a fact. Raises: Problems."""
    drafted = dict(files)
    if repeated := repeated_words(read_past(Tree({**drafted, **layouts})).policy):
        once = {words.casefold(): words for words in sorted(repeated, reverse=True)}
        entries = [{"words": words, "reason": allowed} for _, words in sorted(once.items())]
        settings = read_yaml(POLICY_FILE, drafted[POLICY_FILE].decode()).value
        settings["allowed_words"] = [*settings.get("allowed_words", ()), *entries]
        drafted[POLICY_FILE] = write_yaml(settings).encode()
    report = check_source(Project(Tree(dict(sorted({**drafted, **layouts}.items())))))
    if report.problems:
        raise Problems(report.problems)
    return Draft(drafted, report.open_gaps)


def make_settings(answers: Answers, documents: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The content of `policy.yml` of a draft: the answers, and the documents of the starter unless there are others."""
    words = read_words(answers.language)
    controller = {name: getattr(answers, name) for name in ("name", "legal_name", "address", "privacy_mailbox", "site")}
    publication = {
        "site_name": words["site_name"],
        "address": answers.site_address,
        "language": answers.language,
        "time_zone": answers.time_zone,
    }
    channels = [{"kind": kind, "name": words["channels"][kind]} for kind in dict.fromkeys(answers.announce_by)]
    return {
        "format": NEWEST,
        "draft": True,
        "controller": _stated(controller),
        "documents": words["documents"] if documents is None else documents,
        "publication": _stated(publication),
        "announcing": {"channels": channels} | _stated({"notice": answers.notice}),
    }


def read_starter(language: str) -> dict[str, bytes]:
    """The files of the starter in a language, by their paths from the project's folder."""
    folder = _STARTERS / language
    paths = (path for path in folder.glob("policy_src/**/*") if path.is_file() and not path.name.startswith("."))
    return dict(sorted((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths))


@cache
def read_words(language: str) -> dict[str, Any]:
    """The words of a language that files are made of."""
    found: dict[str, Any] = read_yaml("words.yml", (_STARTERS / language / "words.yml").read_text("utf-8")).value
    return found


def _stated(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
