"""Makes the page that compares any two versions of a document.

The comparison is made in the reader's browser, from the files of the texts. The page itself lists the versions, each
with a link to its changes, so that it works without JavaScript too.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from build_tools.documents.layout_environment import Templates
from build_tools.model.history_wording import CompareLabels
from build_tools.model.page import Page
from build_tools.model.publication import News
from build_tools.model.version import Archive, Standing, Version, Versions
from build_tools.site.data.texts import FOLDER as TEXTS
from build_tools.site.pages.page_markdown import UNSEARCHED, write_page
from build_tools.site.pages.version_labels import VersionLabels
from build_tools.text.escaping import escape_markdown

_PATH = "compare/index.md"


def place_to_compare(versions: Versions, version: Version, up: str) -> str:
    """The address that compares a version; empty for an only version. `up` leads to the folder of all pages."""
    return f"{up}{_PATH}#{_place(version)}" if len(versions) > 1 else ""


def _place(version: Version) -> str:
    """The address of a version within the page. The page's script reads it."""
    return f"{version.document.id}.{version.name}"


def make_compare_page(
    news: News, archive: Archive, words: VersionLabels, labels: CompareLabels, layouts: Templates
) -> Iterator[Page]:
    """Yield the page, if any document has two versions. It is in no menu."""
    histories = archive.histories.values()
    if all(len(versions) == 1 for versions in histories):
        return
    steps = ((step, publication.name) for publication in news.publications for step in publication.steps)
    publications = {(step.document, step.after.name): name for step, name in steps if step.after}
    body = layouts.render(
        "compare/page.md",
        labels=labels,
        texts=f"../{TEXTS}/",
        documents=[_list(versions, news.today, words, publications) for versions in histories],
    )
    front = {"compares": True, "hide": ["toc"], **UNSEARCHED}
    yield write_page(_PATH, body, title=labels.title, description=labels.summary, **front)


def _list(
    versions: Versions, today: date, words: VersionLabels, publications: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """A document with its versions, the newest first, with their publications: a change of the site alone has none."""
    id_, on = versions.document, versions.on(today)
    rows = []
    for version in reversed(versions.all):
        publication, standing = publications.get((id_, version.name)), on.standing(version)
        rows.append(
            {
                "id": _place(version),
                "name": words.name(version),
                "is_in_force": standing is Standing.IN_FORCE,
                "standing": words.standing(version, standing),
                "address": f"../{id_}/{version.name}.md",
                "changes": f"../changelog/{publication}.md#{id_}" if publication else "",
            }
        )
    return {"id": id_, "title": escape_markdown(versions.latest.document.title), "versions": rows}
