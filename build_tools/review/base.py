"""Finds the two sides that are compared: sources of two days, two files, or each text of a repository."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from build_tools.model.edit import Edit, Judged
from build_tools.model.finding import Comparison, Finding
from build_tools.model.problem import Location, Problems
from build_tools.model.rule import Direction, Level, Rule, Subject
from build_tools.model.text_pair import RevisedText, RevisedTexts
from build_tools.model.tree import FOLDERS
from build_tools.model.version import PublicationRecord
from build_tools.project.project import Project
from build_tools.runtime.parallel import do_each
from build_tools.source.folder import read_folder
from build_tools.source.rule_catalogue import read_own_catalogue
from build_tools.source.text_file import read_text, read_text_file

_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "HEAD")

APPEARANCE = "site-appearance-changed"
"""The rule of a change of the look of the site."""
_FILES_OF_APPEARANCE = ("mkdocs.yml", "site_overrides")
"""What makes that look, from the project's folder."""
_TEXTS_FOR_PEOPLE = (".md", ".txt")
"""How files end that lie there and reach no page, such as licences."""
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
"""It watches no fact of a policy, so that it is not in the catalogue."""


def find_side(project: Project, name: str = "") -> SourceRevision:
    """A source to compare: of a folder, a day, a version or a commit; without a name, the one published last.

    Raises: HistoryError: there is none.
    """
    if name and (Path(name) / FOLDERS[0]).is_dir():
        return SourceRevision(name, read_folder(Path(name)))
    if project.folder is None:
        raise HistoryError("this source has no history", "Name a folder to compare it with.")
    commit = _find_commit(project, name)
    with Repository(project.folder) as repository:
        made = read_commit(repository, commit).revision.published
        return SourceRevision(commit[:12], read_revision(repository, commit), made)


def _find_commit(project: Project, name: str) -> str:
    """The full name of the commit that is meant by a day, a version or any name that git knows."""
    if not name:
        if last := find_last(project.archive):
            return last.commit
        raise HistoryError("nothing is published yet", "Name two folders or commits to compare.")
    if read_name(name):
        return find_publication(project.archive, name).commit
    with Repository(project.folder or Path()) as repository:
        if commit := repository.find(name):
            return commit
    what = f"{name!r} is no folder with a source, no day, no version and no commit"
    raise HistoryError(what, "policy log lists versions and their commits.")


def find_default_base(project: Project) -> str:
    """The name of what a change is made to, where nobody says it; empty before the first commit.

    It is the default branch of origin; without one, a branch main or master here; without that, the newest commit.

    Raises: HistoryError: there is no history.
    """
    with Repository(project.folder or Path()) as repository:
        return next(filter(repository.find, _BRANCHES), "")


@dataclass(frozen=True, slots=True)
class Base:
    """What the source at hand builds on."""

    side: SourceRevision
    told: frozenset[str]
    """The announcements that belong to what was published by then, by their ids: they speak of nothing later."""
    name: str
    """How it was named."""
    in_force: date = date.min
    """The day from which all that was published by then is in force."""


def find_base(project: Project, name: str) -> Base | None:
    """The source that a change is made to: in a folder, or of a day, a version or a commit; none before the first one.

    Where the commit has gone on since the source at hand left it, as a branch does, it is the last one that both have
    in common: what others have changed meanwhile is no part of the change. Where its source is broken, or stood
    elsewhere, it is that of the last publication by then.

    Raises: HistoryError: there is no such thing.
    """
    if project.folder is None or (Path(name) / FOLDERS[0]).is_dir():
        side = find_side(project, name)
        return Base(side, frozenset(told.id for told in side.reading.announcements), name)
    named = _find_commit(project, name)
    with Repository(project.folder) as repository:
        commit = repository.find_common(named, repository.head)
        if not commit:
            what = f"{name} and the source at hand have no commit in common"
            raise HistoryError(what, "Name the branch that this change will be merged into.")
        records = [
            record for record in project.archive.records if repository.is_ancestor(record.revision.commit, commit)
        ]
        newest = repository.head
        if commit not in repository.branch and (theirs := project.archive_until(commit).records):
            records, newest = [*theirs], commit  # it was merged in, and what was published there is not on this branch
    if not records:
        return None
    with Repository(project.folder, newest=newest) as repository:
        side = _read_side(repository, commit) or _read_publication(repository, project.history_start, records[-1])
    told = frozenset(told.id for record in records for told in record.announcements)
    return Base(side, told, name, records[-1].start.first)


def find_appearance_changes(project: Project, before: SourceRevision, after: SourceRevision) -> Iterator[Finding]:
    """Yield a finding about the site for each file that changes how its pages look or what runs on them.

    A style can hide a clause, and a script can change it, while each document reads as before. Folders have no such
    files to compare.
    """
    if project.folder is None or any((Path(side.name) / FOLDERS[0]).is_dir() for side in (before, after) if side.name):
        return
    with Repository(project.folder) as repository:
        files = sorted(find_changed_files(repository, before.name, after.name, _FILES_OF_APPEARANCE))
    for file in (file for file in files if not file.endswith(_TEXTS_FOR_PEOPLE)):
        change = Change("site", file, Event.CHANGED, ChangedSide(), ChangedSide())
        message, title = _RULE.fill(path=file), _RULE.fill_title(path=file)
        yield Finding(_RULE, change, message, title, "", "", stands_at=Location(file))


def find_launch(project: Project, name: str) -> PublicationRecord | None:
    """The first publication on the branch of a commit, day or version; none of a draft, and of a folder.

    Raises: HistoryError: there is no such thing.
    """
    if project.folder is None or (Path(name) / FOLDERS[0]).is_dir():
        return None
    return next(iter(project.archive_until(_find_commit(project, name)).records), None)


def _read_side(repository: Repository, commit: str) -> SourceRevision | None:
    """The source of a commit; none where it cannot be read, or did not stand where it does today."""
    try:
        side = SourceRevision(commit[:12], read_revision(repository, commit))
        side.reading  # noqa: B018 - it is read when it is asked for
    except (HistoryError, Problems):
        return None
    return side


def _read_publication(repository: Repository, start: str, record: PublicationRecord) -> SourceRevision:
    """The source of a publication, wherever it stood then. `start` is the commit from which history counts."""
    commit = record.revision.commit
    ((_, tree),) = read_published_sources(repository, start, {commit})
    return SourceRevision(commit[:12], tree)


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
    return Comparison(tuple(replace(finding, document=after.stem) for finding in by_level(findings)), ())


def revise_texts(before: Path, after: Path) -> RevisedTexts:
    """Two texts in Markdown beside each other.

    Raises: Problems: one of them is no text.
    """
    sides, files = (read_text_file(before), read_text_file(after)), (str(before), str(after))
    return RevisedTexts((RevisedText(after.stem, after.name, *sides, files=files),), files)


def revise_documents(before: SourceRevision, after: SourceRevision, names: tuple[str, str]) -> RevisedTexts:
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
    publication = after.reading.readable.publication
    old, new = sides
    texts = tuple(_revise(old.get(id_), new.get(id_), publication.language) for id_ in {**new, **old})
    return RevisedTexts(texts, names, author=publication.site_name, made=after.made)


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
    return tuple(by_level(find_text_changes(old, new, read_own_catalogue())))


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
