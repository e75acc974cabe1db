"""Finds the two sides of a comparison: revisions of a source, the base of a change, files, or edits in a repository.

`change` reviews a change against its base, and `source_check` checks a source on its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

from build_tools.changes.compare_sources import by_level
from build_tools.changes.prose.judge import find_text_changes
from build_tools.documents.rendered_source import SourceRevision
from build_tools.history.archive import read_published_sources, read_revision
from build_tools.history.commit_log import read_commit
from build_tools.history.errors import HistoryError
from build_tools.history.markdown_history import read_texts
from build_tools.history.repository import Repository
from build_tools.history.version_lookup import find_last, find_publication, read_name
from build_tools.history.working_tree import find_changed_files
from build_tools.model.change import Change, Event
from build_tools.model.change import Side as ChangedSide
from build_tools.model.document import Document
from build_tools.model.edit import Edit, JudgedEdit
from build_tools.model.finding import Comparison, Finding
from build_tools.model.problem import Location, Problems
from build_tools.model.program_wheel import VENDOR
from build_tools.model.revised_text import RevisedText, RevisedTexts
from build_tools.model.rule import Direction, Level, Rule, Subject
from build_tools.model.tree import FOLDERS
from build_tools.model.version import PublicationRecord
from build_tools.project.project import Project
from build_tools.runtime.parallel import begin_early, do_each
from build_tools.source.folder import read_folder
from build_tools.source.rule_catalogue import read_shipped_rules
from build_tools.source.text_file import read_text, read_text_file

_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "HEAD")

APPEARANCE = "site-appearance-changed"
_FILES_OF_APPEARANCE = ("mkdocs.yml", "site_overrides", VENDOR)
_TEXTS_FOR_PEOPLE = (".md", ".txt")
"""The suffixes of files that reach no page, such as licences."""
_RULE = Rule(
    id=APPEARANCE,
    watches=("site",),
    when=(Event.CHANGED,),
    about=Subject.SITE,
    level=Level.NOTABLE,
    direction=Direction.NEUTRAL,
    confidence="low",
    why="Styles, scripts and the configuration can hide words or change them, though every document reads as before.",
    says="The file {path}, which makes the look of the site, has changed. Look at its pages.",
    title="The look of the site may change: {path}",
)
"""It watches no fact of a policy, so it is not in the catalogue."""


def find_side(project: Project, name: str = "") -> SourceRevision:
    """The source of a folder, day, version or commit, or the last published one. Raises HistoryError."""
    if name and (Path(name) / FOLDERS[0]).is_dir():
        return SourceRevision(name, read_folder(Path(name)))
    if project.folder is None:
        raise HistoryError("this source has no history", "Name a folder to compare it with.")
    commit = _find_commit(project, name)
    with Repository(project.folder) as repository:
        made = read_commit(repository, commit).revision.published
        return SourceRevision(commit[:12], read_revision(repository, commit), made)


def _find_commit(project: Project, name: str) -> str:
    if not name:
        if last := find_last(project.archive):
            return last.commit
        raise HistoryError("nothing is published yet", "Name two folders or commits to compare.")
    if read_name(name):
        return find_publication(project.archive, name).commit
    with Repository(project.folder or Path()) as repository:
        if commit := repository.find(name):
            return commit
    what = f"{name!r} is not a folder with a source, a day, a version or a commit"
    raise HistoryError(what, "policy log lists versions and their commits.")


def find_default_base(project: Project) -> str:
    """The default branch of origin, else a local main or master, else HEAD; empty before the first commit."""
    with Repository(project.folder or Path()) as repository:
        return next(filter(repository.find, _BRANCHES), "")


@dataclass(frozen=True, slots=True)
class Base:
    """The source to which a change is made."""

    side: SourceRevision
    announced: frozenset[str]
    """The ids of the announcements that belong to earlier publications, and so not to the change."""
    name: str
    in_force: date = date.min
    """The day from which everything published by then is in force."""


def find_base(project: Project, name: str) -> Base | None:
    """The base of a change: the source of a folder, day, version or commit; none before the first publication.

    If the branch has moved on, it is the merge base, so that changes of others do not count. If its source is broken or
    was elsewhere, it is the source of the last publication by then.
    """
    if project.folder is None or (Path(name) / FOLDERS[0]).is_dir():
        named = find_side(project, name)
        return Base(named, frozenset(announcement.id for announcement in named.reading.announcements), name)
    with Repository(project.folder) as repository:
        commit = repository.find_common(_find_commit(project, name), repository.head)
        if not commit:
            what = f"{name} and the current source have no commit in common"
            raise HistoryError(what, "Name the branch that this change will be merged into.")
        records = [
            record for record in project.archive.records if repository.is_ancestor(record.revision.commit, commit)
        ]
        newest = repository.head
        if commit not in repository.branch and (merged := project.archive_until(commit).records):
            records, newest = [*merged], commit  # it was merged in: its publications are not on this branch
    if not records:
        return None
    with Repository(project.folder, newest=newest) as repository:
        if not (side := _read_side(repository, commit)):
            last = records[-1].revision.commit
            ((_, tree),) = read_published_sources(repository, project.history_start, {last})
            side = SourceRevision(last[:12], tree)
    announced = frozenset(announcement.id for record in records for announcement in record.announcements)
    return Base(side, announced, name, records[-1].start.first)


def find_appearance_changes(project: Project, before: SourceRevision, after: SourceRevision) -> Iterator[Finding]:
    """Yield a finding for each changed file of the site's appearance: a style can hide a clause."""
    if project.folder is None or any((Path(side.name) / FOLDERS[0]).is_dir() for side in (before, after) if side.name):
        return
    with Repository(project.folder) as repository:
        files = sorted(find_changed_files(repository, before.name, after.name, _FILES_OF_APPEARANCE))
    for file in (file for file in files if not file.endswith(_TEXTS_FOR_PEOPLE)):
        change = Change("site", file, Event.CHANGED, ChangedSide(), ChangedSide())
        message, title = _RULE.fill(path=file), _RULE.fill_title(path=file)
        yield Finding(_RULE, change, message, title, "", "", is_at=Location(file))


def find_launch(project: Project, name: str) -> PublicationRecord | None:
    """The first publication on the branch of a commit, day or version; none for a draft or a folder."""
    if project.folder is None or (Path(name) / FOLDERS[0]).is_dir():
        return None
    return next(iter(project.archive_until(_find_commit(project, name)).records), None)


def _read_side(repository: Repository, commit: str) -> SourceRevision | None:
    try:
        side = SourceRevision(commit[:12], read_revision(repository, commit))
        side.reading  # noqa: B018 - this reads it
    except (HistoryError, Problems):
        return None
    return side


def find_files(old: str, new: str) -> tuple[Path, Path] | None:
    """Both files if both names are files; none if neither is. Raises HistoryError if only one of them is."""
    are_files = Path(old).is_file(), Path(new).is_file()
    if not any(are_files):
        return None
    if not all(are_files):
        file, other = (old, new) if are_files[0] else (new, old)
        what = f"{other!r} is not a file" if other else "there is nothing to compare it with"
        raise HistoryError(f"{file} is a file, and {what}", "Name two files, or days, versions, commits or folders.")
    return Path(old), Path(new)


def compare_texts(before: Path, after: Path) -> Comparison:
    """The changes from one Markdown text to another, by the rules of the catalogue. Raises Problems."""
    old, new = read_text_file(before), read_text_file(after)
    findings = find_text_changes(old, new, read_shipped_rules(), (str(before), str(after)))
    return Comparison(tuple(replace(finding, document=after.stem) for finding in by_level(findings)), ())


def revise_texts(before: Path, after: Path) -> RevisedTexts:
    """Two Markdown texts side by side. Raises Problems if one of them is not a text."""
    sides, files = (read_text_file(before), read_text_file(after)), (str(before), str(after))
    return RevisedTexts((RevisedText(after.stem, after.name, *sides, files=files),), files)


def revise_documents(before: SourceRevision, after: SourceRevision, names: tuple[str, str]) -> RevisedTexts:
    """The documents of two sources side by side, with the `names` of the sources."""
    complaints: list[str] = []
    sides: list[dict[str, Document]] = []
    for side, name in zip((before, after), names, strict=True):
        try:
            sides.append(side.documents)
        except Problems as error:
            complaints.append(f"The documents of {name} cannot be rendered, so their words are not compared: {error}")
    if complaints:
        return RevisedTexts((), names, tuple(complaints))
    publication = after.reading.readable.publication
    old, new = ({id_: document.body for id_, document in side.items()} for side in sides)
    titles = {id_: document.title for side in (sides[1], sides[0], sides[1]) for id_, document in side.items()}
    texts = (
        RevisedText(id_, title, old.get(id_, ""), new.get(id_, ""), publication.language)
        for id_, title in titles.items()
    )
    return RevisedTexts(tuple(texts), names, author=publication.site_name, made=after.made)


_WINDOW = 1_000
"""How many pairs of texts are sorted at once: results wait until it is their turn."""
_CHUNK = 8
_MANY = 100
"""How many pairs are surely worth another process."""
_SAMPLE = (b"# Privacy\n\nWe keep logs for 30 days.\n", b"# Privacy\n\nWe keep logs for 90 days.\n")
"""What another process judges first, so that it has read all rules and words."""


def judge_edits(repository: Path, edits: Sequence[Edit]) -> Iterator[JudgedEdit]:
    """Yield the judgement of each edit in a repository, in order; each pair of texts is judged once."""
    times = Counter(edit.texts for edit in edits if edit.texts)
    pairs = _sort_by_text(edits)
    if len(pairs) >= _MANY:
        begin_early(_judge_texts, _SAMPLE)
    results = zip(pairs, do_each(_judge_texts, read_texts(repository, pairs), chunk=_CHUNK), strict=True)
    kept: dict[tuple[str, str], tuple[Finding, ...] | str] = {}
    for edit in edits:
        if not edit.texts:
            yield JudgedEdit(edit)
            continue
        while edit.texts not in kept:
            kept.update([next(results)])
        found = kept[edit.texts]
        times[edit.texts] -= 1
        if not times[edit.texts]:
            del kept[edit.texts]
        yield (
            JudgedEdit(replace(edit, unread=found)) if isinstance(found, str) else JudgedEdit(edit, _place(found, edit))
        )


def _sort_by_text(edits: Sequence[Edit]) -> tuple[tuple[str, str], ...]:
    """The distinct pairs of texts: in each window, all versions of a text follow each other, since they share much."""
    paths: dict[tuple[str, str], str] = {}
    for edit in edits:
        if edit.texts:
            paths.setdefault(edit.texts, edit.path)
    pairs: list[tuple[str, str]] = []
    items = iter(paths.items())
    while window := list(islice(items, _WINDOW)):
        firsts = {path: place for place, (_, path) in reversed(list(enumerate(window)))}
        pairs += (texts for texts, path in sorted(window, key=lambda item: firsts[item[1]]))
    return tuple(pairs)


def _judge_texts(texts: tuple[bytes, bytes]) -> tuple[Finding, ...] | str:
    """The findings between two texts, or why they cannot be compared."""
    try:
        old, new = map(_read_text, texts)
    except Problems as error:
        return error.problems[0].what
    return tuple(by_level(find_text_changes(old, new, read_shipped_rules())))


@lru_cache(maxsize=4)
def _read_text(data: bytes) -> str:
    """The text of a version, which is compared with the one before and the one after."""
    return read_text(data, Path())


def _place(findings: Iterable[Finding], edit: Edit) -> tuple[Finding, ...]:
    return tuple(
        replace(
            finding,
            document=PurePosixPath(edit.path).stem,
            was_at=finding.was_at and replace(finding.was_at, file=edit.was_path),
            is_at=finding.is_at and replace(finding.is_at, file=edit.path),
        )
        for finding in findings
    )
