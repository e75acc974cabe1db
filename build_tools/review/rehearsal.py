"""Renders an invented history with a source's layouts, to find the faults of layouts that only a history uses.

One document has an ended, a current and a future version, and another one is withdrawn. Each text is one line: the
real documents are checked elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from posixpath import dirname, join, normpath

from build_tools.documents.layout_environment import FOLDER
from build_tools.documents.links import check_links, links_in, locate_in_layouts
from build_tools.documents.render import Rendering, render_pages
from build_tools.history.commit_dates import Dating
from build_tools.history.versions import find_versions
from build_tools.model.announcement import Announcement
from build_tools.model.current_document import find_current_documents
from build_tools.model.document import Document, RenderedRevision
from build_tools.model.finding import Detail
from build_tools.model.page import Page
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.publication import CustomerFinding, make_publication
from build_tools.model.rule import Direction, Level
from build_tools.model.settings import DownloadForm
from build_tools.model.version import Archive, Revision
from build_tools.project.project import Project
from build_tools.site.content import Content, gather_news
from build_tools.site.feeds.catalog import describe_feeds
from build_tools.site.pages.versions import download_path
from build_tools.site.site import make_pages
from build_tools.source.validation import suggest

_BEGINS, _CHANGES, _COMES, _TODAY = (datetime(2001, month, 1, 12, tzinfo=UTC) for month in (1, 2, 3, 6))
_ANNOUNCED = {
    "id": "rehearsal",
    "title": "Rehearsal",
    "effective": "2001-12-01",
    "object_until": "2001-11-01",
    "audience": "All",
    "text": "Words.\n",
}
_LAYOUTS = (
    (r"changelog(/[\w.-]+)?\.md", "changelog/publication.md"),
    (r"compare/index\.md", "compare/page.md"),
    (r"[\w-]+/versions\.md", "history/versions.md"),
    (r"[\w-]+/[\w.-]+\.md|withdrawn\.md", "history/archived.md"),
    (r".*", "history/updated.md"),
)
"""The layouts of pages, by their paths; the first that fits counts."""
_DATA = re.compile(r"(?:feeds|data)/|[^#]+\.(?:pdf|docx)$")


def rehearse(project: Project) -> Iterator[Problem]:
    """Yield the problems of a source's layouts when a history is rendered with them."""
    try:
        content = _make_content(project)
        check_links(project.reading, Rendering(project.rendering.documents, content.pages), project.tree)
        pages = make_pages(content, project.layouts, project.change_labels)
    except Problems as error:
        yield from error.problems
        return
    known = {page.path for page in pages}
    known |= {f"{document.id}.md" for document in project.rendering.documents}
    known |= {path.removeprefix("policy_src/pages/") for path in project.tree.under("policy_src/pages/")}
    home = (page for page in project.site.pages if page.path == "index.md" and not project.archive.records)
    for page in (*pages, *home):  # the home page of a draft differs
        yield from _find_dead_links(page, known, project)


def _make_content(project: Project) -> Content:
    archive = _make_archive(project)
    findings = tuple(_make_finding(level, archive) for level in Level)
    publications = tuple(
        make_publication(archive, record, str(record.published.day), findings if number else ())
        for number, record in enumerate(archive.records)
    )
    news = gather_news(_TODAY.date(), publications, project.expanded, project.change_labels.plain_title)
    context = {"news": project.change_labels.news(news), "following": describe_feeds(project.served, archive)}
    return Content(
        project.served,
        project.expanded,
        (),
        tuple(find_current_documents(_make_documents(project, "2"), archive, _TODAY.date())),
        render_pages(project.expanded, project.layouts, context),
        archive,
        news,
        "",
        {download_path(version, form): b"" for version in archive.in_order for form in DownloadForm},
    )


def _make_archive(project: Project) -> Archive:
    zone = project.expanded.publication.time_zone
    announced = (Announcement.model_validate(_ANNOUNCED),)
    withdrawn = Document("withdrawn", "Withdrawn", "Withdrawn", "", "# Withdrawn\n", ("Withdrawn",))
    editions = (
        (_make_revision(_BEGINS), RenderedRevision((*_make_documents(project, "1"), withdrawn), zone)),
        (_make_revision(_CHANGES), RenderedRevision(_make_documents(project, "2"), zone)),
        (_make_revision(_COMES), RenderedRevision(_make_documents(project, "3"), zone, announced)),
    )
    return find_versions(editions, Dating(_TODAY), "")


def _make_documents(project: Project, words: str) -> tuple[Document, ...]:
    """The first document with other words: the layouts around all documents are the same."""
    return tuple(
        replace(document, body=f"# {document.title}\n\n{words}\n", lines=(words,), parts={})
        for document in project.rendering.documents[:1]
    )


def _make_revision(moment: datetime) -> Revision:
    return Revision(f"{moment.month:040x}", "Rehearsal", moment, moment, "Rehearsal")


def _make_finding(level: Level, archive: Archive) -> CustomerFinding:
    document = next(iter(archive.histories), "")
    words = {"message": "Words.", "title": "Words", "means": "Words.", "why": "Words.", "before": "a", "after": "b"}
    return CustomerFinding(
        id=f"rehearsal-{level}",
        level=level,
        direction=Direction.LESS,
        details=(Detail("purpose", "Words"),),
        entry="Entry",
        is_about_site=False,
        law=("Law",),
        document=document,
        path="",
        passage=(("same", "a"), ("deleted", "b"), ("inserted", "c")),
        **words,
    )


def _find_dead_links(page: Page, known: set[str], project: Project) -> Iterator[Problem]:
    _, _, body = page.text.partition("\n---\n")
    for link in links_in(body):
        target = normpath(join(dirname(page.path), link.partition("#")[0]))
        is_own = link.startswith("#") or target in known or _DATA.match(target)
        if not is_own and not any(link in written.text for written in project.expanded.pages):
            layout = next(layout for pattern, layout in _LAYOUTS if re.fullmatch(pattern, page.path))
            place = locate_in_layouts(link, project.tree) or Location(FOLDER + layout)
            what = f'the link "{link}" leads to no page of the site'
            yield Problem(place, what, suggest(link.partition("#")[0], known), "link")
