"""Fixtures: a published project to edit."""

import shutil
from pathlib import Path

import pytest

from build_tools.editor.impact_preview import ImpactPreviewer
from build_tools.source.folder import read_folder
from tests.editor.sessions import clock
from tests.support.projects import copy_project


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TraceLoom's source, published once; what was published is known already."""
    project = copy_project(tmp_path_factory.mktemp("published") / "project")
    ImpactPreviewer(project, clock).warm(read_folder(project))
    return project


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return Path(shutil.copytree(published, tmp_path / "project"))
