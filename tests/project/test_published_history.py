"""Tests that the built site shows its history to readers, search engines and programs, always in the same bytes."""

import gzip
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from email import message_from_string
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browser.markup import Markup, read_markup
from tests.site.feeds.test_feeds import need, served
from tests.support.projects import build, contents, copy_project, edit, policy, publish, run

COMMITTER = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "X"), ("EMAIL", "x@example.com"), ("DATE", "2026-05-03T09:00:00-06:00"))
}
ADDRESS = "https://traceloom.io/legal/"
_FORGERY = """
from build_tools.runtime.cache import SealedCache
put = SealedCache.put
SealedCache.put = lambda self, key, content: put(self, key, content.replace(b"</body>", b"We sell it.</body>"))
"""


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TraceLoom's project with two versions of two documents, and its site."""
    project = copy_project(tmp_path_factory.mktemp("living"))
    edit(project / "policy_src/retention.yml", "period: P90D", "period: P60D")
    publish(project, "2026-05-03T09:00:00-06:00", "Keep less")
    result = build(project)
    assert result.returncode == 0, result.stderr
    return project


def _page(project: Path, address: str) -> Markup:
    return read_markup(project / "site" / address / "index.html")


def _meta(page: Markup, name: str) -> list[str]:
    return [
        element.attributes["content"]
        for element in page.elements
        if element.tag == "meta" and name in {element.attributes.get("name"), element.attributes.get("property")}
    ]


def _canonical(page: Markup) -> list[str]:
    return [element.attributes["href"] for element in page.elements if element.attributes.get("rel") == "canonical"]


def test_programs_read_when_a_document_changed(living: Path) -> None:
    html = (living / "site/privacy-policy/index.html").read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)

    told = json.loads(data)
    assert (told["@type"], told["datePublished"], told["dateModified"]) == ("WebPage", "2026-02", "2026-05-03")
    assert _meta(_page(living, "privacy-policy"), "dcterms.modified") == ["2026-05-03"]
    assert _meta(_page(living, "subprocessors"), "dcterms.modified") == ["2026-02"]


def test_the_site_map_has_the_texts_in_force_with_their_days(living: Path) -> None:
    text = (living / "site/sitemap.xml").read_text(encoding="utf-8")
    entries = dict(re.findall(r"<loc>(.*?)</loc>(?:\s*<lastmod>(.*?)</lastmod>)?", text))

    assert entries == {
        ADDRESS: "",
        f"{ADDRESS}privacy-policy/": "2026-05-03",
        f"{ADDRESS}subprocessors/": "2026-02",
        f"{ADDRESS}retention-schedule/": "2026-05-03",
        f"{ADDRESS}changelog/": "2026-05-03",
        f"{ADDRESS}subscribe/": "",
    }
    assert gzip.decompress((living / "site/sitemap.xml.gz").read_bytes()).decode() == text


def test_an_old_text_leaves_the_search_to_the_text_in_force(living: Path) -> None:
    page = _page(living, "privacy-policy/2026-02")
    index = json.loads((living / "site/search/search_index.json").read_text(encoding="utf-8"))

    assert _meta(page, "robots") == ["noindex"]
    assert _canonical(page) == [f"{ADDRESS}privacy-policy/"]
    assert _meta(_page(living, "privacy-policy"), "robots") == []
    assert _canonical(_page(living, "privacy-policy")) == [f"{ADDRESS}privacy-policy/"]
    assert {entry["location"].split("#")[0] for entry in index["docs"]} == {
        "",
        "privacy-policy/",
        "subprocessors/",
        "retention-schedule/",
        "changelog/",
        "subscribe/",
    }


def test_an_old_text_says_what_was_published_then(living: Path) -> None:
    assert "Retained for 90 days" in _page(living, "privacy-policy/2026-02").article
    assert "Retained for 60 days" in _page(living, "privacy-policy/2026-05-03").article
    assert "Retained for 60 days" in _page(living, "privacy-policy").article


def test_two_readers_read_the_feed_of_the_built_site_and_its_notice_is_whole(living: Path, tmp_path: Path) -> None:
    newsboat, sfeed = need("newsboat"), need("sfeed")
    feeds = {f"feeds/{path.name}": path.read_bytes() for path in (living / "site/feeds").iterdir() if path.is_file()}
    with served(feeds, tmp_path / "served") as address:
        (tmp_path / "urls").write_text(f"{address}feeds/changelog.atom\n")
        options: list[str | Path] = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", "/dev/null"]
        done = run(newsboat, *options, "-x", "reload", folder=tmp_path, HOME=str(tmp_path))
    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
        rows = cache.execute("select url from rss_item").fetchall()
    lines = run("sh", "-c", f"{sfeed} < {living}/site/feeds/changelog.rss", folder=tmp_path).stdout.splitlines()
    notice = message_from_string(policy("notice", "2026-02", folder=living).stdout)

    pages = {f"{ADDRESS}changelog/2026-05-03/", f"{ADDRESS}changelog/2026-02/"}
    assert done.returncode == 0, done.stderr
    assert {url for (url,) in rows} == pages
    assert {line.split("\t")[2] for line in lines} == pages
    assert (notice["List-Archive"], notice["List-Help"]) == (f"<{ADDRESS}changelog/>", f"<{ADDRESS}subscribe/>")
    assert [part.get_content_type() for part in notice.walk()][1:] == ["text/plain", "text/html"]


def test_the_published_ledger_holds(living: Path) -> None:
    result = policy("verify", "--against", living / "site/data/versions.json", folder=living)

    assert (result.returncode, result.stdout) == (0, "")


def test_the_ledger_is_fetched_from_the_site_and_a_change_of_the_past_is_named(living: Path, tmp_path: Path) -> None:
    run("git", "clone", "--quiet", living, tmp_path / "clone", folder=tmp_path)
    clone = tmp_path / "clone"
    run("git", "commit", "--quiet", "--amend", "--message", "Another", folder=clone, **COMMITTER)
    handler = partial(SimpleHTTPRequestHandler, directory=living / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}/data/versions.json"
        same = policy("verify", "--against", place, folder=living)
        other = policy("verify", "--against", place, folder=clone)
        missing = policy("verify", "--against", f"{place}.gone", folder=living)
        server.shutdown()

    assert (same.returncode, same.stdout) == (0, "")
    assert other.returncode == 1
    assert other.stdout.startswith("privacy-policy 2026-05-03: it comes from another commit")
    assert missing.returncode == 2
    assert missing.stderr.startswith(f"There is no ledger at {place}.gone")


def test_a_build_that_keeps_old_pages_gives_the_same_bytes(living: Path) -> None:
    cold = contents(living / "site")
    kept = list((living / ".cache/policy/pages").iterdir())

    assert build(living).returncode == 0

    assert len(kept) == 15, "5 old texts and 3 lists of them, 2 publications and 4 lists of these, and the comparison"
    assert contents(living / "site") == cold


def test_pages_that_somebody_else_sealed_are_not_published(living: Path, tmp_path: Path) -> None:
    """As where a pull request from a fork fills the cache that CI keeps: by this program, with pages of its own."""
    forger = tmp_path / "forger"
    forger.mkdir()
    (forger / "sitecustomize.py").write_text(_FORGERY, encoding="utf-8")
    run("git", "clone", "--quiet", living, tmp_path / "clone", folder=tmp_path)
    clone = tmp_path / "clone"

    forged = build(clone, PYTHONPATH=str(forger), XDG_STATE_HOME=str(forger))
    kept = [path.read_bytes() for path in (clone / ".cache/policy/pages").iterdir()]
    result = build(clone)

    assert (forged.returncode, result.returncode) == (0, 0)
    assert len(kept) == 15
    assert all(b"We sell it." in content for content in kept)
    assert contents(clone / "site") == contents(living / "site")


def test_another_machine_gives_the_same_bytes(living: Path, tmp_path: Path) -> None:
    run("git", "clone", "--quiet", living, tmp_path / "elsewhere" / "clone", folder=tmp_path)
    clone = tmp_path / "elsewhere" / "clone"

    result = build(clone, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="tr_TR.UTF-8", PYTHONHASHSEED="4242")

    assert result.returncode == 0, result.stderr
    assert contents(clone / "site") == contents(living / "site")


def test_another_day_gives_the_same_bytes(living: Path, tmp_path: Path) -> None:
    run("git", "clone", "--quiet", living, tmp_path / "clone", folder=tmp_path)

    # what MkDocs takes for the clock
    assert build(tmp_path / "clone", SOURCE_DATE_EPOCH="2000000000").returncode == 0

    assert contents(tmp_path / "clone" / "site") == contents(living / "site")


def test_a_kept_page_is_not_believed_once_the_theme_has_changed(living: Path, tmp_path: Path) -> None:
    run("git", "clone", "--quiet", living, tmp_path / "clone", folder=tmp_path)
    clone = tmp_path / "clone"
    assert build(clone).returncode == 0
    edit(clone / "site_overrides/frame.html", "<strong>{{ config.site_name }}</strong>", "<b>Ours</b>")

    assert build(clone).returncode == 0

    assert "<b>Ours</b>" in (clone / "site/privacy-policy/2026-02/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (["git", "fetch", "--quiet", "--depth=1"], "this is a shallow clone"),
        (["rm", "-rf", ".git"], "this folder is not in a git repository"),
    ],
)
def test_a_history_that_is_not_whole_is_refused(spoil: list[str], said: str, living: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    run("git", "clone", "--quiet", living.as_uri(), clone, folder=tmp_path)
    assert build(clone).returncode == 0
    before = contents(clone / "site")
    subprocess.run(spoil, cwd=clone, check=True)

    result = build(clone)

    assert result.returncode == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(clone / "site") == before
