"""Applies the edits of forms to the source in a working folder, together with the edits of others.

Each opened form gets a base: the content of its file at that time. An edit is the difference from its base, applied to
the current file. It is merged with what others have changed since, unless both have changed the same field.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

from build_tools.editor import files
from build_tools.editor.files import RefusedEditError
from build_tools.editor.labels import FieldNames, describe_value
from build_tools.model.problem import Problem, Problems, end_sentence
from build_tools.model.tree import LARGEST, Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.announcements import UNFINISHED
from build_tools.source.folder import read_folder
from build_tools.source.form_content import BODY, keep_lines, patch_content, read_content
from build_tools.source.three_way_merge import Clash, merge

BASE = "_base"  # the key of the name of a form's base
_MOST_BASES = 1000
_LATER = frozenset({"stale-entry", "unlisted-section", UNFINISHED})  # problems that a later edit mends, as with gaps
_REFERENCE = "unknown-reference"
_TRY_AGAIN = "Your edit is still in the form: make a note of it, reload the page, and make it again."


@dataclass(frozen=True, slots=True)
class Proposal:
    """The source as it would be with an edit."""

    path: str
    content: Mapping[str, Any]
    base: str  # the name of its base; empty for a new file
    was: Tree
    tree: Tree  # the source with the edit
    clashes: tuple[Clash, ...] = ()  # the fields that others have changed differently since the form was opened


@dataclass
class EditSession:
    """Edits the source of a project's folder through forms."""

    folder: Path
    names: FieldNames
    lock: RLock = field(default_factory=RLock)
    _bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The content that each open form has last read or saved, by the name of its base."""

    def serve(self, path: str, *, opened: bool) -> str:
        """A file as the form reads it: its value as JSON, which is also YAML, before the prose; its base if `opened`.

        A list shows a file that cannot be read without content. Raises: RefusedEditError: an `opened` file is refused.
        """
        with self.lock:
            try:
                content = dict(self._content(path, self._text(path)))
            except RefusedEditError:
                if opened:
                    raise
                content = {}
            base = {}
            if opened:
                base[BASE] = f"{self._owner}.{_digest(path)}.{_digest(content)}.{secrets.token_hex(8)}"
                self._keep(base[BASE], content)
        front = json.dumps({key: value for key, value in content.items() if key != BODY} | base, ensure_ascii=False)
        return f"---\n{front}\n---\n{content.get(BODY, '')}" if path.endswith(".md") else f"{front}\n"

    def propose(self, path: str, content: Mapping[str, Any]) -> Proposal:
        """The result of an edit; nothing is written. Raises: RefusedEditError: it cannot be applied."""
        with self.lock:
            edited = dict(content)
            files.check_words(edited)
            base = self._base_of(path, str(edited.pop(BASE, "")))
            before = read_folder(self.folder)
            text = self._text(path)
            current = self._content(path, text)
            if not base and text:
                raise RefusedEditError(f"There is already a file {path}. Give this entry another heading.")
            merged, clashes = merge(self._base(base, current) if base else {}, edited, current)
            new = patch_content(path, text, merged) if merged != current or not text else text
            problems = tuple(problem for problem in before.problems if problem.location.file != path)
            tree = Tree(dict(sorted({**before.files, path: new.encode()}.items())), problems)
            return Proposal(path, edited, base, before, tree, clashes)

    def save(self, path: str, raw: str) -> None:
        """Save the content of a form: YAML, or YAML before prose. Raises: RefusedEditError: nothing was changed."""
        files.check_words(raw)
        with self.lock:
            try:
                content = read_content(path, raw)
            except Problems as error:
                problem = error.problems[0]
                raise RefusedEditError(f"This cannot be saved: {end_sentence(problem.what)} {problem.remedy}") from None
            proposal = self.propose(path, content)
            if proposal.clashes:
                raise RefusedEditError(self.describe_clashes(proposal))
            changes = proposal.tree.files.get(path) != proposal.was.files.get(path)
            if changes and (broken := new_problems(proposal.was, proposal.tree, path)):
                raise self._refuse("This was not saved, since it would make the source invalid.", broken, proposal.tree)
            was = files.read_file(self.folder, path) or b""
            data = keep_lines(proposal.tree.files[path].decode(), was)
            if len(data) > LARGEST:
                limit = f"{LARGEST / 1e6:.0f} MB, which no file of a source may be."
                raise RefusedEditError(f"{path} would be larger than {limit}")
            if data != was:
                files.write_file(self.folder, path, data)
            if proposal.base:
                self._keep(proposal.base, dict(proposal.content))

    def remove(self, paths: list[str]) -> None:
        """Remove files. Raises: RefusedEditError: the source would be invalid without them, or cannot be checked."""
        with self.lock:
            tree = read_folder(self.folder)
            without = Tree({path: data for path, data in tree.files.items() if path not in paths}, tree.problems)
            for path in paths:
                files.is_there(self.folder, path)
            was, left = _problems(tree), _problems(without)
            if broken := _added(left, was):
                raise self._refuse("This was not deleted, since the source would be invalid.", broken, without)
            if left and not set(paths) <= {problem.location.file for problem in was}:  # other problems may be hidden
                raise self._refuse("This was not deleted, since the source is invalid.", left, without)
            for path in paths:
                files.remove_file(self.folder, path)

    def describe_clashes(self, proposal: Proposal) -> str:
        """The reason why an edit cannot be applied, in sentences."""
        clashes = "; ".join(
            f"{self.names.route(proposal.path, clash.steps)} is {describe_value(clash.theirs)} in the file, "
            f"and {describe_value(clash.mine)} in this form"
            for clash in proposal.clashes
        )
        return f"This file was changed after you opened it: {clashes}. {_TRY_AGAIN}"

    def _refuse(self, reason: str, problems: tuple[Problem, ...], tree: Tree) -> RefusedEditError:
        listed = (
            f"{self.names.place(fault.location, tree)}: {end_sentence(fault.what)} {fault.remedy}" for fault in problems
        )
        return RefusedEditError(" ".join([reason, *listed]))

    def _text(self, path: str) -> str:
        data = files.read_file(self.folder, files.check_text(path))
        try:
            return Tree({path: data}).read(path) if data else ""
        except Problems as error:
            raise RefusedEditError(f"{error.problems[0]}") from None

    def _content(self, path: str, text: str) -> dict[str, Any]:
        try:
            return read_content(path, text) if text else {}
        except Problems as error:
            problem = error.problems[0]
            what = f"{path} cannot be read, so it cannot be edited here. In line {problem.location.line}: "
            raise RefusedEditError(f"{what}{end_sentence(problem.what)} {problem.remedy}") from None

    def _keep(self, name: str, content: dict[str, Any]) -> None:
        self._bases.pop(name, None)
        self._bases[name] = content
        while len(self._bases) > _MOST_BASES:
            del self._bases[next(iter(self._bases))]

    @property
    def _owner(self) -> str:
        """Distinguishes the bases of this project from those of others, whose forms the browser also keeps."""
        return _digest(str(self.folder.resolve()))

    def _base_of(self, path: str, base: str) -> str:
        """The name of a base if it belongs to this file; empty if a form was copied from another file to a new one."""
        owner, _, rest = base.partition(".")
        if base and owner != self._owner:
            raise RefusedEditError(
                "This form was opened in another project, and the browser has kept it. "
                "Nothing was saved: reload the page, and do not continue that edit."
            )
        return base if rest.startswith(f"{_digest(path)}.") else ""

    def _base(self, name: str, current: dict[str, Any]) -> dict[str, Any]:
        """The content of a base. After a restart of the editor, it is known if the file is still the same."""
        if name in self._bases:
            return self._bases[name]
        if name.split(".")[2:3] == [_digest(current)]:
            return current
        what = "The editor was restarted after you opened this form, and the file has changed."
        raise RefusedEditError(f"{what} {_TRY_AGAIN}")


def new_problems(was: Tree, tree: Tree, path: str) -> tuple[Problem, ...]:
    """The new problems of a source that the edit itself has to mend.

    In a source that was invalid, an edit may reveal hidden problems: only those of the edited file count, and
    references whose target it may have removed.
    """
    before = _problems(was)
    return tuple(
        problem
        for problem in _added(_problems(tree), before)
        if not before or problem.location.file == path or problem.check == _REFERENCE
    )


def _problems(tree: Tree) -> tuple[Problem, ...]:
    return tuple(problem for problem in check_source(Project(tree)).problems if not is_for_later(problem))


def _added(after: tuple[Problem, ...], before: tuple[Problem, ...]) -> tuple[Problem, ...]:
    known = set(map(_key, before))
    return tuple(problem for problem in after if _key(problem) not in known)


def is_for_later(problem: Problem) -> bool:
    """Whether a problem prevents publication, but does not prevent an edit from being saved."""
    return problem.is_gap or problem.check in _LATER


def _key(problem: Problem) -> tuple[str, str, str]:
    """The part of a problem that stays the same when the lines above it change."""
    return problem.location.file, problem.check, "".join(letter for letter in problem.what if not letter.isdigit())


def _digest(value: str | dict[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
