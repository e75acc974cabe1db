"""The one browser of a process: Playwright cannot be started twice in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.site.browser import open_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    with open_browser() as browser:
        yield browser
