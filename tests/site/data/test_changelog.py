"""Tests that the changelog for programs has every publication and follows its schema, on any day of the build."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build_tools.project.project import Project
from tests.site.sources import files_of
from tests.support.announced_story import ADDRESS, NOW, TODAY, announce, announced_story
from tests.support.story import Story, keep

PATH = "data/changelog.json"


def flow_of(story: Story, folder: Path, today: date = TODAY) -> Project:
    """The way to the site of a story."""
    return Project.of_folder(story.write(folder).folder, NOW, str(today))


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """That of twelve publications."""
    return flow_of(announced_story(), tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="module")
def changelog(flow: Project) -> Any:
    """Their changelog, as a program reads it."""
    return json.loads(flow.site.files[PATH])


@pytest.mark.parametrize("name", ["changelog", "policy", "subprocessors", "retention-schedule"])
def test_the_json_of_a_long_history_is_as_its_schema_promises(flow: Project, name: str) -> None:
    told = json.loads(flow.site.files[f"data/{name}.json"])
    schema = json.loads(flow.site.files[f"data/{told['$schema']}"])
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(told)] == []


def test_what_is_not_as_promised_is_refused(flow: Project, changelog: Any) -> None:
    schema = json.loads(flow.site.files["data/schemas/changelog.schema.json"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    (publication,) = (one for one in changelog["publications"] if one["name"] == "2025-03-03")
    for part in (publication, *(publication[key][0] for key in ("announcements", "documents", "findings"))):
        for key in list(part):
            kept = part.pop(key)
            assert not validator.is_valid(changelog), key
            part[key] = kept
    assert validator.is_valid(changelog)


def test_publications_are_told_the_newest_first_with_their_pages(flow: Project, changelog: Any) -> None:
    pages = {page.path for page in flow.site.pages}
    told = changelog["publications"]

    assert [one["name"] for one in told] == [one.name for one in flow.news.publications]
    assert len(told) == 12
    assert {f"{one['path'].rstrip('/')}.md" for one in told} < pages
    assert all(one["url"] == ADDRESS + one["path"] for one in told)
    assert {
        f"{step['id']}/{step[side]}.md"
        for one in told
        for step in one["documents"]
        for side in ("before", "after")
        if step[side]
    } < pages


def test_the_first_publication_changes_nothing(changelog: Any) -> None:
    first = changelog["publications"][-1]

    assert (first["level"], first["findings"]) == (None, [])
    assert {step["before"] for step in first["documents"]} == {None}


def test_a_publication_is_told_with_its_days_and_legals_words(changelog: Any) -> None:
    (told,) = (one for one in changelog["publications"] if one["name"] == "2025-03-20")
    (announcement,) = told["announcements"]

    assert (told["day"], told["in_force_from"], told["object_until"]) == ("2025-03-20", "2025-04-20", "2025-04-10")
    assert told["level"] == "material"
    assert announcement == {
        "id": "mailgun",
        "title": "Mailgun takes the place of SendGrid",
        "text": "Mailgun sends our e-mail in place of SendGrid. It receives your e-mail address, and nothing else.",
        "effective": "2025-04-20",
        "object_until": "2025-04-10",
        "audience": None,
        "documents": [],
    }


def test_a_finding_is_told_as_customers_read_it(changelog: Any) -> None:
    (told,) = (one for one in changelog["publications"] if one["name"] == "2025-03-03")
    finding = told["findings"][0]

    assert finding["path"] == "retention.usage-and-logs.period"
    assert (finding["before"], finding["after"]) == ("60 days", "180 days")
    assert (finding["level"], finding["direction"]) == ("material", "less protective")
    assert finding["document"] == "retention-schedule"
    assert "180 days" in finding["message"]
    assert finding["law"]


def test_what_takes_effect_later_is_told_on_every_day(flow: Project, changelog: Any, tmp_path: Path) -> None:
    later = flow_of(announced_story(), tmp_path, date(2026, 6, 1))

    assert (len(flow.news.coming), len(later.news.coming)) == (1, 0)
    assert [one["id"] for one in changelog["dated"]] == ["longer-logs", "mailgun", "uses", "sentry"]
    assert later.site.files[PATH] == flow.site.files[PATH]


def test_links_of_an_announcement_lead_to_the_pages_as_they_are_served(tmp_path: Path) -> None:
    words = "See [the schedule](retention-schedule.md#billing), [us](index.md) and `../notes.md`."
    story = announced_story()
    story.publish("2025-12-10T12:00:00-07:00", {**keep("P60D"), **announce("links", words)})
    told = json.loads(flow_of(story, tmp_path).site.files[PATH])["publications"][0]["announcements"][0]["text"]

    schedule = f"{ADDRESS}retention-schedule/2025-12-10/#billing"
    assert told == f"See [the schedule]({schedule}), [us]({ADDRESS}) and `../notes.md`."


def test_without_an_address_all_links_lead_from_the_file(tmp_path: Path) -> None:
    story = Story()
    words = announce("links", "See [the schedule](retention-schedule.md#billing) and [us](index.md).")
    story.publish("2025-12-10T12:00:00-07:00", {**keep("P60D"), **words})
    told = json.loads(flow_of(story, tmp_path).site.files[PATH])["publications"][0]

    assert (told["path"], told["url"]) == ("changelog/2025-12-10/", None)
    assert "](../retention-schedule/2025-12-10/#billing)" in told["announcements"][0]["text"]
    assert "[us](../)" in told["announcements"][0]["text"]


def test_before_the_first_publication_there_is_nothing_to_tell() -> None:
    told = json.loads(files_of("ours")[PATH])

    assert (told["publications"], told["dated"]) == ([], [])


def test_what_hides_in_a_text_is_told_and_seen(tmp_path: Path) -> None:
    words = "=1+1 \u2066turned\u2069 and soft\u00adly."
    story = Story()
    story.publish("2025-12-10T12:00:00-07:00", {**keep("P60D"), **announce("tricky", words)})
    story.publish("2025-12-11T12:00:00-07:00", announce("tricky", "Such characters are refused today."))
    content = flow_of(story, tmp_path).site.files[PATH].decode()

    assert json.loads(content)["publications"][0]["announcements"][0]["text"] == words
    assert "\\u2066turned\\u2069 and soft\\u00adly" in content
    assert not {"\u2066", "\u2069", "\u00ad"} & set(content)
