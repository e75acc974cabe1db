"""Tests that all outputs agree on what is in force on a day."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.project.project import Project
from tests.browser.markup import read_text
from tests.support.announced_story import announce, announced_story
from tests.support.answers import answers, days_of_effect, facts
from tests.support.projects import build, take_theme
from tests.support.story import DOCUMENTS, NOW, Change, SampleProject, Story, describe, introduce, keep, say

EXAMPLES = settings().max_examples
"""How many examples the profile asks for."""

_SCHEDULE, _VENDORS = "retention-schedule", "policy_src/subprocessors.yml"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """The history of twelve publications."""
    return announced_story().write(tmp_path_factory.mktemp("story"))


TABLE = [
    # the day before and of each publication and each day of effect: privacy policy, subprocessors, retention schedule
    ("2025-01-10", "2025-01-10", "2025-01-10", "2025-01-10"),
    ("2025-02-01", "2025-02-01", "2025-01-10", "2025-02-01"),
    ("2025-03-03", "2025-02-11", "2025-02-11", "2025-02-01"),
    ("2025-04-01", "2025-02-11", "2025-02-11", "2025-02-01"),
    ("2025-04-02", "2025-03-03", "2025-02-11", "2025-03-03"),
    ("2025-04-19", "2025-03-03", "2025-02-11", "2025-03-03"),
    ("2025-04-20", "2025-03-20.2", "2025-03-20", "2025-03-03"),
    ("2025-09-30", "2025-07-01", "2025-03-20", "2025-03-03"),
    ("2025-10-01", "2025-09-01", "2025-03-20", "2025-03-03"),
    ("2025-12-01", "2025-09-01", "2025-03-20", "2025-03-03"),
    ("2026-01-31", "2025-09-01", "2025-03-20", "2025-03-03"),
    ("2026-02-01", "2025-12-01", "2025-12-01", "2025-03-03"),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_every_output_calls_the_same_text_the_one_in_force(story: SampleProject, row: tuple[str, ...]) -> None:
    today, *expected = row

    found = answers(story, date.fromisoformat(today))

    assert {name: set(said.values()) for name, said in found.items()} == {
        name: {version} for name, version in zip(DOCUMENTS, expected, strict=True)
    }


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2025-04-19", ["sendgrid"]),
        ("2025-04-20", ["mailgun"]),
        ("2026-01-31", ["mailgun"]),
        ("2026-02-01", ["mailgun", "sentry"]),
    ],
)
def test_every_output_lists_the_vendors_of_the_text_in_force(story: SampleProject, today: str, last: list[str]) -> None:
    listed = facts(story, date.fromisoformat(today))

    assert {tuple(names) for names in listed.values()} == {("aws", "stripe", "posthog", *last)}


def test_the_calendar_has_the_day_of_each_text_that_took_effect_later(story: SampleProject) -> None:
    project = Project.of_folder(story.folder, NOW, "2025-12-15")

    days = days_of_effect(project)

    assert days == {
        "2025-03-03": date(2025, 4, 2),
        "2025-03-20": date(2025, 4, 20),
        "2025-09-01": date(2025, 10, 1),
        "2025-12-01": date(2026, 2, 1),
    }
    for publication in project.publications:
        later = publication.effective and publication.name in days
        assert not later or days[publication.name] == publication.start.first


def test_the_data_have_what_is_coming_beside_what_is_in_force(story: SampleProject) -> None:
    files = Project.of_folder(story.folder, NOW, "2025-12-15").site.files
    vendors, policy = (json.loads(files[f"data/{name}.json"]) for name in ("subprocessors", "policy"))

    (later,) = vendors["upcoming"]
    assert (later["in_force_from"], later["publications"]) == ("2026-02-01", ["2025-12-01"])
    assert later["object_until"] == "2026-01-15"
    assert [one["id"] for one in later["subprocessors"]] == ["aws", "stripe", "posthog", "mailgun", "sentry"]
    assert policy["upcoming"][0]["subprocessors"] == later["subprocessors"]
    texts = {one["id"]: one["upcoming"] for one in policy["documents"]}
    assert {name: [one["version"] for one in told] for name, told in texts.items()} == {
        "privacy-policy": ["2025-12-01"],
        "subprocessors": ["2025-12-01"],
        _SCHEDULE: [],
    }
    assert texts["subprocessors"][0]["path"] == "subprocessors/2025-12-01/"
    assert "Sentry" in texts["subprocessors"][0]["text"]
    files = Project.of_folder(story.folder, NOW, "2026-02-01").site.files
    assert json.loads(files["data/subprocessors.json"])["upcoming"] == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("words", "period", "purpose", "opening")),
        st.integers(0, 20),
        st.none() | st.integers(1, 60),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)
"""What is changed, how many days after the one before, how many days later it takes effect, and whether the
announcement speaks of one document alone."""


@settings(max_examples=max(4, EXAMPLES // 10), deadline=None)
@given(steps=STEPS, asked=st.integers(-1, 100))
def test_whatever_the_history_all_outputs_agree(
    steps: list[tuple[str, int, int | None, bool]], asked: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told, last, start = Story(), date(2025, 1, 10), date(2025, 1, 10)
    starts = {document: [start] for document in DOCUMENTS}
    changes = {"words": say, "period": keep, "purpose": describe, "opening": introduce}
    values = {"period": "P{}D", "words": "Promise {}.", "purpose": "Purpose {}", "opening": "Opening {}."}
    shown_in = {"words": [0], "period": [0, 2], "purpose": [0, 1], "opening": [2]}
    for number, (what, gap, later, is_narrow) in enumerate(steps, start=100):
        last += timedelta(days=gap)
        effective = last + timedelta(days=later) if later else None
        start = max(start, effective or last)
        read = [DOCUMENTS[place] for place in shown_in[what]]
        front = {"effective": str(effective)} if effective else {}
        front |= {"documents": f"[{read[0]}]"} if is_narrow else {}
        change: dict[str, Change] = {**changes[what](values[what].format(number)), **announce(f"a{number}", **front)}
        told.publish(f"{last}T12:00:00-06:00", change)
        for document in read:
            starts[document].append(start)
    project = told.write(tmp_path_factory.mktemp("random"))
    today = date(2025, 1, 10) + timedelta(days=asked)

    archive, found = Project.of_folder(project.folder, NOW).archive, answers(project, today)
    for document in DOCUMENTS:
        versions = archive.histories[document]
        in_force = [version for version, day in zip(versions, starts[document], strict=True) if day <= today]
        assert set(found[document].values()) == {in_force[-1].name if in_force else ""}


def test_the_turn_is_at_midnight_in_the_time_zone_of_the_policy(tmp_path: Path) -> None:
    told = Story()
    told.publish("2025-09-01T12:00:00-06:00", {**keep("P60D"), **announce("logs", effective="2025-10-01")})
    folder = told.write(tmp_path).folder
    midnight = datetime(2025, 10, 1, 6, tzinfo=UTC)  # Denver is six hours behind

    def last_updated(now: datetime) -> str:
        page = next(page.text for page in Project.of_folder(folder, now).site.pages if page.path == f"{_SCHEDULE}.md")
        return page.partition('Last updated <time datetime="')[2].partition('"')[0]

    assert last_updated(midnight - timedelta(seconds=1)) == "2025-01-10"
    assert last_updated(midnight) == "2025-09-01"


def test_the_same_commit_is_built_the_day_before_the_day_and_the_day_after(tmp_path: Path) -> None:
    """With MkDocs, and with what is said on the home page."""
    told = Story()
    vendor = (
        "\n  - id: sentry\n    name: Sentry\n    purpose: Error reports\n    receives: [{data: logs, text: logs}]\n"
    )
    change: dict[str, Change] = {_VENDORS: lambda data: data.rstrip() + b"\n" + vendor.encode()}
    words = announce("sentry", title="Sentry comes", effective="2025-10-01")
    told.publish("2025-09-01T12:00:00-06:00", {**change, **words})
    project = told.write(tmp_path).folder
    take_theme(project)

    def words_of(today: str, path: str) -> str:
        return read_text((project / today / path).read_text("utf-8")).article

    for today in ("2025-09-30", "2025-10-01", "2025-10-02"):
        done = build(project, "--site-dir", project / today, POLICY_TODAY=today)
        assert done.returncode == 0, done.stderr
    assert "Sentry comes" in words_of("2025-09-30", "index.html")
    assert "Sentry: Error reports" not in words_of("2025-09-30", "index.html")
    assert "From October 1, 2025, a new text applies: Sentry comes" in words_of(
        "2025-09-30", "subprocessors/index.html"
    )
    for today in ("2025-10-01", "2025-10-02"):
        assert "Sentry: Error reports" in words_of(today, "index.html")
        assert "a new text applies" not in words_of(today, "subprocessors/index.html")


def test_a_page_that_refers_to_a_fact_to_come_is_shown_as_it_was_until_then(tmp_path: Path) -> None:
    told = Story()
    home = told.files()["policy_src/pages/index.md"].content
    vendor = "\n  - id: sentry\n    name: Sentry\n    purpose: Error reports\n    receives: [{data: logs, text: x}]\n"
    change: dict[str, Change] = {
        _VENDORS: lambda data: data.rstrip() + b"\n" + vendor.encode(),
        "policy_src/pages/index.md": home + b"\nNew: {{ subprocessors.sentry.name }}.\n",
    }
    told.publish("2025-09-01T12:00:00-06:00", {**change, **announce("sentry", effective="2025-10-01")})
    folder = told.write(tmp_path).folder

    def home_on(today: str) -> str:
        return next(page.text for page in Project.of_folder(folder, NOW, today).site.pages if page.path == "index.md")

    assert "New: " not in home_on("2025-09-30")
    assert "From" not in home_on("2025-09-30") or "Sentry" not in home_on("2025-09-30")
    assert "New: Sentry." in home_on("2025-10-01")


def test_words_of_the_site_take_effect_at_once(tmp_path: Path) -> None:
    told = Story()
    told.publish("2025-09-01T12:00:00-06:00", {**keep("P60D"), **announce("logs", effective="2025-10-01")})
    told.publish("2025-09-02T12:00:00-06:00", {"policy_src/pages/index.md": ("Questions or", "All questions or")})
    project = Project.of_folder(told.write(tmp_path).folder, NOW, "2025-09-15")
    home = next(page.text for page in project.site.pages if page.path == "index.md")

    assert "All questions or" in home
    assert "Retained for 90 days" in home


def test_a_link_to_a_passage_that_is_still_to_come_leads_to_its_page(tmp_path: Path) -> None:
    told = Story()
    section = "policy_src/sections/children.md"
    change: dict[str, Change] = {
        section: b"---\ntitle: Children\n---\nWe do not sell to children.\n",
        "policy_src/policy.yml": ("      - contact\n", "      - contact\n      - children\n"),
        "policy_src/pages/index.md": ("Questions or", "[Children](privacy-policy.md#children). Questions or"),
    }
    told.publish("2025-09-01T12:00:00-06:00", {**change, **announce("children", effective="2025-10-01")})
    project = told.write(tmp_path).folder
    take_theme(project)

    for today, address in (("2025-09-30", "privacy-policy/"), ("2025-10-01", "privacy-policy/#children")):
        done = build(project, POLICY_TODAY=today)
        assert done.returncode == 0, done.stderr
        assert f'<a href="{address}">Children</a>' in (project / "site/index.html").read_text("utf-8")


def test_a_document_whose_first_text_is_to_come_says_so_at_its_address(tmp_path: Path) -> None:
    told = Story()
    settings = told.files()["policy_src/policy.yml"].content
    listed = b"\n  - {id: cookies, title: Cookies, summary: Which ones., template: sections, introduction: None.}\n"
    change: dict[str, Change] = {
        "policy_src/policy.yml": settings.replace(b"\npublication:", listed + b"\npublication:")
    }
    told.publish("2025-09-01T12:00:00-06:00", {**change, **announce("cookies", effective="2025-10-01")})
    folder = told.write(tmp_path).folder
    project = Project.of_folder(folder, NOW, "2025-09-30")
    page = next(page for page in project.site.pages if page.path == "cookies.md")
    (cookies,) = (
        one for one in json.loads(project.site.files["data/policy.json"])["documents"] if one["id"] == "cookies"
    )

    assert page.menu == "Cookies"
    assert "This text is not in force yet." in page.text
    assert "](cookies/2025-09-01.md)" in page.text
    assert "Last updated" not in page.text
    assert (cookies["published"], cookies["text"]) == (None, "")
    assert "Last updated" in next(
        page.text for page in Project.of_folder(folder, NOW, "2025-10-01").site.pages if page.path == "cookies.md"
    )


def test_no_output_states_facts_before_the_first_text_is_in_force(tmp_path: Path) -> None:
    told = Story()
    first = told.commits[0].files
    told.commits.clear()
    told.tips.clear()
    files: dict[str, Change] = {path: node.content for path, node in first.items()}
    told.publish("2025-01-10T12:00:00-07:00", {**files, **announce("first", effective="2025-03-01")})
    project = told.write(tmp_path)

    before, after = (Project.of_folder(project.folder, NOW, day).site.files for day in ("2025-02-28", "2025-03-01"))

    assert {name: len(ids) for name, ids in facts(project, date(2025, 2, 28)).items() if name != "home page"} == {
        "document": 0, "subprocessors.json": 0, "policy.json": 0, "subprocessors.csv": 0, "policy.dpv.jsonld": 0
    }  # fmt: skip
    (later,) = json.loads(before["data/subprocessors.json"])["upcoming"]
    assert [one["id"] for one in later["subprocessors"]] == ["aws", "stripe", "posthog", "sendgrid"]
    assert json.loads(before["data/policy.json"])["upcoming"][0]["retention"]
    assert json.loads(before["data/policy.json"])["retention"] == []
    assert len(json.loads(after["data/subprocessors.json"])["subprocessors"]) == len(later["subprocessors"])


def test_a_document_to_be_withdrawn_stays_until_its_day(tmp_path: Path) -> None:
    def without_schedule(data: bytes) -> bytes:
        at = data.index(b"  - id: retention-schedule")
        return data[:at] + data[data.index(b"\npublication:") :]

    told = Story()
    told.publish(
        "2025-09-01T12:00:00-06:00",
        {"policy_src/policy.yml": without_schedule, **announce("gone", effective="2025-10-01")},
    )
    folder = told.write(tmp_path).folder
    before, after = (
        {page.path: page for page in Project.of_folder(folder, NOW, today).site.pages}
        for today in ("2025-09-30", "2025-10-01")
    )

    assert before[f"{_SCHEDULE}.md"].menu
    assert 'This document will be withdrawn on <time datetime="2025-10-01">' in before[f"{_SCHEDULE}.md"].text
    assert "Last updated" in before[f"{_SCHEDULE}.md"].text
    assert not after[f"{_SCHEDULE}.md"].menu
    assert "This document was withdrawn" in after[f"{_SCHEDULE}.md"].text
