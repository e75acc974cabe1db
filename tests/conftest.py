"""Fixtures for all tests: the single browser of a process, and no deadline for examples of properties.

Playwright cannot be started twice in a process. The benchmark measures time, not the tests.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.browser.browser import open_browser

settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    with open_browser() as browser:
        yield browser
