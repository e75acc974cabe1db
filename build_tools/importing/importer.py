"""Texts that somebody has written elsewhere to a draft of a source, and a report of what became of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from build_tools.importing.blocks import read_blocks
from build_tools.importing.company import (
    Guess,
    find_company,
    find_deadline,
    find_language,
    find_mail_channel,
    find_mailbox,
    find_name,
)
from build_tools.importing.convert import ImportedFileError, open_page
from build_tools.importing.draft import KEYS, Drafting, References, file_of
from build_tools.importing.ids import Ids, plain
from build_tools.importing.inline import disarm, escape_text
from build_tools.importing.main_content import find_main
from build_tools.importing.outline import Outline, read_outline
from build_tools.importing.report import Placing, Tally
from build_tools.model.problem import Problem, Problems
from build_tools.source.yaml_writer import write_yaml
from build_tools.starting.answers import Answers, AnswersError, check_answers, flag_of
from build_tools.starting.starter import Draft, make_settings, read_starter, read_words, settle_draft

_UTC = "UTC"
_REFERENCE = re.compile(r"(\{\{ [\w.]+ \}\})")


@dataclass(frozen=True, slots=True)
class Imported:
    """What was made of texts."""

    draft: Draft
    answers: Answers
    """What is known of the company: as it was given, or else found."""
    placings: tuple[Placing, ...]
    """Where everything went that does not simply stand in a section, in the order of the texts."""
    tally: Tally


def import_texts(files: Mapping[str, bytes], given: Mapping[str, Any], layouts: Mapping[str, bytes]) -> Imported:
    """Draft a source from texts; each of them becomes a document.

    `files` has their contents by their names, `given` what somebody says of the company, by the names of `Answers`,
    empty where it is to be found. `layouts` are the files below `templates/`.

    Raises: ImportedFileError: a file is no text of a policy. AnswersError: something is given nowhere, or cannot
        stand in a source. Problems: the draft cannot be published, whatever is left out.
    """
    outlines, site_name, declared = _read(files)
    language = given.get("language") or find_language(outlines, declared)
    drafting = Drafting(
        outlines, language or "en", placings=[placing for outline in outlines for placing in outline.placings]
    )
    drafting.find_date()
    answers = _answer(given, drafting, language, site_name)
    check_answers(answers)
    drafting.find_facts()
    answers = _complete(answers, drafting)
    references = References(_names(answers, drafting))
    drafted = _write(answers, drafting, references)
    draft = _settle(drafted, layouts, drafting, answers)
    placings = tuple(sorted(drafting.placings, key=lambda placing: (placing.file, placing.line)))
    return Imported(draft, answers, placings, drafting.tally())


def _read(files: Mapping[str, bytes]) -> tuple[list[Outline], str, str]:
    """The outlines of the texts, and the name of the site and the language that the first page declares."""
    outlines: list[Outline] = []
    ids, site_name, declared = Ids(), "", ""
    for name, data in files.items():
        page = open_page(name, data)
        site_name = site_name or next(iter(page.xpath("//meta[@property='og:site_name']/@content")), "")
        declared = declared or (page.get("lang") or "")
        main, left_out = find_main(page)
        blocks = read_blocks(name, main)
        if not blocks:
            raise ImportedFileError(name, "there is no text in the file", "Name one that holds a text.")
        fallback = (
            re.sub(r"[-_]+", " ", name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]).strip().capitalize()
            or "Policy"
        )
        outline = read_outline(name, blocks, ids, escape_text(fallback))
        outline.placings += [Placing(name, 0, f'beside the text: "{words}"', "", is_sure=False) for words in left_out]
        outlines.append(outline)
    return outlines, " ".join(site_name.split()), declared


def _answer(given: Mapping[str, Any], drafting: Drafting, language: str, site_name: str) -> Answers:
    """What is known of the company. What is found and was not given is told in the report."""
    found = {"name": find_name(drafting.outlines, site_name), "privacy_mailbox": find_mailbox(drafting.outlines)}
    values = dict(given)
    for name, guess in found.items():
        if not values.get(name):
            values[name] = guess.value
            _tell(drafting, name, guess)
    if not values.get("time_zone"):
        values["time_zone"] = _UTC
        drafting.placings.append(
            Placing(
                drafting.outlines[0].file,
                0,
                f"no text says in which time zone days count: {_UTC}",
                "policy.yml: publication",
                is_sure=False,
            )
        )
    values["language"] = language
    if missing := [flag_of(name) for name in ("name", "privacy_mailbox", "language") if not values[name]]:
        raise AnswersError(f"The text does not say it: give {' and '.join(missing)}.")
    return Answers(**values)


def _complete(answers: Answers, drafting: Drafting) -> Answers:
    """The answers, with the name in the register of companies and the address where the text says them."""
    vendors = [str(vendor["name"]) for vendor in drafting.facts.get("subprocessors", [])]
    if not answers.legal_name:
        guess = find_company(drafting.outlines, answers.name, vendors)
        if guess.value and guess.value != answers.name:
            _tell(drafting, "legal_name", guess)
            answers = replace(answers, legal_name=guess.value)
    if answers.legal_name and not answers.address:
        answers = replace(answers, address=drafting.take_address(answers.legal_name))
    if not answers.answer_within and (guess := find_deadline(drafting.outlines)).value:
        _tell(drafting, "answer_within", guess)
        answers = replace(answers, answer_within=guess.value)
    if not answers.announce_by and (guess := find_mail_channel(drafting.outlines)).value:
        _tell(drafting, "announce_by", guess)
        answers = replace(answers, announce_by=(guess.value,))
    return answers


def _tell(drafting: Drafting, name: str, guess: Guess) -> None:
    if guess.value:
        what = f'{name.replace("_", " ")} "{guess.value}"'
        drafting.placings.append(
            Placing(drafting.outlines[0].file, guess.line, what, f"policy.yml: {name}", guess.is_sure)
        )


def _names(answers: Answers, drafting: Drafting) -> dict[str, str]:
    """What prose refers to by a name, and how."""
    vendors = {
        str(vendor["name"]): f"subprocessors.{vendor['id'].replace('-', '_')}.name"
        for vendor in drafting.facts.get("subprocessors", [])
    }
    return vendors | {
        answers.name: "controller.name",
        answers.legal_name: "controller.legal_name",
        answers.privacy_mailbox: "controller.privacy_mailbox",
        answers.site: "controller.site",
    }


def _write(answers: Answers, drafting: Drafting, references: References) -> dict[str, bytes]:
    """The files of the draft."""
    starter = read_starter(answers.language)
    drafted = {path: data for path, data in starter.items() if not path.startswith("policy_src/sections/")}
    settings = write_yaml(make_settings(answers, _documents(answers, drafting)))
    drafted["policy_src/policy.yml"] = settings.encode()
    requests = {"deadline": answers.answer_within} if answers.answer_within else {}
    by_file: dict[str, dict[str, Any]] = {
        "purposes.yml": {"purposes": []},
        "rights.yml": {"rights": [], "requests": requests},
    }
    for key in KEYS:
        by_file.setdefault(file_of(key), {})[key] = references.put_all(drafting.facts.get(key, []), key)
    for file, values in by_file.items():
        drafted[f"policy_src/{file}"] = write_yaml(values).encode()
    if not all(drafting.facts.get(key) for key in ("data", "subprocessors", "retention")):
        home = "policy_src/pages/index.md"  # what stands in prose is stated, though no list holds it
        drafted[home] = drafted[home].replace(b"{{ blocks.key_facts }}\n\n", b"")
    return {**drafted, **drafting.write_sections(references)}


def _documents(answers: Answers, drafting: Drafting) -> list[dict[str, Any]]:
    """The documents: one a text, and those that show vendors and periods where there are any."""
    ids = Ids()
    told: list[dict[str, Any]] = []
    for outline in drafting.outlines:
        title = plain(outline.title)
        sections = [part.id for part in outline.parts]
        told.append(
            {
                "id": ids.take(title, "policy"),
                "title": outline.title,
                "summary": outline.title,
                "template": "sections",
                "sections": sections,
            }
        )
    for document, key in zip(
        read_words(answers.language)["documents"][1:], ("subprocessors", "retention"), strict=True
    ):
        if drafting.facts.get(key):
            told.append(document | {"id": ids.take(document["title"], key)})
    return told


def _settle(drafted: dict[str, bytes], layouts: Mapping[str, bytes], drafting: Drafting, answers: Answers) -> Draft:
    """The draft with its gaps named. A section that the source refuses is kept in plain words, and that is told."""
    allowed = read_words(answers.language)["allowed"]
    try:
        return settle_draft(drafted, layouts, allowed)
    except Problems as error:
        refused = {problem.location.file: problem.what for problem in error.problems if _is_prose(problem)}
        if not refused:
            raise
        for outline in drafting.outlines:
            for part in outline.parts:
                if said := refused.get(f"policy_src/sections/{part.id}.md"):
                    what = f'"{plain(part.title)}" is kept as words alone, without lists and links: {said}'
                    place = f"sections/{part.id}.md"
                    drafting.placings.append(Placing(outline.file, part.line, what, place, is_sure=False))
        calm = {path: _calm(data) if path in refused else data for path, data in drafted.items()}
    try:
        return settle_draft(calm, layouts, allowed)
    except Problems as error:
        _refuse_large(error, drafting)
        raise


def _refuse_large(error: Problems, drafting: Drafting) -> None:
    """Name the file and the section of a text that no source can hold.

    Raises: ImportedFileError: there is one.
    """
    large = {one.location.file: one for one in error.problems if one.check == "too-large"}
    for outline in drafting.outlines:
        for part in outline.parts:
            if found := large.get(f"policy_src/sections/{part.id}.md"):
                where = f'in "{plain(part.title)}" ' if part.title else ""
                raise ImportedFileError(outline.file, f"{where}{found.what}", found.remedy) from None


def _is_prose(problem: Problem) -> bool:
    return problem.location.file.startswith("policy_src/sections/")


def _calm(data: bytes) -> bytes:
    """A section with nothing but words and references."""
    text = data.decode()
    front = re.match(r"---\n.*?\n---\n\n", text, re.DOTALL)
    start = front.end() if front else 0
    lines = (re.sub(r"\{ #[\w-]+ \}", "", line).lstrip("#> ") for line in text[start:].split("\n"))
    body = "\n\n".join(filter(None, map(_only_words, lines)))
    return f"{text[:start]}{disarm(body)}\n".encode()


def _only_words(line: str) -> str:
    pieces = _REFERENCE.split(line)
    for place in range(0, len(pieces), 2):
        before, after = (" " if edge.isspace() else "" for edge in (pieces[place][:1], pieces[place][-1:]))
        words = escape_text(plain(pieces[place]))
        pieces[place] = f"{before}{words}{after}" if words else before
    return "".join(pieces).strip()
