"""Makes what the site shows of each version besides its page: its text for programs, and its redlines.

They depend on that version and the one before it alone, and never on the day. They are made once, on all processors,
and cached by the SHA-256 of everything that shapes them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256

from build_tools.model.revised_text import RevisedText
from build_tools.model.sentences import RedlineLabels
from build_tools.model.version import Archive, Version
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_each
from build_tools.site.data.texts import PublishedText, describe_text, write_text

_CHUNK = 10
"""How many consecutive versions one process reads: each text is then read once, and compared twice."""


@dataclass(frozen=True, slots=True)
class VersionParts:
    """What the site shows of a version besides its page."""

    text: bytes
    """The text for programs, as JSON."""
    redline: str
    """The redline to the version before, as HTML for a page; empty for a first version."""
    feed_redline: str
    """The same for a feed."""


@dataclass(frozen=True, slots=True)
class _Source:
    """All that shapes the parts of a version."""

    text: PublishedText
    before: str | None
    """The text of the version before, in Markdown; none for a first version."""
    language: str
    """BCP 47."""
    redline_labels: RedlineLabels
    """Our own words in the redlines."""

    @property
    def key(self) -> str:
        """A key for the cache: the version, and the SHA-256 of all values."""
        digest = sha256(json.dumps(astuple(self)).encode()).hexdigest()
        return f"{self.text.document} {self.text.version} {digest}"


class PartsOfVersions:
    """The parts of each version of an archive."""

    def __init__(self, archive: Archive, language: str, redline_labels: RedlineLabels, cache: SealedCache) -> None:
        """Begin to make them. `cache` belongs to this class: it removes what it has not used."""
        self._archive, self._language, self._labels, self._cache = archive, language, redline_labels, cache
        self._all: dict[tuple[str, str], VersionParts] = {}
        sources = {source.key: source for source in self._sources()}
        kept = cache.get_all(sources)
        missing = {key: source for key, source in sources.items() if key not in kept}
        self._kept = ((sources[key], _read(content)) for key, content in kept.items())
        self._coming = zip(missing.items(), do_each(_make, missing.values(), chunk=_CHUNK), strict=True)

    def of(self, version: Version) -> VersionParts:
        """The parts of a version. The first call waits for those of all versions."""
        if not self._all:
            self._all = {(source.text.document, source.text.version): parts for source, parts in self._finish()}
        return self._all[version.document.id, version.name]

    def _finish(self) -> Iterator[tuple[_Source, VersionParts]]:
        yield from self._kept
        for (key, source), parts in self._coming:
            self._cache.put(key, _write(parts))
            yield source, parts
        self._cache.sweep()

    def _sources(self) -> Iterator[_Source]:
        """Yield the source of each version, in the order of each document."""
        steps = (step for record in self._archive.records for step in record.steps)
        befores = {(document, name): before for document, before, name in steps}
        for document, versions in self._archive.histories.items():
            for version in versions:
                before = versions.by_name.get(befores.get((document, version.name), ""))
                yield _Source(
                    describe_text(version), before.document.body if before else None, self._language, self._labels
                )


def _make(source: _Source) -> VersionParts:
    from build_tools.changes.redline.html import draw_redline, view_revision  # noqa: PLC0415 - slow to import
    from build_tools.site.feeds.redline import draw_feed_redline  # noqa: PLC0415 - the same

    text = source.text
    if source.before is None:
        return VersionParts(write_text(text), "", "")
    revised = RevisedText(text.document, text.title, source.before, text.body, source.language)
    view = view_revision(revised, f"in.{text.document}")
    return VersionParts(write_text(text), draw_redline(view, source.redline_labels).strip(), draw_feed_redline(view))


def _write(parts: VersionParts) -> bytes:
    """The parts behind their lengths in bytes: this is read faster than JSON, which would escape them."""
    fields = (parts.text, parts.redline.encode(), parts.feed_redline.encode())
    return b" ".join(b"%d" % len(field) for field in fields) + b"\n" + b"".join(fields)


def _read(content: bytes) -> VersionParts:
    """The reverse of `_write`."""
    lengths, _, rest = content.partition(b"\n")
    text, redline, feed_redline = _split(rest, list(map(int, lengths.split())))
    return VersionParts(text, redline.decode(), feed_redline.decode())


def _split(content: bytes, lengths: Sequence[int]) -> Iterator[bytes]:
    start = 0
    for length in lengths:
        yield content[start : start + length]
        start += length
