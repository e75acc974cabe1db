"""Tests that every text is read in bounded time, or refused in one line (`tests.support.resource_limits`)."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.folder import read_folder
from build_tools.source.size_limits import _MARKED, MOST_PROBLEMS, _bracket_work, find_excess
from build_tools.source.text_file import read_text
from tests.support.projects import ROOT
from tests.support.resource_limits import BODIES, PROSE, YAML

FRONT = "---\ntitle: T\n---\n\n"
SECTION = "policy_src/sections/contact.md"
PURPOSES = "policy_src/purposes.yml"
SQUARED = ("brackets", "links", "pictures", "bare headings", "front matter", "abbreviations")
"""The shapes for which Python-Markdown takes time in proportion to the square of their length."""


def problems(path: str, text: str) -> tuple[Problem, ...]:
    """What is wrong with this repository's source when one file holds something else."""
    files = read_folder(ROOT).files
    return check_source(Project(Tree(dict(sorted({**files, path: text.encode()}.items()))))).problems


@pytest.mark.parametrize("shape", SQUARED)
@pytest.mark.parametrize("size", [16_000, 64_000, 190_000])
def test_shapes_that_take_the_square_of_their_length_are_refused(shape: str, size: int) -> None:
    for name in (shape, f"{shape}, cut"):
        assert find_excess(PROSE[name](size))


@pytest.mark.parametrize("shape", BODIES)
def test_a_text_of_a_megabyte_is_refused(shape: str) -> None:
    excess = find_excess(BODIES[shape](990_000))

    assert excess
    assert "the limit is 200,000" in excess[1]


@pytest.mark.parametrize("path", sorted(path for path in read_folder(ROOT).files if path.endswith(".md")))
def test_no_text_of_ours_comes_near_a_bound(path: str) -> None:
    assert find_excess(read_folder(ROOT).read(path) * 3) is None


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("[one](https://a.example/b_(c)) and [two][x]. " * 400, True),
        ("| [a](b) | c |\n" * 5_000, True),
        ("- [a](b) [c]\n" * 5_000, True),
        ("A word.\n\n" * 20_000, True),
        ("[a " * 2_000 + "]" * 2_000, False),
        ("[a](b(c" * 2_000, False),
        ("x" * 20_000, True),
        ("x" * 20_001, True),  # below the bound of a paragraph
    ],
)
def test_what_texts_hold_is_read(text: str, *, is_read: bool) -> None:
    is_long = len(max(text.split("\n"), key=len)) > 20_000

    assert (find_excess(text, is_past=True) is None) is is_read
    assert (find_excess(text) is None) is (is_read and not is_long)


@given(st.text(st.sampled_from("[]()\\#-*_= >\ta\n")))
def test_a_text_that_needs_no_count_is_within_the_bounds(text: str) -> None:
    assert _bracket_work(text) <= (text.count("[") + text.count("(")) * len(text)
    assert len(list(_MARKED.finditer(text))) <= text.count("\n") + 1


def test_a_refusal_says_where_it_is_and_how_to_mend_it() -> None:
    assert [str(one) for one in problems(SECTION, f"{FRONT}It begins.\n\n{'[ ' * 5000}\n")] == [
        f"{SECTION}:7:1: too many brackets are open at once. Close each bracket, or put a \\ before it."
    ]


def test_facts_in_place_make_no_text_that_cannot_be_read() -> None:
    text = read_folder(ROOT).read("policy_src/policy.yml").replace("name: TraceLoom\n", f'name: "{"[ " * 90}"\n', 1)
    files = dict(read_folder(ROOT).files) | {
        "policy_src/policy.yml": text.encode(),
        SECTION: (FRONT + "{{ controller.name }} " * 400).encode(),
    }
    found = check_source(Project(Tree(dict(sorted(files.items()))))).problems

    assert [one.what for one in found if one.location.file == SECTION] == [
        "once its facts are filled in, too many brackets are open at once"
    ]


def test_of_ninety_thousand_problems_the_first_are_listed() -> None:
    found = problems(PURPOSES, YAML["unknown keys"](990_000))

    assert len(found) == MOST_PROBLEMS + 1
    assert found[2].what.startswith('unknown key "k')
    assert found[-1].what == "there are more problems of this kind from here on"


@pytest.mark.parametrize("shape", ["one key", "anchors", "tags", "hidden signs", "wrong entries"])
def test_the_problems_of_a_file_are_as_many_as_a_person_reads(shape: str) -> None:
    assert 0 < len(problems(PURPOSES, YAML[shape](64_000))) <= MOST_PROBLEMS + 1


def test_a_message_is_as_long_as_a_person_reads() -> None:
    for text in ("{{ " + "a." * 5_000 + "a }}", "{{ controller." + "x" * 9_000 + " }}"):
        assert all(len(str(one)) < 5_000 for one in problems(SECTION, FRONT + text))


def test_a_text_to_compare_is_bounded_too() -> None:
    for text in ("[ " * 20_000, "word " * 60_001):
        with pytest.raises(Problems, match=r"old\.md:1:1: .* (?:open at once|the limit is)"):
            read_text(text.encode(), Path("old.md"))


LINEAR = """
from build_tools.source import markdown_structure, size_limits
from build_tools.documents import layout_environment
text = " " * 990_000
for sample in (text, "\\n" * 990_000, "#" + text + "x", "&" * 990_000, "x" * 990_000, " \\n" * 400_000):
    list(markdown_structure._HEADING.finditer(sample)), list(markdown_structure._UNDERLINED.finditer(sample))
    list(size_limits._excesses(sample, is_past=True))
    layout_environment._find_scripts(sample)
"""


def test_our_own_patterns_take_time_in_proportion_to_a_text() -> None:
    """Unmended they take hours for it."""
    subprocess.run([sys.executable, "-c", LINEAR], cwd=ROOT, timeout=60, check=True)
