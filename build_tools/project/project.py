"""Connects the rooms: from a source and its git history to the site.

    tree → reading (the policy, its known gaps) → expanded → rendering (documents, pages) ┬→ site → exported
    git history → archive (all versions) → ledger ───────────────────────────────────────┘

Each arrow is a cached property, so that a command computes only what it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from build_tools.documents.environment import Templates
from build_tools.documents.links import check_links
from build_tools.documents.page_markup import check_markup, check_pages
from build_tools.documents.render import Rendering, read_layouts, render, render_documents, render_pages
from build_tools.documents.rendered_source import render_revision
from build_tools.documents.visible_text import read_document
from build_tools.downloads.make import Downloads, Making, make_downloads
from build_tools.downloads.standalone_text import Printing
from build_tools.history.archive import read_archive, read_head
from build_tools.history.commit_dates import Dating
from build_tools.history.errors import HistoryError
from build_tools.history.ledger import Breach, Ledger, make_ledger
from build_tools.history.lost_versions import explain_breaches, find_breaches
from build_tools.history.notice_records import read_sent
from build_tools.history.project_cache import open_cache, open_project_cache
from build_tools.history.repository import Repository
from build_tools.history.working_tree import find_differences
from build_tools.model.cause import Cause
from build_tools.model.current import find_current
from build_tools.model.document import Document
from build_tools.model.origin import Origin
from build_tools.model.page import Site
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem, Problems
from build_tools.model.publication import News, Publication
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.version import Archive
from build_tools.project.environment import read_address, read_day, serve_at
from build_tools.project.policies_in_force import PoliciesInForce, find_policies
from build_tools.runtime.fingerprints import judge_name, printer_name, renderer_name
from build_tools.site.content import Content
from build_tools.site.feeds.catalog import tell_following
from build_tools.site.pages.change_labels import NewsWords
from build_tools.site.pages.upcoming import gather_news
from build_tools.site.pages.version_labels import HistoryWords
from build_tools.site.site import make_site
from build_tools.source.folder import read_folder
from build_tools.source.launch_state import find_withdrawn_launch
from build_tools.source.reader import Reading, read_source


@dataclass(frozen=True)
class Project:
    """A source with its history. Any property may raise `Problems`; the archive, and what needs it, `HistoryError`."""

    tree: Tree
    folder: Path | None = None
    """The folder with the git history of the source; none for a source without a history, which is a draft."""
    now: datetime = datetime(9999, 1, 1, tzinfo=UTC)
    """The time of this run: nothing was published after it."""
    as_of: date | None = None
    """The day for which the site is made; none for the day of this run."""
    making: Making | None = None
    """How missing downloads are handled; none where the site is not published."""
    address: str = ""
    """The web address at which the site is served, if it differs from the one in the source."""

    @classmethod
    def of_folder(
        cls, folder: Path, now: datetime, today: str = "", making: Making | None = None, *, address: str = ""
    ) -> "Project":
        """The project in a working folder or a bare repository; `today` gives `as_of`, as `2026-02-14` or empty.

        Raises: HistoryError: `today` is not a day, or `address` is not the address of a site.
        """
        tree = (None if (folder / FOLDERS[0]).exists() else read_head(folder)) or read_folder(folder)
        return cls(tree, folder, now, read_day(today), making, read_address(address))

    @cached_property
    def reading(self) -> Reading:
        """The policy, and the gaps that legal has accepted."""
        return self.without_history.reading if self.folder else read_source(self.tree)

    @cached_property
    def without_history(self) -> "Project":
        """The same source without its history, which does not change how the source itself is read."""
        return Project(self.tree) if self.folder else self

    @property
    def expanded(self) -> Policy:
        """The policy with its facts in place in all prose."""
        return self.reading.readable

    @cached_property
    def served(self) -> Policy:
        """The same with the web address at which the site is served. Texts of documents are rendered without it."""
        return serve_at(self.expanded, self.address)

    @cached_property
    def rendering(self) -> Rendering:
        """The documents and the hand-written pages as customers read them."""
        rendering = render(self.expanded, self.layouts, self._page_context)
        check_markup(self.reading, rendering, self.tree)
        return check_links(self.reading, rendering, self.tree)

    @property
    def _page_context(self) -> Mapping[str, object]:
        """What the blocks of pages may use besides the policy."""
        return {"news": self.news_words.news(self.news), "following": tell_following(self.served, self.archive)}

    @cached_property
    def in_force(self) -> PoliciesInForce:
        """The policy in force today and those still to come; of a draft the policy at hand alone."""
        if self.folder is None or self._is_draft:
            return PoliciesInForce(self.expanded, ())
        with Repository(self.folder) as repository:
            return find_policies(repository, self.history_start, self.publications, self.today, self.reading)

    @property
    def pages(self) -> tuple[Document, ...]:
        """The hand-written pages with the facts in force today, or those in force where the layouts ask for more."""
        policy, own = self.in_force.policy, self.in_force.own
        if own is None:
            return self.rendering.pages
        try:
            return render_pages(policy, read_layouts(policy, self.tree), self._page_context)
        except Problems:
            return render_pages(*own, self._page_context)

    @cached_property
    def layouts(self) -> Templates:
        """The source's own layouts."""
        return self.without_history.layouts if self.folder else read_layouts(self.expanded, self.tree)

    @cached_property
    def archive(self) -> Archive:
        """All texts that were ever published."""
        return self.archive_until("")

    def archive_until(self, commit: str) -> Archive:
        """All texts that were published until a commit, by its full name, on its own branch; empty for the newest one.

        What the source says of days that lie beyond it does not count.
        """
        if self.folder is None:
            return Archive({})
        adopted, corrected = self.reading.policy.adopted, self.reading.policy.corrected_days
        with Repository(self.folder, newest=commit) as repository:
            if commit:
                corrected = tuple(one for one in corrected if repository.find(one.revision) in repository.branch)
                is_later = self.history_start and not repository.is_ancestor(
                    repository.find(self.history_start), commit
                )
                adopted = None if is_later else adopted
            cache = open_cache(repository, self.folder, "editions", renderer_name())
            return read_archive(repository, Dating(self.now, adopted, corrected), render_revision, cache)

    @property
    def history_start(self) -> str:
        """The commit from which history counts; empty for all of it."""
        adopted = self.reading.policy.adopted
        return (adopted.revision if adopted else None) or ""

    @property
    def withdrawn_launch(self) -> tuple[Problem, ...]:
        """What is wrong with a source that says it is a draft after versions of it were published."""
        return find_withdrawn_launch(self.reading.sources, self.archive) if self.reading.policy.draft else ()

    @property
    def today(self) -> date:
        """The day as of which the site is made, in the policy's time zone."""
        return self.as_of or self._day_of_run

    @property
    def _day_of_run(self) -> date:
        return self.now.astimezone(ZoneInfo(self.expanded.publication.time_zone)).date()

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """What each published commit changed, the first one first."""
        if self.folder is None or not self.archive.records:
            return ()
        from build_tools.project.publications import mark_notified, read_publications  # noqa: PLC0415 - slow to import

        with Repository(self.folder) as repository:
            cache = open_cache(repository, self.folder, "publications", judge_name())
            publications = read_publications(repository, self.archive, self.history_start, cache)
            return mark_notified(publications, read_sent(repository), self.expanded.publication.time_zone)

    @cached_property
    def news(self) -> News:
        """What customers are told today."""
        return gather_news(self.today, self.publications, self.expanded, self.news_words.plain_title)

    def origin(self, *beside: str) -> Origin:
        """What a site is made of now; `beside` are paths of its other makers, from the project's folder or absolute."""
        if self.folder is None:
            return Origin(self.archive.head, is_draft=True, as_of=self.today)
        places = [self.folder.resolve() / path for path in (*FOLDERS, *beside)]
        with Repository(self.folder, newest=self.archive.head) as repository:
            uncommitted = () if repository.is_bare else tuple(map(str, find_differences(repository, places)))
        return Origin(self.archive.head, self._is_draft or bool(uncommitted), self.today, uncommitted)

    @property
    def _is_draft(self) -> bool:
        """Whether any document reads otherwise than its latest version."""
        known = self.archive.histories
        return any(one.id not in known or not known[one.id].is_shown_by(one) for one in self.documents)

    @property
    def printing(self) -> Printing:
        """What makes texts ready to stand by themselves."""
        return Printing(self.archive, self.served, self.news_words, self.today)

    @cached_property
    def downloads(self) -> Downloads:
        """The files as which versions can be kept.

        Raises: DownloadsError: all are required, and one cannot be made.
        """
        forms = self.expanded.publication.downloads
        if self.making is None or self.folder is None or not forms:
            return Downloads()
        cache = open_project_cache(self.folder, "downloads", printer_name())
        return make_downloads(self.archive, self.printing, forms, cache, self.making)

    @property
    def news_words(self) -> NewsWords:
        """How customers are told."""
        wording, language = self.expanded.wording, self.expanded.publication.language
        return NewsWords(wording, HistoryWords(wording.history, language))

    @cached_property
    def ledger(self) -> Ledger:
        """The archive as it is published for others to verify."""
        return make_ledger(self.archive, min(self.today, self._day_of_run))

    def breaches(self, earlier: Ledger) -> tuple[Breach, ...]:
        """What was published, as an earlier ledger says, and is no longer the same; or is new and dated before it."""
        return find_breaches(self.folder, earlier, self.ledger, self.archive)

    def cause(self, earlier: Ledger) -> Cause | None:
        """Why that is so, as far as git shows it."""
        if self.folder is None:
            return None
        with Repository(self.folder) as repository:
            return explain_breaches(repository, earlier, self.archive)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents with what one reads of them."""
        return tuple(map(self._read, self.rendering.documents))

    def draft(self, name: str) -> Document:
        """A document of the source at hand, with what one reads of it.

        Raises: HistoryError: the source lists none of that name.
        """
        documents = {document.id: document for document in render_documents(self.expanded, self.layouts)}
        if name not in documents:
            raise HistoryError(f"the source at hand has no document {name!r}", f"It has: {', '.join(documents)}.")
        return self._read(documents[name])

    def _read(self, document: Document) -> Document:
        """What was published last needs no reading again."""
        versions = self.archive.histories.get(document.id)
        if versions and (last := versions.latest.document).body == document.body:
            return replace(document, lines=last.lines, parts=last.parts)
        return read_document(document)

    @cached_property
    def site(self) -> Site:
        """All pages."""
        if self.withdrawn_launch:
            raise Problems(self.withdrawn_launch)
        content = Content(
            self.served,
            serve_at(self.in_force.stated, self.address),
            tuple(replace(one, policy=serve_at(one.policy, self.address)) for one in self.in_force.upcoming),
            tuple(find_current(self.documents, self.archive, self.today)),
            self.pages,
            self.archive,
            self.news,
            str(self.ledger),
            self.downloads.files,
        )
        site = make_site(content, self.layouts, self.news_words)
        if self.folder is None:  # where there is a history, texts of the past stand on pages, and may be of any kind
            check_pages(self.reading, site.pages, self.tree)
        return site

    @cached_property
    def exported(self) -> dict[str, bytes]:
        """The pages, and the pictures of the hand-written ones, by their paths."""
        beside = {path: data for path, data in self.tree.under("policy_src/pages/").items() if path[-3:] != ".md"}
        pages = {page.path: page.text.encode() for page in self.site.pages}
        return {**beside, **self.site.files, **pages}
