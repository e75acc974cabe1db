"""Compares a live site, file by file, with the site that is built here from the history."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from posixpath import dirname, join, normpath
from threading import Lock
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.file_kinds import Kind, is_permanent, is_text, kind_of
from build_tools.delivery.http_reader import AbsentError, ElsewhereError, WebError, read_web
from build_tools.delivery.page_reader import read_page
from build_tools.delivery.target import Target
from build_tools.runtime.paths import make_printable

_AT_ONCE = 8
"""How many files are asked for at once."""
_UNANSWERED = 10
"""The comparison stops after this many files without an answer."""
_CHANGES = frozenset({"archived", "publication", "meta", "around"})
"""The classes of what changes on the page of a version or a publication when there is a later one."""
_PART = re.compile(r"(?:data/texts/)?(?P<document>[^/]+)/(?P<version>[0-9][0-9.-]*?)(?:\.json|/(?P<file>[^/]+))")


class Outcome(StrEnum):
    """What became of a file."""

    ALTERED = "altered"
    MISSING = "missing"
    EXTRA = "extra"
    FOREIGN = "not built here"
    """It is no part of a version, so that an earlier release may have left it: whose it is cannot be decided."""
    UNREAD = "not read"
    FORM = "in another form"
    """It says the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not as it was built."""

    outcome: Outcome
    path: str
    what: str
    """What is seen: a clause."""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.path}: {self.what}."


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was compared."""

    place: str
    compared: int
    """How many files."""
    findings: tuple[Finding, ...]

    def of(self, *outcomes: Outcome) -> tuple[Finding, ...]:
        """The findings of some outcomes."""
        return tuple(finding for finding in self.findings if finding.outcome in outcomes)


class LiveSite(Protocol):
    """Where the files of a live site are read."""

    def read(self, path: str) -> bytes | None:
        """The content of a file; none where there is none. Raises: WebError, DeliveryError: it cannot be read."""

    def paths(self) -> frozenset[str] | None:
        """All paths that are served; none where the place cannot be listed."""


@dataclass(frozen=True, slots=True)
class WebSite:
    """A site at a web address."""

    address: str

    def read(self, path: str) -> bytes | None:
        """What a browser gets for the file."""
        shown = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
        try:
            return read_web(f"{self.address.rstrip('/')}/{quote(shown)}")
        except AbsentError:
            return None

    def paths(self) -> frozenset[str] | None:
        """A web server lists nothing."""
        return None


@dataclass(frozen=True, slots=True)
class TargetSite:
    """A site in a folder or a bucket."""

    target: Target

    def read(self, path: str) -> bytes | None:
        """The content that is stored."""
        return self.target.read(path)

    def paths(self) -> frozenset[str] | None:
        """All that is stored."""
        return self.target.paths()


class LiveComparison:
    """Compares a live site with the one that was built."""

    def __init__(self, site: BuiltSite, live: LiveSite, versions: Sequence[Mapping[str, str]], head: str) -> None:
        """`versions` are the records of the live ledger, and `head` the commit that it names.

        A site of the commit at hand has every file of the built one; an older one the permanent files of its versions.
        """
        self._site, self._live = site, live
        self._versions = {(record["document"], record["version"]) for record in versions}
        self._is_same = head == site.origin.commit
        self._links: dict[str, str] = {}
        """What the pages that were read lead to, each with the page."""
        self._unanswered, self._lock = 0, Lock()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that are compared. The ledger is not: it is compared with the history by itself."""
        others = (path for path in self._site.files if kind_of(path) is not Kind.LEDGER)
        return tuple(path for path in others if self._is_same or self._is_of_a_version(path))

    def run(self, tick: Callable[[], object]) -> Iterator[Finding]:
        """Yield what differs, in the order of the paths; `tick` is called after each file.

        Raises: DeliveryError: what is served cannot be listed.
        """
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for finding in threads.map(self._ask, self.paths):
                tick()
                if finding:
                    yield finding
        listed = self._live.paths()
        for path in sorted(self._links if listed is None else listed):
            if self._is_extra(path):
                where = f"{self._links[path]} leads to it, and " if path in self._links else ""
                yield Finding(Outcome.EXTRA, make_printable(path), f"{where}no version of the history has it")
            elif listed is not None and self._is_same and path not in self._site.files:
                what = "an earlier release left it, or it was put there by other means"
                yield Finding(Outcome.FOREIGN, make_printable(path), what)

    def _is_of_a_version(self, path: str) -> bool:
        """Whether a site that is older has the file: by its own ledger, or, of a publication, perhaps."""
        if not (is_permanent(path) or kind_of(path) is Kind.OLD_PAGE):
            return False
        part = _PART.match(path)
        return path.startswith("changelog/") or (
            part is not None and (part["document"], part["version"]) in self._versions
        )

    def _is_extra(self, path: str) -> bool:
        if path in self._site.files or not (is_permanent(path) or kind_of(path) is Kind.OLD_PAGE):
            return False
        part = _PART.fullmatch(path)
        if part is None or f"{part['document']}/{part['version']}/index.html" not in self._site.files:
            return True
        name = f"{part['document']}-{part['version']}"  # a file to download that is no longer offered stays
        return part["file"] not in {f"{name}.pdf", f"{name}.docx"}

    def _ask(self, path: str) -> Finding | None:
        if self._unanswered >= _UNANSWERED:
            return Finding(Outcome.UNREAD, path, "it was not asked for, since others gave no answer")
        try:
            found = self._live.read(path)
        except ElsewhereError as error:
            return Finding(Outcome.ALTERED, path, str(error))
        except (WebError, DeliveryError) as error:
            with self._lock:
                self._unanswered += 1
            return Finding(Outcome.UNREAD, path, str(error).rstrip("."))
        if found is not None:
            return self._judge(path, self._site.read(path), found)
        may_lack = path == "404.html" or (path.startswith("changelog/") and not self._is_same)
        return None if may_lack else Finding(Outcome.MISSING, path, "nothing is there")

    def _judge(self, path: str, built: bytes, found: bytes) -> Finding | None:
        if len(found) > 2 * len(built) + 2**16:
            return Finding(Outcome.ALTERED, path, "it is much longer than what was published")
        if path.endswith(".html"):
            return self._judge_page(path, built, found)
        if found == built:
            return None
        if found.lstrip()[:1] == b"<" != built.lstrip()[:1]:
            return Finding(Outcome.ALTERED, path, "a web page is served in its place")
        if is_text(path) and _value(found) == _value(built):
            return Finding(Outcome.FORM, path, "it says the same")
        more = " or was made by another release of this program" if is_permanent(path) and not is_text(path) else ""
        return Finding(Outcome.ALTERED, path, f"it differs from the file that was built here{more}")

    def _judge_page(self, path: str, built: bytes, found: bytes) -> Finding | None:
        part = ("body",) if self._is_same else ("main", _CHANGES)
        ours, theirs = (read_page(page.decode(errors="replace"), *part) for page in (built, found))
        with self._lock:
            self._links |= {to: path for link in theirs.links if (to := _resolve(path, link)) not in self._links}
        if found == built:
            return None
        if ours.words != theirs.words:
            return Finding(Outcome.ALTERED, path, "it reads differently")
        if self._is_same and not theirs.active <= ours.active:
            return Finding(Outcome.ALTERED, path, "it runs or loads something that the page built here does not")
        return Finding(Outcome.FORM, path, "it reads the same")


def _value(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _resolve(page: str, link: str) -> str:
    """The path of the file behind a link; empty where it leads out of the site or is not relative, as ours are."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = normpath(join(dirname(page), unquote(parts.path)))
    return join(path, "index.html") if parts.path.endswith("/") else path
