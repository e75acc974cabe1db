"""Tests that the documentation names files, folders and headings that exist."""

import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

from tests.support.projects import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
PLACE = re.compile(r"`((?:build_tools|tests|docs|templates|policy_src|site_overrides)/[\w./-]+)`")
ROOMS = [path.name for path in (ROOT / "build_tools").iterdir() if (path / "__init__.py").exists()]
IN_ROOM = re.compile(rf"`((?:{'|'.join(sorted(ROOMS))})/[\w./-]+)`")


def _headings(page: Path) -> set[str]:
    text = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8"))
    return {slugify(re.sub(r"[`*]", "", heading), "-") for heading in re.findall(r"(?m)^#+ (.+)$", text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    links = LINK.findall(re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8")))

    for path, heading in links:
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not heading or heading in _headings(target), f"{path}#{heading}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.name in {"CONTRIBUTING.md", "developers.md"}])
def test_each_place_in_the_code_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    places = {*PLACE.findall(text), *(f"build_tools/{place}" for place in IN_ROOM.findall(text))}

    assert {place for place in places if not (ROOT / place).exists()} == set()


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
