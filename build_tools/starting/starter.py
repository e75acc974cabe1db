"""With which source does a company begin that has said little of itself? It states nothing that nobody has stated."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from build_tools.source.migrations import NEWEST
from build_tools.source.yaml_file import read_yaml
from build_tools.source.yaml_writer import write_yaml
from build_tools.starting.answers import Answers, check_answers
from build_tools.starting.starter import Draft, settle_draft


def make_starter(answers: Answers, layouts: Mapping[str, bytes]) -> Draft:
    """A source that holds what was answered, is a draft, and leaves open what is still to be stated.

    `layouts` are the files below `templates/` that it will be published with.

    Raises: AnswersError: an answer cannot stand in a source. Problems: an answer makes it no source that can be read.
    """
    check_answers(answers)
    words = read_words(answers.language)
    drafted = read_starter(answers.language) | {"policy_src/policy.yml": write_yaml(make_settings(answers)).encode()}
    if answers.answer_within:
        drafted["policy_src/rights.yml"] = write_yaml(
            {"rights": [], "requests": {"deadline": answers.answer_within}},
        ).encode()
    for name in _sentences(answers):
        section, _, sentence = words["sentences"][name].partition(": ")
        path = f"policy_src/sections/{section}.md"
        drafted[path] = drafted[path].rstrip() + f"\n\n{sentence}\n".encode()
    return settle_draft(drafted, layouts, words["allowed"])


def make_settings(answers: Answers, documents: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What `policy.yml` says of a draft: the answers, and the documents of the starter unless there are others."""
    words = read_words(answers.language)
    publication = {
        "site_name": words["site_name"],
        "address": answers.site_address,
        "language": answers.language,
        "time_zone": answers.time_zone,
    }
    controller = {
        "name": answers.name,
        "legal_name": answers.legal_name,
        "address": answers.address,
        "privacy_mailbox": answers.privacy_mailbox,
        "site": answers.site,
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
    return dict(sorted(_walk(_folder(language) / "policy_src", "policy_src/")))


@cache
def read_words(language: str) -> dict[str, Any]:
    """The words of a language that files are made of."""
    found: dict[str, Any] = read_yaml("words.yml", (_folder(language) / "words.yml").read_text("utf-8")).value
    return found


def _sentences(answers: Answers) -> Iterator[str]:
    """Yield the names of the sentences that the answers make true."""
    if answers.answer_within:
        yield "deadline"
    if answers.announce_by:
        yield "notice" if answers.notice else "channels"


def _stated(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _folder(language: str) -> Traversable:
    return files("build_tools.starting") / "starter" / language


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif not entry.name.startswith("."):
            yield path + entry.name, entry.read_bytes()
