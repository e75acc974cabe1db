"""Tests that the admin page consists of the published bundle, and can be made for a host of git."""

import errno
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from build_tools.cli import main
from build_tools.editor import app as opening
from build_tools.source.form_content import read_content
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml
from tests.browser.browser import Wall, running, serve_site
from tests.browser.sites import BuiltSite
from tests.support.projects import ROOT

PAGE = ROOT / "build_tools" / "editor" / "page"
SOURCES = sorted(path for path in (ROOT / "policy_src").rglob("*.*") if path.suffix in {".yml", ".md"})
GITLAB = ("--backend", "gitlab", "--repo", "group/policy", "--app-id", "1a2b")
WORDS = """the {{ a.b }} data: kept yes NO 12 0123 1e9 (x) "q" it's # - [l] true P90D 2026-02-14 über — & * ? : %x 😀"""
NAMES = {
    "Logs are kept for 180 days": "logs-are-kept-for-180-days",
    "2026: longer periods": "announcement-2026-longer-periods",
    "日本語のお知らせ": "announcement",
    "Изменения 2026": "announcement-2026",
    "Größere Änderung — “neu”": "grossere-anderung-neu",
    "": "announcement",
}
"""How the files of headings are called."""
COMPARE = """async ([address, files, values, headings]) => {
  const { nameOf } = await import(address + "tidy.js");
  const { readYaml, writeYaml, registerFormats } = await import(address + "yaml.js");
  const formats = {};
  registerFormats({ registerCustomFormat: (name, _, format) => { formats[name] = format; } });
  return {
    held: files.map(([name, text]) => formats[name].fromFile(text)),
    again: files.map(([name, text]) => formats[name].toFile(formats[name].fromFile(text))),
    windows: files.map(([name, text]) => formats[name].fromFile("\\ufeff" + text.replaceAll("\\n", "\\r\\n"))),
    names: headings.map((heading) => nameOf(heading, "announcement")),
    written: values.map(writeYaml),
    read: values.map((value) => readYaml(writeYaml(value))),
  };
}"""
"""What the page makes of files and values."""


def write(*options: str, target: Path) -> Any:
    """Run `policy edit --write`."""
    return CliRunner().invoke(main, ["--project", str(ROOT), "edit", "--write", str(target), *options])


def test_a_page_for_a_host_asks_nobody_and_writes_a_source_as_we_do(tmp_path: Path, browser: Browser) -> None:
    assert write(*GITLAB, target=tmp_path / "admin").exit_code == 0
    files = [("prose" if path.suffix == ".md" else "facts", path.read_text("utf-8")) for path in SOURCES]
    values = [{"k": value, "z": 1} for value in random_values()]

    wall = Wall()
    site, headers = BuiltSite("admin", tmp_path, tmp_path / "admin"), told_headers()
    with serve_site(site, headers) as address, running(wall.server), serve_site(site) as foreign:
        context = browser.new_context(proxy={"server": wall.address, "bypass": "127.0.0.1"})
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.goto(address, wait_until="load")
        tab.get_by_role("button", name="Login with GitLab").wait_for(timeout=30_000)
        told = tab.evaluate(COMPARE, [address, files, values, list(NAMES)])
        with tab.expect_popup() as popup:
            tab.evaluate("(address) => { window.open(address); }", foreign)
        popup.value.wait_for_load_state("domcontentloaded")
        assert popup.value.evaluate("window.opener !== null")  # the window of a login can tell how it went
        context.close()

    assert wall.asked + complaints == []
    assert told["held"] == [read_content(path.name, path.read_text("utf-8")) for path in SOURCES]
    assert told["again"] == [text for _, text in files]  # so that a save changes the lines of an edit there too
    assert told["windows"] == told["held"]
    assert told["names"] == list(NAMES.values())
    assert told["written"] == list(map(write_yaml, values))
    assert told["read"] == [read_yaml("x.yml", write_yaml(value)).value for value in values]


def told_headers() -> list[tuple[str, str]]:
    """The headers that docs/editing.md wants to have sent with the page."""
    told = (ROOT / "docs" / "editing.md").read_text("utf-8")
    headers = re.findall(r'^add_header (\S+) "(.*)" always;$', told, re.MULTILINE)
    assert len(headers) > 5
    return headers


def random_values() -> Iterator[Any]:
    """Some hundreds of values with all that YAML stumbles over."""
    chance = random.Random(6)  # noqa: S311 - the same ones each time
    words = [
        "the",
        "{{",
        "a.b",
        "}}",
        "data:",
        "kept",
        "yes",
        "NO",
        "12",
        "0123",
        "1e9",
        "(x)",
        '"q"',
        "it's",
        "#",
        "-",
        "[l]",
        "true",
        "P90D",
        "2026-02-14",
        "über",
        "—",
        "&",
        "*",
        "?",
        ":",
        "%x",
        "é",
        "😀",
    ]

    def text() -> str:
        told = " ".join(chance.choices(words, k=chance.choice([0, 1, 1, 2, 5, 12, 40])))
        return told.replace(" ", "\n", chance.randint(1, 3)) if chance.random() < 0.15 else told

    def value(depth: int) -> Any:
        kind = chance.random()
        if depth < 4 and kind < 0.25:
            return {
                chance.choice("abcdefg") * chance.randint(1, 9): value(depth + 1) for _ in range(chance.randint(0, 4))
            }
        if depth < 4 and kind < 0.45:
            return [value(depth + 1) for _ in range(chance.randint(0, 4))]
        return chance.choice([text(), text(), text(), True, None, chance.randint(0, 99)])

    return (value(0) for _ in range(400))


def test_a_page_for_a_host_has_the_forms_and_where_they_are_kept(tmp_path: Path) -> None:
    for name, options in {
        "lab": (*GITLAB, "--host", "https://git.example.com"),
        "hub": ("--backend", "github", "--repo", "o/policy", "--login", "https://login.example.com/"),
    }.items():
        assert write(*options, target=tmp_path / name).exit_code == 0
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
    assert (tmp_path / "hub" / "LICENSE.js-yaml").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--backend github or --backend gitlab"),
        (("--backend", "github", "--repo", "o/n"), "Give its address with --login"),
        (("--backend", "gitlab", "--repo", "o/n"), "Give it with --app-id"),
        (("--backend", "gitlab", "--repo", "here", "--app-id", "1"), "Write --repo owner/name"),
        (("--backend", "github", "--repo", "o/n", "--login", "http://x.example"), "Write an address with https://"),
    ],
)
def test_what_a_host_needs_is_asked_for(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = write(*options, target=tmp_path / "admin")

    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "admin").exists()


def test_a_page_is_not_written_into_a_site_that_is_sealed(tmp_path: Path) -> None:
    (tmp_path / "built-site.json").write_text("{}", "utf-8")

    done = write(*GITLAB, target=tmp_path / "a" / "admin")

    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "is inside a built site" in done.stderr
    assert not (tmp_path / "a").exists()


def test_a_page_that_cannot_be_written_is_refused_in_a_line(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("x", "utf-8")

    done = write(*GITLAB, target=target)

    assert done.exit_code == 2
    what = "this is not a folder, so its content cannot be replaced. Remove it, or name another folder."
    assert done.stderr == f"{target}: {what}\n"


@pytest.mark.parametrize(
    ("options", "fault", "told"),
    [
        (("--port", "8123"), OSError(errno.EADDRINUSE, "in use"), "You cannot use port 8123"),
        ((), OSError(errno.EADDRINUSE, "in use"), "The editor cannot be opened: in use."),
        ((), OSError(errno.EMFILE, "Too many open files"), "The editor cannot be opened: Too many open files."),
        (("--port", "8123"), PermissionError(errno.EACCES, "no", "policy.yml"), "The editor cannot be opened: no."),
    ],
)
def test_an_editor_that_cannot_be_opened_says_why(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], fault: OSError, told: str
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(opening, "open_editor", fail)

    done = CliRunner().invoke(main, ["--project", str(ROOT), "edit", *options])

    assert done.exit_code == 2
    assert done.stderr.startswith(told)
