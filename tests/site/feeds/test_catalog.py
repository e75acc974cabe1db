"""Tests that the page on how to subscribe lists every feed that exists, and no other."""

import re
from pathlib import Path

import pytest

from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.reader import read_source
from tests.support.announced_story import ADDRESS, NOW, TODAY, announced_story
from tests.support.edits import own_tree
from tests.support.story import Story


def subscribe(folder: Path, story: Story) -> tuple[str, set[str]]:
    """The page, and the paths of all files of its site."""
    site = Project.of_folder(story.write(folder).folder, NOW, str(TODAY)).site
    (page,) = (page.text for page in site.pages if page.path == "subscribe.md")
    return page, set(site.files)


def test_every_feed_and_the_calendar_are_listed_at_their_addresses(tmp_path: Path) -> None:
    page, files = subscribe(tmp_path, announced_story())
    linked = {address.removeprefix(ADDRESS) for address in re.findall(rf"\(({re.escape(ADDRESS)}feeds/[^)]+)\)", page)}

    assert linked == {path for path in files if path.startswith("feeds/")}
    assert f"`/feed subscribe {ADDRESS}feeds/changelog.atom`" in page


def test_the_promise_is_that_of_the_policy(tmp_path: Path) -> None:
    page, _ = subscribe(tmp_path, announced_story())

    assert "> We may update this policy. We will notify you of material changes via email" in page


@pytest.mark.parametrize("address", ["", "http://privacy.traceloom.example/"])
def test_a_site_without_a_safe_address_lists_what_it_has(address: str, tmp_path: Path) -> None:
    story = announced_story("")
    if address:
        stated = ("  language: en\n", f"  address: {address}\n  language: en\n")
        story.publish("2025-12-02T12:00:00-07:00", {"policy_src/policy.yml": stated})

    page, files = subscribe(tmp_path, story)

    linked = set(re.findall(r"\]\((feeds/[^)]+)\)", page))
    assert linked == {path for path in files if path.startswith("feeds/")}
    assert not [path for path in files if path.endswith(".rss")]
    assert "RSS feeds will be available once the site has its final address." in page


def test_a_command_has_one_place_for_the_address() -> None:
    words = own_tree().files["policy_src/wording.yml"].replace(b"/feed subscribe {address}", b"/feed subscribe")

    with pytest.raises(Problems) as refused:
        read_source(Tree({**own_tree().files, "policy_src/wording.yml": words}))

    (problem,) = refused.value.problems
    assert "does not hold {address} once" in problem.what
