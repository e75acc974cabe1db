"""Tests that links in feeds, data files and notices work, whatever the address of the site, or without one."""

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from click.testing import CliRunner, Result

from build_tools.cli import main
from build_tools.history.errors import HistoryError
from build_tools.model.page import Site
from build_tools.model.settings import is_site
from build_tools.project.project import Project
from build_tools.site.feeds.atom_rss_json import write_feeds
from tests.site.feeds.feed_rules import ATOM, CHECKS
from tests.site.feeds.test_feeds import NAMES, made, need, served
from tests.support.announced_story import ADDRESS, NOW, TODAY, announced_story
from tests.support.edits import own_tree
from tests.support.projects import run
from tests.support.story import SampleProject, Story, keep

PREVIEW = "https://preview.example/policies/"
_HREF = re.compile(r'href="([^"#]*)')


@pytest.fixture(scope="module")
def unplaced(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of twelve publications, for which no address is stated."""
    return _site(announced_story("").write(tmp_path_factory.mktemp("unplaced")))


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """The project of twelve publications, which states where its site stands."""
    return announced_story().write(tmp_path_factory.mktemp("placed"))


@pytest.fixture(scope="module")
def preview(placed: SampleProject) -> Site:
    """Its site, served at another address."""
    return _site(placed, PREVIEW)


def _site(project: SampleProject, address: str = "") -> Site:
    return Project.of_folder(project.folder, NOW, str(TODAY), address=address).site


def _page(site: Site, path: str) -> str:
    return next(page.text for page in site.pages if page.path == path)


def _feeds(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.files.items() if path.startswith("feeds/")}


def _ids(files: Mapping[str, bytes]) -> list[str]:
    return [item["id"] for name in NAMES for item in json.loads(files[f"feeds/{name}.json"])["items"]]


def _served(pages: Mapping[str, bytes], site: Site, link: str) -> bool:
    """Whether there is a page, or a file, at an address from the top of the site."""
    files = {page.path.removesuffix("index.md").removesuffix(".md").rstrip("/") for page in site.pages}
    return link.rstrip("/") in files or link in pages


def test_without_an_address_there_are_feeds_but_no_rss(unplaced: Site) -> None:
    endings = {path.rpartition(".")[2] for path in _feeds(unplaced)}
    assert endings == {"atom", "json", "ics"}
    assert {one.path for one in unplaced.alternates if one.path.startswith("feeds/")} == {
        "feeds/changelog.atom",
        "feeds/material.atom",
        "feeds/effective-dates.ics",
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["atom", "json"])
def test_a_feed_with_relative_links_breaks_no_rule(unplaced: Site, name: str, ending: str) -> None:
    path = f"feeds/{name}.{ending}"
    assert list(CHECKS[ending](unplaced.files[path], f"../{path}")) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_to_a_page_of_the_site(unplaced: Site, name: str) -> None:
    items = json.loads(unplaced.files[f"feeds/{name}.json"])["items"]
    links = {item["url"] for item in items} | {link for item in items for link in _HREF.findall(item["content_html"])}
    inside = {link for link in links if not urlsplit(link).scheme}

    assert inside
    assert all(link.startswith("../") for link in inside)
    assert [link for link in inside if not _served(unplaced.files, unplaced, link.removeprefix("../"))] == []


@pytest.mark.parametrize("count", [51, 101, 250])
@pytest.mark.parametrize("ending", ["atom", "json"])
def test_an_archive_leads_from_its_own_folder(count: int, ending: str) -> None:
    near, far = (
        replace(
            feed,
            page=f"{site}changelog/",
            site=site,
            entries=tuple(
                replace(one, address=f"{site}changelog/{number}/", content=f'<a href="{site}">{number}</a>')
                for number, one in enumerate(feed.entries)
            ),
        )
        for site, feed in (("../", made(count)), ("../../", made(count)))
    )
    files = dict(write_feeds([replace(near, archived=far)]))
    path, seen = f"feeds/all.{ending}", set[str]()
    while path:
        content, up = files[path], "../" * path.count("/")
        assert list(CHECKS[ending](content, up + path)) == []
        ids, links, older = _read(content, ending)
        seen |= ids
        for link in links:
            assert re.fullmatch(r"https://x\.example/(changelog/\d+/)?", urljoin(f"https://x.example/{path}", link))
        path = urljoin(f"https://x.example/{path}", older).removeprefix("https://x.example/") if older else ""

    assert len(seen) == count


def _read(content: bytes, ending: str) -> tuple[set[str], set[str], str]:
    """The ids of the entries in a part of a feed, where they lead, and where the older ones are."""
    if ending == "json":
        told = json.loads(content)
        links = {item["url"] for item in told["items"]} | set(
            _HREF.findall("".join(item["content_html"] for item in told["items"]))
        )
        return {item["id"] for item in told["items"]}, links, told.get("next_url", "")
    root = ET.fromstring(content)  # noqa: S314 - our own
    entries = list(root.iter(f"{ATOM}entry"))
    links = {entry.findall(f"{ATOM}link")[0].get("href", "") for entry in entries}
    links |= {link for entry in entries for link in _HREF.findall(entry.findtext(f"{ATOM}content", ""))}
    older = [link.get("href", "") for link in root.iter(f"{ATOM}link") if link.get("rel") == "prev-archive"]
    return {entry.findtext(f"{ATOM}id", "") for entry in entries}, links, "".join(older)


def test_readers_resolve_relative_links(unplaced: Site, tmp_path: Path) -> None:
    newsboat, sfeed = need("newsboat"), need("sfeed")
    with served(_feeds(unplaced), tmp_path / "site") as address:
        urls = [f"{address}feeds/{name}.atom" for name in NAMES]
        (tmp_path / "urls").write_text("\n".join(urls) + "\n")
        options: list[str | Path] = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", "/dev/null"]
        result = run(newsboat, *options, "-x", "reload", folder=tmp_path, HOME=str(tmp_path))
        assert result.returncode == 0, result.stderr
        with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
            rows = cache.execute("select feedurl, url from rss_item").fetchall()
        parsed = {url: feedparser.parse(url) for url in urls}
        lines = run("sh", "-c", f"{sfeed} {urls[1]} < {tmp_path}/site/feeds/material.atom", folder=tmp_path).stdout

    for url, found in parsed.items():
        expected = {urljoin(url, f"../changelog/{entry.id.rpartition('/')[2]}/") for entry in found.entries}
        assert expected
        assert {entry.link for entry in found.entries} == expected
        assert {link for feed, link in rows if feed == url} == expected
        links = {link for entry in found.entries for link in _HREF.findall(entry.content[0].value)}
        assert links
        assert all(link.startswith((address, "https://", "mailto:")) for link in links)
    links = {line.split("\t")[2].replace("/feeds/../", "/") for line in lines.splitlines()}  # sfeed leaves the dots in
    assert links == {entry.link for entry in parsed[urls[1]].entries}


def test_without_an_address_the_calendar_has_the_days_and_no_links(unplaced: Site, placed: SampleProject) -> None:
    content, whole = (site.files["feeds/effective-dates.ics"] for site in (unplaced, _site(placed)))

    assert b"URL:" in whole
    assert b"URL" not in content
    assert content == re.sub(rb"URL:.*\r\n(?: .*\r\n)*", b"", whole)


def test_without_an_address_the_page_lists_what_there_is_and_says_that_it_may_move(unplaced: Site) -> None:
    page = _page(unplaced, "subscribe.md")
    listed = set(re.findall(r"\]\((feeds/[^)]+)\)", page))

    assert listed == set(_feeds(unplaced))
    assert "RSS feeds will be available once the site has its final address." in page
    assert "[feeds/changelog.atom](feeds/changelog.atom)" in page
    assert "Feed readers" in page
    assert "/feed subscribe" not in page  # it would need a whole address


def test_without_a_publication_there_is_nothing_to_follow() -> None:
    site = Project(own_tree()).site

    assert "This site has no feeds yet." in _page(site, "subscribe.md")
    assert not _feeds(site)


def test_the_environment_decides_where_all_links_lead(placed: SampleProject, preview: Site) -> None:
    own = _site(placed)
    told = {path: data for path, data in preview.files.items() if ADDRESS.encode() in data}
    whole = {path for path, data in own.files.items() if ADDRESS.encode() in data}

    assert told == {}
    assert whole == {path for path, data in preview.files.items() if PREVIEW.encode() in data}
    assert {"data/policy.json", "data/changelog.json", "data/policy.dpv.jsonld", *_feeds(preview)} <= whole
    assert preview.address == PREVIEW
    assert f"[{PREVIEW}feeds/changelog.atom]" in _page(preview, "subscribe.md")
    assert [page.path for page in preview.pages if ADDRESS in page.text] == []


def test_no_id_depends_on_the_address(placed: SampleProject, preview: Site, unplaced: Site) -> None:
    own = _site(placed)
    assert _ids(own.files) == _ids(preview.files) == _ids(unplaced.files)
    ids = [re.findall(rb"UID:\S+", site.files["feeds/effective-dates.ics"]) for site in (own, preview, unplaced)]
    assert ids[0] == ids[1] == ids[2] != []


def test_a_preview_changes_no_word_of_a_document(placed: SampleProject, preview: Site) -> None:
    ledger = "data/versions.json"
    assert preview.files[ledger] == _site(placed).files[ledger]


@pytest.mark.parametrize("address", ["http://preview.example/", "http://10.0.0.1:8080"])
def test_an_address_that_is_not_safe_gives_relative_links(placed: SampleProject, address: str) -> None:
    site = _site(placed, address)

    assert "feeds/changelog.rss" not in site.files
    assert list(CHECKS["atom"](site.files["feeds/changelog.atom"], "../feeds/changelog.atom")) == []
    assert site.address == address  # for canonical links, which the pages themselves carry


@pytest.mark.parametrize(
    "address",
    [
        "preview.example",
        "ftp://preview.example/",
        "https://",
        "https://x.example/?a=1",
        "https://x.example/#a",
        "https://user:word@x.example/",
        "https://x.example:99999/",
        "https://x.example:a/",
        "https://x..example/",
        "https://-x.example/",
        "https://x.example/\u202ea/",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(placed: SampleProject, address: str) -> None:
    with pytest.raises(HistoryError) as refused:
        _site(placed, address)
    result = _ask(placed, "export", "out", POLICY_ADDRESS=address)

    shown = address.replace("user:word", "…").replace("?a=1", "?…")
    assert str(refused.value).startswith(f"POLICY_ADDRESS is {shown!r}, which is not the address of a site.")
    assert (result.exit_code, result.stderr) == (2, f"{refused.value}\n")


def _ask(project: SampleProject, *words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project.folder), *words], env=environment)


def test_a_notice_leads_to_where_the_site_is_served(placed: SampleProject) -> None:
    own, other = (
        message_from_bytes(_ask(placed, "notice", **environment).stdout_bytes, policy=policy.default)
        for environment in ({}, {"POLICY_ADDRESS": PREVIEW})
    )

    assert (own["List-Archive"], other["List-Archive"]) == (f"<{ADDRESS}changelog/>", f"<{PREVIEW}changelog/>")
    body = other.get_body(("plain",))
    assert body is not None
    assert PREVIEW in body.get_content()
    assert ADDRESS not in other.as_string()


def test_a_notice_can_be_sent_for_a_site_whose_address_only_the_environment_knows(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P180D"))
    project = story.write(tmp_path)

    assert "Write address: https://… under publication:" in _ask(project, "notice").stderr
    assert (
        "Let POLICY_ADDRESS begin with https://." in _ask(project, "notice", POLICY_ADDRESS="http://x.example").stderr
    )
    assert f"<{PREVIEW}changelog/>" in _ask(project, "notice", POLICY_ADDRESS=PREVIEW).stdout


def test_the_first_publication_has_a_notice_of_its_own_too(tmp_path: Path) -> None:
    """As that of TraceLoom's own policy, whose only publication is its adoption."""
    story = Story(adopted="published: 2024-12")
    told = _ask(story.write(tmp_path), "notice", "2024-12", POLICY_ADDRESS=PREVIEW)
    message = message_from_bytes(told.stdout_bytes, policy=policy.default)

    assert (message["Subject"], message["List-Archive"]) == ("First publication", f"<{PREVIEW}changelog/>")


@pytest.mark.parametrize(
    "address", ["https://x.example", "http://localhost:8000/", "https://münchen.example/a/", "https://x.example/@us/b/"]
)
def test_wherever_a_site_can_stand_is_taken(address: str) -> None:
    assert is_site(address)


@pytest.mark.parametrize("text", ["20250901", "2025-W36-1", "2025-9-1", "2025-02-30", "today"])
def test_what_is_no_day_is_refused_in_one_line(placed: SampleProject, text: str) -> None:
    result = _ask(placed, "log", POLICY_TODAY=text)

    told = f"POLICY_TODAY is '{text}', which is not a day. Write for example 2026-02-14.\n"
    assert (result.exit_code, result.stderr) == (2, told)
