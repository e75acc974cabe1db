"""Which sites are looked at? TraceLoom's, and that of every organisation in tests/organisations/."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from build_tools.flow import Flow
from build_tools.model.policy import Policy
from build_tools.source.folder import read_folder
from tests.projects import ORGANISATIONS, ROOT, build, copy_project
from tests.site.markup import Markup, read_markup

OURS = "traceloom"


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

    @property
    def pages(self) -> tuple["BuiltPage", ...]:
        """Every page of it; one that stands for all of them if there is none."""
        files = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return tuple(BuiltPage(self, file) for file in files or ["index.html"])

    @property
    def prefix(self) -> str:
        """The path that it is published under, as its 404 page has it: that has absolute links alone."""
        links = read_markup(self.folder / "index.html").links
        home = next((link.value for link in links if (link.tag, link.name) == ("link", "href")), "")
        return urlsplit(home).path if home.startswith("http") else "/"

    @property
    def word(self) -> str:
        """Something to search for, in the language of the site."""
        return "retention" if self.name == OURS else self.policy.documents[-1].title

    @property
    def policy(self) -> Policy:
        """What it was built from."""
        return Flow(read_folder(self.project)).reading.policy


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
    def markup(self) -> Markup:
        """What its HTML says."""
        return read_markup(self.site.folder / self.file)


@cache
def built_sites() -> tuple[BuiltSite, ...]:
    """Build each site, once a process."""
    folder = Path(tempfile.mkdtemp(prefix="policy-sites-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    others = sorted(path.parent for path in ORGANISATIONS.glob("*/policy_src"))
    projects = {OURS: ROOT} | {path.name: copy_project(folder / path.name, path / "policy_src") for path in others}
    return tuple(_build(name, project, folder / "built" / name) for name, project in projects.items())


def _build(name: str, project: Path, target: Path) -> BuiltSite:
    result = build(project, "--site-dir", target)
    failure = f"{name}'s site was not built:\n{result.stdout}{result.stderr}" if result.returncode else ""
    return BuiltSite(name, project, target, failure)
