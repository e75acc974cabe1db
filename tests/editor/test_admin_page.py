"""Is the admin page made of what its makers published, and can it be made for a host of git?"""

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.projects import ROOT, policy
from tests.site.browser import Wall, running, serve_site
from tests.site.sites import BuiltSite

PAGE = ROOT / "build_tools" / "editor" / "page"
GITLAB = ("--backend", "gitlab", "--repo", "group/policy", "--app-id", "1a2b")


def test_decap_is_as_its_makers_published_it_and_has_its_licence() -> None:
    told = (PAGE / "README.md").read_text("utf-8")
    version = re.search(r"^DECAP := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    decap = gzip.decompress((PAGE / "decap-cms.js.gz").read_bytes())

    assert re.findall("SHA-256: ([0-9a-f]{64})", told) == [sha256(decap).hexdigest()]
    assert version
    assert f"version {version[1]} " in told
    assert "Copyright" in (PAGE / "LICENSE").read_text("utf-8")


def test_a_page_for_a_host_asks_that_host_alone(tmp_path: Path, browser: Browser) -> None:
    done = policy("edit", "--write", tmp_path / "admin", *GITLAB)
    assert done.returncode == 0, done.stderr

    wall = Wall()
    with serve_site(BuiltSite("admin", tmp_path, tmp_path / "admin")) as address, running(wall.server):
        context = browser.new_context(proxy={"server": wall.address, "bypass": "127.0.0.1"})
        tab = context.new_page()
        told: list[str] = []
        tab.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        tab.goto(address, wait_until="load")
        tab.get_by_role("button", name="Login with GitLab").wait_for(timeout=30_000)
        context.close()

    assert wall.asked == []
    assert told == []


def test_a_page_for_a_host_has_the_forms_and_where_they_are_kept(tmp_path: Path) -> None:
    for name, options in {
        "lab": (*GITLAB, "--host", "https://git.example.com"),
        "hub": ("--backend", "github", "--repo", "o/policy", "--login", "https://login.example.com/"),
    }.items():
        assert policy("edit", "--write", tmp_path / name, *options).returncode == 0
    pages = {name: (tmp_path / name / "index.html").read_text("utf-8") for name in ("lab", "hub")}
    told = {name: json.loads(re.findall(r'id="configuration">(.*?)</script>', page)[0]) for name, page in pages.items()}

    assert told["lab"]["decap"]["backend"] == {
        "name": "gitlab", "repo": "group/policy", "branch": "main", "auth_type": "pkce", "app_id": "1a2b",
        "api_root": "https://git.example.com/api/v4", "base_url": "https://git.example.com",
    }  # fmt: skip
    assert told["hub"]["decap"]["backend"] == {
        "name": "github", "repo": "o/policy", "branch": "main", "base_url": "https://login.example.com"
    }  # fmt: skip
    assert told["hub"]["decap"]["publish_mode"] == "editorial_workflow"
    assert not told["hub"]["is_local"]
    assert "connect-src &#x27;self&#x27; blob: https://git.example.com;" in pages["lab"]
    assert "connect-src &#x27;self&#x27; blob: https://api.github.com;" in pages["hub"]
    assert (tmp_path / "hub" / "LICENSE.decap-cms").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--backend github or --backend gitlab"),
        (("--backend", "github", "--repo", "o/n"), "Name the server that does it with --login"),
        (("--backend", "gitlab", "--repo", "o/n"), "Name its id with --app-id"),
        (("--backend", "gitlab", "--repo", "here", "--app-id", "1"), "Write --repo owner/name"),
        (("--backend", "github", "--repo", "o/n", "--login", "http://x.example"), "Write an address with https://"),
    ],
)
def test_what_a_host_needs_is_asked_for(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = policy("edit", "--write", tmp_path / "admin", *options)

    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "admin").exists()
