"""The policies that the tests of data files publish."""

from functools import cache

from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.support.edits import own_tree
from tests.support.projects import ORGANISATIONS

SOURCES = ["ours", *sorted(path.name for path in ORGANISATIONS.iterdir())]


@cache
def flow_of(name: str) -> Project:
    """The way from an organisation's source, with our layouts, to its site."""
    theirs = {} if name == "ours" else read_folder(ORGANISATIONS / name).files
    ours = own_tree().files
    files = {path: data for path, data in ours.items() if not theirs or path.startswith("templates/")}
    return Project(Tree({**files, **theirs}))


def files_of(name: str) -> dict[str, bytes]:
    """The files of its site."""
    return dict(flow_of(name).site.files)
