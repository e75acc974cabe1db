"""Tests that every file of a live site that was altered, lost or added is found, and nothing else is."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from types_boto3_s3 import S3Client

from build_tools.cli import main
from build_tools.delivery import http_reader as web
from build_tools.delivery.built_site import BuiltSite, hash_files
from build_tools.delivery.live_comparison import Finding, LiveComparison, Outcome, WebSite
from build_tools.model.page import LEDGER, Origin
from build_tools.runtime.files import Folder
from tests.delivery.built_projects import TODAY, BuiltProject
from tests.delivery.faulty_web_server import FaultyAnswer, Host, pack, say, serve, times, truncate
from tests.support.projects import ENVIRONMENT, ROOT

OLD = "2025-01-10"
PAGE, TEXT = f"privacy-policy/{OLD}/index.html", f"data/texts/privacy-policy/{OLD}.json"
LEFT = "an earlier release left it, or it was put there by other means"
Edit = Callable[[bytes], bytes]


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_PAUSES", (0.0, 0.0))


def verify(life: BuiltProject, live: str, *arguments: str) -> Result:
    """Run `policy verify --live --deep`."""
    words = ["--project", str(life.folder), "verify", "--live", live, "--deep", *arguments]
    result = CliRunner().invoke(main, words, env={"POLICY_TODAY": TODAY})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _put(before: bytes, after: bytes) -> Edit:
    def edit(content: bytes) -> bytes:
        assert before in content
        return content.replace(before, after, 1)

    return edit


def _said(text: bytes) -> Edit:
    """Let the text of the page say more."""
    return _put(b"</h1>", b"</h1>" + text)


ALTERED: dict[str, tuple[str, Edit | FaultyAnswer, str]] = {
    "words of an old text": (PAGE, _said(b"<p>We sell your data.</p>"), "it reads differently"),
    "words in a banner": (
        f"subprocessors/{OLD}/index.html",
        _put(b'role="note">', b'role="note"><p>It is no longer in force.</p>'),
        "it reads differently",
    ),
    "words outside of the text": (
        "compare/index.html",
        _put(b"</body>", b"<p>Log in here</p></body>"),
        "it reads diff",
    ),
    "words struck out": (f"retention-schedule/{OLD}/index.html", _said(b"<del></del>"), "it reads differently"),
    "words of today hidden": (
        "privacy-policy/index.html",
        _put(b'<h2 id="contact"', b'<h2 hidden id="contact"'),
        "it reads differently",
    ),
    "a link to another host": (
        "subscribe/index.html",
        _put(b'<a href="../', b'<a href="https://x.example/" href="../'),
        "it reads differently",
    ),
    "a picture of another host": (
        "privacy-policy/versions/index.html",
        _said(b"<img src=//x.example/a>"),
        "it reads d",
    ),
    "a script": ("index.html", _put(b"</head>", b"<script>alert(1)</script></head>"), "it runs or loads something"),
    "a handler": ("changelog/index.html", _put(b"<body", b"<body onload=alert(1)"), "it runs or loads something"),
    "a style sheet": ("subprocessors/index.html", _put(b"</head>", b"<style>p{}</style></head>"), "it runs or loads"),
    "a script's file": ("assets/scripts/compare.js", lambda content: content + b"//", "it differs from the file that"),
    "data": ("data/subprocessors.csv", lambda content: content + b"x", "it differs from the file that was built here"),
    "a text": (
        TEXT,
        _put(b'"kind": "heading"', b'"kind": "paragraph"'),
        "it differs from the file that was built here",
    ),
    "a web page in its place": (
        f"data/texts/subprocessors/{OLD}.json",
        say(200, b"<h1>Not found</h1>"),
        "a web page is",
    ),
    "much more": (
        f"data/texts/retention-schedule/{OLD}.json",
        say(200, bytes(2**20)),
        "it is much longer than what was",
    ),
    "another host": (
        "feeds/changelog.atom",
        say(301, Location="https://x.example/"),
        "it redirects elsewhere, to https://x",
    ),
}


@pytest.fixture
def host(lives: tuple[BuiltProject, BuiltProject]) -> Host:
    """Serves the site as it was built."""
    return Host(lives[1].files)


def test_a_site_that_is_served_as_it_was_built(lives: tuple[BuiltProject, BuiltProject], host: Host) -> None:
    host.crooked = {PAGE: pack, TEXT: times(2, say(503)), "index.html": times(1, truncate)}
    with serve(host) as address:
        result = verify(lives[1], address)

    number = len(lives[1].files) - 1
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"0 breaches\ncompared {number} files of {address}: {number} as built here\n"
    assert set(host.asked) == set(lives[1].files)


def test_each_alteration_is_found(lives: tuple[BuiltProject, BuiltProject], host: Host) -> None:
    for path, edit, _ in ALTERED.values():
        try:
            host.files[path] = edit(host.files[path])  # type: ignore[call-arg,assignment,arg-type]
        except TypeError:
            host.crooked[path] = edit  # type: ignore[assignment]
    del host.files[f"changelog/{OLD}/index.html"]
    host.files["feeds/changelog.rss"] = host.files["feeds/changelog.rss"].replace(b"\n", b"\n\n")
    host.files["404.html"] = host.files["404.html"].replace(b"<p>", b"<p >")
    with serve(host) as address:
        result = verify(lives[1], address, "--format", "json")

    deep = json.loads(result.stdout)["deep"]
    found = {one["path"]: (one["outcome"], one["what"]) for one in deep["findings"]}
    assert result.exit_code == 1
    for path, _, words in ALTERED.values():
        outcome, what = found.pop(path)
        assert (outcome, what[: len(words)]) == ("altered", words), path
    assert found == {
        f"changelog/{OLD}/index.html": ("missing", "nothing is there"),
        "feeds/changelog.rss": ("altered", "it differs from the file that was built here"),
        "404.html": ("in another form", "it reads the same"),
    }
    number = len(lives[1].files) - 1
    told = f"{number - 19} as built here, {len(ALTERED) + 1} altered, 1 missing, 1 in another form\n"
    assert result.stderr.endswith(f"compared {number} files of {address}: {told}")


def test_an_older_site_is_compared_by_what_is_permanent(lives: tuple[BuiltProject, BuiltProject]) -> None:
    host = Host(lives[0].files)
    with serve(host) as address:
        straight = verify(lives[1], address)
        host.files[PAGE] = _said(b"<p>We sell your data.</p>")(host.files[PAGE])
        host.files[f"subprocessors/{OLD}/index.html"] = b"<main><p>Gone.</p></main>"
        del host.files[TEXT]
        altered = verify(lives[1], address)

    assert (straight.exit_code, straight.stdout) == (0, "")
    assert "index.html" not in host.asked
    assert (altered.exit_code, altered.stdout.splitlines()) == (
        1,
        [
            f"missing: {TEXT}: nothing is there.",
            f"altered: {PAGE}: it reads differently.",
            f"altered: subprocessors/{OLD}/index.html: it reads differently.",
        ],
    )


def test_what_no_version_has_is_found_by_the_links_to_it(lives: tuple[BuiltProject, BuiltProject], host: Host) -> None:
    page = "privacy-policy/versions/index.html"
    host.files[page] = _said(b'<a href="../2024-01-01/">2024</a><a href="../../data/texts/x/2024-01-01.json">')(
        host.files[page]
    )
    with serve(host) as address:
        result = verify(lives[1], address)

    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        f"extra: data/texts/x/2024-01-01.json: {page} links to it, and no version of the history has it.",
        f"extra: privacy-policy/2024-01-01/index.html: {page} links to it, and no version of the history has it.",
    ]


def test_a_host_that_stops_to_answer_is_left(lives: tuple[BuiltProject, BuiltProject], host: Host) -> None:
    host.crooked = {path: say(500) for path in host.files if path != LEDGER}
    with serve(host) as address:
        result = verify(lives[1], address)

    assert result.exit_code == 2
    assert "404.html: HTTP Error 500: Internal Server Error." in result.stdout
    assert "it was not requested, since other requests had no answer." in result.stdout
    assert len(host.asked) <= 3 * (10 + 8) + 2


def test_a_folder_is_compared(lives: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    target = tmp_path / "target"
    for life in lives:
        assert life.publish(target)[0] == 0
    straight = verify(lives[1], str(target))
    (target / "current" / TEXT).write_bytes(b"{}")
    (target / "current" / f"privacy-policy/{OLD}/notes.pdf").touch()
    (target / "current" / f"privacy-policy/{OLD}/privacy-policy-{OLD}.pdf").touch()  # once offered
    altered = verify(lives[1], f"file://{target}")

    assert (straight.exit_code, straight.stdout) == (0, "")
    assert (altered.exit_code, altered.stdout) == (
        1,
        (
            f"altered: {TEXT}: it differs from the file that was built here.\n"
            f"extra: privacy-policy/{OLD}/notes.pdf: no version of the history has it.\n"
            f"not built here: privacy-policy/{OLD}/privacy-policy-{OLD}.pdf: {LEFT}.\n"
        ),
    )


def test_what_is_not_built_here_is_named(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    target = tmp_path / "target"
    for life in small:
        assert life.publish(target)[0] == 0
    for path in ("evil.html", "evil/index.html", "assets/evil.js", "evil\n\x1b[2K", os.fsdecode(b"\xff.html")):
        place = target / "current" / path
        place.parent.mkdir(exist_ok=True)
        place.write_text("<p>We sell your data.</p>")
    named = [
        "assets/evil.js",
        "assets/styles/text.1.css",  # the earlier release left it
        "evil.html",
        "evil/index.html",
        "evil\ufffd\ufffd[2K",
        "\ufffd.html",
    ]

    result = verify(small[1], str(target))
    deep = json.loads(verify(small[1], str(target), "--format", "json").stdout)["deep"]

    assert (result.exit_code, sorted(result.stdout.splitlines())) == (
        0,
        sorted(f"not built here: {path}: {LEFT}." for path in named),
    )
    number = len(small[1].files) - 1
    assert result.stderr.endswith(f"{number} as built here, 6 not built here\n")
    assert sorted(one["path"] for one in deep["findings"]) == sorted(named)
    assert {one["outcome"] for one in deep["findings"]} == {"not built here"}


def test_files_of_an_older_site_are_not_named(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    assert small[0].publish(tmp_path / "target")[0] == 0
    assert small[0].files.keys() - small[1].files.keys()

    result = verify(small[1], str(tmp_path / "target"))

    assert (result.exit_code, result.stdout) == (0, "")


def test_a_bucket_is_compared(lives: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str) -> None:
    assert lives[1].publish(f"s3://{bucket}/x")[0] == 0
    straight = verify(lives[1], f"s3://{bucket}/x")
    digest = lives[1].site.files[TEXT]
    client.put_object(Bucket=bucket, Key=f"x/{TEXT}", Body=b"{}", Metadata={"sha256": digest})
    client.delete_object(Bucket=bucket, Key=f"x/{PAGE}")
    client.put_object(Bucket=bucket, Key="x/evil/index.html", Body=b"<p>We sell your data.</p>")
    altered = verify(lives[1], f"s3://{bucket}/x")

    assert (straight.exit_code, straight.stdout) == (0, "")
    assert [line.partition(": it")[0] for line in altered.stdout.splitlines()] == [
        f"altered: {TEXT}",
        f"missing: {PAGE}: nothing is there.",
        f"not built here: evil/index.html: {LEFT}.",
    ]


def test_a_target_without_a_ledger_is_refused(lives: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    result = verify(lives[1], str(tmp_path / "none"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"There is no ledger at {tmp_path}/none/{LEDGER}: nothing was published there")


def test_a_download_that_differs_is_told(tmp_path: Path) -> None:
    path = f"privacy-policy/{OLD}/privacy-policy-{OLD}.pdf"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(b"as built")
    folder = Folder(tmp_path)
    site = BuiltSite(Origin("0" * 40, is_draft=False, as_of=date(2025, 6, 10)), folder, hash_files(folder))
    with serve(Host({path: b"otherwise"})) as address:
        found = list(LiveComparison(site, WebSite(address), [], "0" * 40).run(lambda: None))

    what = "it differs from the file that was built here or was made by another release of this program"
    assert found == [Finding(Outcome.ALTERED, path, what)]


def test_what_to_compare_with_has_to_be_there(
    lives: tuple[BuiltProject, BuiltProject], host: Host, tmp_path: Path
) -> None:
    words = ["--project", str(lives[1].folder), "verify", "--deep", "--against", "x.json"]
    assert "Name the site whose files are compared: --live" in CliRunner().invoke(main, words).stderr
    with serve(host) as address:
        assert (
            "has no completely built site. Run: make site." in verify(lives[1], address, "--site", str(tmp_path)).stderr
        )
        assert (
            "the site was built from commit"
            in verify(lives[1], address, "--site", str(lives[0].folder / "site")).stderr
        )


def test_a_terminal_shows_how_far_it_is(lives: tuple[BuiltProject, BuiltProject], host: Host) -> None:
    ours, theirs = pty.openpty()
    with serve(host) as address:
        words = ["--project", str(lives[1].folder), "verify", "--live", address, "--deep"]
        done = subprocess.run(
            [sys.executable, "-m", "build_tools", *words],
            cwd=ROOT,
            env={**ENVIRONMENT, "POLICY_TODAY": TODAY},
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=False,
        )
    os.close(theirs)
    shown = b""
    with suppress(OSError), open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123 - it has no path
        while part := terminal.read(2**16):
            shown += part

    assert (done.returncode, done.stdout) == (0, b"")
    assert b"Comparing files" in shown
    assert b"100%" in shown
