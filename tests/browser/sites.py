"""Lists the tested sites: TraceLoom's, and that of every organisation in tests/organisations/."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import starmap
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from build_tools.model.policy import Policy
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.browser.markup import Markup, read_markup
from tests.support.projects import ORGANISATIONS, build, copy_project, edit, publish
from tests.support.sharing import alone, shared_folder, turn

OURS = "traceloom"
COMPARISON = "compare/"
"""The address of the page that compares versions. It is reached from them, and stands in no menu."""


@dataclass(frozen=True)
class BuiltSite:
    """The site of one organisation, as MkDocs built it."""

    name: str
    project: Path
    """Where its source is."""
    folder: Path
    """Where its pages are."""
    failure: str = ""
    """What MkDocs said if it did not build."""

    @cached_property
    def pages(self) -> tuple["BuiltPage", ...]:
        """Every page of it; one that stands for all of them if there is none."""
        files = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return tuple(BuiltPage(self, file) for file in files or ["index.html"])

    @cached_property
    def prefix(self) -> str:
        """The path that it is published under, as its 404 page has it: that has absolute links alone."""
        links = read_markup(self.folder / "index.html").links
        home = next((link.value for link in links if (link.tag, link.name) == ("link", "href")), "")
        return urlsplit(home).path if home.startswith("http") else "/"

    @property
    def word(self) -> str:
        """Something to search for, in the language of the site."""
        return "retention" if self.name == OURS else self.policy.documents[-1].title

    @cached_property
    def policy(self) -> Policy:
        """What it was built from."""
        return Project(read_folder(self.project)).reading.policy


@dataclass(frozen=True)
class BuiltPage:
    """One page of a site."""

    site: BuiltSite
    file: str

    def __str__(self) -> str:
        return f"{self.site.name}:{self.file}"

    @property
    def address(self) -> str:
        """Its address below that of the site. Whoever asks for what is not there gets 404.html."""
        return "no/such/page/" if self.file == "404.html" else self.file.removesuffix("index.html")

    @property
    def is_in_menu(self) -> bool:
        """Whether it is one of the pages of today."""
        return self.address.count("/") <= 1 and self.address != COMPARISON and self.file != "404.html"

    @property
    def is_sample(self) -> bool:
        """Whether it is 404.html, the comparison, or the oldest text or the list of versions of the first document."""
        document = next(page for page in self.site.pages if page.address.endswith("/versions/")).address.split("/")[0]
        versions = sorted(page.address for page in self.site.pages if page.address.startswith(f"{document}/2"))
        return self.address in {"no/such/page/", COMPARISON, f"{document}/versions/", versions[0]}

    @property
    def linked(self) -> set[str]:
        """The addresses that its text links to, below that of the site."""
        links = [link for link in self.markup.links if link.name == "href" and "article" in link.within]
        return {urlsplit(urljoin(f"/{self.address}", link.value)).path.removeprefix("/") for link in links}

    @property
    def markup(self) -> Markup:
        """What its HTML says."""
        return read_markup(self.site.folder / self.file)


@cache
def built_sites() -> tuple[BuiltSite, ...]:
    """Build each site, once for all processes that test."""
    others = sorted(path.parent for path in ORGANISATIONS.glob("*/policy_src"))
    makers: dict[str, Callable[[Path], object]] = {OURS: copy_project}
    makers |= {path.name: partial(_live, path / "policy_src") for path in others}
    # each process begins with another one, and waits for what another process is building
    for name in sorted(makers, reverse=turn() % 2 == 1):
        build_once(name, makers[name])
    return tuple(starmap(build_once, makers.items()))


def build_once(name: str, make: Callable[[Path], object], **environment: str) -> BuiltSite:
    """The site of a project that `make` makes in a folder, built once for all processes that test."""
    folder = shared_folder() / name
    project, target, failure = folder / "project", folder / "site", folder / "failure"
    with alone(folder):
        if not failure.exists():
            make(project)
            result = build(project, "--site-dir", target, **environment)
            told = f"{name}'s site was not built:\n{result.stdout}{result.stderr}" if result.returncode else ""
            failure.write_text(told, encoding="utf-8")
    return BuiltSite(name, project, target, failure.read_text(encoding="utf-8"))


def _live(source: Path, folder: Path) -> None:
    """A project that has changed a period since it was first published, twice on one day."""
    copy_project(folder, source, downloads=True)
    for moment, old, new in (
        ("2026-06-30T10:00:00+02:00", "period: P10Y", "period: P8Y"),
        ("2026-06-30T11:00:00+02:00", "period: P8Y", "period: P9Y"),
    ):
        edit(folder / "policy_src" / "retention.yml", old, new)
        publish(folder, moment)
