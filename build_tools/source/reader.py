"""Reads a source into a policy, and reports everything that keeps it from being published."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from build_tools.model.announcement import Announcement, AnnouncementFront
from build_tools.model.opinion import Opinion
from build_tools.model.policy import FILES, FrontMatter, Policy, Section
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.reference import expand_policy
from build_tools.model.ruling import DECISIONS, RuleOverride, Ruling
from build_tools.model.sentences import RedlineLabels
from build_tools.model.text import SLUG
from build_tools.model.tree import Tree
from build_tools.model.value import Value
from build_tools.source.announcements import check_announcements, find_placeholders
from build_tools.source.checklists import check_checklists, is_checklist
from build_tools.source.citations import Citing
from build_tools.source.gaps import accept_known_gaps, find_gaps
from build_tools.source.hidden_characters import REMEDY, find_forbidden, find_hidden
from build_tools.source.ids import check_addresses, check_identities
from build_tools.source.launch_state import check_launch
from build_tools.source.law_catalogue import check_jurisdictions
from build_tools.source.layout_markup import check_layouts
from build_tools.source.markdown_file import MarkdownFile, read_markdown
from build_tools.source.markdown_structure import check_headings, check_structure
from build_tools.source.markup import check_values
from build_tools.source.migrations import number_of_format, upgrade
from build_tools.source.references import check_cycles, check_joined, check_references
from build_tools.source.repeated_facts import check_repeated_facts
from build_tools.source.rule_catalogue import Catalogue, check_decisions, read_catalogue
from build_tools.source.sentences import FILE as SENTENCES
from build_tools.source.sentences import OwnSentences, read_own_sentences, read_redline_labels
from build_tools.source.size_limits import limit_problems
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import find_hidden_in, validate
from build_tools.source.yaml_reader import YamlFile, read_yaml

FOLDER = "policy_src/"

_LAYOUTS = "templates/"
_WITHOUT_LAYOUTS = "Put back the wheel with git restore vendor, or copy vendor/ from a project of policy new."
_WITHOUT_SOURCE = "Name the project's folder, policy --project FOLDER …, or make one: policy new FOLDER."
_SETTINGS = "policy.yml"
_PROSE = ("sections", "pages")
_FOLDERS = {f"{kind}/" for kind in (*_PROSE, "announcements")}
_Text = TypeVar("_Text", Section, Announcement)
_Model = TypeVar("_Model", bound=BaseModel)
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf"}
"""The files allowed next to hand-written pages: kinds that cannot contain a script."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy that can be published."""

    policy: Policy
    """The policy as written, with references in its prose."""
    readable: Policy
    """The policy with its facts filled in in all prose."""
    known_gaps: tuple[Problem, ...]
    """Gaps that legal has accepted for now."""
    open_gaps: tuple[Problem, ...]
    """Gaps of a draft, which must be closed before its launch."""
    sources: SourceMap
    tunings: tuple[RuleOverride, ...]
    rulings: tuple[Ruling, ...]
    opinions: tuple[Opinion, ...]
    announcements: tuple[Announcement, ...]
    """Legal's words about changes, including those of the past."""

    own_sentences: OwnSentences | None = None
    """The organisation's own sentences about changes, if it has written any."""

    @property
    def redline_labels(self) -> RedlineLabels:
        """Our own words in redlines, in the language of the policy or else in English."""
        return read_redline_labels(self.policy.publication.language, self.own_sentences)

    @property
    def catalogue(self) -> Catalogue:
        """The rules, with their sentences in the language of the policy."""
        return read_catalogue(self.policy.publication.language, self.own_sentences, self.policy.jurisdictions)

    @property
    def citing(self) -> Citing:
        """How the policy cites the law."""
        return Citing(self.policy.publication.language, self.own_sentences, self.policy.jurisdictions)


def read_source(tree: Tree) -> Reading:
    """Read and check a source. Raises Problems: everything that keeps it from being published, within files first."""
    reader = _Reader(tree)
    policy = reader.read()
    sources, announcements, decided = reader.sources, reader.announcements, reader.decided
    readable, found = reader.expand(policy)
    found += check_announcements(policy, announcements, sources)
    found += check_headings(policy, announcements, sources)
    found += check_structure(policy, announcements, sources)
    found += check_values(policy, readable, announcements, sources)
    found += check_repeated_facts(policy, sources)
    found += [*check_checklists(tree), *check_layouts(tree), *check_addresses(policy, tree, sources)]
    found += check_decisions(decided["rules"], decided["rulings"], decided["opinions"], sources)
    found += [*check_launch(policy, sources), *check_jurisdictions(policy.jurisdictions, sources)]
    found += accept_known_gaps(find_gaps(readable, sources), decided["known_gaps"], reader.facts.get("known_gaps"))
    gaps = [problem for problem in found if problem.is_gap and (policy.draft or problem.accepted)]
    if wrong := [problem for problem in found if problem not in gaps]:
        raise Problems(wrong)
    return reader.reading(policy, readable, gaps)


def read_past(tree: Tree) -> Reading:
    """Read a source of the past. Raises Problems only if it cannot be rendered, so that it was never published.

    Newer checks must not make a published version unreadable (decision 0007).
    """
    reader = _Reader(tree, is_past=True)
    policy = reader.read()
    readable, found = reader.expand(policy)
    if found:
        raise Problems(found)
    return reader.reading(policy, readable)


@dataclass
class _Reader:
    tree: Tree
    is_past: bool = False
    """Whether it is a source of the past, for which fewer checks apply."""
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, YamlFile] = field(default_factory=dict)
    prose: dict[str, tuple[MarkdownFile, ...]] = field(default_factory=dict)
    decided: dict[str, tuple[Any, ...]] = field(
        default_factory=lambda: {key: () for model in DECISIONS.values() for key in model.model_fields}
    )
    announcements: tuple[Announcement, ...] = ()
    own_sentences: OwnSentences | None = None
    format: int | None = None

    @property
    def sources(self) -> SourceMap:
        return SourceMap(self.facts, self.prose)

    def reading(self, policy: Policy, readable: Policy, gaps: Iterable[Problem] = ()) -> Reading:
        gaps = sorted(gaps)
        return Reading(
            policy,
            readable,
            known_gaps=tuple(gap for gap in gaps if gap.accepted),
            open_gaps=tuple(gap for gap in gaps if not gap.accepted),
            sources=self.sources,
            tunings=self.decided["rules"],
            rulings=self.decided["rulings"],
            opinions=self.decided["opinions"],
            announcements=self.announcements,
            own_sentences=self.own_sentences,
        )

    def expand(self, policy: Policy) -> tuple[Policy, list[Problem]]:
        if not self.tree.under(_LAYOUTS):
            what = "there are no layouts: no templates/, and no wheel of the program in vendor/"
            return policy, [Problem(Location(_LAYOUTS), what, _WITHOUT_LAYOUTS, "layouts-missing")]
        documents, blocks = (
            frozenset(name.removesuffix(".md") for name in self.tree.under(f"templates/{kind}/"))
            for kind in ("documents", "blocks")
        )
        found = [
            *check_identities(policy, self.sources, documents),
            *check_references(policy, self.sources, blocks),
            *check_cycles(policy, self.sources),
        ]
        if found:  # broken references cannot be filled in
            return policy, found
        return expand_policy(policy), list(check_joined(policy, self.sources))

    def read(self) -> Policy:
        self.problems += self.tree.problems
        if not self.is_past and not self.problems and not self.tree.under(FOLDER):
            raise Problems(
                [Problem(Location(FOLDER + _SETTINGS), "there is no source here", _WITHOUT_SOURCE, "source-missing")]
            )
        values: dict[str, Any] = {}
        for name, model in FILES.items():
            part = self._read_facts(name, model)
            values |= {key: getattr(part, key) for key in type(part).model_fields} if part else {}
        for name, model in DECISIONS.items():
            part = self._read_facts(name, model) if FOLDER + name in self.tree.files else None
            self.decided |= {key: getattr(part, key) for key in model.model_fields} if part else {}
        if (path := FOLDER + SENTENCES) in self.tree.files and (text := self._decode(path)) is not None:
            self.own_sentences, problems = read_own_sentences(path, text)
            self.problems += () if self.is_past else problems
        for kind in _PROSE:
            values[kind] = tuple(self._read_texts(kind, FrontMatter, Section))
        self.announcements = tuple(self._read_texts("announcements", AnnouncementFront, Announcement))
        if f"{FOLDER}pages/index.md" not in self.tree.files:
            self._report(f"{FOLDER}pages/index.md", "missing-file", "the home page is missing", "Add it.")
        self.problems += [*find_placeholders(self.tree), *self._unknown_files()]
        if self.problems:
            raise Problems(self.problems)
        return Policy.model_construct(**values)  # each part is validated

    def _read_facts(self, name: str, model: type[BaseModel]) -> BaseModel | None:
        path = FOLDER + name
        if path not in self.tree.files:
            if not any(problem.location.file == path for problem in self.tree.problems):
                self._report(path, "missing-file", "the file is missing", "Add it; a list may be empty: [].")
            return None
        if (text := self._decode(path)) is None:
            return None
        if name == _SETTINGS:  # this file is read before all others
            self.format = number_of_format(read_yaml(path, text).value)
        file, part, problems = _read_part(model, name, text, self.format, self.is_past)
        self.facts |= dict.fromkeys(model.model_fields, file)
        self.problems += problems
        self._check_characters(file.value, file)
        return part

    def _read_texts(self, kind: str, front: type[Value], model: type[_Text]) -> Iterator[_Text]:
        files: list[MarkdownFile] = []
        for name in self.tree.under(f"{FOLDER}{kind}/"):
            path = f"{FOLDER}{kind}/{name}"
            if not name.endswith(".md") or (text := self._decode(path)) is None or "/" in name:
                continue  # in a folder, it is reported as an unknown file
            if not re.fullmatch(SLUG, name.removesuffix(".md"), re.ASCII):
                what, remedy = f"the file name {name!r} cannot be an address", "Use lower-case words joined by hyphens."
                self._report(path, "file-name", what, remedy)
                continue
            file = read_markdown(path, text)
            self.problems += file.problems
            self._check_characters({"text": file.body}, file)
            self._check_characters(file.front.value if file.front else None, file)
            if not file.problems and not file.body.strip():
                remedy = "Write the text, or delete the file and its line in policy.yml."
                self.problems.append(Problem(file.locate(("text",)), "the file has no text", remedy, "empty-file"))
            elif not file.problems and (stated := self._validate(front, file.front.value if file.front else {}, file)):
                values = stated.model_dump(exclude_unset=True) | {"id": name.removesuffix(".md"), "text": file.body}
                if value := self._validate(model, values, file):
                    files.append(file)
                    yield value
        self.prose[kind] = tuple(files)

    def _validate(self, model: type[_Model], value: object, file: MarkdownFile) -> _Model | None:
        part, problems = validate(model, value, file, is_past=self.is_past)
        self.problems += problems
        return part

    def _decode(self, path: str) -> str | None:
        try:
            text = self.tree.read(path)
        except Problems as error:
            self.problems += error.problems
            return None
        find = find_forbidden if self.is_past else find_hidden
        found = (Problem(Location.at(path, text, index), what, REMEDY, "character") for index, what in find(text))
        hidden = list(limit_problems(found))
        self.problems += hidden
        return None if hidden else text

    def _check_characters(self, value: object, file: YamlFile | MarkdownFile) -> None:
        if not self.is_past:
            self.problems += find_hidden_in(value, file)

    def _unknown_files(self) -> Iterator[Problem]:
        known = {FOLDER + name for name in (*FILES, *DECISIONS, SENTENCES)}
        for path in self.tree.files:
            folder, name = str(PurePosixPath(path).parent) + "/", PurePosixPath(path).name
            if path in known or not path.startswith(FOLDER) or is_checklist(path):
                continue
            if folder.removeprefix(FOLDER) in _FOLDERS and name.endswith(".md"):
                continue
            if folder.startswith(f"{FOLDER}pages/") and PurePosixPath(path).suffix in PICTURES:
                continue
            near = difflib.get_close_matches(path, known, n=1, cutoff=0.9)
            remedy = f'Did you mean "{near[0]}"?' if near else "Move it out of policy_src/."
            yield Problem(Location(path), "no file of this name is expected here", remedy, "unknown-file")

    def _report(self, path: str, check: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Location(path), what, remedy, check))


@lru_cache(maxsize=128)
def _read_part(
    model: type[BaseModel],
    name: str,
    text: str,
    number: int | None,
    is_past: bool,  # noqa: FBT001 - the cache needs positional arguments
) -> tuple[YamlFile, BaseModel | None, tuple[Problem, ...]]:
    """A file of facts, its value and its problems, cached since the revisions of a source differ in few files."""
    file = read_yaml(FOLDER + name, text)
    if file.problems:
        return file, None, file.problems
    return file, *validate(model, upgrade(name, file.value, number), file, is_past=is_past)
