"""Fixtures for all tests: the single browser of a process, and no deadline for properties. Slow tests run first.

Playwright cannot be started twice in a process. The benchmark measures time, not the tests.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.browser.browser import open_browser

gc.set_threshold(100_000, 20, 20)  # as the command does: else looking for garbage takes a third of the time

settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")

SLOW = tuple((Path(__file__).parent / "slow.txt").read_text(encoding="utf-8").split())
"""The rooms, modules and tests that take half a second of processor time or more."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, and begin with them: otherwise one of them would run alone at the end."""
    for item in items:
        path, _, test = item.nodeid.partition("::")
        names = {path, path.rpartition("/")[0], f"{path}::{test.partition('[')[0]}"}
        if not names.isdisjoint(SLOW):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Search the tests and imported modules for garbage once, and not again with each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    with open_browser() as browser:
        yield browser
