"""Builds a site at two commits with MkDocs, and finds the dead links that a reader of a target would meet."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from click.testing import CliRunner

from build_tools.cli import main
from build_tools.delivery.built_site import SEAL, BuiltSite, read_site, seal_site
from build_tools.model.page import LEDGER
from build_tools.project.project import Project
from tests.browser.markup import read_text
from tests.support.announced_story import announce
from tests.support.projects import ROOT, build, contents
from tests.support.story import Change, SampleProject, Story, git, keep, source

TODAY = "2025-06-10"
"""The day as of which both are built."""
LATER = f"{TODAY}T09:00:00-06:00"
"""When what the second one publishes is committed: on that day too, since a ledger made earlier lacks it."""
NAMES = {"AWS_ACCESS_KEY_ID": "me", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
"""Who publishes to a bucket, in the environment."""
_SETTINGS = "policy_src/policy.yml"
_VENDORS = "policy_src/subprocessors.yml"
_NEW_VENDOR = """\

  - id: mailgun
    name: Mailgun
    purpose: Transactional email
    receives:
      - data: email
        text: Email address only
"""


@dataclass(frozen=True)
class BuiltProject:
    """A project whose site was built."""

    folder: Path

    @property
    def site(self) -> BuiltSite:
        """The site, sealed."""
        return read_site(self.folder / "site")

    @property
    def files(self) -> dict[str, bytes]:
        """What is to be served."""
        return {path: data for path, data in contents(self.folder / "site").items() if path != SEAL}

    def publish(self, target: str | Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Run `policy publish`: its exit status, what it prints, and what it says beside."""
        words = ["--project", str(self.folder), "publish", str(target), *arguments]
        result = CliRunner().invoke(main, words, env={"POLICY_TODAY": TODAY, **environment})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    def refusal(self, target: str | Path, *arguments: str, **environment: str) -> str:
        """Why it is not published: one line."""
        status, printed, said = self.publish(target, *arguments, **environment)
        assert (status, printed) == (2, "")
        assert said.count("\n") == 1
        assert ".." not in said
        return said.strip()

    def plan(self, target: str | Path, *arguments: str, **environment: str) -> dict[str, Any]:
        """What it would do, or has done."""
        status, printed, _ = self.publish(target, "--format", "json", *arguments, **environment)
        assert status == 0
        told: dict[str, Any] = json.loads(printed)
        return told


def tell(folder: Path) -> tuple[BuiltProject, BuiltProject]:
    """Two lives of a project, a retention period and a vendor apart, as MkDocs builds them; made once a folder."""
    lives = BuiltProject(folder / "old"), BuiltProject(folder / "new")
    if (folder / "told").exists():
        return lives
    settings = source()[_SETTINGS].replace(b"  language: en\n", b"  address: https://x.example/\n  language: en\n")
    gaps = source()["policy_src/known_gaps.yml"].partition(b"  - gap: site-without-address")[0]
    makers: dict[str, Change] = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "mkdocs.yml", *sorted((ROOT / "site_overrides").rglob("*")))
        if path.is_file()
    }
    first = {**source(), _SETTINGS: settings, "policy_src/known_gaps.yml": gaps, **makers}
    vendors: dict[str, Change] = {_VENDORS: lambda data: data.rstrip() + b"\n" + _NEW_VENDOR.encode()}
    news = announce("mailgun", "[Mailgun](subprocessors.md#mailgun) sends our e-mail.", title="Mailgun sends e-mail")
    later = {**keep("P180D"), **vendors, **news}
    project = _tell(folder, [("2025-01-10T12:00:00-07:00", first), (LATER, later)])
    for life, commit in zip(lives, project.commits, strict=True):
        _clone(project.folder, life.folder, commit)
        result = build(life.folder, POLICY_TODAY=TODAY)
        assert result.returncode == 0, result.stderr
    (folder / "told").touch()
    return lives


def _tell(folder: Path, publications: Iterable[tuple[str, Mapping[str, Change]]]) -> SampleProject:
    story = Story(begins="")
    for moment, changes in publications:
        story.publish(moment, changes)
    return story.write(folder / "origin")


def _clone(origin: Path, folder: Path, commit: str) -> None:
    git(origin, "clone", "--quiet", str(origin), str(folder))
    git(folder, "reset", "--quiet", "--hard", commit)


def tell_small(folder: Path) -> tuple[BuiltProject, BuiltProject]:
    """Two lives of a project whose site has few pages, that lead to each other as ours do. They are no theme's."""
    project = _tell(folder, [("2025-01-10T12:00:00-07:00", source()), (LATER, keep("P180D"))])
    lives = []
    for name, commit in zip(("old", "new"), project.commits, strict=True):
        _clone(project.folder, folder / name, commit)
        flow = Project.of_folder(folder / name, datetime(2025, 6, 10, 18, tzinfo=UTC))
        for path, content in _small_site(str(flow.ledger)).items():
            place = folder / name / "site" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8")
        seal_site(folder / name / "site", flow.origin())
        lives.append(BuiltProject(folder / name))
    return lives[0], lives[1]


def _small_site(ledger: str) -> dict[str, str]:
    names = [record["version"] for record in json.loads(ledger)["versions"] if record["document"] == "privacy-policy"]
    style = f"assets/styles/text.{len(names)}.css"  # a new page needs a new file
    places = "".join(f'<p id="v{name}">' for name in names)
    texts = {f"data/texts/privacy-policy/{name}.json": name for name in names}
    pages = {
        "index.html": ["privacy-policy/", "changelog/", "feeds/changelog.atom", "compare/"],
        "404.html": ["/"],
        "compare/index.html": [f"../{path}" for path in texts],
        "privacy-policy/index.html": ["../", *(f"{name}/" for name in names), f"../compare/#v{names[-1]}"],
        "changelog/index.html": ["../", *(f"{name}/" for name in names)],
        **{f"privacy-policy/{name}/index.html": ["../", f"../../changelog/{name}/#v{name}"] for name in names},
        **{
            f"changelog/{name}/index.html": ["../", f"../../privacy-policy/{name}/", f"../../compare/#v{name}"]
            for name in names
        },
    }
    drawn = {
        path: "".join((places, f'<link href="/{style}">', *(f'<a href="{link}">{len(names)}</a>' for link in links)))
        for path, links in pages.items()
    }
    feed = {"feeds/changelog.atom": f"<feed>{len(names)}</feed>", "sitemap.xml": f"<urlset>{len(names)}</urlset>"}
    return {**drawn, **texts, **feed, style: "p {}", "assets/scripts/compare.js": f"{len(names)}", LEDGER: ledger}


def dead_links(served: Mapping[str, bytes], pages: Iterable[str]) -> list[str]:
    """Where pages lead to nothing, or to a place within a page that is not there."""
    found = []
    for page in pages:
        for address in _links(served[page]):
            parts = urlsplit(urljoin(f"https://x.example/{page.removesuffix('index.html')}", address))
            path = unquote(parts.path).removeprefix("/")
            path = path + "index.html" if path.endswith("/") or not path else path
            if parts.netloc != "x.example":
                continue
            if path not in served or (parts.fragment and unquote(parts.fragment) not in _places(served[path])):
                found.append(f"{page} → {path}#{parts.fragment}")
    return found


def pages_of(served: Mapping[str, bytes]) -> list[str]:
    """The pages, save the one for what is missing."""
    return [path for path in served if path.endswith(".html") and path != "404.html"]


@cache
def _links(page: bytes) -> list[str]:
    return [link.value for link in read_text(page.decode()).links if link.tag in {"a", "link", "script", "img"}]


@cache
def _places(page: bytes) -> set[str]:
    elements = read_text(page.decode()).elements
    return {
        name for element in elements for name in (element.attributes.get("id"), element.attributes.get("name")) if name
    }
