"""Fixtures: the built sites, each of their pages, and a browser to open them."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.browser import Visitor, Wall, running, serve_site
from tests.browser.sites import BuiltPage, BuiltSite, build_once, built_sites
from tests.support.announced_story import TODAY, announced_story
from tests.support.projects import ROOT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `page` runs on the pages of every site; one that asks for a `site`, on every site.

    Of the texts of the past one document's stand for all.
    """
    if "page" in metafunc.fixturenames:
        pages = [page for site in built_sites() for page in site.pages if page.is_in_menu or page.is_sample]
        metafunc.parametrize("page", pages, indirect=True, ids=str)
    if "site" in metafunc.fixturenames:
        metafunc.parametrize("site", built_sites(), indirect=True, ids=lambda site: site.name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a page follow each other, so that they can share it."""
    items.sort(key=_page_of)


@pytest.fixture
def page(request: pytest.FixtureRequest) -> BuiltPage:
    """A page of a built site."""
    page = request.param
    assert isinstance(page, BuiltPage)
    _insist(page.site)
    return page


@pytest.fixture
def site(request: pytest.FixtureRequest) -> BuiltSite:
    """A built site."""
    site = request.param
    assert isinstance(site, BuiltSite)
    _insist(site)
    return site


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Visits pages of any site; all are being served."""
    with ExitStack() as stack:
        wall = Wall()
        stack.enter_context(running(wall.server))
        sites = [site for site in built_sites() if not site.failure]
        yield Visitor(browser, {site.name: stack.enter_context(serve_site(site)) for site in sites}, wall)


@pytest.fixture(scope="session")
def told() -> BuiltSite:
    """The site of twelve publications."""
    site = build_once("told", _tell, POLICY_TODAY=str(TODAY))
    _insist(site)
    return site


@pytest.fixture(scope="session")
def reader(told: BuiltSite, browser: Browser) -> Iterator[Visitor]:
    """Visits the pages of twelve publications."""
    with ExitStack() as stack:
        wall = Wall()
        stack.enter_context(running(wall.server))
        yield Visitor(browser, {told.name: stack.enter_context(serve_site(told))}, wall)


def _tell(project: Path) -> None:
    announced_story().write(project)
    shutil.copytree(ROOT / "site_overrides", project / "site_overrides")
    shutil.copy(ROOT / "mkdocs.yml", project)


def _insist(site: BuiltSite) -> None:
    if site.failure:
        pytest.fail(site.failure, pytrace=False)


def _page_of(item: pytest.Item) -> str:
    page = item.callspec.params.get("page") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
    return str(page) if isinstance(page, BuiltPage) else ""
