"""Tests that the `policy` command writes Word files."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.downloads.word.word_reader import Read, WordReader
from tests.support.projects import ROOT
from tests.support.story import SampleProject, Story, keep


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Two publications."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    return story.write(tmp_path_factory.mktemp("project"))


def _titles(blocks: list[Read]) -> list[str]:
    return [block.text for block in blocks if (block.kind, block.depth) == ("heading", 1)]


def test_two_sources_are_a_redline_of_all_documents(project: SampleProject, tmp_path: Path) -> None:
    target = tmp_path / "redline.docx"
    result = project.ask("diff", "2025-01-10", "2025-02-01", "--format", "docx", "-o", str(target))

    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    file = WordReader(target.read_bytes())
    old, new = file.read("reject"), file.read("accept")
    assert _titles(new) == _titles(old) == ["Privacy Policy", "Subprocessors", "Retention Schedule"]
    assert "Retained for 120 days" not in str(old)
    assert "Retained for 120 days" in str(new)
    assert len(new) > 100
    assert file.marks()["ins"] >= 3


def test_changes_are_those_of_the_site_at_the_moment_of_the_commit(project: SampleProject) -> None:
    asked = ("diff", "2025-01-10", "2025-02-01", "--format", "docx")
    one, other = (project.ask(*asked).stdout_bytes for _ in range(2))

    assert one == other
    with ZipFile(BytesIO(one)) as packed:
        document, about = packed.read("word/document.xml").decode(), packed.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert 'w:author="TraceLoom Privacy" w:date="2025-02-01T19:00:00Z"' in document
    assert "<dc:language>en</dc:language>" in about
    assert "2025-01-10 → 2025-02-01" in about
    assert "trackRevisions" in ZipFile(BytesIO(one)).read("word/settings.xml").decode()


def test_two_files_are_a_redline(tmp_path: Path) -> None:
    for name, text in (("old.md", "# Uses\n\nWe do not sell data.\n"), ("new.md", "# Uses\n\nWe do sell data.\n")):
        (tmp_path / name).write_text(text, "utf-8")
    names = str(tmp_path / "old.md"), str(tmp_path / "new.md")
    result = SampleProject(tmp_path).ask("diff", *names, "--format", "docx", "--fail-on", "material")

    assert result.exit_code == 1
    file = WordReader(result.stdout_bytes)
    assert file.marks() == {"del": 1}
    assert [block.text for block in file.read("accept")] == ["Uses", "We do sell data."]


def test_a_side_that_cannot_be_rendered_is_refused(project: SampleProject, tmp_path: Path) -> None:
    other = Story().write(tmp_path / "other").folder
    (other / "templates" / "blocks" / "retention.md").write_text("{{ nobody.knows }}", "utf-8")
    result = project.ask("diff", "2025-01-10", str(other), "--format", "docx", "-o", str(tmp_path / "redline.docx"))

    assert result.exit_code == 2
    assert f"The documents of {other} cannot be rendered" in result.stderr
    assert not (tmp_path / "redline.docx").exists()


def test_a_folder_that_does_not_exist_is_refused_and_nothing_is_left(project: SampleProject, tmp_path: Path) -> None:
    target = tmp_path / "gone" / "redline.docx"
    result = project.ask("diff", "2025-01-10", "--format", "docx", "-o", str(target))

    assert result.exit_code == 2
    assert result.stderr == f"{target} cannot be written: No such file or directory. Name another file.\n"
    assert not list(tmp_path.iterdir())


def test_a_terminal_is_not_given_a_file(project: SampleProject) -> None:
    ours, its = os.openpty()
    command = [sys.executable, "-m", "build_tools", "--project", str(project.folder), "diff", "--format", "docx"]
    done = subprocess.run(command, cwd=ROOT, stdout=its, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    os.close(its)
    os.close(ours)

    assert done.returncode == 2
    assert done.stderr == "a terminal cannot show this file. Name a file to write it to: --output FILE\n"
