"""Tests that other generators build the same site from the output of `policy export`."""

import fcntl
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.browser.markup import read_markup
from tests.support.projects import CACHE, ROOT, build, copy_project, lack, policy, run


@dataclass(frozen=True)
class Generator:
    """A generator of sites that can take the place of MkDocs with our plugin."""

    name: str
    packages: tuple[str, ...] = ()
    """What it is installed from; nothing where this project depends on it."""
    theme: str = "material"

    def install(self) -> Path:
        """Install it in an environment of its own, unless that has been done. The folder of its commands."""
        if not self.packages:
            return Path(sys.executable).parent
        environment = CACHE / "portability" / self.name
        stamp = environment / "installed.json"
        with _alone(environment.with_suffix(".lock")):
            if not stamp.exists() or json.loads(stamp.read_text(encoding="utf-8")) != list(self.packages):
                shutil.rmtree(environment, ignore_errors=True)
                run(sys.executable, "-m", "venv", environment)
                result = run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", *self.packages)
                if result.returncode:
                    lack(f"{' '.join(self.packages)} cannot be installed:\n{result.stderr}")
                stamp.write_text(json.dumps(self.packages), encoding="utf-8")
        return environment / "bin"


GENERATORS = (
    Generator("mkdocs"),
    Generator("properdocs", ("properdocs==1.6.7", "mkdocs-materialx==10.2.2"), theme="materialx"),
    Generator("zensical", ("zensical==0.0.73",)),
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the site that our plugin makes."""
    project = copy_project(tmp_path_factory.mktemp("ours"))
    result = build(project)
    assert result.returncode == 0, result.stderr
    return project


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)
def test_another_generator_builds_the_same_pages(generator: Generator, ours: Path, tmp_path: Path) -> None:
    commands = generator.install()
    assert policy("export", tmp_path / "pages", folder=ours).returncode == 0
    shutil.copytree(ROOT / "site_overrides", tmp_path / "site_overrides")
    config = tmp_path / "mkdocs.yml"
    config.write_text(yaml.safe_dump(_without_plugin(generator.theme), sort_keys=False), encoding="utf-8")

    # the folder of this project is named for the sake of build_tools.mkdocs_plugin.tables, which makes tables readable
    result = run(commands / generator.name, "build", "--strict", "-f", config, folder=tmp_path, PYTHONPATH=str(ROOT))

    site, ours = tmp_path / "site", ours / "site"
    assert result.returncode == 0, result.stdout + result.stderr
    # Zensical reports success although it has left out what it did not understand: look at what is there
    assert _files(site, "*.html") == _files(ours, "*.html")
    assert _files(ours / "assets/styles", "*.css") <= _files(site / "assets/styles", "*.css")
    for page in sorted(_files(ours, "*.html")):
        assert _words(site / page) == _words(ours / page), page
        assert _anchors(site / page) == _anchors(ours / page), page
        assert _tables(site / page) == _tables(ours / page), page
        assert {f"assets/styles/{name}" for name in _files(ours / "assets/styles", "*.css")} <= _styles(site / page)
        assert _description(site / page) == _description(ours / page), page


def _without_plugin(theme: str) -> dict[str, Any]:
    """This project's configuration, for pages that have been written already."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"].remove("policy")
    config["theme"]["name"] = theme
    menu = [page.path for page in Project(read_folder(ROOT)).site.pages if page.menu]
    menu.append("changelog.md")  # of what is published
    return config | {"docs_dir": "pages", "site_dir": "site", "nav": menu, "not_in_nav": "/*/**"}


def _files(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)}


def _words(page: Path) -> list[str]:
    words = read_markup(page).article.split()
    # 404.html lists the menu, whose order a generator takes from its own configuration
    return sorted(words) if page.name == "404.html" else words


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


def _description(page: Path) -> list[str]:
    return [
        element.attributes["content"]
        for element in read_markup(page).elements
        if element.attributes.get("name") == "description"
    ]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time installs."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
