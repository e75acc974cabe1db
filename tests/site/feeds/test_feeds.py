"""Tests that feed readers get each publication once, complete and unchanged for ever."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.feed import Category, Entry, Feed
from build_tools.project.project import Project
from build_tools.site.feeds.atom_rss_json import write_feeds
from tests.site.feeds.feed_rules import ATOM, CHECKS, break_atom, break_json, break_rss
from tests.support.announced_story import ADDRESS, NOW, TODAY, announce, announced_story
from tests.support.projects import lack, run
from tests.support.projects import policy as command
from tests.support.story import Story, keep, say, source

NAMES = ["changelog", "material", "privacy-policy", "retention-schedule", "subprocessors"]


def files_of(story: Story, folder: Path) -> dict[str, bytes]:
    """The files of its site."""
    return dict(Project.of_folder(story.write(folder).folder, NOW, str(TODAY)).site.files)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the site of twelve publications."""
    return files_of(announced_story(), tmp_path_factory.mktemp("told"))


def entries(files: dict[str, bytes], name: str) -> dict[str, dict[str, Any]]:
    """The entries of a feed, by their ids."""
    items = json.loads(files[f"feeds/{name}.json"])["items"]
    return {item["id"]: item for item in items}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", CHECKS)
def test_it_breaks_no_rule_of_its_specification(told: dict[str, bytes], name: str, ending: str) -> None:
    path = f"feeds/{name}.{ending}"
    assert list(CHECKS[ending](told[path], ADDRESS + path)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_feedparser_finds_it_well_formed_and_whole(told: dict[str, bytes], name: str, ending: str) -> None:
    found = feedparser.parse(told[f"feeds/{name}.{ending}"])

    assert not found.bozo
    assert [entry.id for entry in found.entries] == list(entries(told, name))
    assert all(entry.link.startswith(f"{ADDRESS}changelog/2025-") for entry in found.entries)


def test_the_feeds_hold_what_the_changelog_holds(told: dict[str, bytes]) -> None:
    names = {name: [key.rpartition("/")[2] for key in entries(told, name)] for name in NAMES}

    assert names["changelog"] == [
        *("2025-12-01", "2025-09-01", "2025-07-01", "2025-06-10", "2025-05-05", "2025-03-20.2", "2025-03-20"),
        *("2025-03-03", "2025-02-11", "2025-02-01", "2025-01-20", "2025-01-10"),
    ]
    assert names["material"] == ["2025-12-01", "2025-09-01", "2025-03-20", "2025-03-03", "2025-02-11"]
    assert names["retention-schedule"] == ["2025-03-03", "2025-02-01", "2025-01-10"]


def test_no_id_stands_in_two_feeds(told: dict[str, bytes]) -> None:
    ids = [key for name in NAMES for key in entries(told, name)]
    assert len(ids) == len(set(ids))


def test_an_entry_says_all_that_its_page_says(told: dict[str, bytes]) -> None:
    (entry,) = [one for one in entries(told, "changelog").values() if one["url"].endswith("/2025-03-03/")]

    assert entry["title"] == "Usage metrics and logs are kept for 180 days"
    assert (entry["date_published"], entry["_policy"]["level"]) == ("2025-03-03T19:00:00Z", ["material"])
    content = entry["content_html"]
    for words in ("In force from April 2, 2025", "<strong>180 days</strong>", "For: All customers", "Why it matters"):
        assert words in content
    assert re.search(r"<del [^>]*>[^<]*60[^<]*</del>", content)
    assert f'href="{ADDRESS}retention-schedule/2025-02-01/"' in content
    assert not re.findall(r'href="(?!https?://)', content)


@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_what_changed_survives_the_sanitiser_of_a_reader(told: dict[str, bytes], ending: str) -> None:
    found = feedparser.parse(told[f"feeds/changelog.{ending}"])  # it drops what could harm
    content = next(one for one in found.entries if one.link.endswith("/2025-03-03/")).content[-1].value

    assert "60 days</del>" in content
    assert "180 days</ins>" in content


def test_later_publications_change_no_entry(told: dict[str, bytes], tmp_path: Path) -> None:
    story = announced_story()
    for number in range(1, 6):
        story.publish(f"2025-12-0{number + 1}T12:00:00-07:00", say(f"This is promise {number}."))
    mailbox = ("privacy_mailbox: privacy@traceloom.io", "privacy_mailbox: data@traceloom.example")
    story.publish("2025-12-10T12:00:00-07:00", {"policy_src/policy.yml": mailbox})
    later = files_of(story, tmp_path)

    for name in NAMES:
        before, after = entries(told, name), entries(later, name)
        assert {key: after[key] for key in before} == before
    assert len(entries(later, "changelog")) == 18


def test_links_of_an_announcement_lead_to_the_texts_of_its_time(tmp_path: Path) -> None:
    words = "See [the schedule](retention-schedule.md#billing), [it][1], [us](https://example.com/a.md)"
    words += " and [home](index.md).\n\n[1]: subprocessors.md"
    story = announced_story()
    story.publish("2025-12-10T12:00:00-07:00", {**keep("P60D"), **announce("links", words)})
    content = next(iter(entries(files_of(story, tmp_path), "changelog").values()))["content_html"]

    assert f'<a href="{ADDRESS}retention-schedule/2025-12-10/#billing">the schedule</a>' in content
    assert f'<a href="{ADDRESS}subprocessors/2025-12-01/">it</a>' in content
    assert '<a href="https://example.com/a.md">us</a>' in content
    assert f'<a href="{ADDRESS}">home</a>' in content


def test_two_builds_give_the_same_bytes(told: dict[str, bytes], tmp_path: Path) -> None:
    assert files_of(announced_story(), tmp_path) == told


def test_a_policy_older_than_its_repository_has_an_entry_for_its_adoption(tmp_path: Path) -> None:
    story = Story(adopted="published: 2024-12")
    _state_address(story)
    files = files_of(story, tmp_path)
    ((key, entry),) = entries(files, "changelog").items()

    assert key == "tag:privacy@traceloom.io,2024-12:changelog/2024-12"
    assert "Published December 2024" in entry["content_html"]
    assert list(break_atom(files["feeds/changelog.atom"], f"{ADDRESS}feeds/changelog.atom")) == []


def test_without_an_address_a_check_says_what_is_lost(tmp_path: Path) -> None:
    project = Story().write(tmp_path)
    (project.folder / "policy_src/known_gaps.yml").unlink()
    result = command("check", folder=project.folder)

    assert "so its feeds have no full links, there is no RSS feed, and no notice can be sent" in result.stdout
    assert result.returncode == 1


def test_an_address_that_is_not_safe_gives_no_rss_once_legal_has_accepted_that(tmp_path: Path) -> None:
    story = announced_story("http://privacy.traceloom.example")
    project = story.write(tmp_path / "before").folder
    result = command("check", folder=project)
    gaps = "policy_src/known_gaps.yml"
    story.publish("2025-12-10T12:00:00-07:00", {gaps: source()[gaps]})

    assert "is not encrypted on its way to readers" in result.stdout
    assert result.returncode == 1
    assert {path.rpartition(".")[2] for path in files_of(story, tmp_path / "after") if path.startswith("feeds/")} == {
        "atom",
        "json",
        "ics",
    }


def test_names_reach_no_reader_as_markup(tmp_path: Path) -> None:
    story = announced_story()
    name = '"A & Co ]]> *b* [c](index.md)"'
    story.publish("2025-12-10T12:00:00-07:00", {"policy_src/subprocessors.yml": ("name: Mailgun", f"name: {name}")})
    files = files_of(story, tmp_path)

    for ending, check in CHECKS.items():
        path = f"feeds/changelog.{ending}"
        assert list(check(files[path], ADDRESS + path)) == []
    content = next(iter(entries(files, "changelog").values()))["content_html"]
    assert "A &amp; Co ]]&gt; *b* [c](index.md)" in content


def made(count: int, text: str = "It changed.") -> Feed:
    """A feed of so many entries."""
    begun = datetime(2025, 1, 1, tzinfo=UTC)
    all_ = tuple(
        Entry(
            f"tag:a@b.example,2025:all/{number}",
            f"{text} {number}",
            f"{ADDRESS}changelog/{number}/",
            begun + timedelta(days=number),
            text,
            f"<p>{number} {text}</p>",
            (Category("level", "material", text),),
        )
        for number in range(count)
    )
    page = f"{ADDRESS}changelog/"
    return Feed("all", "tag:a@b.example,2025:all", f"F {text}", f"S {text}", page, ADDRESS, "Us", "en", begun, all_)


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 99, 100, 101, 250])
@pytest.mark.parametrize("ending", CHECKS)
def test_a_long_feed_is_paged_and_whoever_follows_gets_all_of_it(count: int, ending: str) -> None:
    files = dict(write_feeds([made(count)]))
    got: list[str] = []
    path: str | None = f"feeds/all.{ending}"
    while path:
        assert list(CHECKS[ending](files[path], ADDRESS + path)) == []
        ids, following = _read(files[path], ending)
        assert len(ids) <= 50
        got += ids
        path = following.removeprefix(ADDRESS) if following else None

    assert sorted(set(got)) == sorted(f"tag:a@b.example,2025:all/{number}" for number in range(count))


@pytest.mark.parametrize("ending", CHECKS)
def test_a_full_archive_never_changes(ending: str) -> None:
    before, after = (dict(write_feeds([made(count)])) for count in (151, 320))
    archives = [path for path in before if "archive" in path and path.endswith(ending)]

    assert len(archives) == 3
    assert {path: after[path] for path in archives} == {path: before[path] for path in archives}


@given(st.text())
def test_any_text_can_be_told(text: str) -> None:
    files = dict(write_feeds([made(2, text)]))

    assert list(break_atom(files["feeds/all.atom"], f"{ADDRESS}feeds/all.atom")) == []
    assert list(break_rss(files["feeds/all.rss"], f"{ADDRESS}feeds/all.rss")) == []
    assert list(break_json(files["feeds/all.json"], f"{ADDRESS}feeds/all.json")) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<id>tag:", "<id>", "RFC 4151, 2.1"),
        ('rel="self"', 'rel="other"', "4.1.1: a feed should name"),
        ("T00:00:00Z</updated>", "</updated>", "RFC 4287, 3.3"),
        ("<author>", "<author2>", "nobody is the author"),
        ('term="material"', 'term=""', "4.2.2.1"),
        ('<content type="html">', '<content type="xhtml">', "4.1.3.3"),
    ],
)
def test_the_checker_of_atom_finds_what_is_wrong(old: str, new: str, rule: str) -> None:
    text = dict(write_feeds([made(2)]))["feeds/all.atom"].decode()
    assert old in text
    broken = text.replace(old, new).replace("</author>", "</author2>" if "author2" in new else "</author>")
    assert any(rule in told for told in break_atom(broken.encode(), f"{ADDRESS}feeds/all.atom"))


@contextmanager
def served(files: dict[str, bytes], folder: Path) -> Iterator[str]:
    """Serve files at an address of this machine."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = {".atom": "application/atom+xml", ".rss": "application/rss+xml"}  # noqa: RUF012 - as in its base

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in its base
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def need(program: str) -> str:
    """The path of a program."""
    return shutil.which(program) or lack(f"{program} is not installed")


def test_newsboat_loses_nothing_over_two_feeds(told: dict[str, bytes], tmp_path: Path) -> None:
    newsboat = need("newsboat")
    with served(told, tmp_path / "site") as address:
        urls = [f"{address}feeds/changelog.atom", f"{address}feeds/material.rss"]
        (tmp_path / "urls").write_text("\n".join(urls) + "\n")
        options: list[str | Path] = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", "/dev/null"]
        for _ in range(2):
            result = run(newsboat, *options, "-x", "reload", folder=tmp_path, HOME=str(tmp_path))
            assert result.returncode == 0, result.stderr
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute("select feedurl, count(*) from rss_item group by feedurl").fetchall()
    cache.close()

    assert dict(rows) == {urls[0]: 12, urls[1]: 5}


def test_rss2email_sends_every_entry_once(told: dict[str, bytes], tmp_path: Path) -> None:
    r2e = need("r2e")
    got: list[bytes] = []

    class Box:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - its name there
            got.append(envelope.content)
            return "250 taken"

    port = free_port()
    box = Controller(Box(), hostname="127.0.0.1", port=port)
    box.start()
    config = tmp_path / "cfg"
    config.write_text(
        "[DEFAULT]\nfrom = r2e@example.com\nto = me@example.com\nemail-protocol = smtp\n"
        f"smtp-server = 127.0.0.1:{port}\nsmtp-auth = False\nsmtp-ssl = False\nhtml-mail = True\n"
    )
    with served(told, tmp_path / "site") as address:
        options: list[str | Path] = ["-c", config, "-d", tmp_path / "data.json"]
        for step in (["add", "us", f"{address}feeds/changelog.atom"], ["run"], ["run"]):
            result = run(r2e, *options, *step, folder=tmp_path, HOME=str(tmp_path))
            assert result.returncode == 0, result.stderr
    box.stop()
    mails = [message_from_bytes(content, policy=policy.default) for content in got]

    assert len({mail["X-RSS-ID"] for mail in mails}) == len(mails) == 12
    assert "Mailgun takes the place of SendGrid" in {mail["Subject"] for mail in mails}


def test_sfeed_reads_every_entry(told: dict[str, bytes], tmp_path: Path) -> None:
    sfeed = need("sfeed")
    for ending in ("atom", "rss"):
        path = tmp_path / f"feed.{ending}"
        path.write_bytes(told[f"feeds/changelog.{ending}"])
        result = run("sh", "-c", f"{sfeed} < {path}", folder=tmp_path)
        lines = result.stdout.splitlines()

        assert len(lines) == 12
        assert lines[0].split("\t")[1] == "Sentry will receive error reports"
        assert int(lines[0].split("\t")[0]) == int(datetime(2025, 12, 1, 19, tzinfo=UTC).timestamp())


def _state_address(story: Story) -> None:
    """Let the source of a story say from the beginning where its site stands."""
    files = story.commits[0].files
    settings, gaps = "policy_src/policy.yml", "policy_src/known_gaps.yml"
    text = files[settings].content.replace(b"  language: en\n", f"  address: {ADDRESS}\n  language: en\n".encode())
    files[settings] = type(files[settings])(text)
    files[gaps] = type(files[gaps])(source()[gaps].partition(b"  - gap: site-without-address")[0])


def _read(content: bytes, ending: str) -> tuple[list[str], str | None]:
    """The ids in a part of a feed, and where the older ones are."""
    if ending == "json":
        told = json.loads(content)
        return [item["id"] for item in told["items"]], told.get("next_url")
    root = ET.fromstring(content)  # noqa: S314 - our own
    names = {"atom": f"{ATOM}id", "rss": "guid"}
    nodes = root.iter(f"{ATOM}entry" if ending == "atom" else "item")
    links = [link.get("href") for link in root.iter(f"{ATOM}link") if link.get("rel") == "prev-archive"]
    return [node.findtext(names[ending], "") for node in nodes], links[0] if links else None
