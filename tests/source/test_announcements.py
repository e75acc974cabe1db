"""Tests which announcements are refused, and the place of each problem."""

import pytest

from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading, read_source
from tests.support.edits import own_tree

FINDING = "retention-shorter-dcc63a5bf723"


def read(**announcements: str) -> Reading:
    """TraceLoom's source with announcements, by the names of their files."""
    files = {f"policy_src/announcements/{name}.md": text.encode() for name, text in announcements.items()}
    return read_source(Tree({**own_tree().files, **files}))


def refusals(**announcements: str) -> list[str]:
    with pytest.raises(Problems) as refused:
        read(**announcements)
    return [str(problem) for problem in refused.value.problems]


def test_an_announcement_is_read_with_all_that_it_states() -> None:
    front = f"title: Logs\ndocuments: [privacy-policy]\nfindings: [{FINDING}]\neffective: 2026-03-01\n"
    (told,) = read(
        logs=f"---\n{front}object_until: 2026-02-20\naudience: All\n---\n\nWe **keep** less.\n"
    ).announcements

    assert (told.id, told.title, told.text.strip()) == ("logs", "Logs", "We **keep** less.")
    assert (str(told.effective), str(told.object_until), told.audience) == ("2026-03-01", "2026-02-20", "All")
    assert told.concerns("privacy-policy")
    assert not told.concerns("subprocessors")


@pytest.mark.parametrize(
    ("front", "text", "what"),
    [
        ("documents: [privacy-polcy]\n", "Words.", '3:13: there is no document "privacy-polcy". Did you mean'),
        ("findings: [no-such-rule-123456789abc]\n", "Words.", '3:12: there is no finding "no-such-rule-123456789abc"'),
        ("", "Kept for {{ retention.account.period }}.", "4:10: {{ retention.account.period }} is in an announ"),
        ("", "<b>Words", "4:1: HTML is not allowed"),
        ("", "## What we do", "4:1: there is a heading in an announcement"),
        ("effective: 2026-02-30\n", "Words.", "there is no day 2026-02-30 in the calendar"),
        (
            "effective: 2026-03-01\nobject_until: 2026-03-02\n",
            "Words.",
            "customers can object until 2026-03-02, but",
        ),
        ("", "", "the file has no text"),
    ],
)
def test_an_announcement_that_says_nothing_true_is_refused(front: str, text: str, what: str) -> None:
    said = refusals(logs=f"---\ntitle: Logs\n{front}---\n{text}\n")

    assert len(said) == 1
    assert said[0].startswith("policy_src/announcements/logs.md:")
    assert what in said[0]


def test_an_announcement_has_a_title() -> None:
    (said,) = refusals(logs="Words.\n")

    assert "title" in said


def test_two_announcements_do_not_speak_of_one_finding() -> None:
    text = f"---\ntitle: Logs\nfindings: [{FINDING}]\n---\nWords.\n"

    (said,) = refusals(one=text, two=text)

    assert said.startswith("policy_src/announcements/two.md:3:12: announcements/one.md already announces the finding")
