"""Tests what each commit published, and what customers are told about it."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from build_tools.model.publication import Publication
from build_tools.model.rule import Level
from build_tools.project.project import Project
from tests.support.announced_story import NOW as TOLD
from tests.support.announced_story import TODAY, announce, announced_story
from tests.support.story import NOW, Change, Moved, Story, describe, keep, remark, say, source


def publications(story: Story, folder: Path) -> tuple[Publication, ...]:
    """All of them, the first one first; read again from what was kept, they are the same."""
    project = story.write(folder)
    found = Project.of_folder(project.folder, NOW).publications
    assert Project.of_folder(project.folder, NOW).publications == found
    return found


def test_the_history_of_twelve_is_told_as_it_was(tmp_path: Path) -> None:
    project = Project.of_folder(announced_story().write(tmp_path).folder, TOLD, str(TODAY))

    assert [(one.name, one.level.value if one.level else "", str(one.start)) for one in project.publications] == [
        ("2025-01-10", "", "2025-01-10"),
        ("2025-01-20", "notable", "2025-01-20"),
        ("2025-02-01", "notable", "2025-02-01"),
        ("2025-02-11", "material", "2025-02-11"),
        ("2025-03-03", "material", "2025-04-02"),
        ("2025-03-20", "material", "2025-04-20"),
        ("2025-03-20.2", "editorial", "2025-04-20"),
        ("2025-05-05", "notable", "2025-05-05"),
        ("2025-06-10", "notable", "2025-06-10"),
        ("2025-07-01", "editorial", "2025-07-01"),
        ("2025-09-01", "material", "2025-10-01"),
        ("2025-12-01", "material", "2026-02-01"),
    ]
    assert project.publications[0].is_first
    (vendor,) = project.publications[5].findings
    assert (vendor.message, vendor.level) == (
        "We now use Mailgun as a subprocessor instead of SendGrid.",
        Level.MATERIAL,
    )
    assert [(str(one.day), one.title, str(one.object_until)) for one in project.news.coming] == [
        ("2026-02-01", "Sentry will receive error reports", "2026-01-15")
    ]


def test_changes_found_while_the_history_is_read_are_those_found_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = announced_story().write(tmp_path).folder
    with monkeypatch.context() as patch:
        patch.setattr("build_tools.project.publications._judge_row", lambda _: pytest.fail("it was read again"))
        at_once = Project.of_folder(folder, TOLD, str(TODAY)).publications
    shutil.rmtree(folder / ".cache/policy/publications")

    assert Project.of_folder(folder, TOLD, str(TODAY)).publications == at_once
    assert len(at_once) == 12


def test_what_is_coming_depends_on_the_day_alone(tmp_path: Path) -> None:
    folder = announced_story().write(tmp_path).folder

    coming = {
        day: [one.title for one in Project.of_folder(folder, TOLD, str(day)).news.coming]
        for day in (date(2025, 12, 1), date(2026, 1, 31), date(2026, 2, 1))
    }

    assert list(coming.values()) == [["Sentry will receive error reports"], ["Sentry will receive error reports"], []]


def test_a_vendor_with_a_day_to_come_is_coming_without_any_announcement(tmp_path: Path) -> None:
    later: dict[str, Change] = {"policy_src/subprocessors.yml": ("    optional: true\n", "    since: 2025-06-01\n")}
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", later)
    project = Project.of_folder(story.write(tmp_path).folder, NOW, "2025-05-31")

    assert [(str(one.day), one.title, one.document) for one in project.news.coming] == [
        ("2025-06-01", "PostHog starts to receive data", "subprocessors")
    ]


def test_what_changes_no_text_is_no_publication(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", remark("For colleagues."))

    assert [one.name for one in publications(story, tmp_path)] == ["2025-01-10"]


def test_a_later_publication_changes_no_earlier_one(tmp_path: Path) -> None:
    story = announced_story()
    before = publications(story, tmp_path / "before")
    for number in range(1, 6):
        story.publish(f"2025-12-0{number + 1}T12:00:00-07:00", say(f"This is promise {number}."))
    after = publications(story, tmp_path / "after")

    assert len(after) == len(before) + 5
    for old, new in zip(before, after, strict=False):
        assert (new.name, new.findings, new.announcements, new.start) == (
            old.name,
            old.findings,
            old.announcements,
            old.start,
        )


def test_words_that_come_with_a_layout_are_judged_too(tmp_path: Path) -> None:
    layout: dict[str, Change] = {
        "templates/documents/sections.md": lambda data: data + b"\nWe may sell your personal data to advertisers.\n"
    }
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", layout)
    (_, told) = publications(story, tmp_path)

    assert told.level is Level.MATERIAL
    assert [one.document for one in told.findings] == ["privacy-policy"]


def test_a_document_that_is_withdrawn_is_a_publication(tmp_path: Path) -> None:
    def without_schedule(data: bytes) -> bytes:
        at = data.index(b"  - id: retention-schedule")
        return data[:at] + data[data.index(b"\npublication:") :]

    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": without_schedule})
    told = publications(story, tmp_path)[-1]

    assert ("retention-schedule", None) in [(step.document, step.after) for step in told.steps]
    assert told.findings


def test_a_source_that_moved_keeps_its_publications(tmp_path: Path) -> None:
    story = Story(prefix="old/")
    story.publish("2025-02-01T12:00:00-07:00", keep("P60D", "old/"))
    moved: dict[str, Change] = {name: Moved(f"old/{name}") for name in ("policy_src", "templates")}
    story.publish("2025-02-02T12:00:00-07:00", moved)
    story.prefix = ""
    story.publish("2025-02-03T12:00:00-07:00", describe("Product analytics"))

    assert [len(one.findings) for one in publications(story, tmp_path)] == [0, 1, 1]


@pytest.mark.parametrize("words", ["Nothing.", "We sell your data."])
def test_an_announcement_shows_with_its_own_publication_alone(tmp_path: Path, words: str) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {**keep("P60D"), **announce("logs")})
    story.publish("2025-02-02T12:00:00-07:00", say(words))

    assert [[told.id for told in one.announcements] for one in publications(story, tmp_path)] == [[], ["logs"], []]


def test_a_text_is_not_coming_before_the_one_that_it_builds_on(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P60D"), **announce("one", effective="2025-06-01")})
    story.publish("2025-03-02T12:00:00-07:00", {**keep("P30D"), **announce("two", title="Two", effective="2025-05-01")})
    project = Project.of_folder(story.write(tmp_path).folder, NOW, "2025-04-01")

    assert [(str(one.day), one.title) for one in project.news.coming] == [
        ("2025-06-01", "Two"),
        ("2025-06-01", "We change this"),
    ]
    (line,) = _changes_to_come(project)
    assert 'From <time datetime="2025-06-01">' in line
    assert line.index("[We change this](changelog/2025-03-01.md)") < line.index("[Two](changelog/2025-03-02.md)")
    assert "](retention-schedule/2025-03-02.md)" in line


def test_each_text_to_come_stands_above_the_text_in_force(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P60D"), **announce("one", effective="2025-05-01")})
    story.publish("2025-03-02T12:00:00-07:00", {**keep("P30D"), **announce("two", effective="2025-06-01")})
    folder = story.write(tmp_path).folder

    def to_come(today: str) -> list[list[str]]:
        lines = _changes_to_come(Project.of_folder(folder, NOW, today))
        return [re.findall(r"retention-schedule/([0-9-]+)\.md", line) for line in lines]

    assert to_come("2025-04-30") == [["2025-03-01"], ["2025-03-02"]]
    assert to_come("2025-05-01") == [["2025-03-02"]]
    assert to_come("2025-06-01") == []


def test_what_changes_and_where_to_read_it_are_passages_apart(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P60D"), **announce("one", effective="2025-05-01")})

    (told,) = _changes_to_come(Project.of_folder(story.write(tmp_path).folder, NOW, "2025-04-30"))

    what, where = told.split("\n\n")
    assert what.count("](") == 1
    assert where.startswith("[Read the new text](")


def test_a_text_replaced_before_its_day_is_not_said_to_be_called_off(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P60D"), **announce("one", effective="2025-05-01")})
    story.publish("2025-03-02T12:00:00-07:00", keep("P61D"))
    folder = story.write(tmp_path).folder

    for today in ("2025-03-03", "2025-05-01"):
        pages = {page.path: page.text for page in Project.of_folder(folder, NOW, today).site.pages}
        banner = pages["retention-schedule/2025-03-01.md"]
        assert "March 1, 2025</time>. A later version replaced it before it took effect." in banner
        assert "(replaced before it took effect)" in pages["retention-schedule.md"]


def _changes_to_come(project: Project) -> list[str]:
    """The lines above the text in force of the retention schedule, one for each text to come."""
    page = next(page.text for page in project.site.pages if page.path == "retention-schedule.md")
    told = page.partition('<div class="change-to-come"')[2].partition("</div>")[0]
    return re.findall(r"(?ms)^\*\*From.*?\.meta \}", told)


def test_a_link_of_an_announcement_leads_to_the_text_of_its_time(tmp_path: Path) -> None:
    words = "See [the schedule](retention-schedule.md#billing), [a page](gone.md) and [us](https://example.com)."
    story = Story()
    told = announce("logs", words)
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P60D"), **told})
    story.publish("2025-03-02T12:00:00-07:00", {**keep("P30D"), **dict.fromkeys(told)})  # or the link would be refused
    pages = {page.path: page.text for page in Project.of_folder(story.write(tmp_path).folder, NOW).site.pages}

    assert "[the schedule](../retention-schedule/2025-03-01.md#billing)" in pages["changelog/2025-03-01.md"]
    assert "[a page](#) and [us](https://example.com)" in pages["changelog/2025-03-01.md"]


def test_one_change_of_two_documents_has_an_id_for_each(tmp_path: Path) -> None:
    twice = source()["policy_src/policy.yml"].replace(b"template: retention-schedule\n", b"template: sections\n")
    layout: dict[str, Change] = {
        "templates/documents/sections.md": lambda data: data + b"\n## More\n\nWe may sell your data to advertisers.\n"
    }
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": twice})
    story.publish("2025-02-02T12:00:00-07:00", layout)
    pages = {page.path: page.text for page in Project.of_folder(story.write(tmp_path).folder, NOW).site.pages}

    ids = re.findall(r'<article class="finding" id="([^"]+)"', pages["changelog/2025-02-02.md"])
    assert len(ids) == len(set(ids)) == 2
    assert any(f"{name}.2" in ids for name in ids)


def test_of_a_page_of_the_site_that_comes_along_customers_are_not_told(tmp_path: Path) -> None:
    page: dict[str, Change] = {"policy_src/pages/more.md": b"---\ntitle: More\n---\nTo read.\n"}
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {**keep("P60D"), **page})
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P30D"), "policy_src/pages/more.md": None})

    levels = [[(told.level, told.path) for told in one.findings] for one in publications(story, tmp_path)]
    assert levels[1:] == [
        [(Level.NOTABLE, "retention.usage-and-logs.period")],
        [(Level.NOTABLE, "retention.usage-and-logs.period")],
    ]
