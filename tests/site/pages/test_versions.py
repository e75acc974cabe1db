"""Tests that the pages of versions show the days, names and links of the history."""

from pathlib import Path

import pytest

from build_tools.model.page import Page
from build_tools.project.project import Project
from tests.support.announced_story import announce
from tests.support.edits import own_tree
from tests.support.story import BROKEN, NOW, Change, SampleProject, Story, describe, introduce, keep, remark

POLICY, VENDORS, SCHEDULE = "privacy-policy.md", "subprocessors.md", "retention-schedule.md"


def pages_of(project: SampleProject) -> dict[str, Page]:
    return {page.path: page for page in Project.of_folder(project.folder, NOW).site.pages}


def text_of(project: SampleProject, path: str) -> str:
    return pages_of(project)[path].text


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy adopted in December 2024, with changes in March (two on a day) and in May."""
    story = Story(adopted="published: 2024-12")
    story.publish("2025-03-01T10:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T11:00:00-07:00", describe("Payments and invoices"))
    story.publish("2025-05-05T11:00:00-06:00", remark("only for colleagues"))
    story.publish("2025-05-06T11:00:00-06:00", introduce("How long we keep each kind of data."))
    return story.write(tmp_path_factory.mktemp("living"))


def test_every_version_has_an_address_of_its_own_beside_a_list_of_them(living: SampleProject) -> None:
    paths = [path for path in pages_of(living) if "/" in path]

    assert paths == [
        *(f"changelog/{choice}.md" for choice in ("material", "privacy-policy", "subprocessors", "retention-schedule")),
        *(f"changelog/{name}.md" for name in ("2025-05-06", "2025-03-01.2", "2025-03-01", "2024-12")),
        "compare/index.md",
        *(f"privacy-policy/{name}.md" for name in ("2024-12", "2025-03-01", "2025-03-01.2", "versions")),
        *(f"subprocessors/{name}.md" for name in ("2024-12", "2025-03-01", "versions")),
        *(f"retention-schedule/{name}.md" for name in ("2024-12", "2025-03-01", "2025-05-06", "versions")),
    ]


def test_only_the_pages_of_today_are_in_the_menu(living: SampleProject) -> None:
    assert [path for path, page in pages_of(living).items() if page.menu] == [
        "index.md",
        POLICY,
        VENDORS,
        SCHEDULE,
        "changelog.md",
        "subscribe.md",
    ]


def test_a_document_says_when_what_one_reads_last_changed(living: SampleProject) -> None:
    march = 'Last updated <time datetime="2025-03-01">March 1, 2025</time>'

    assert march in text_of(living, POLICY)
    assert march in text_of(living, VENDORS)
    assert 'Last updated <time datetime="2025-05-06">May 6, 2025</time>' in text_of(living, SCHEDULE)


def test_a_section_says_when_it_last_changed(living: SampleProject) -> None:
    lines = text_of(living, POLICY).split("\n")

    def day_below(anchor: str) -> str:
        return lines[next(number for number, line in enumerate(lines) if f"{{ #{anchor} }}" in line) + 2]

    assert day_below("data-retention") == 'Last changed <time datetime="2025-03-01">March 1, 2025</time>'
    assert day_below("contact") == 'Last changed <time datetime="2024-12">December 2024</time>'


def test_an_entry_says_since_when_it_is_listed_and_when_it_changed(living: SampleProject) -> None:
    since = 'Listed since <time datetime="2024-12">December 2024</time>'
    changed = f'{since}, changed <time datetime="2025-03-01">March 1, 2025</time>'
    rows = {line.split("](")[0]: line for line in text_of(living, VENDORS).split("\n") if line.startswith("| [")}

    assert changed in rows["| [PostHog"]
    assert since in rows["| [AWS"]
    assert "changed" not in rows["| [AWS"]
    assert changed in next(line for line in text_of(living, SCHEDULE).split("\n") if "#usage-and-logs }" in line)


def test_an_old_text_says_until_when_it_was_in_force_and_keeps_out_of_searches(living: SampleProject) -> None:
    text = text_of(living, "privacy-policy/2025-03-01.md")
    day = '<time datetime="2025-03-01">March 1, 2025</time>'

    assert (
        f"**This is the version of {day}, in force until {day}.** [The text in force is here](../privacy-policy.md)."
        in text
    )
    assert 'robots: "noindex"' in text
    assert 'search: {"exclude": true}' in text
    assert 'canonical: "privacy-policy/"' in text
    assert f"- [{day} (2)](2025-03-01.2.md) (in force): Later version\n- **{day}**\n- [<time" in text


def test_the_links_of_an_old_text_lead_to_the_texts_of_its_time(living: SampleProject) -> None:
    early = text_of(living, "subprocessors/2024-12.md")
    late = text_of(living, "subprocessors/2025-03-01.md")

    assert "](../privacy-policy/2024-12.md#data-account)" in early
    assert "](../privacy-policy/2025-03-01.2.md#data-account)" in late
    assert "](privacy-policy.md" not in early


def test_the_list_says_what_each_version_changed(living: SampleProject) -> None:
    rows = [line for line in text_of(living, "privacy-policy/versions.md").split("\n") if line.startswith("| [")]

    assert [row.split(" | ")[3].removesuffix(" |") for row in rows] == [
        "Changed: Third-Party Services",
        "Changed: Data Retention",
        "First version",
    ]
    assert [row.count("in force") for row in rows] == [1, 0, 0]


@pytest.mark.parametrize(("today", "row"), [("2025-04-01", 1), ("2025-04-02", 0)])
def test_what_takes_effect_later_is_not_listed_as_in_force(tmp_path: Path, today: str, row: int) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", {**keep("P60D"), **announce("logs", effective="2025-04-02")})
    flow = Project.of_folder(story.write(tmp_path).folder, NOW, today)
    (page,) = (page for page in flow.site.pages if page.path == "privacy-policy/versions.md")

    rows = [line.split(" | ") for line in page.text.split("\n") if line.startswith("| [")]
    day = '<time datetime="2025-04-02">April 2, 2025</time>'
    assert [cells[2] for cells in rows] == ["–", day]
    assert [number for number, cells in enumerate(rows) if "<small>in force</small>" in cells[0]] == [row]
    assert rows[0][0].startswith('| [<time datetime="2025-03-03">March 3, 2025</time>](2025-03-03.md)')
    assert rows[0][1] == day


def test_what_is_in_no_passage_is_said_to_be_wording(living: SampleProject) -> None:
    assert "| Wording |" in text_of(living, "retention-schedule/versions.md")


def test_an_edit_that_is_not_committed_is_a_draft_without_a_day(tmp_path: Path) -> None:
    project = Story().write(tmp_path)
    path = project.folder / "policy_src/sections/contact.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nWe answer.\n", encoding="utf-8")

    text = text_of(project, POLICY)
    assert "Draft, not published\n{ .draft }" in text
    assert "Last updated <time" not in text
    assert "structured_data" not in text
    assert "modified" not in text
    lines = text.split("\n")
    contact = next(number for number, line in enumerate(lines) if "{ #contact }" in line)
    assert "Last changed" not in lines[contact + 2]
    assert "Last updated" in text_of(project, VENDORS)
    assert set(pages_of(project)) >= {"privacy-policy/2025-01-10.md"}


def test_a_comment_that_is_not_committed_is_no_draft(tmp_path: Path) -> None:
    project = Story().write(tmp_path)
    path = project.folder / "policy_src/retention.yml"
    path.write_text("# for colleagues\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    assert "Last updated" in text_of(project, POLICY)


def test_a_source_without_history_is_a_draft() -> None:
    pages = {page.path: page.text for page in Project(own_tree()).site.pages}

    assert "Draft, not published" in pages[POLICY]
    assert set(pages) == {"index.md", POLICY, VENDORS, SCHEDULE, "subscribe.md"}


def test_no_later_commit_drops_an_address_or_changes_a_text(tmp_path: Path) -> None:
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    steps: list[dict[str, Change]] = [
        keep("P120D"),
        describe("Payments"),
        remark("for colleagues"),
        keep("P90D"),
        {**BROKEN, **keep("P91D")},
        {"policy_src/rights.yml": rights},
    ]
    before = _old_texts(story.write(tmp_path / "0"))
    for number, step in enumerate(steps, start=1):
        story.publish(f"2025-02-{number:02}T12:00:00-07:00", step)
        if number == 5:  # a broken source has no site
            continue
        after = _old_texts(story.write(tmp_path / str(number)))

        assert before.items() <= after.items()
        before = after
    assert len(before) == 11


def _is_old(path: str) -> bool:
    return "/" in path and "versions" not in path and not path.startswith(("changelog/", "compare/"))


def _old_texts(project: SampleProject) -> dict[str, str]:
    """The texts at their addresses, without the banner, which says until when they were in force."""
    texts = {path: page.text for path, page in pages_of(project).items() if _is_old(path)}
    return {path: text.split("</div>\n\n# ", 1)[1] for path, text in texts.items()}
