"""Where do the days stand in a document: when each section changed, and since when each entry has been there?"""

import re
from collections.abc import Set as AbstractSet

from build_tools.model.document import Document
from build_tools.model.version import Versions
from build_tools.site.pages.version_labels import VersionLabels

_ANCHOR = r"\{:?[ ]*#([a-z][a-z0-9-]*)[^{}]*\}"
_SECTION = re.compile(rf"^##[ ].*{_ANCHOR}[ ]*$")
_ROW = re.compile(r"^(\|(?:[^|\\]|\\.)*?)([ ]*\|.*)$")


def stamp(document: Document, versions: Versions, entries: AbstractSet[str], words: VersionLabels) -> str:
    """The text of a document with the days of its passages. `entries` are the ids of vendors and retention entries.

    A passage that reads differently from the version published last has no day.
    """
    return "\n".join(_stamp_line(line, document, versions, entries, words) for line in document.body.split("\n"))


def _stamp_line(
    line: str, document: Document, versions: Versions, entries: AbstractSet[str], words: VersionLabels
) -> str:
    if match := _SECTION.match(line):
        anchor = match[1]
        if not _is_published(document, versions, anchor):
            return line
        if anchor in entries:
            return f"{line}\n\n{words.since(versions, anchor)}\n{{ .changed }}"
        changed = versions.changed(anchor).published.day
        return f"{line}\n\n{words.on(words.labels.section_changed, day=changed)}\n{{ .changed }}"
    if match := _ROW.match(line):
        own = re.escape(f"{document.id}.md#")
        found = re.search(rf"{_ANCHOR}|\]\({own}([a-z][a-z0-9-]*)\)", match[1])
        anchor = (found[1] or found[2]) if found else ""
        if anchor in entries and _is_published(document, versions, anchor):
            return f'{match[1]}<br><small class="since">{words.since(versions, anchor)}</small>{match[2]}'
    return line


def _is_published(document: Document, versions: Versions, anchor: str) -> bool:
    now, last = document.parts.get(anchor), versions.latest.document.parts.get(anchor)
    return now is not None and last is not None and now.reads_as(last)
