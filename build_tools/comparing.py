"""What is different between two sources, or two texts, and what does it mean?

This is where the rooms meet of which two sides are compared; `flow` is where those of one source do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from build_tools.changes.judge import find_changes
from build_tools.changes.prose.judge import find_text_changes
from build_tools.changes.rulings import apply_rulings, tune
from build_tools.documents.places import find_place
from build_tools.documents.render import read_layouts, render_documents
from build_tools.flow import Flow
from build_tools.history.archive import read_revision
from build_tools.history.faults import HistoryError
from build_tools.history.foreign import read_texts
from build_tools.history.lookup import find_last, find_publication, read_version_day
from build_tools.history.repository import Repository
from build_tools.model.document import Document
from build_tools.model.edit import Edit, Judged
from build_tools.model.finding import Comparison, Finding
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.revised import RevisedText, RevisedTexts
from build_tools.model.rule import Level
from build_tools.model.tree import FOLDERS, Tree
from build_tools.processes import do_each
from build_tools.source.catalogue import read_own_catalogue
from build_tools.source.folder import read_folder
from build_tools.source.reader import Reading, read_past
from build_tools.source.rulings import find_stale
from build_tools.source.sources import Sources
from build_tools.source.text_file import read_text, read_text_file


@dataclass(frozen=True)
class Side:
    """A source that is compared with another one."""

    name: str
    """Its commit or folder; empty for the source at hand."""
    tree: Tree

    @cached_property
    def reading(self) -> Reading:
        """The policy.

        Raises: Problems: it cannot be read; the problems say on which side.
        """
        try:
            return read_past(self.tree)
        except Problems as error:
            raise Problems(map(self._name, error.problems)) from None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents as customers read them, by their ids.

        Raises: Problems: they cannot be rendered.
        """
        policy = self.reading.readable
        return {document.id: document for document in render_documents(policy, read_layouts(policy, self.tree))}

    def _name(self, problem: Problem) -> Problem:
        """A problem of another source is told at `1a2b3c:policy_src/policy.yml`, as git names a file of a commit."""
        file = f"{self.name}:{problem.location.file}" if self.name else problem.location.file
        return replace(problem, location=replace(problem.location, file=file))


def find_side(flow: Flow, name: str = "") -> Side:
    """A source to compare: of a folder, a day, a version or a commit; without a name, the one published last.

    Raises: HistoryError: there is none.
    """
    if name and (Path(name) / FOLDERS[0]).is_dir():
        return Side(name, read_folder(Path(name)))
    if flow.project is None:
        raise HistoryError("this source has no history", "Name a folder to compare it with.")
    commit = _find_commit(flow, name)
    with Repository(flow.project) as repository:
        return Side(commit[:12], read_revision(repository, commit))


def _find_commit(flow: Flow, name: str) -> str:
    """The full name of the commit that is meant by a day, a version or any name that git knows."""
    if not name:
        if last := find_last(flow.archive):
            return last.commit
        raise HistoryError("nothing is published yet", "Name two folders or commits to compare.")
    if day := read_version_day(name):
        return find_publication(flow.archive, day, name).commit
    with Repository(flow.project or Path()) as repository:
        if commit := repository.find(name):
            return commit
    what = f"{name!r} is no folder with a source, no day, no version and no commit"
    raise HistoryError(what, "policy log lists versions and their commits.")


def compare_sources(before: Side, after: Side) -> Comparison:
    """What changed from one source to another, judged by the rules and rulings of the second."""
    old, new = before.reading, after.reading
    rules = tune(read_own_catalogue(), new.tunings)
    found = apply_rulings(find_changes(old.policy, new.policy, rules), new.rulings)
    located = (
        replace(
            finding,
            document=find_place(new.policy, finding.change.path) or find_place(old.policy, finding.change.path),
            was_at=_locate(old.sources, finding.change.before.route, finding.was_at),
            stands_at=_locate(new.sources, finding.change.after.route, finding.stands_at),
        )
        for finding in found
    )
    findings = tuple(_by_level(located))
    known = {finding.id for finding in findings} | {ruling.finding for ruling in old.rulings}
    return Comparison(findings, tuple(find_stale(new.rulings, known, new.sources)))


def find_files(old: str, new: str) -> tuple[Path, Path] | None:
    """Both files, where both sides name one; none where neither does.

    Raises: HistoryError: one of them is a file, and the other is none.
    """
    are_files = Path(old).is_file(), Path(new).is_file()
    if not any(are_files):
        return None
    if not all(are_files):
        file, other = (old, new) if are_files[0] else (new, old)
        what = f"{other!r} is no file" if other else "nothing is named to compare it with"
        raise HistoryError(f"{file} is a file, and {what}", "Name two files, or days, versions, commits or folders.")
    return Path(old), Path(new)


def compare_texts(before: Path, after: Path) -> Comparison:
    """What changed from one text in Markdown to another, judged by the rules of the catalogue.

    Raises: Problems: one of them is no text.
    """
    old, new = read_text_file(before), read_text_file(after)
    findings = find_text_changes(old, new, read_own_catalogue(), (str(before), str(after)))
    return Comparison(tuple(replace(finding, document=after.stem) for finding in _by_level(findings)), ())


def revise_texts(before: Path, after: Path) -> RevisedTexts:
    """Two texts in Markdown beside each other.

    Raises: Problems: one of them is no text.
    """
    sides, files = (read_text_file(before), read_text_file(after)), (str(before), str(after))
    return RevisedTexts((RevisedText(after.stem, after.name, *sides, files=files),), files)


def revise_documents(before: Side, after: Side, names: tuple[str, str]) -> RevisedTexts:
    """The documents of two sources beside each other, `names` being what these are called."""
    complaints: list[str] = []
    sides: list[dict[str, Document]] = []
    for side, name in zip((before, after), names, strict=True):
        try:
            sides.append(side.documents)
        except Problems as error:
            complaints.append(f"The documents of {name} cannot be rendered, so their words are not compared: {error}")
    if complaints:
        return RevisedTexts((), names, tuple(complaints))
    language = after.reading.policy.publication.language
    old, new = sides
    return RevisedTexts(tuple(_revise(old.get(id_), new.get(id_), language) for id_ in {**new, **old}), names)


def _revise(old: Document | None, new: Document | None, language: str) -> RevisedText:
    before, after = (document.body if document else "" for document in (old, new))
    either = new or old
    id_, title = (either.id, either.title) if either else ("", "")
    return RevisedText(id_, title, before, after, language)


def judge_edits(repository: Path, edits: Sequence[Edit]) -> Iterator[Judged]:
    """Yield what edits of texts in a repository mean, in their order, each pair of texts judged once.

    Raises: HistoryError: the clone lacks a text.
    """
    times = Counter(edit.texts for edit in edits if edit.texts)
    results = do_each(_judge_texts, read_texts(repository, tuple(times)), chunk=4)
    kept: dict[tuple[str, str], tuple[Finding, ...] | str] = {}
    for edit in edits:
        if not edit.texts:
            yield Judged(edit)
            continue
        found = kept[edit.texts] if edit.texts in kept else next(results)
        times[edit.texts] -= 1
        if times[edit.texts]:
            kept[edit.texts] = found
        else:
            kept.pop(edit.texts, None)
        yield Judged(replace(edit, unread=found)) if isinstance(found, str) else Judged(edit, _place(found, edit))


def _judge_texts(texts: tuple[bytes, bytes]) -> tuple[Finding, ...] | str:
    """The findings between two texts, or why there can be none."""
    try:
        old, new = (read_text(data, Path()) for data in texts)
    except Problems as error:
        return error.problems[0].what
    return tuple(_by_level(find_text_changes(old, new, read_own_catalogue())))


def _place(findings: Iterable[Finding], edit: Edit) -> tuple[Finding, ...]:
    """Findings with the names of the document and the files that they are in."""
    return tuple(
        replace(
            finding,
            document=PurePosixPath(edit.path).stem,
            was_at=finding.was_at and replace(finding.was_at, file=edit.was_path),
            stands_at=finding.stands_at and replace(finding.stands_at, file=edit.path),
        )
        for finding in findings
    )


def _locate(sources: Sources, route: Route, within: Location | None) -> Location:
    """Where a value stands, or the line of it that is meant."""
    return sources.locate_line(route, within.line) if within else sources.locate(route)


def _by_level(findings: Iterable[Finding]) -> list[Finding]:
    """The most important first."""
    return sorted(findings, key=lambda finding: list(Level).index(finding.level))
