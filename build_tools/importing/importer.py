"""Drafts a source from texts that were written elsewhere, and reports what became of them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from build_tools.importing import company
from build_tools.importing.blocks import read_blocks
from build_tools.importing.convert import open_page
from build_tools.importing.draft import KEYS, Drafting, OpenTable, file_of
from build_tools.importing.faults import ImportedFileError
from build_tools.importing.ids import Ids, plain
from build_tools.importing.inline import disarm, escape_text, tidy
from build_tools.importing.main_content import find_main
from build_tools.importing.outline import Outline, read_outline
from build_tools.importing.page_links import settle_links
from build_tools.importing.page_marks import settle_marks
from build_tools.importing.references import References
from build_tools.importing.report import Placing, Tally
from build_tools.model.problem import Problems
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml
from build_tools.starting.answers import Answers, AnswersError, check_answers, flag_of
from build_tools.starting.starter import Draft, make_settings, read_starter, read_words, settle_draft

_REFERENCE = re.compile(r"(\{\{ [\w.]+ \}\})")


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft that was made of texts."""

    draft: Draft
    answers: Answers  # given or found
    placings: tuple[Placing, ...]  # in the order of the texts
    tally: Tally
    open_tables: tuple[OpenTable, ...] = ()  # that a person could map to facts


def import_texts(
    files: Mapping[str, bytes],
    given: Mapping[str, Any],
    layouts: Mapping[str, bytes],
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Draft a source from `files`; each of them becomes a document. `given` has the answers about the company.

    `columns` has the fields of columns of tables by their headings, as `column_map` reads them.

    Raises: ImportedFileError: a file is not the text of a policy. AnswersError: an answer is missing or invalid.
        Problems: the draft cannot be published, even if parts are left out.
    """
    outlines, site_name, declared = _read(files)
    language = given.get("language") or company.find_language(outlines, declared)
    drafting = Drafting(outlines, language or "en", columns=columns or {})
    drafting.find_date()
    answers = _answer(given, drafting, language, site_name)
    check_answers(answers)
    drafting.find_facts()
    answers = _complete(answers, drafting)
    draft = _settle(_write(answers, drafting), layouts, drafting, read_words(answers.language)["allowed"])
    return Imported(draft, answers, drafting.placings, drafting.tally(), tuple(drafting.open_tables))


def _read(files: Mapping[str, bytes]) -> tuple[list[Outline], str, str]:
    """The outlines of the texts, and the name of the site and the language that the first page declares."""
    outlines: list[Outline] = []
    ids, site_name, declared = Ids(), "", ""
    numbers = count(1)
    for name, data in files.items():
        page = open_page(name, data)
        site_name = site_name or next(iter(page.xpath("//meta[@property='og:site_name']/@content")), "")
        declared = declared or (page.get("lang") or "")
        marked = tuple(settle_marks(page))
        main, around = find_main(page)
        left_out = (*marked, *around, *settle_links(page, main, numbers))
        blocks = read_blocks(name, main)
        if not blocks:
            raise ImportedFileError(name, "there is no text in the file", "Name a file that holds a text.")
        stem = re.sub(r"[-_]+", " ", name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]).strip()
        outline = read_outline(name, blocks, ids, escape_text(stem.capitalize() or "Policy"))
        for loss in left_out:
            outline.report(loss.line, str(loss))
        outlines.append(outline)
    return outlines, " ".join(site_name.split()), declared


def _answer(given: Mapping[str, Any], drafting: Drafting, language: str, site_name: str) -> Answers:
    texts = drafting.outlines
    found = {"name": company.find_name(texts, site_name), "privacy_mailbox": company.find_mailbox(texts)}
    values = {**given, "language": language}
    for name, guess in found.items():
        if not values.get(name):
            values[name] = guess.value
            _report(drafting, name, guess)
    if not values.get("time_zone"):
        values["time_zone"] = "UTC"
        what = "no text says in which time zone days count: UTC"
        drafting.outlines[0].report(0, what, "policy.yml: publication")
    if missing := [flag_of(name) for name in ("name", "privacy_mailbox", "language") if not values[name]]:
        raise AnswersError(f"The text does not state all that is needed. Give {' and '.join(missing)}.")
    return Answers(**values)


def _complete(answers: Answers, drafting: Drafting) -> Answers:
    outlines = drafting.outlines
    vendors = [str(vendor["name"]) for vendor in drafting.facts.get("subprocessors", [])]
    if not answers.legal_name:
        guess = company.find_company(outlines, answers.name, vendors)
        if guess.value != answers.name and _report(drafting, "legal_name", guess):
            answers = replace(answers, legal_name=guess.value)
    if answers.legal_name and not answers.address:
        answers = replace(answers, address=drafting.take_address(answers.legal_name))
    if not answers.answer_within and _report(drafting, "answer_within", guess := company.find_deadline(outlines)):
        answers = replace(answers, answer_within=guess.value)
    if not answers.announce_by and _report(drafting, "announce_by", guess := company.find_mail_channel(outlines)):
        answers = replace(answers, announce_by=(guess.value,))
    return answers


def _report(drafting: Drafting, name: str, guess: company.Guess) -> bool:
    if guess.value:
        what = f'{name.replace("_", " ")} "{guess.value}"'
        drafting.outlines[0].report(guess.line, what, f"policy.yml: {name}", is_sure=guess.is_sure)
    return bool(guess.value)


def _write(answers: Answers, drafting: Drafting) -> dict[str, bytes]:
    facts = drafting.facts
    vendors = {
        str(vendor["name"]): f"subprocessors.{vendor['id'].replace('-', '_')}.name"
        for vendor in facts.get("subprocessors", [])
    }
    keys = ("name", "legal_name", "privacy_mailbox", "site")
    controller = {getattr(answers, name): f"controller.{name}" for name in keys}
    references = References(vendors | controller)
    starter = read_starter(answers.language).items()
    drafted = {path: data for path, data in starter if not path.startswith("policy_src/sections/")}
    by_file: dict[str, dict[str, Any]] = {
        "policy.yml": make_settings(answers, _documents(answers, drafting)),
        "purposes.yml": {"purposes": []},
        "rights.yml": {"rights": [], "requests": {"deadline": answers.answer_within} if answers.answer_within else {}},
    }
    for key in KEYS:
        entries = drafting.links.settle_all(facts.get(key, []))
        by_file.setdefault(file_of(key), {})[key] = references.put_all(entries, key)
    drafted |= _label(drafted, drafting.labels)
    drafted |= {f"policy_src/{file}": write_yaml(values).encode() for file, values in by_file.items()}
    if not all(facts.get(key) for key in ("data", "subprocessors", "retention")):
        home = "policy_src/pages/index.md"  # prose states what no list holds
        drafted[home] = drafted[home].replace(b"{{ blocks.key_facts }}\n\n", b"")
    return drafted | drafting.write_sections(references)


def _label(drafted: Mapping[str, bytes], labels: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    """The wording with the headings of imported tables."""
    path = "policy_src/wording.yml"
    wording = read_yaml(path, drafted[path].decode()).value
    for key, names in labels.items():
        wording["wording"][key] |= names
    return {path: write_yaml(wording).encode()} if labels else {}


def _documents(answers: Answers, drafting: Drafting) -> list[dict[str, Any]]:
    ids = Ids(*drafting.document_ids.values())
    documents: list[dict[str, Any]] = [
        {
            "id": drafting.document_ids[outline.file],
            "title": outline.title,
            "summary": outline.title,
            "template": "sections",
            "sections": [part.id for part in outline.parts],
        }
        for outline in drafting.outlines
    ]
    _, *lists = read_words(answers.language)["documents"]
    for document, key in zip(lists, ("subprocessors", "retention"), strict=True):
        if drafting.facts.get(key):
            documents.append(document | {"id": ids.take(document["title"], key)})
    return documents


def _settle(drafted: dict[str, bytes], layouts: Mapping[str, bytes], drafting: Drafting, allowed: str) -> Draft:
    """The draft with its gaps. A section that the source refuses is kept in plain words, and the report says so."""
    try:
        return settle_draft(drafted, layouts, allowed)
    except Problems as error:
        refused = {problem.location.file: problem.what for problem in error.problems}
        refused = {file: what for file, what in refused.items() if file.startswith("policy_src/sections/")}
        if not refused:
            raise
    for outline, part in drafting.parts():
        if fault := refused.get(f"policy_src/{part.file}"):
            what = f'"{plain(part.title)}" is kept as words alone, without lists and links: {fault}'
            outline.report(part.line, what, part.file)
    simple = {path: _only_words(data) if path in refused else data for path, data in drafted.items()}
    lost = {anchor for path in refused for anchor in re.findall(r"\{ #([\w-]+) \}", drafted[path].decode())}
    simple = {path: _without_links(data, lost) for path, data in simple.items()}
    try:
        return settle_draft(simple, layouts, allowed)
    except Problems as error:
        large = {problem.location.file: problem for problem in error.problems if problem.check == "too-large"}
        for outline, part in drafting.parts():
            if found := large.get(f"policy_src/{part.file}"):
                where = f'in "{plain(part.title)}" ' if part.title else ""
                raise ImportedFileError(outline.file, f"{where}{found.what}", found.remedy) from None
        raise


def _without_links(data: bytes, anchors: Collection[str]) -> bytes:
    """A file without the links to anchors that no longer exist."""
    if not anchors:
        return data
    names = "|".join(map(re.escape, sorted(anchors)))
    return re.sub(rf"\[((?:\\.|[^\]\\])*)\]\([\w.-]*#(?:{names})\)", r"\1", data.decode()).encode()


def _only_words(data: bytes) -> bytes:
    text = data.decode()
    front = re.match(r"---\n.*?\n---\n\n", text, re.DOTALL)
    start = front.end() if front else 0
    lines = (re.sub(r"\{ #[\w-]+ \}", "", line).lstrip("#> ") for line in text[start:].split("\n"))
    body = "\n\n".join(filter(None, map(_without_marks, lines)))
    return f"{text[:start]}{disarm(body)}\n".encode()


def _without_marks(line: str) -> str:
    pieces = _REFERENCE.split(line)
    for place in range(0, len(pieces), 2):
        before, after = (" " if edge.isspace() else "" for edge in (pieces[place][:1], pieces[place][-1:]))
        words = escape_text(plain(pieces[place]))
        pieces[place] = f"{before}{words}{after}" if words else before
    return tidy("".join(pieces).strip())
