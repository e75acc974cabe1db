"""Tests that versions, findings and the gate agree on whether two texts are the same."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision, render_revision
from build_tools.model.document import Document, RenderedRevision
from build_tools.model.rule import Level
from build_tools.model.tree import Tree
from tests.support.edits import Edit, edited, own_tree
from tests.support.story import Change, SampleProject, Story, describe, keep, say
from tests.support.variations import vary

FACTS, PROSE = "policy_src/purposes.yml", "policy_src/sections/changes-to-this-policy.md"
WORDS = "Bill you accurately"
SAID = "We never sell data of Müller."

VARIED: dict[str, Callable[[str], str]] = {
    "no-break spaces": lambda text: text.replace(" you", "\u00a0you").replace("sell data", "sell\u202fdata"),
    "letters taken apart": lambda text: unicodedata.normalize("NFD", text),
    "a space of no width": lambda text: text.replace("accurately", "accu\u200brately").replace(
        "sell data", "se\u2060ll data"
    ),
    "soft hyphens": lambda text: text.replace("accurately", "accu\u00adrately").replace("never", "ne\u00adver"),
    "names of html": lambda text: text.replace("Bill you", "Bill&nbsp;you").replace("sell data", "sell&nbsp;data"),
}


def written(vary: Callable[[str], str]) -> Mapping[str, Change]:
    """All facts and all prose, written otherwise."""

    def change(data: bytes) -> bytes:
        return vary(data.decode()).encode()

    return {FACTS: change, PROSE: change}


def findings(project: SampleProject, *sides: str) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(project.ask("diff", *sides, "--format", "json").stdout)["findings"]
    return told


EACH = pytest.mark.parametrize("vary_by", VARIED.values(), ids=VARIED)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TODAY", "2025-03-03")


CLEAN: dict[str, Change] = {FACTS: own_tree().files[FACTS], **say(SAID)}


@EACH
def test_the_same_text_makes_no_version_no_finding_and_passes_the_gate(
    vary_by: Callable[[str], str], tmp_path: Path
) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say(SAID))
    story.publish("2025-02-20T12:00:00-07:00", written(vary_by))
    story.publish("2025-02-21T12:00:00-07:00", CLEAN)
    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-02-01"]
    assert project.left_out == []
    for sides in (("HEAD~2", "HEAD~1"), ("HEAD~1", "HEAD"), ("2025-02-01",)):
        assert findings(project, *sides) == []
    assert project.ask("check", "--against", "HEAD~1").exit_code == 0


@pytest.mark.parametrize("name", ["no-break spaces", "letters taken apart", "names of html"])
def test_what_a_source_may_hold_passes_the_gate_when_it_is_published(name: str, tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say(SAID))
    story.publish("2025-02-20T12:00:00-07:00", written(VARIED[name]))
    project = story.write(tmp_path)

    assert project.ask("check", "--against", "HEAD~1").exit_code == 0
    assert project.policy == ["2025-01-10", "2025-02-01"]
    assert findings(project, "2025-02-01", "HEAD") == []


@pytest.mark.parametrize("vary_by", [vary for name, vary in VARIED.items() if name != "names of html"])
def test_a_finding_has_one_name_whichever_signs_its_sides_are_written_in(
    vary_by: Callable[[str], str], tmp_path: Path
) -> None:
    """So that a ruling on it holds against the version and against the newest commit."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say(SAID))
    story.publish("2025-02-20T12:00:00-07:00", written(vary_by))
    story.publish(
        "2025-03-01T12:00:00-07:00",
        {FACTS: own_tree().files[FACTS].replace(b"Bill you", b"Bill your card"), **say("We sell data of Müller.")},
    )
    project = story.write(tmp_path)

    ids = [{finding["id"] for finding in findings(project, side, "HEAD")} for side in ("HEAD~1", "HEAD~2")]

    assert len(ids[0]) == 2
    assert ids[0] == ids[1]


def test_what_was_published_with_unseen_characters_stays_and_is_the_text_without_them(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say("We ne\u00adver sell\u200b data."))
    story.publish("2025-03-01T12:00:00-07:00", say("We never sell data."))
    story.publish("2025-04-01T12:00:00-07:00", {**say("We never sell data."), **keep("P60D")})
    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-04-01"]
    assert "We ne\u00adver sell\u200b data." in project.version("2025-02-01").document.words
    assert project.left_out == []
    assert {finding["rule"] for finding in findings(project, "2025-02-01", "2025-04-01")} == {"retention-shorter"}
    last = project.archive.histories["privacy-policy"]
    assert str(last.changed("changes-to-this-policy").published.day) == "2025-02-01"


def test_a_change_hides_behind_no_variation(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say("We never sell data."))
    story.publish("2025-02-20T12:00:00-07:00", {**say("We\u00a0se\u00adll data."), **describe("Sta\u200btistics")})
    story.publish("2025-02-21T12:00:00-07:00", {**say("We sell data."), **describe("Statistics")})
    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-20"]
    assert {finding["rule"] for finding in findings(project, "HEAD~2", "HEAD~1")} == {
        "prose-sale-worse",
        "subprocessor-purpose-changed",
    }
    assert findings(project, "HEAD~1", "HEAD") == []


STRUCTURES = [
    "# A\n\n",
    "- one\n- two\n\n",
    "1. one\n2. two\n\n",
    "**bold** and *soft* `code`",
    "> quoted\n\n",
    "a  \nb",
]
TEXTS = st.lists(
    st.sampled_from(STRUCTURES) | st.text(st.sampled_from("ab é'. 1-"), max_size=12), min_size=1, max_size=5
).map("".join)
SIGNS = ["\u00a0", "\u202f", "\u200b", "\u2060", "\u00ad"]


def _published(text: str) -> Tree:
    edit: dict[str, Edit] = {PROSE: f"---\ntitle: Changes\n---\n\nWords. {text}\n\nLast words.\n".encode()}
    return edited(edit)


def _documents(tree: Tree) -> tuple[Document, ...]:
    edition = render_revision(SourceRevision("", tree))
    assert isinstance(edition, RenderedRevision)
    return edition.documents


def _judge(one: str, other: str) -> tuple[bool, set[Level]]:
    """Whether there is a version, and the levels of the findings."""
    before, after = _published(one), _published(other)
    texts = zip(_documents(before), _documents(after), strict=True)
    makes_version = any(not was.reads_as(now) for was, now in texts)
    return makes_version, {
        one.level for one in compare_sources(SourceRevision("", before), SourceRevision("", after)).findings
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.data())
def test_versions_and_findings_agree_on_any_variation_between_letters(text: str, data: st.DataObject) -> None:
    makes_version, levels = _judge(text, data.draw(vary(text, unseen="\u200b\u2060\u00ad")))

    assert bool(levels) is makes_version


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.integers(0, 60), st.sampled_from(SIGNS))
def test_versions_and_findings_agree_on_a_sign_anywhere(text: str, place: int, sign: str) -> None:
    """It may stand between the marks of Markdown, where it changes what one reads, or the markup and nothing else."""
    is_space = sign in "\u00a0\u202f"
    varied = text[:place] + sign + text[place + is_space :]
    makes_version, levels = _judge(text, varied if not is_space or text[place : place + 1] == " " else text)

    assert levels if makes_version else levels <= {Level.EDITORIAL}


def test_the_story_begins_with_the_words_that_are_varied() -> None:
    assert WORDS.encode() in own_tree().files[FACTS]
