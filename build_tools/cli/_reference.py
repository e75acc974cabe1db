"""Writes the reference pages in `docs/`: `python -m build_tools.cli._reference`, run by `make reference`."""

from pathlib import Path

from build_tools.cli import main
from build_tools.reports.reference import describe_commands, describe_source
from build_tools.runtime.files import Folder
from build_tools.source.json_schemas import make_schemas


def make_pages() -> dict[str, str]:
    """The pages by their paths below the project's folder."""
    return {"docs/commands.md": describe_commands(main), "docs/source.md": describe_source(make_schemas())}


if __name__ == "__main__":
    for path, text in make_pages().items():
        Folder(Path()).write(path, text.encode())
