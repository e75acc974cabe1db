"""Where do the rooms meet?

    tree → reading (the policy, its known gaps) → expanded → rendering (documents, pages) ┬→ site → exported
    git history of it → archive (all versions) → ledger ─────────────────────────────────┘

Each arrow is a property that is worked out once, so that a command pays only for what it asks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from build_tools.changes.rulings import apply_rulings, tune
from build_tools.documents.environment import Templates
from build_tools.documents.places import find_place
from build_tools.documents.reading import read_document
from build_tools.documents.render import Rendering, read_layouts, render, render_documents
from build_tools.history.archive import read_archive, read_head, read_revision
from build_tools.history.dates import Dating
from build_tools.history.faults import HistoryError
from build_tools.history.foreign import read_texts
from build_tools.history.ledger import Breach, Ledger, compare_ledgers, make_ledger, rewritten_after
from build_tools.history.lookup import find_last, find_publication, read_version_day
from build_tools.history.repository import Repository
from build_tools.model.document import Document, Edition
from build_tools.model.edit import Edit, Judged
from build_tools.model.expand import expand_policy
from build_tools.model.finding import Comparison, Finding
from build_tools.model.page import Site
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.revised import RevisedText, RevisedTexts
from build_tools.model.rule import Level
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.version import Archive
from build_tools.processes import do_each
from build_tools.publish.site import Content, make_site
from build_tools.renderer import renderer_name
from build_tools.sealed_cache import SealedCache
from build_tools.source.catalogue import read_own_catalogue
from build_tools.source.folder import read_folder
from build_tools.source.reader import Reading, read_past, read_published, read_source
from build_tools.source.rulings import find_stale
from build_tools.source.sources import Sources
from build_tools.source.text_file import read_text, read_text_file

CACHE = Path(".cache", "policy")
"""Where what was worked out is kept for the next run, from the project's folder."""


@dataclass(frozen=True)
class Flow:
    """The way from a source to its site. Every step may raise `Problems`, and from the archive on `HistoryError`."""

    tree: Tree
    project: Path | None = None
    """The folder whose git history the source has; none for a source without any, which is a draft."""
    now: datetime = datetime(9999, 1, 1, tzinfo=UTC)
    """When this run takes place: nothing was published after it."""

    @classmethod
    def of_folder(cls, project: Path, now: datetime) -> "Flow":
        """The flow of the source in a working folder, or in a bare repository."""
        if (project / FOLDERS[0]).exists():
            return cls(read_folder(project), project, now)
        return cls(read_head(project) or read_folder(project), project, now)

    @cached_property
    def reading(self) -> Reading:
        """The policy, and the gaps that legal has accepted."""
        return read_source(self.tree)

    @cached_property
    def expanded(self) -> Policy:
        """The policy with its facts in place in all prose."""
        return expand_policy(self.reading.policy)

    @cached_property
    def rendering(self) -> Rendering:
        """The documents and the hand-written pages as customers read them."""
        return render(self.expanded, self.layouts)

    @cached_property
    def layouts(self) -> Templates:
        """The source's own layouts."""
        return read_layouts(self.expanded, self.tree)

    @cached_property
    def archive(self) -> Archive:
        """All texts that were ever published."""
        if self.project is None:
            return Archive({})
        policy = self.reading.policy
        dating = Dating(self.now, policy.adopted, policy.corrected_days)
        with Repository(self.project) as repository:
            cache = SealedCache(None if repository.is_bare else self.project / CACHE / "editions", renderer_name())
            return read_archive(repository, dating, publish_tree, cache)

    @cached_property
    def ledger(self) -> Ledger:
        """The archive as it is published for others to verify."""
        return make_ledger(self.archive)

    @staticmethod
    def compare(before: "Side", after: "Side") -> Comparison:
        """What changed from one source to another, judged by the rules and rulings of the second."""
        from build_tools.changes.judge import find_changes  # noqa: PLC0415 - slow to import; a build does without

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

    def side(self, name: str = "") -> "Side":
        """A source to compare: of a folder, a day, a version or a commit; without a name, the one published last.

        Raises: HistoryError: there is none.
        """
        if name and (Path(name) / FOLDERS[0]).is_dir():
            return Side(name, read_folder(Path(name)))
        if self.project is None:
            raise HistoryError("this source has no history", "Name a folder to compare it with.")
        commit = self._commit(name)
        with Repository(self.project) as repository:
            return Side(commit[:12], read_revision(repository, commit))

    def _commit(self, name: str) -> str:
        """The full name of the commit that is meant by a day, a version or any name that git knows."""
        if not name:
            if last := find_last(self.archive):
                return last.commit
            raise HistoryError("nothing is published yet", "Name two folders or commits to compare.")
        if day := read_version_day(name):
            return find_publication(self.archive, day, name).commit
        with Repository(self.project or Path()) as repository:
            if commit := repository.find(name):
                return commit
        what = f"{name!r} is no folder with a source, no day, no version and no commit"
        raise HistoryError(what, "policy log lists versions and their commits.")

    def breaches(self, earlier: Ledger) -> tuple[Breach, ...]:
        """What was published, as an earlier ledger says, and is no longer the same."""
        breaches = tuple(compare_ledgers(earlier, self.ledger))
        if breaches or not earlier.records or self.project is None:
            return breaches
        with Repository(self.project) as repository:
            if repository.is_ancestor(repository.find(earlier.head), repository.head):
                return ()
        return (rewritten_after(earlier),)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents with what one reads of them."""
        return tuple(map(self._read, self.rendering.documents))

    def _read(self, document: Document) -> Document:
        """What was published last needs no reading again."""
        versions = self.archive.histories.get(document.id)
        if versions and (last := versions.latest.document).body == document.body:
            return replace(document, lines=last.lines, parts=last.parts)
        return read_document(document)

    @cached_property
    def site(self) -> Site:
        """All pages."""
        content = Content(self.expanded, self.documents, self.rendering.pages, self.archive, str(self.ledger))
        return make_site(content, self.layouts)

    @cached_property
    def exported(self) -> dict[str, bytes]:
        """The pages, and the pictures of the hand-written ones, by their paths."""
        pictures = {
            name: data for name, data in self.tree.under("policy_src/pages/").items() if not name.endswith(".md")
        }
        pages = {page.path: page.text.encode() for page in self.site.pages}
        return {**pictures, **self.site.files, **pages}


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
        policy = read_published(self.tree)
        return {document.id: document for document in render_documents(policy, read_layouts(policy, self.tree))}

    def _name(self, problem: Problem) -> Problem:
        """A problem of another source is told at `1a2b3c:policy_src/policy.yml`, as git names a file of a commit."""
        file = f"{self.name}:{problem.location.file}" if self.name else problem.location.file
        return replace(problem, location=replace(problem.location, file=file))


def compare_texts(before: Path, after: Path) -> Comparison:
    """What changed from one text in Markdown to another, judged by the rules of the catalogue.

    Raises: Problems: one of them is no text.
    """
    from build_tools.changes.prose.judge import find_text_changes  # noqa: PLC0415 - the same

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
    from build_tools.changes.prose.judge import find_text_changes  # noqa: PLC0415 - the same

    try:
        old, new = (read_text(data, Path()) for data in texts)
    except Problems as error:
        return error.problems[0].what
    return tuple(_by_level(find_text_changes(old, new, read_own_catalogue())))


def _place(findings: Iterable[Finding], edit: Edit) -> tuple[Finding, ...]:
    """Findings with the names of the files that they are in."""
    return tuple(
        replace(
            finding,
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


def publish_tree(tree: Tree) -> Edition:
    """The documents of a source of the past.

    Raises: Problems: it cannot be rendered, so it was never published.
    """
    policy = read_published(tree)
    documents = render_documents(policy, read_layouts(policy, tree))
    return Edition(tuple(map(read_document, documents)), policy.publication.time_zone)
