"""How is an edit made to the source in a working folder, beside the edits of others?

Each form that is opened gets a base: what the file held then. An edit is the difference from its base, and is made to
the file as it is by now: it goes together with what others have changed since, unless both have changed the same field.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

from build_tools.editor.files import (
    RefusedEditError,
    check_text,
    check_words,
    is_there,
    read_file,
    remove_file,
    write_file,
)
from build_tools.editor.labels import FieldNames, describe_value
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import LARGEST, Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.announcements import UNFINISHED as UNFINISHED
from build_tools.source.folder import read_folder
from build_tools.source.form_content import BODY, keep_lines, patch_content, read_content
from build_tools.source.three_way_merge import Clash, merge

BASE = "_base"
"""The key under which a form carries the name of its base."""
_MOST_BASES = 1000
_LATER = frozenset({"stale-entry", "unlisted-section", UNFINISHED})
"""What a later edit mends; so it is with gaps."""
_REFERENCE = "unknown-reference"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the source would be with an edit."""

    path: str
    content: Mapping[str, Any]
    """What the form holds."""
    base: str
    """The name of its base; empty for a new file."""
    was: Tree
    """The source as it is."""
    tree: Tree
    """The source with the edit."""
    clashes: tuple[Clash, ...] = ()
    """What others have changed in another way since the form was opened."""


@dataclass
class EditSession:
    """The source of a project's folder, while it is edited in forms."""

    project: Path
    names: FieldNames
    lock: RLock = field(default_factory=RLock)
    _bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each form that was opened has seen or saved last, by the name of its base."""

    def serve(self, path: str, *, opened: bool) -> str:
        """A file as the form reads it: its value as JSON, which is YAML too, before the prose; its base if `opened`.

        Raises: RefusedEditError: it may not be edited here, or cannot be read.
        """
        with self.lock:
            content = dict(self._read(path)) if opened else self._glance(path)
            base = {BASE: self._remember(path, content)} if opened else {}
        front = json.dumps({key: value for key, value in content.items() if key != BODY} | base, ensure_ascii=False)
        return f"---\n{front}\n---\n{content.get(BODY, '')}" if path.endswith(".md") else f"{front}\n"

    def propose(self, path: str, content: Mapping[str, Any]) -> Proposal:
        """What comes of an edit; nothing is written.

        Raises: RefusedEditError: it cannot be made to this file.
        """
        with self.lock:
            told = dict(content)
            check_words(told)
            base = self._own(path, str(told.pop(BASE, "")))
            before = read_folder(self.project)
            text = self._text(path)
            current = self._content(path, text)
            if not base and text:
                raise RefusedEditError(f"There is a file {path} already. Give this one another heading.")
            merged, clashes = merge(self._base(base, current) if base else {}, told, current)
            new = patch_content(path, text, merged) if merged != current or not text else text
            return Proposal(path, told, base, before, with_file(before, path, new), clashes)

    def save(self, path: str, raw: str) -> None:
        """Save what a form has written, in YAML or with it before the prose.

        Raises: RefusedEditError: it breaks the source, or something else keeps it from being saved; all is as it was.
        """
        check_words(raw)
        with self.lock:
            try:
                content = read_content(path, raw)
            except Problems as error:
                raise RefusedEditError(
                    f"This cannot be saved: {error.problems[0].what}. {error.problems[0].remedy}"
                ) from None
            proposal = self.propose(path, content)
            if proposal.clashes:
                raise RefusedEditError(self.tell_clashes(proposal))
            changes = proposal.tree.files.get(path) != proposal.was.files.get(path)
            if changes and (broken := new_problems(proposal.was, proposal.tree, path)):
                raise RefusedEditError(self._tell(broken, proposal.tree))
            self._write(path, proposal.tree.files[path].decode())
            if proposal.base:
                self._keep(proposal.base, dict(proposal.content))

    def remove(self, paths: list[str]) -> None:
        """Remove files.

        Raises: RefusedEditError: the source would be broken without one of them, or cannot be judged.
        """
        with self.lock:
            tree = read_folder(self.project)
            without = Tree({path: data for path, data in tree.files.items() if path not in paths}, tree.problems)
            for path in paths:
                is_there(self.project, path)
            was, left = _problems(tree), _problems(without)
            if broken := _unknown(left, was):
                raise RefusedEditError(self._tell(broken, without))
            if left and not set(paths) <= {problem.location.file for problem in was}:  # it may hide what comes of it
                raise RefusedEditError(f"Nothing was deleted, since the source is broken. {self._say(left, without)}")
            for path in paths:
                remove_file(self.project, path)

    def tell_clashes(self, proposal: Proposal) -> str:
        """Why an edit cannot be made, in whole sentences."""
        told = "; ".join(
            f"{self.names.route(proposal.path, clash.steps)} is {describe_value(clash.theirs)} there, "
            f"and {describe_value(clash.mine)} here"
            for clash in proposal.clashes
        )
        return (
            f"Somebody has changed this file since you opened it: {told}. "
            "Your edit is still in the form: note it down, load the page anew, and make it again."
        )

    def _tell(self, problems: tuple[Problem, ...], tree: Tree) -> str:
        return f"This was not saved, since the source would be broken. {self._say(problems, tree)}"

    def _say(self, problems: tuple[Problem, ...], tree: Tree) -> str:
        return " ".join(
            f"{self.names.place(problem.location, tree)}: {problem.what}. {problem.remedy}" for problem in problems
        )

    def _read(self, path: str) -> dict[str, Any]:
        return self._content(path, self._text(path))

    def _glance(self, path: str) -> dict[str, Any]:
        """What a list shows of a file, of which one that cannot be read is part too."""
        try:
            return self._read(path)
        except RefusedEditError:
            return {}

    def _text(self, path: str) -> str:
        """The text of a file, its lines as they stand there; empty where there is none."""
        data = read_file(self.project, check_text(path))
        try:
            return Tree({path: data}).read(path) if data else ""
        except Problems as error:
            raise RefusedEditError(f"{error.problems[0]}") from None

    def _content(self, path: str, text: str) -> dict[str, Any]:
        try:
            return read_content(path, text) if text else {}
        except Problems as error:
            what = f"{path} cannot be read, so it cannot be edited here. In line {error.problems[0].location.line}: "
            raise RefusedEditError(f"{what}{error.problems[0].what}. {error.problems[0].remedy}") from None

    def _write(self, path: str, text: str) -> None:
        """Write a text as the file has its lines."""
        was = read_file(self.project, path) or b""
        data = keep_lines(text, was)
        if len(data) > LARGEST:
            raise RefusedEditError(
                f"{path} would have more than {LARGEST / 1e6:.0f} MB, which no file of a source may have."
            )
        if data != was:
            write_file(self.project, path, data)

    def _remember(self, path: str, content: dict[str, Any]) -> str:
        name = f"{self._owner}.{_seal(path)}.{_seal(content)}.{secrets.token_hex(8)}"
        self._keep(name, content)
        return name

    def _keep(self, name: str, content: dict[str, Any]) -> None:
        self._bases.pop(name, None)
        self._bases[name] = content
        while len(self._bases) > _MOST_BASES:
            del self._bases[next(iter(self._bases))]

    @property
    def _owner(self) -> str:
        """What tells the bases of this project from those of others, whose forms the browser keeps beside."""
        return _seal(str(self.project.resolve()))

    def _own(self, path: str, base: str) -> str:
        """The name of a base if it is of this file; none if a form was copied from another one to begin a file.

        Raises: RefusedEditError: it is of another project.
        """
        owner, _, rest = base.partition(".")
        if base and owner != self._owner:
            raise RefusedEditError(
                "This form was opened in another project, and was kept by the browser. "
                "Nothing was saved: load the page anew, and do not go on with that edit."
            )
        return base if rest.startswith(f"{_seal(path)}.") else ""

    def _base(self, name: str, current: dict[str, Any]) -> dict[str, Any]:
        """What a form has seen. After the editor was started anew, it is known if the file is still the same."""
        if name in self._bases:
            return self._bases[name]
        if name.split(".")[2:3] == [_seal(current)]:
            return current
        raise RefusedEditError(
            "The editor was started anew since you opened this form, and the file has changed. "
            "Your edit is still in the form: note it down, load the page anew, and make it again."
        )


def with_file(tree: Tree, path: str, text: str) -> Tree:
    """A source with one file changed."""
    problems = tuple(problem for problem in tree.problems if problem.location.file != path)
    return Tree(dict(sorted({**tree.files, path: text.encode()}.items())), problems)


def new_problems(was: Tree, tree: Tree, path: str) -> tuple[Problem, ...]:
    """What is wrong with a source that was not before, and that no other edit is to mend first.

    Where it was broken already, what had hidden behind its mistakes may come to light now: only the edited file counts,
    and references from elsewhere, whose target may have gone with the edit.
    """
    before = _problems(was)
    return tuple(
        problem
        for problem in _unknown(_problems(tree), before)
        if not before or problem.location.file == path or problem.check == _REFERENCE
    )


def _problems(tree: Tree) -> tuple[Problem, ...]:
    return tuple(problem for problem in check_source(Project(tree)).problems if not is_for_later(problem))


def _unknown(after: tuple[Problem, ...], before: tuple[Problem, ...]) -> tuple[Problem, ...]:
    known = set(map(_key, before))
    return tuple(problem for problem in after if _key(problem) not in known)


def is_for_later(problem: Problem) -> bool:
    """Whether a problem keeps a source from being published, and an edit not from being saved."""
    return problem.is_gap or problem.check in _LATER


def _key(problem: Problem) -> tuple[str, str, str]:
    """What stays of a problem when the lines above it change."""
    return problem.location.file, problem.check, "".join(sign for sign in problem.what if not sign.isdigit())


def _seal(value: str | dict[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def list_texts(tree: Tree, folder: str) -> Iterator[str]:
    """Yield the paths of the Markdown files of a folder."""
    for name in tree.under(f"{folder}/"):
        if "/" not in name and name.endswith(".md"):
            yield f"{folder}/{name}"
