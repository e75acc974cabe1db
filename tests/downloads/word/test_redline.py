"""Tests that a Word redline becomes the new text if all is accepted, and the earlier text if all is rejected."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from build_tools.changes.redline.markdown_blocks import BlockKind, read_blocks
from build_tools.downloads.word.redline import write_redline
from build_tools.model.revised_text import RevisedText, RevisedTexts
from build_tools.project.project import Project
from build_tools.text.escaping import show_invisible
from tests.downloads.word.word_reader import Read, WordReader
from tests.support.announced_story import NOW, announced_story
from tests.support.projects import lack, run

MOMENT = datetime(2026, 2, 14, 12, tzinfo=UTC)
OFFICE = Path(__file__).with_name("office.py")

_PIECES = (
    *("# Policy", "## Data we keep", "### Rights you have", '## <span class="number">1.</span> First of all'),
    *('## <span class="number">2.</span> Then the second', '## <span class="number">3.</span> And the third'),
    *("We keep logs for 90 days and delete them then.", "We keep logs for 180 days and delete them then.", "Yes"),
    *("You can ask us what we hold about you at any time.", "- one two three\n- one two four\n  - nested item here"),
    *("- one two three\n- five six seven", "1. first of all\n2. second of all", "1. first of all\n2. and third of all"),
    *("3) three\n4) four\n   more of it", "7. seven\n   1. one\n   2. two", "0. nought\n1. one", "01. odd number"),
    *("> quoted words of others", "| A | B |\n|---|---|\n| x | y |\n| z | w |", "| B |\n|---|\n| w |"),
    *("| A | B |\n|---|---|\n| z | w |\n| x | new |\n| y | y |", "| A | C | B |\n|---|---|---|\n| z | 1 | w |"),
    *("```\ncode  of\n\ttwo lines\n```", "<b>bold</b> & <script>x</script>", "[a link](https://a.example) to it"),
    *("a<br>b  \nc", "Term\n:   what it is", "\u202ehidden\u202c and \ufffe none", "%1 percent 100%", "- - - deep"),
    *('## <span class="number">§ 4</span> Paragraph four', '## <span class="number">%1.</span> A trap'),
)
PIECES = st.lists(st.sampled_from(_PIECES), max_size=12).map("\n\n".join)
TEXTS = st.one_of(PIECES, PIECES, st.text(), st.text("ab |-*#>\n`[]()<:1.\t", max_size=60))


def redline(*pairs: tuple[str, str]) -> bytes:
    texts = tuple(RevisedText(f"t{n}", f"Text {n}", *pair, "en") for n, pair in enumerate(pairs))
    return write_redline(RevisedTexts(texts, ("old", "new"), author="TraceLoom Privacy"), MOMENT)


def expected(text: str) -> list[Read]:
    """What a text says, block by block."""
    found = []
    for block in read_blocks(text):
        if block.kind is BlockKind.TABLE:
            rows = tuple(tuple(show_invisible(cell) for cell in row.cells) for row in block.rows)
            found.append(Read("table", "", 0, rows))
        else:
            depth = block.depth if block.kind is BlockKind.HEADING else min(block.depth, 8)
            words = f"{block.marker} {block.text}" if block.marker else block.text
            found.append(Read(str(block.kind), show_invisible(words), depth))
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=2))
@example([("", "")])
@example([("only this", "")])
@example([("\t 0", "")])
@example([("", "| a |\n|---|\n| b |")])
def test_to_accept_all_gives_the_texts_after_and_to_reject_all_those_before(pairs: list[tuple[str, str]]) -> None:
    file = WordReader(redline(*pairs))

    assert file.read("accept") == [block for _, after in pairs for block in expected(after)]
    assert file.read("reject") == [block for before, _ in pairs for block in expected(before)]


def test_libreoffice_accepts_and_rejects_the_same(tmp_path: Path) -> None:
    if not (program := _python_of_office()):
        lack("LibreOffice is not installed (Debian packages: libreoffice-writer-nogui python3-uno)")
    pairs = {f"made-{n}": (_shuffled(n), _shuffled(n * 3 + 1)) for n in range(10)} | dict(_told_pairs())
    for name, pair in pairs.items():
        (tmp_path / f"{name}.docx").write_bytes(redline(pair))

    done = run(program, OFFICE, tmp_path)

    assert done.returncode == 0, done.stderr
    for name, (before, after) in pairs.items():
        for choice, text in (("accept", after), ("reject", before)):
            said = (tmp_path / f"{name}.{choice}.txt").read_text("utf-8-sig")
            assert _lines(said) == _lines("\n".join(map(_plain, expected(text)))), (name, choice)


def _python_of_office() -> str:
    """The Python that can talk to LibreOffice; empty where either is missing."""
    program = "/usr/bin/python3"
    has_both = shutil.which("soffice") and Path(program).exists() and run(program, "-c", "import uno").returncode == 0
    return program if has_both else ""


def _shuffled(number: int) -> str:
    """A text of some of the pieces, other ones for each number."""
    step = (7, 11, 5, 13)[number % 4]
    return "\n\n".join(_PIECES[(number + place * step) % len(_PIECES)] for place in range(6 + number % 9))


def _told_pairs() -> Iterator[tuple[str, tuple[str, str]]]:
    """Each text of a history with the one before it."""
    with TemporaryDirectory() as folder:
        archive = Project.of_folder(announced_story().write(Path(folder)).folder, NOW).archive
    for versions in archive.histories.values():
        for before, after in pairwise(versions):
            yield f"{versions.document}-{after.name}", (before.document.body, after.document.body)


def _plain(block: Read) -> str:
    return "\n".join("\n".join(row) for row in block.rows) or block.text


def _lines(text: str) -> list[str]:
    """The lines that say something, without the signs of lists and the space at which they are set."""
    lines = (re.sub(r"^\s*[•–▪◦]\s", "", line) for line in text.split("\n"))
    return [said for line in lines if (said := " ".join(line.split()))]
