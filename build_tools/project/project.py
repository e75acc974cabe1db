"""Connects the rooms: from a source and its git history to the site. Each arrow is a cached property.

tree → reading (the policy, its known gaps) → expanded → rendering (documents, pages) ┬→ site → exported
git history → archive (all versions) → ledger ───────────────────────────────────────┘
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from build_tools.documents.layout_environment import Templates
from build_tools.documents.links import check_links
from build_tools.documents.page_markup import check_markup, check_pages
from build_tools.documents.render import Rendering, read_layouts, render, render_pages
from build_tools.documents.rendered_source import render_with_layouts
from build_tools.documents.visible_text import with_visible_text
from build_tools.downloads.offered import DownloadMode, Downloads, find_downloads
from build_tools.downloads.standalone_text import StandaloneTexts
from build_tools.history.archive import date_until, read_archive, read_head
from build_tools.history.commit_dates import Dating
from build_tools.history.errors import HistoryError
from build_tools.history.ledger import Breach, Ledger, make_ledger
from build_tools.history.lost_versions import explain_breaches, find_breaches
from build_tools.history.notice_records import read_sent
from build_tools.history.project_cache import ProjectCaches, find_caches
from build_tools.history.repository import Place, Repository, find_repository
from build_tools.history.working_tree import find_differences
from build_tools.model.current_document import find_current_documents
from build_tools.model.document import Document
from build_tools.model.page import Origin, Site
from build_tools.model.policy import Policy
from build_tools.model.problem import HistoryProblem, Problem, Problems
from build_tools.model.publication import News, Publication
from build_tools.model.tree import FOLDERS, PLACES, Tree
from build_tools.model.version import Archive
from build_tools.project.environment import read_address, read_day, serve_at
from build_tools.project.policies_in_force import PoliciesInForce, find_policies
from build_tools.project.publications import make_keeper, mark_notified, read_publications, read_row
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.fingerprints import JUDGE, LAYOUTS, PARTS, PRINTER, RENDERER, TEXTS
from build_tools.runtime.remembered import REMEMBERED
from build_tools.site.content import Content, gather_news
from build_tools.site.feeds.catalog import describe_feeds
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.version_labels import VersionLabels
from build_tools.site.site import make_site
from build_tools.site.version_parts import PartsOfVersions
from build_tools.source.folder import read_folder
from build_tools.source.launch_state import find_withdrawn_launch
from build_tools.source.reader import Reading, read_source


@dataclass(frozen=True)
class Project:
    """A source with its history. Properties may raise `Problems`; those that need the history, `HistoryError`."""

    tree: Tree
    folder: Path | None = None
    """The folder with the git history of the source; none for a source without a history, which is a draft."""
    now: datetime = datetime(9999, 1, 1, tzinfo=UTC)
    """The time of this run: nothing was published after it."""
    as_of: date | None = None
    """The day for which the site is made; none for the day of this run."""
    download_mode: DownloadMode | None = None
    """How missing downloads are handled; none where the site is not published."""
    address: str = ""
    """The web address at which the site is served, if it differs from the one in the source."""
    compiled: SealedCache | None = None
    """Where the compiled layouts of a source without a folder are kept, if at all."""

    @classmethod
    def of_folder(
        cls, folder: Path, now: datetime, today: str = "", downloads: DownloadMode | None = None, *, address: str = ""
    ) -> "Project":
        """The project in a working folder or a bare repository; `today` gives `as_of`, as `2026-02-14` or empty."""
        tree = (None if (folder / FOLDERS[0]).exists() else read_head(folder)) or read_folder(folder)
        return cls(tree, folder, now, read_day(today), downloads, read_address(address))

    @cached_property
    def caches(self) -> ProjectCaches:
        """What is kept between runs."""
        return find_caches(self.folder, self.place)

    @cached_property
    def place(self) -> Place | None:
        """Where the git repository is, which is asked of git once; none without a folder."""
        return find_repository(self.folder) if self.folder else None

    @cached_property
    def reading(self) -> Reading:
        """The policy, and the gaps that legal has accepted."""
        return self.without_history.reading if self.folder else read_source(self.tree)

    @cached_property
    def without_history(self) -> "Project":
        """The same source without its history, which does not change how the source itself is read."""
        if self.folder is None:
            return self
        with suppress(HistoryError):  # whatever needs the history reports it
            REMEMBERED.open(self.caches.open("texts", TEXTS))
            return Project(self.tree, compiled=self.caches.open("layouts", LAYOUTS))
        return Project(self.tree)

    @property
    def expanded(self) -> Policy:
        """The policy with its facts filled in."""
        return self.reading.readable

    @cached_property
    def served(self) -> Policy:
        """The same with the web address of the site. Documents are rendered without it."""
        return serve_at(self.expanded, self.address)

    @cached_property
    def rendering(self) -> Rendering:
        """The documents and the hand-written pages as customers read them."""
        rendering = render(self.expanded, self.layouts, self._page_context)
        check_markup(self.reading, rendering, self.tree)
        return check_links(self.reading, rendering, self.tree)

    @property
    def _page_context(self) -> Mapping[str, object]:
        return {"news": self.change_labels.news(self.news), "following": describe_feeds(self.served, self.archive)}

    @cached_property
    def in_force(self) -> PoliciesInForce:
        """The policy in force today and the later ones; for a draft only the current policy."""
        if self.folder is None or self.is_draft:
            return PoliciesInForce(self.expanded, ())
        with Repository(self.folder, place=self.place) as repository:
            return find_policies(repository, self.history_start, self.publications, self.today, self.reading)

    @property
    def pages(self) -> tuple[Document, ...]:
        """The hand-written pages with today's facts, in past layouts if the current ones need newer facts."""
        policy, original = self.in_force.policy, self.in_force.original
        if original is None:
            return self.rendering.pages
        try:
            return render_pages(policy, read_layouts(policy, self.tree), self._page_context)
        except Problems:
            return render_pages(*original, self._page_context)

    @cached_property
    def layouts(self) -> Templates:
        """The source's own layouts."""
        return self.without_history.layouts if self.folder else read_layouts(self.expanded, self.tree, self.compiled)

    @cached_property
    def archive(self) -> Archive:
        """All published texts."""
        return self.archive_until("")

    def archive_until(self, commit: str) -> Archive:
        """All texts published on the branch of a commit, by its full name; empty for the newest one."""
        if self.folder is None:
            return Archive({})
        dating = Dating(self.now, self.reading.policy.adopted, self.reading.policy.corrected_days)
        with Repository(self.folder, newest=commit, place=self.place) as repository:
            dating = date_until(repository, dating, commit)
            cache, judged = self.caches.open("editions", RENDERER), self.caches.open("publications", JUDGE)
            with suppress(Problems):  # whatever needs them reports it
                _ = self.layouts  # mostly those of the past too, and kept compiled
            return read_archive(repository, dating, read_row, cache, None if commit else make_keeper(judged))

    @property
    def history_start(self) -> str:
        """The commit from which history counts; empty for the whole history."""
        adopted = self.reading.policy.adopted
        return (adopted.revision if adopted else None) or ""

    @property
    def withdrawn_launch(self) -> tuple[Problem, ...]:
        """The problems of a source that says it is a draft after versions of it were published."""
        return find_withdrawn_launch(self.reading.sources, self.archive) if self.reading.policy.draft else ()

    @property
    def today(self) -> date:
        """The day for which the site is made, in the policy's time zone."""
        return self.as_of or self.day_of_run

    @property
    def day_of_run(self) -> date:
        """The day of this run, in the policy's time zone."""
        return self.now.astimezone(ZoneInfo(self.expanded.publication.time_zone)).date()

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """The changes of each published commit, the oldest first."""
        if self.folder is None or not self.archive.records:
            return ()
        with Repository(self.folder, place=self.place) as repository:
            cache = self.caches.open("publications", JUDGE)
            publications = read_publications(repository, self.archive, self.history_start, cache)
            return mark_notified(publications, read_sent(repository), self.expanded.publication.time_zone)

    @cached_property
    def news(self) -> News:
        """The changes that customers read about today."""
        return gather_news(self.today, self.publications, self.expanded, self.change_labels.plain_title)

    def origin(self, *others: str) -> Origin:
        """What the site is made from; `others` are further paths, absolute or relative to the project's folder."""
        if self.folder is None:
            return Origin(self.archive.head, is_draft=True, as_of=self.today)
        places = [self.folder.resolve() / path for path in (*PLACES, *others)]
        with Repository(self.folder, newest=self.archive.head, place=self.place) as repository:
            differences = () if repository.is_bare else find_differences(repository, places)
            uncommitted = tuple(f"{path}: {what}" for path, what in differences)
        return Origin(self.archive.head, self.is_draft or bool(uncommitted), self.today, uncommitted)

    @property
    def is_draft(self) -> bool:
        """Whether any document differs from its latest version."""
        known = self.archive.histories
        return any(found.id not in known or not known[found.id].is_shown_by(found) for found in self.documents)

    @property
    def printing(self) -> StandaloneTexts:
        """Makes standalone texts of versions."""
        return StandaloneTexts(self.archive, self.served, self.change_labels, self.today)

    @cached_property
    def downloads(self) -> Downloads:
        """The files of versions for download. Raises: PdfError."""
        forms, mode = self.expanded.publication.downloads, self.download_mode
        if mode is None or self.folder is None or not forms:
            return Downloads()
        return find_downloads(self.archive, self.printing, forms, self.caches.open("downloads", PRINTER), mode)

    @property
    def change_labels(self) -> ChangeLabels:
        """The words for changes, in the language of the policy."""
        wording, language = self.expanded.wording, self.expanded.publication.language
        return ChangeLabels(wording, VersionLabels(wording.history, language))

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the archive, published for others to verify."""
        return make_ledger(self.archive, min(self.today, self.day_of_run))

    def breaches(self, earlier: Ledger) -> tuple[Breach, ...]:
        """The versions of an earlier ledger that have changed since, and new ones that are dated before it."""
        return find_breaches(self.folder, earlier, self.ledger, self.archive)

    def cause(self, earlier: Ledger) -> HistoryProblem | None:
        """The cause of such breaches, as far as git shows it."""
        return explain_breaches(self.folder, earlier, self.archive)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents with their visible text."""
        return tuple(map(self._read, self.rendering.documents))

    def draft(self, name: str) -> Document:
        """A document of the current source, with its visible text. Raises HistoryError if there is none."""
        documents = render_with_layouts(self.expanded, self.tree)
        if name not in documents:
            raise HistoryError(f"the current source has no document {name!r}", f"It has: {', '.join(documents)}.")
        return self._read(documents[name])

    def _read(self, document: Document) -> Document:
        """The document with its visible text, which is taken from the latest version if the text is the same."""
        versions = self.archive.histories.get(document.id)
        if versions and (last := versions.latest.document).body == document.body:
            return replace(document, lines=last.lines, parts=last.parts)
        return with_visible_text(document)

    @cached_property
    def site(self) -> Site:
        """All pages."""
        if self.withdrawn_launch:
            raise Problems(self.withdrawn_launch)
        language, cache = self.change_labels.language, self.caches.open("versions", PARTS)
        parts = PartsOfVersions(self.archive, language, self.reading.redline_labels, cache)
        content = Content(
            self.served,
            serve_at(self.in_force.stated, self.address),
            tuple(replace(later, policy=serve_at(later.policy, self.address)) for later in self.in_force.upcoming),
            tuple(find_current_documents(self.documents, self.archive, self.today)),
            self.pages,
            self.archive,
            self.news,
            str(self.ledger),
            self.downloads.files,
        )
        site = make_site(content, self.layouts, self.change_labels, parts)
        if self.folder is None:  # past texts on the pages may be of any kind
            check_pages(self.reading, site.pages, self.tree)
        return site

    @cached_property
    def exported(self) -> dict[str, bytes]:
        """All files of the site by their paths: pages, data, and the pictures of hand-written pages."""
        pictures = {path: data for path, data in self.tree.under("policy_src/pages/").items() if path[-3:] != ".md"}
        return {**pictures, **self.site.files, **{page.path: page.text.encode() for page in self.site.pages}}
