"""Tests that the reference pages in docs/ say what the program says."""

import pytest

from build_tools.cli import COMMANDS
from build_tools.cli._reference import make_pages
from build_tools.model.policy import FILES
from tests.support.projects import ROOT

PAGES = make_pages()


@pytest.mark.parametrize("path", PAGES)
def test_a_reference_page_is_up_to_date(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == PAGES[path], "run: make reference"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_described(command: str) -> None:
    assert f"## policy {command}\n" in PAGES["docs/commands.md"]


@pytest.mark.parametrize("name", FILES)
def test_each_file_of_the_source_is_described(name: str) -> None:
    assert f"## {name}\n" in PAGES["docs/source.md"]
