"""Tests that customers get news of changes of the policy, in plain words, and of nothing else."""

import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from build_tools.changes.compare_sources import compare_sources
from build_tools.cli import main
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.model.rule import Level, Rule, Subject
from build_tools.project.project import Project
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import read_cases
from tests.support.announced_story import NOW, TODAY, announce, announced_story
from tests.support.edits import edited, own_tree
from tests.support.projects import ORGANISATIONS, copy_project, edit, publish
from tests.support.story import Change, keep, source

RULES = {rule.id: rule for rule in read_shipped_rules()}
_WORDING, _PAGE, _MENU = "policy_src/wording.yml", "policy_src/pages/more.md", "policy_src/policy.yml"
_LAYOUT = "templates/documents/retention-schedule.md"
SITE_ALONE: dict[str, dict[str, Change]] = {
    "2025-12-02": {_WORDING: ("    period: Kept for\n", "    period: Held for\n")},
    "2025-12-03": {
        _WORDING: ("into Feedly, Inoreader", "into Inoreader, Feedly"),
        _PAGE: b"---\ntitle: More\n---\n{{ blocks.key_facts }}\n\nIf you like, {{ controller.name }}.\n",
        "policy_src/sections/contact.md": lambda data: data + b"\n{{ blocks.key_facts }}\n",
        _LAYOUT: lambda data: data + b"\n## How to read this\n",
    },
    "2025-12-04": {_MENU: ("    title: Subprocessors\n", "    title: Subprocessors\n    menu: Vendors\n")},
}
"""Publications in which the policy stays as it is, by their days. Each of them makes a new text or a new menu."""
_INTERNAL = re.compile(
    rf"\{{\{{|\b(?:{'|'.join(Policy.model_fields)}|prose|blocks)\.[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*|[a-z]_[a-z]"
)
"""The names by which the source knows things: `retention.account.period`, `{{ blocks.news }}`, `prohibited_uses`."""
_ADDRESS = re.compile(
    r"https?://[^\s<>\"')]+|mailto:[^\s)>\"]+|\]\([^)]*\)|[\w./-]+\.(?:md|json|atom|rss|ics|csv|txt)\b"
)


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The way to the site of the twelve publications, to which commits are added that change the site alone."""
    story = announced_story()
    for day, changes in SITE_ALONE.items():
        story.publish(f"{day}T12:00:00-07:00", changes)
    return Project.of_folder(story.write(tmp_path_factory.mktemp("told")).folder, NOW, str(TODAY))


def _entries(flow: Project, name: str = "changelog") -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(flow.site.files[f"feeds/{name}.json"])["items"]
    return items


def _changelog(flow: Project) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(flow.site.files["data/changelog.json"])["publications"]
    return found


def _pages(flow: Project) -> dict[str, str]:
    return {page.path: page.text for page in flow.site.pages}


def _notice(folder: Path, name: str) -> tuple[str, str]:
    """The subject and the words of the notice of a publication."""
    result = CliRunner().invoke(main, ["--project", str(folder), "notice", name])
    assert result.exit_code == 0, result.stderr
    message = message_from_bytes(result.stdout_bytes, policy=policy.default)
    part = message.get_body(("plain",))
    assert part
    return str(message["Subject"]), str(part.get_content())


def test_a_change_of_the_site_makes_a_text_and_tells_customers_nothing(flow: Project) -> None:
    schedule = flow.archive.histories["retention-schedule"]
    assert {"2025-12-02", "2025-12-03"} <= set(schedule.by_name)

    told = [publication.name for publication in flow.publications]
    assert len(told) == 12
    assert not set(SITE_ALONE) & set(told)
    assert [one["name"] for one in _changelog(flow)] == told[::-1]
    for name in ("changelog", "material", "retention-schedule", "subprocessors", "privacy-policy"):
        days = {entry["url"].rstrip("/").rpartition("/")[2] for entry in _entries(flow, name)}
        assert days <= set(told)
    assert not [path for path in _pages(flow) if path.removeprefix("changelog/").removesuffix(".md") in SITE_ALONE]
    assert not re.findall("2025-12-0[234]", flow.site.files["feeds/effective-dates.ics"].decode())
    assert flow.folder
    refused = CliRunner().invoke(main, ["--project", str(flow.folder), "notice", "2025-12-02"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "](../changelog/2025-12-02.md" not in _pages(flow)["compare/index.md"]


def test_what_legal_announces_is_told_whatever_changed_with_it(tmp_path: Path) -> None:
    story = announced_story()
    changes = {**SITE_ALONE["2025-12-02"], **announce("columns", title="We name a column differently")}
    story.publish("2025-12-02T12:00:00-07:00", changes)
    flow = Project.of_folder(story.write(tmp_path).folder, NOW, str(TODAY))

    assert flow.publications[-1].name == "2025-12-02"
    assert flow.publications[-1].findings == ()


def _compare(path: str, old: str, new: str) -> list[Finding]:
    return list(
        compare_sources(SourceRevision("", own_tree()), SourceRevision("", edited({path: (old, new)}))).findings
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (
            _LAYOUT,
            "{{ document.introduction }}",
            "{{ document.introduction }} We may sell your data.",
            "sale-worse",
        ),
        (_WORDING, "afterwards: Then", "afterwards: Then, unless you object", "limit-dropped"),
        (
            _WORDING,
            "    stays: What never leaves your account",
            "    stays: What leaves your account",
            "denied-no-more",
        ),
    ],
)
def test_a_layout_or_a_label_that_changes_a_promise_is_about_the_policy(
    path: str, old: str, new: str, rule: str
) -> None:
    material = [finding for finding in _compare(path, old, new) if finding.level is Level.MATERIAL]

    assert f"prose-{rule}" in {finding.rule.id for finding in material}
    assert not any(finding.is_about_site for finding in material)
    assert {finding.is_at.file for finding in material if finding.is_at} == {path}


def test_other_words_of_a_layout_or_a_label_are_about_the_site_and_legal_sees_them() -> None:
    found = _compare(_WORDING, "    period: Kept for", "    period: Held for")

    assert {finding.rule.id for finding in found} == {"site-changed", "prose-reworded"}
    assert all(finding.is_about_site for finding in found)


def test_a_list_of_facts_that_a_document_no_longer_shows_is_material() -> None:
    (found,) = _compare("policy_src/sections/your-privacy-rights.md", "{{ blocks.rights }}\n", "")

    assert (found.rule.id, found.level, found.is_about_site) == ("block-removed", Level.MATERIAL, False)
    assert found.message.endswith("no longer shows the list of your rights.")


def _said(flow: Project) -> Iterator[tuple[str, str]]:
    """Yield all that customers read of changes, by where they read it, without addresses and marks."""
    for path, text in _pages(flow).items():
        yield path, re.sub(r"(?s)\A---.*?^---$|<[^>]*>|\{[ :]*[.#][^}]*\}|&#\d+;", " ", text, flags=re.MULTILINE)
    for entry in _entries(flow):
        yield entry["url"], " ".join((entry["title"], entry["summary"], re.sub("<[^>]*>", " ", entry["content_html"])))
    for event in Calendar.from_ical(flow.site.files["feeds/effective-dates.ics"]).walk("VEVENT"):
        yield "calendar", f"{event['summary']} {event['description']}"
    for publication in _changelog(flow):
        yield "data/changelog.json", str(publication["title"])
        for finding in publication["findings"]:
            said = (finding[key] for key in ("title", "message", "means", "why", "before", "after"))
            details = (detail["words"] for detail in finding["details"])
            yield "data/changelog.json", " ".join(filter(None, (*said, *details)))
    for publication_ in flow.publications:
        assert flow.folder
        yield f"notice of {publication_.name}", " ".join(_notice(flow.folder, publication_.name))


def test_customers_read_no_name_by_which_the_source_knows_things(flow: Project) -> None:
    said = list(_said(flow))

    assert len(said) > 60
    assert [(where, found[0]) for where, text in said for found in _INTERNAL.finditer(_ADDRESS.sub(" ", text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ blocks.key_facts }}",
        "The site has changed: wording.subscribe.guides.Slack.",
        "prohibited_uses",
        "rights.x.kind",
    ],
)
def test_the_names_of_the_source_are_known(text: str) -> None:
    assert _INTERNAL.search(_ADDRESS.sub(" ", text))


def test_titles_say_what_changed(flow: Project) -> None:
    titles = {entry["url"].rstrip("/").rpartition("/")[2]: entry["title"] for entry in _entries(flow)}

    assert titles == {
        "2025-01-10": "First publication",
        "2025-01-20": "The wording has changed: Contact",
        "2025-02-01": "We now keep Usage metrics & logs for 60 days",
        "2025-02-11": "We now use PostHog for another purpose",
        "2025-03-03": "Usage metrics and logs are kept for 180 days",
        "2025-03-20": "Mailgun takes the place of SendGrid",
        "2025-03-20.2": "Spelling or punctuation has changed: Contact",
        "2025-05-05": "You have a new right: Restriction",
        "2025-06-10": "We now answer requests within 14 days",
        "2025-07-01": "Spelling or punctuation has changed: Changes to This Policy",
        "2025-09-01": "We rewrite what we do not do",
        "2025-12-01": "Sentry will receive error reports",
    }
    assert [one["title"] for one in _changelog(flow)] == list(titles.values())


def test_a_title_counts_what_else_changed(tmp_path: Path) -> None:
    story = announced_story()
    deadline = {"policy_src/rights.yml": ("deadline: P14D", "deadline: P20D")}
    story.publish("2025-12-02T12:00:00-07:00", {**keep("P365D"), **deadline})
    flow = Project.of_folder(story.write(tmp_path).folder, NOW, str(TODAY))

    assert _entries(flow)[0]["title"] == "We now keep Usage metrics & logs for 365 days (and 1 more)"


def _vendor(channel: str, flow: Project) -> str:
    """The words on the publication that brings Sentry, as one reads them."""
    assert flow.folder
    entry = next(one for one in _entries(flow) if one["url"].endswith("/2025-12-01/"))
    said = {
        "page": unescape(_pages(flow)["changelog/2025-12-01.md"]),
        "feed": unescape(re.sub("<[^>]*>", " ", entry["content_html"])),
        "summary": entry["summary"],
        "notice": _notice(flow.folder, "2025-12-01")[1],
        "data": json.dumps(_changelog(flow)[0], ensure_ascii=False),
    }
    return said[channel]


@pytest.mark.parametrize("channel", ["page", "feed", "summary", "notice", "data"])
def test_of_a_new_vendor_one_reads_what_it_does_with_which_data_and_where(flow: Project, channel: str) -> None:
    said = _vendor(channel, flow)

    assert [word for word in ("Sentry", "Error reports", "service logs", "Germany") if word not in said] == []


@pytest.mark.parametrize("channel", ["page", "feed", "notice"])
def test_what_a_change_means_stands_before_the_reason_for_lawyers_and_the_law(flow: Project, channel: str) -> None:
    said = _vendor(channel, flow)
    places = [
        said.index(words) for words in ("One more company receives your data", "Why it matters", "GDPR Art. 28(2)")
    ]

    assert places == sorted(places)


@pytest.mark.parametrize("channel", ["page", "feed", "notice"])
def test_how_to_object_is_said_in_the_same_words_everywhere(flow: Project, channel: str) -> None:
    link = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
    said = link.sub(r"\1", _vendor(channel, flow))

    assert (
        "You can object until January 15, 2026: write to privacy@traceloom.io, "
        "subject “Sentry will receive error reports”"
    ) in " ".join(said.replace(" ,", ",").split())


def test_a_letter_of_objection_begins_with_its_address_and_subject(flow: Project) -> None:
    page = _pages(flow)["changelog/2025-12-01.md"]

    assert "(mailto:privacy@traceloom.io?subject=Sentry%20will%20receive%20error%20reports)" in page


def test_markup_in_a_title_is_decoded_where_nobody_would(tmp_path: Path) -> None:
    title = r"'A &lt;kept&gt; B, **bold** \* and [x](index.md)'"
    story = announced_story()
    words = announce("marked", title=title, effective="2026-01-20")
    story.publish("2025-12-02T12:00:00-07:00", {**keep("P365D"), **words})
    flow = Project.of_folder(story.write(tmp_path).folder, NOW, str(TODAY))
    plain = "A <kept> B, bold * and x"
    events = Calendar.from_ical(flow.site.files["feeds/effective-dates.ics"]).walk("VEVENT")
    assert flow.folder

    assert _entries(flow)[0]["title"] == plain
    assert _changelog(flow)[0]["title"] == plain
    assert any(str(event["summary"]).startswith(f"{plain} (") for event in events)
    assert _notice(flow.folder, "2025-12-02")[0] == plain
    page = _pages(flow)["changelog/2025-12-02.md"]
    assert f"# {plain}" in unescape(page)
    assert "&lt;" not in page  # each sign is a reference by its number, and none is escaped twice


def test_a_site_in_a_language_without_sentences_names_the_document_and_the_entry(tmp_path: Path) -> None:
    project = copy_project(tmp_path, ORGANISATIONS / "nordlicht" / "policy_src")
    edit(project / "policy_src/policy.yml", "  language: de\n", "  language: fr\n")
    publish(project, "2026-03-01T12:00:00+01:00")
    edit(project / "policy_src/retention.yml", "P90D", "P120D")
    publish(project, "2026-03-02T12:00:00+01:00")
    flow = Project.of_folder(project, NOW.replace(year=2027))

    assert _entries(flow)[0]["title"] == "Löschfristen: Standort und Protokolle"
    title = "### We now keep Standort und Protokolle for 120 jours { lang=en }"
    assert title in _pages(flow)["changelog/2026-03-02.md"].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.about is Subject.POLICY], ids=lambda rule: rule.id
)
def test_a_rule_about_the_policy_says_what_it_means_for_the_reader(rule: Rule) -> None:
    assert rule.means
    assert rule.means.endswith(".")
    assert rule.means[0].isupper()
    assert "{" not in rule.means
    assert "{path}" not in rule.says + (rule.title or "")


def test_a_rule_about_the_site_speaks_to_no_customer() -> None:
    assert {rule.id for rule in RULES.values() if rule.about is Subject.SITE} == {
        "site-changed",
        "document-order-changed",
        "published-day-corrected",
    }


def test_every_sentence_reads_as_one() -> None:
    findings = [found for case in read_cases() if case.fires for found in case.find(RULES.values())]
    told = {found.message for found in findings if not found.is_about_site}
    titles = {found.title for found in findings if not found.is_about_site}

    assert [text for text in told if not re.search(r"[.\"…]$", text) or ".." in text.replace("…", "")] == []
    assert [text for text in (*told, *titles) if _INTERNAL.search(_ADDRESS.sub(" ", text))] == []
    assert [text for text in titles if text.endswith(".") and not re.search(r"Inc\.|Corp\.|LLC\.$", text)] == []
    assert [text for text in (*told, *titles) if re.search(r"\b(\w+) \1\b(?! word)", text, re.IGNORECASE)] == []


def test_what_is_gone_has_its_own_name_and_not_that_of_what_it_was_part_of() -> None:
    data = source()["policy_src/data.yml"].decode()
    gone = "      - id: company\n        name: company\n"
    assert gone in data
    (found,) = _compare("policy_src/data.yml", gone, "")

    assert found.message == "We no longer collect this data: company (Account data)."
