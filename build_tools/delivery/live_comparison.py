"""Compares a live site, file by file, with the site that is built here, and reports the differences."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from posixpath import dirname, join, normpath
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.file_kinds import Kind, is_permanent, is_text, kind_of
from build_tools.delivery.http_reader import AbsentError, ElsewhereError, WebError, read_web
from build_tools.delivery.page_reader import read_page
from build_tools.delivery.target import Target
from build_tools.runtime.paths import make_printable

_AT_ONCE = 8
_UNANSWERED = 10
"""The comparison stops after this many files without an answer."""
_CHANGES = frozenset({"archived", "publication", "meta", "around"})
"""The classes of the elements that a later publication changes on the page of a version or a publication."""
_PART = re.compile(r"(?:data/texts/)?(?P<document>[^/]+)/(?P<version>[0-9][0-9.-]*?)(?:\.json|/(?P<file>[^/]+))")


class Outcome(StrEnum):
    """The result of the comparison of a file that is not the same."""

    ALTERED = "altered"
    MISSING = "missing"
    EXTRA = "extra"
    FOREIGN = "not built here"
    """It is not part of a version. An earlier release may have left it, so its origin is unknown."""
    UNREAD = "not read"
    FORM = "in another form"


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not as it was built."""

    outcome: Outcome
    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.outcome}: {self.path}: {self.what}."


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison."""

    place: str
    compared: int
    findings: tuple[Finding, ...]

    def _count(self, *outcomes: Outcome) -> int:
        return sum(finding.outcome in outcomes for finding in self.findings)

    @property
    def differs(self) -> bool:
        """Whether a file is not what was published."""
        return self._count(Outcome.ALTERED, Outcome.MISSING, Outcome.EXTRA) > 0

    @property
    def is_unread(self) -> bool:
        """Whether a file could not be read."""
        return self._count(Outcome.UNREAD) > 0

    def as_text(self) -> str:
        """A line for each file that differs from what was published, or could not be read."""
        return "".join(f"{finding}\n" for finding in self.findings if finding.outcome is not Outcome.FORM)

    @property
    def summary(self) -> str:
        """One line: how many files were compared, and how many have each outcome."""
        counts = {outcome: self._count(outcome) for outcome in Outcome}
        others = "".join(f", {number} {outcome}" for outcome, number in counts.items() if number)
        same = self.compared - len(self.findings) + counts[Outcome.EXTRA] + counts[Outcome.FOREIGN]
        files = "1 file" if self.compared == 1 else f"{self.compared} files"
        return f"compared {files} of {self.place}: {same} as built here{others}"

    def as_object(self) -> dict[str, Any]:
        """`place`, `compared` (how many files), and `findings`, each with its `outcome`, its `path` and `what`."""
        findings = [{"outcome": found.outcome.value, "path": found.path, "what": found.what} for found in self.findings]
        return {"place": self.place, "compared": self.compared, "findings": findings}


@dataclass(frozen=True, slots=True)
class WebSite:
    """A site at a web address."""

    address: str

    def read(self, path: str) -> bytes | None:
        """The content that a browser gets for the file."""
        shown = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
        try:
            return read_web(f"{self.address.rstrip('/')}/{quote(shown)}")
        except AbsentError:
            return None

    def paths(self) -> frozenset[str] | None:
        """None: a web server does not list its files."""
        return None


class LiveComparison:
    """Compares a live site with the one that was built."""

    def __init__(
        self, site: BuiltSite, live: Target | WebSite, versions: Sequence[Mapping[str, str]], head: str
    ) -> None:
        """`versions` are the records of the live ledger, and `head` the commit that it names."""
        self._site, self._live = site, live
        self._versions = {(record["document"], record["version"]) for record in versions}
        self._is_same = head == site.origin.commit
        self._links: dict[str, str] = {}
        """The paths to which pages link, each with the first page that does."""
        self._unanswered, self._lock = 0, Lock()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that are compared. The ledger is left out: it is compared with the history separately."""
        others = (path for path in self._site.files if kind_of(path) is not Kind.LEDGER)
        return tuple(path for path in others if self._is_same or self._is_of_a_version(path))

    def run(self, tick: Callable[[], object]) -> Iterator[Finding]:
        """Yield what differs, in the order of the paths; `tick` is called after each file."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for finding in threads.map(self._compare, self.paths):
                tick()
                if finding:
                    yield finding
        listed = self._live.paths()
        for path in sorted(self._links if listed is None else listed):
            if self._is_extra(path):
                where = f"{self._links[path]} links to it, and " if path in self._links else ""
                yield Finding(Outcome.EXTRA, make_printable(path), f"{where}no version of the history has it")
            elif listed is not None and self._is_same and path not in self._site.files:
                what = "an earlier release left it, or it was put there by other means"
                yield Finding(Outcome.FOREIGN, make_printable(path), what)

    def _is_of_a_version(self, path: str) -> bool:
        """Whether an older site has the file: by its own ledger, or, for a publication, possibly."""
        if not _is_lasting(path):
            return False
        part = _PART.match(path)
        is_known = part is not None and (part["document"], part["version"]) in self._versions
        return path.startswith("changelog/") or is_known

    def _is_extra(self, path: str) -> bool:
        if path in self._site.files or not _is_lasting(path):
            return False
        part = _PART.fullmatch(path)
        if part is None or f"{part['document']}/{part['version']}/index.html" not in self._site.files:
            return True
        name = f"{part['document']}-{part['version']}"  # a download that is no longer offered is still served
        return part["file"] not in {f"{name}.pdf", f"{name}.docx"}

    def _compare(self, path: str) -> Finding | None:
        if self._unanswered >= _UNANSWERED:
            return Finding(Outcome.UNREAD, path, "it was not requested, since other requests had no answer")
        try:
            found = self._live.read(path)
        except ElsewhereError as error:
            return Finding(Outcome.ALTERED, path, str(error))
        except (WebError, DeliveryError) as error:
            with self._lock:
                self._unanswered += 1
            return Finding(Outcome.UNREAD, path, str(error).rstrip("."))
        if found is not None:
            difference = self._judge(path, self._site.read(path), found)
            return Finding(difference[0], path, difference[1]) if difference else None
        may_lack = path == "404.html" or (path.startswith("changelog/") and not self._is_same)
        return None if may_lack else Finding(Outcome.MISSING, path, "nothing is there")

    def _judge(self, path: str, built: bytes, found: bytes) -> tuple[Outcome, str] | None:
        if len(found) > 2 * len(built) + 2**16:
            return Outcome.ALTERED, "it is much longer than what was published"
        if path.endswith(".html"):
            return self._judge_page(path, built, found)
        if found == built:
            return None
        if found.lstrip()[:1] == b"<" != built.lstrip()[:1]:
            return Outcome.ALTERED, "a web page is served in its place"
        if is_text(path) and _parse(found) == _parse(built):
            return Outcome.FORM, "it says the same"
        more = " or was made by another release of this program" if is_permanent(path) and not is_text(path) else ""
        return Outcome.ALTERED, f"it differs from the file that was built here{more}"

    def _judge_page(self, path: str, built: bytes, found: bytes) -> tuple[Outcome, str] | None:
        part = ("body",) if self._is_same else ("main", _CHANGES)
        ours, theirs = (read_page(page.decode(errors="replace"), *part) for page in (built, found))
        with self._lock:
            self._links |= {to: path for link in theirs.links if (to := _resolve(path, link)) not in self._links}
        if found == built:
            return None
        if ours.words != theirs.words:
            return Outcome.ALTERED, "it reads differently"
        if self._is_same and not theirs.active <= ours.active:
            return Outcome.ALTERED, "it runs or loads something that the page built here does not"
        return Outcome.FORM, "it reads the same"


def _is_lasting(path: str) -> bool:
    return is_permanent(path) or kind_of(path) is Kind.OLD_PAGE


def _parse(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _resolve(page: str, link: str) -> str:
    """The path of the file behind a relative link; empty for other links, as ours are all relative."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = normpath(join(dirname(page), unquote(parts.path)))
    return join(path, "index.html") if parts.path.endswith("/") else path
