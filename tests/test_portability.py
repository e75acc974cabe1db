"""Tests that Zensical and ProperDocs build the same site as MkDocs: the same pages, files, protection and search."""

import fcntl
import functools
import http.server
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Browser

from build_tools.delivery.built_site import read_site
from build_tools.delivery.content_security_policy import find_inline, security_headers
from tests.browser.browser import running
from tests.browser.markup import read_markup
from tests.support.projects import CACHE, ROOT, build, contents, copy_project, lack, run

GENERATORS = ("properdocs", "zensical")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the site that MkDocs builds, which has an address without a folder."""
    project = copy_project(tmp_path_factory.mktemp("ours"))
    settings = project / "policy_src" / "policy.yml"
    settings.write_bytes(settings.read_bytes().replace(b"https://traceloom.io/legal", b"https://traceloom.io"))
    result = build(project)
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture(scope="module", params=GENERATORS)
def theirs(request: pytest.FixtureRequest, ours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with the site that another generator builds."""
    name: str = request.param
    project = tmp_path_factory.mktemp(name) / "project"
    shutil.copytree(ours, project)
    result = _build(project, name, _install(name))
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"pages built by {name}" in result.stderr
    return project


def test_the_pages_are_the_same(ours: Path, theirs: Path) -> None:
    site, expected = theirs / "site", ours / "site"

    assert _files(site, "*.html") == _files(expected, "*.html")
    assert _files(expected / "assets/styles", "*.css") <= _files(site / "assets/styles", "*.css")
    for page in sorted(_files(expected, "*.html")):
        assert _words(site / page) == _words(expected / page), page
        assert _anchors(site / page) == _anchors(expected / page), page
        assert _tables(site / page) == _tables(expected / page), page
        assert {f"assets/styles/{name}" for name in _files(expected / "assets/styles", "*.css")} <= _styles(site / page)
        assert _head(site / page) == _head(expected / page), page


def test_the_feeds_and_the_data_are_the_same(ours: Path, theirs: Path) -> None:
    site, expected = contents(theirs / "site"), contents(ours / "site")

    for path, content in expected.items():
        if path.startswith(("feeds/", "data/")):
            assert site[path] == content, path


def test_the_site_is_sealed_and_each_page_names_its_policy(theirs: Path) -> None:
    sealed = read_site(theirs / "site", theirs)
    of_the_host = dict(security_headers(find_inline(sealed)))["Content-Security-Policy"]

    for path in sealed.files:
        if path.endswith(".html"):
            (policy,) = [
                element.attributes["content"]
                for element in read_markup(theirs / "site" / path).elements
                if element.attributes.get("http-equiv") == "Content-Security-Policy"
            ]
            assert "default-src 'none'; script-src 'self'" in policy
            assert "unsafe-inline" not in policy
            assert set(re.findall(r"'sha256-[^']*'", policy)) <= set(re.findall(r"'sha256-[^']*'", of_the_host))


def test_the_search_works_under_the_policy(theirs: Path, browser: Browser) -> None:
    with _serving(theirs / "site") as address, browser.new_context() as context:
        page, complaints = context.new_page(), list[str]()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/privacy-policy/")
        page.keyboard.press("/")
        page.keyboard.type("backups")
        page.get_by_role("link", name="Retention Schedule").last.wait_for()

    assert complaints == []


def test_a_generator_that_is_not_installed_is_named(ours: Path, tmp_path: Path) -> None:
    result = _build(ours, "zensical", tmp_path)

    assert result.returncode == 1
    assert result.stderr == f"Error: zensical is not installed in {tmp_path}. Run: make site GENERATOR=zensical.\n"


def test_what_a_generator_left_out_keeps_the_site_of_before(ours: Path, tmp_path: Path) -> None:
    """Zensical reports success even then, so a generator that does nothing stands for it."""
    before = contents(ours / "site")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to("/bin/true")
    result = _build(ours, "zensical", tmp_path)

    assert result.returncode == 1
    assert "Error: the site lacks " in result.stderr
    assert "the first of them index.html." in result.stderr
    assert contents(ours / "site") == before


def _build(project: Path, name: str, environment: Path) -> CompletedProcess[str]:
    module = "build_tools.mkdocs_plugin.other_generator"
    return run(sys.executable, "-m", module, name, "--environment", environment, folder=project, PYTHONPATH=str(ROOT))


def _install(name: str) -> Path:
    """The environment of a generator, installed by its lock file as `make site GENERATOR=…` does."""
    environment, lock = CACHE / "generators" / name, ROOT / f"requirements-{name}.lock"
    stamp = environment / "tested.lock"
    with _alone(environment.with_suffix(".lock")):
        if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
            shutil.rmtree(environment, ignore_errors=True)
            run(sys.executable, "-m", "venv", environment)
            pins = ("--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", lock)
            result = run(environment / "bin" / "python", "-m", "pip", "install", *pins)
            if result.returncode:
                lack(f"{name} cannot be installed:\n{result.stderr}")
            shutil.copyfile(lock, stamp)
    return environment


def _files(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)}


def _words(page: Path) -> list[str]:
    return read_markup(page).article.split()


def _anchors(page: Path) -> list[str]:
    return [
        element.attributes["id"]
        for element in read_markup(page).elements
        if "article" in element.within and not element.attributes.get("id", "__").startswith("__")
    ]


def _tables(page: Path) -> list[dict[str, str]]:
    """The cells of all tables, with what our Markdown extension says of them."""
    return [element.attributes for element in read_markup(page).elements if element.tag in {"th", "td"}]


def _styles(page: Path) -> set[str]:
    return {
        re.sub(r"^[./]*", "", link.value).partition("?")[0] for link in read_markup(page).links if link.tag == "link"
    }


def _head(page: Path) -> list[str]:
    """The description and the feeds that a page names."""
    elements = [element.attributes for element in read_markup(page).elements]
    described = [element["content"] for element in elements if element.get("name") == "description"]
    return described + [element["title"] for element in elements if "alternate" in element.get("rel", "")]


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time installs."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
