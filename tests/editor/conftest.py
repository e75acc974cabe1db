"""A published project to edit, and a browser to do it in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from build_tools.editor.outlook import Lookout
from build_tools.source.folder import read_folder
from tests.editor.desks import clock
from tests.projects import copy_project
from tests.site.browser import open_browser


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TraceLoom's source, published once; what was published is known already."""
    project = copy_project(tmp_path_factory.mktemp("published") / "project")
    Lookout(project, clock).warm(read_folder(project))
    return project


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return Path(shutil.copytree(published, tmp_path / "project"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    with open_browser() as browser:
        yield browser
