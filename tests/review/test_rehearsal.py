"""Tests that a check finds the faults of layouts that only a history uses."""

import pytest

from build_tools.model.problem import Problem
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from tests.support.edits import edited, own_tree

USED_BY_A_HISTORY = [
    name
    for name in own_tree().under("templates/")
    if name.startswith(("history/", "changelog/", "compare/")) or name in {"blocks/coming.md", "blocks/news.md"}
]


def problem_of(layout: str, words: str) -> Problem:
    """What is wrong with TraceLoom's source once a layout ends with other words."""
    path = f"templates/{layout}"
    text = own_tree().read(path)
    (problem,) = check_source(Project(edited({path: f"{text.rstrip()}\n\n{words}\n".encode()}))).problems
    lines = text.rstrip().count("\n") + 3
    assert str(problem.location) == f"{path}:{lines}:4"
    return problem


@pytest.mark.parametrize("layout", USED_BY_A_HISTORY)
def test_a_layout_that_fails_only_with_a_history_is_refused_with_its_place(layout: str) -> None:
    assert problem_of(layout, "{{ nobody }}").what == "the layout fails here: 'nobody' is undefined"


@pytest.mark.parametrize("layout", USED_BY_A_HISTORY)
def test_a_dead_link_of_a_layout_is_refused_with_its_place(layout: str) -> None:
    problem = problem_of(layout, "[](nowhere.md)")

    assert problem.what == 'the link "nowhere.md" leads to no page of the site'


@pytest.mark.parametrize("link", ["privacy-policy.md#nowhere", "#nowhere"])
def test_a_link_to_no_place_in_words_that_only_a_history_shows_is_refused(link: str) -> None:
    source = edited({"policy_src/wording.yml": ("any other feed reader.", f"any other [feed reader]({link}).")})

    (problem,) = check_source(Project(source)).problems

    assert problem.what.endswith(' has no anchor "#nowhere"')
    assert str(problem.location) == "policy_src/wording.yml:151:119"
