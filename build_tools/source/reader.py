"""What policy does a source hold, and what is wrong with it?"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from build_tools.model.announcement import Announcement, AnnouncementFront
from build_tools.model.expand import expand_policy
from build_tools.model.policy import FILES, Policy
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.ruling import DECISIONS, Ruling, Tuning
from build_tools.model.section import FrontMatter, Section
from build_tools.model.text import SLUG
from build_tools.model.tree import Tree
from build_tools.model.value import Value
from build_tools.source.announcements import check_announcements, find_placeholders
from build_tools.source.checklists import check_checklists, is_checklist
from build_tools.source.gaps import accept_known_gaps, find_gaps
from build_tools.source.hidden_characters import REMEDY, check_layouts, find_forbidden, find_hidden
from build_tools.source.ids import check_addresses, check_identities
from build_tools.source.launch_state import check_launch
from build_tools.source.layout_markup import check_layout_markup
from build_tools.source.markdown_file import MarkdownFile, read_markdown
from build_tools.source.markdown_structure import check_headings, check_structure
from build_tools.source.markup import check_values
from build_tools.source.migrations import number_of_format, upgrade
from build_tools.source.references import check_cycles, check_joined, check_references
from build_tools.source.repeated_facts import check_repeated_facts
from build_tools.source.rule_catalogue import check_rulings
from build_tools.source.size_limits import limit_problems
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import find_hidden_in, validate
from build_tools.source.yaml_file import YamlFile, read_yaml

FOLDER = "policy_src/"
"""The folder that everything legal edits stands in."""

_SETTINGS = "policy.yml"
_PROSE = ("sections", "pages")
_FOLDERS = {f"{kind}/" for kind in (*_PROSE, "announcements")}
_Text = TypeVar("_Text", Section, Announcement)
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf"}
"""What may stand beside hand-written pages: nothing that can carry a script."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy that can be published."""

    policy: Policy
    """As it stands in the source, with references in its prose."""
    readable: Policy
    """The same with its facts in place in all prose."""
    known_gaps: tuple[Problem, ...]
    """What legal has accepted for now."""
    open_gaps: tuple[Problem, ...]
    """What a draft leaves unsaid, and its launch asks for."""
    sources: SourceMap
    """Where each part of it stands."""
    tunings: tuple[Tuning, ...]
    """What this organisation makes of the rules."""
    rulings: tuple[Ruling, ...]
    """What legal has decided on single findings."""
    announcements: tuple[Announcement, ...]
    """Legal's words about changes, those of the past too."""


def read_source(tree: Tree) -> Reading:
    """Read and check a source.

    The gaps of a draft are open, and keep nothing from being read.

    Raises: Problems: all that keeps it from being published. Mistakes within files are reported first; the files are
        compared with each other once each of them can be read.
    """
    reader = _Reader(tree)
    policy = reader.read()
    sources = SourceMap(reader.facts, reader.prose)
    readable, found = _put_together(policy, tree, sources)
    found += check_announcements(policy, reader.announcements, sources)
    found += check_headings(policy, reader.announcements, sources)
    found += check_structure(policy, reader.announcements, sources)
    found += check_values(policy, readable, reader.announcements, sources)
    found += check_repeated_facts(policy, sources)
    found += check_checklists(tree)
    found += [*check_layouts(tree), *check_layout_markup(tree), *check_addresses(policy, tree, sources)]
    found += check_rulings(reader.tunings, reader.rulings, sources)
    found += check_launch(policy, sources)
    found += accept_known_gaps(
        find_gaps(readable, sources), reader.decided.get("known_gaps", ()), reader.facts.get("known_gaps")
    )
    gaps = [problem for problem in found if problem.is_gap and (policy.draft or problem.accepted)]
    if wrong := [problem for problem in found if problem not in gaps]:
        raise Problems(wrong)
    return reader.reading(policy, readable, gaps)


def read_past(tree: Tree) -> Reading:
    """Read a source of the past. Its gaps are not looked for.

    Only what cannot be rendered is refused. The checks that judge a text grow with the tool, and must not unmake a
    version that has long been published: invisible characters that are refused today are read as they stand.

    Raises: Problems: the source cannot be rendered, so it was never published.
    """
    reader = _Reader(tree, is_past=True)
    policy = reader.read()
    sources = SourceMap(reader.facts, reader.prose)
    readable, found = _put_together(policy, tree, sources)
    if found:
        raise Problems(found)
    return reader.reading(policy, readable)


def _put_together(policy: Policy, tree: Tree, sources: SourceMap) -> tuple[Policy, list[Problem]]:
    """The policy with its facts in place in all prose, and what keeps them from being put there."""
    found = [
        *check_identities(policy, sources, _names(tree, "templates/documents/")),
        *check_references(policy, sources, _names(tree, "templates/blocks/")),
        *check_cycles(policy, sources),
    ]
    if found:  # broken references cannot be put into words
        return policy, found
    readable = expand_policy(policy)
    return readable, list(check_joined(policy, readable, sources))


@dataclass
class _Reader:
    """Reads the files one by one and gathers what is wrong with each."""

    tree: Tree
    is_past: bool = False
    """Whether it is a source of the past, which is held to less."""
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, YamlFile] = field(default_factory=dict)
    prose: dict[str, tuple[MarkdownFile, ...]] = field(default_factory=dict)
    decided: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """What legal has decided, by the keys of its files."""
    announcements: tuple[Announcement, ...] = ()
    format: int | None = None

    def reading(self, policy: Policy, readable: Policy, gaps: Iterable[Problem] = ()) -> Reading:
        """What was read, `policy` and `readable` being put together of it; gaps are accepted or open."""
        sources, gaps = SourceMap(self.facts, self.prose), sorted(gaps)
        known = tuple(gap for gap in gaps if gap.accepted)
        left_open = tuple(gap for gap in gaps if not gap.accepted)
        return Reading(policy, readable, known, left_open, sources, self.tunings, self.rulings, self.announcements)

    @property
    def tunings(self) -> tuple[Tuning, ...]:
        return self.decided.get("rules", ())

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        return self.decided.get("rulings", ())

    def read(self) -> Policy:
        self.problems += self.tree.problems
        values: dict[str, Any] = {}
        for name, model in FILES.items():
            part = self._read_facts(name, model)
            values |= {key: getattr(part, key) for key in type(part).model_fields} if part else {}
        for name, model in DECISIONS.items():
            part = self._read_facts(name, model) if FOLDER + name in self.tree.files else None
            self.decided |= {key: getattr(part, key) for key in model.model_fields} if part else {}
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
        """The Markdown files of a folder: what stands in front of each, its name and its text make a value."""
        files: list[MarkdownFile] = []
        for name in self.tree.under(f"{FOLDER}{kind}/"):
            path = f"{FOLDER}{kind}/{name}"
            if not name.endswith(".md") or (text := self._decode(path)) is None:
                continue
            if not self._check_name(path, name):
                continue
            file = read_markdown(path, text)
            self.problems += file.problems
            self._check_characters({"text": file.body}, file)
            self._check_characters(file.front.value if file.front else None, file)
            if not file.problems and not file.body.strip():
                remedy = "Write it, or delete the file and its line in policy.yml."
                self.problems.append(Problem(file.locate(("text",)), "the file has no text", remedy, "empty-file"))
            elif not file.problems and (value := self._read_text(file, name, front, model)):
                files.append(file)
                yield value
        self.prose[kind] = tuple(files)

    def _check_name(self, path: str, name: str) -> bool:
        """Whether the name of a file of prose can be its id."""
        if "/" in name:
            return False  # it is reported as an unknown file
        good = re.fullmatch(SLUG, name.removesuffix(".md"), re.ASCII) is not None
        if not good:
            what, remedy = f"the file name {name!r} cannot be an address", "Use lower-case words joined by hyphens."
            self._report(path, "file-name", what, remedy)
        return good

    def _read_text(self, file: MarkdownFile, name: str, front: type[Value], model: type[_Text]) -> _Text | None:
        stated = self._validate(front, file.front.value if file.front else {}, file)
        if stated is None:
            return None
        values = stated.model_dump(exclude_unset=True) | {"id": name.removesuffix(".md"), "text": file.body}
        text = self._validate(model, values, file)
        return text if isinstance(text, model) else None

    def _validate(self, model: type[BaseModel], value: object, file: MarkdownFile) -> BaseModel | None:
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
        """Report characters that no reader sees, and that an escape or a name in HTML has brought in."""
        if not self.is_past:
            self.problems += find_hidden_in(value, file)

    def _unknown_files(self) -> Iterator[Problem]:
        known = {FOLDER + name for name in (*FILES, *DECISIONS)}
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
            yield Problem(Location(path), "a file of this name is not known here", remedy, "unknown-file")

    def _report(self, path: str, check: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Location(path), what, remedy, check))


@lru_cache(maxsize=128)
def _read_part(
    model: type[BaseModel],
    name: str,
    text: str,
    number: int | None,
    is_past: bool,  # noqa: FBT001 - a cache asks for it
) -> tuple[YamlFile, BaseModel | None, tuple[Problem, ...]]:
    """A file of facts, what it holds, and what is wrong with it. The revisions of a source differ in few files."""
    file = read_yaml(FOLDER + name, text)
    if file.problems:
        return file, None, file.problems
    return file, *validate(model, upgrade(name, file.value, number), file, is_past=is_past)


def _names(tree: Tree, folder: str) -> frozenset[str]:
    return frozenset(name.removesuffix(".md") for name in tree.under(folder))
