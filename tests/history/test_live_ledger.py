"""Tests that a first publication is distinguished from a site that is down or has lost its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread
from typing import Any, cast

import pytest
from click.testing import Result

from build_tools.delivery import http_reader as web
from build_tools.history.ledger_json import LARGEST
from build_tools.project.project import Project
from tests.delivery.faulty_web_server import FaultyAnswer, Host, say, serve
from tests.support.story import NOW, SampleProject, Story, keep

LEDGER = "data/versions.json"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy of two publications."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P60D"))
    return story.write(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def ledger(project: SampleProject) -> str:
    """What its site says was published."""
    return str(Project.of_folder(project.folder, NOW).ledger)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_PAUSES", (0.0, 0.0))


class _Line(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, text = cast(Any, self.server).answer
        found = status if self.path == "/policies/data/versions.json" else 400
        self.send_response(found)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def live(status: int, text: str = "") -> Iterator[str]:
    """A site whose ledger is asked for in vain, or not; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Line) as server:
        cast(Any, server).answer = status, text
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/policies/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _saying(answer: bytes) -> Iterator[str]:
    """A line on which this is said, whatever one asks, and no more; its address."""

    class Line(BaseHTTPRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(answer)

    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def verify(project: SampleProject, monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> Result:
    """Verify what is live."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return project.ask("verify", "--live", *arguments)


@pytest.mark.parametrize("arguments", [[], ["--first"]])
def test_what_is_live_is_compared(
    arguments: list[str], project: SampleProject, ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(200, ledger) as address:
        assert verify(project, monkeypatch, *arguments, POLICY_LIVE=address).exit_code == 0
    with live(200, ledger.replace('"2025-01-10"', '"2025-01-09"')) as address:
        assert verify(project, monkeypatch, *arguments, POLICY_LIVE=address).exit_code == 2
    with live(200, str(Project.of_folder(project.folder, NOW).ledger)) as address:
        other = Story().write(project.folder.parent / "other")
        result = verify(other, monkeypatch, *arguments, POLICY_LIVE=address)
    assert result.exit_code == 1
    assert "it is lost" in result.stdout


@pytest.mark.parametrize("status", [404, 410])
def test_a_place_without_a_ledger_is_refused_until_a_person_says_that_it_is_the_first_time(
    status: int, project: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(status) as address:
        refused = verify(project, monkeypatch, POLICY_LIVE=address, POLICY_FIRST="false")
        told = verify(project, monkeypatch, "--format", "json", POLICY_FIRST="true")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"There is no ledger at {address}{LEDGER}: nothing was published there, or it was removed. "
        "If this is the first publication, use --first; otherwise restore the site.\n"
    )
    assert (told.exit_code, told.stdout) == (0, '{\n  "breaches": [],\n  "cause": null\n}\n')
    assert told.stderr.startswith(f"nothing is published at {address}{LEDGER} yet\n")


def test_a_name_that_nobody_has_yet_is_a_first_time(project: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LIVE", "https://policies.invalid")

    assert project.ask("verify", "--live").exit_code == 2
    assert project.ask("verify", "--live", "--first").exit_code == 0


@pytest.mark.parametrize("status", [403, 503])
def test_a_site_that_is_down_is_no_first_time(
    status: int, project: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(status) as address:
        result = verify(project, monkeypatch, "--first", POLICY_LIVE=address)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert f"cannot be read: HTTP Error {status}" in result.stderr


def test_a_site_that_does_not_answer_is_no_first_time(project: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = verify(project, monkeypatch, "--first", POLICY_LIVE=f"http://127.0.0.1:{port}")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("answer", [b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{}", b"HTTP/1.0 ok\r\n\r\n", b"\r\n"])
def test_an_answer_that_breaks_off_is_told_in_a_line(
    answer: bytes, project: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _saying(answer) as address:
        result = verify(project, monkeypatch, "--first", POLICY_LIVE=address)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert f"{address}/{LEDGER} cannot be read: the answer is incomplete (" in result.stderr


@pytest.mark.parametrize(
    ("crooked", "words"),
    [
        (say(301, Location="https://x.example/versions.json?key=pw"), "it redirects elsewhere, to https://x.example."),
        (say(200, b"<!doctype html><h1>Not found</h1>"), "is not a ledger but a web page, as a host may send in place"),
        (say(200, b"\xff"), "cannot be read: it is not in UTF-8."),
        (say(200, bytes(LARGEST + 1)), "cannot be read: it is larger than 16 MB."),
    ],
    ids=["another host", "web page", "no text", "large"],
)
def test_an_answer_that_is_no_ledger_is_told_in_a_line(
    crooked: FaultyAnswer, words: str, project: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = Host({})
    host.crooked[LEDGER] = crooked
    with serve(host) as address:
        result = verify(project, monkeypatch, "--first", POLICY_LIVE=address)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr
    assert "pw" not in result.stderr


def test_no_secret_of_an_address_is_repeated(project: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    said = verify(project, monkeypatch, POLICY_LIVE="https://user:pw@policies.invalid/?key=pw").output
    said += project.ask("verify", "--against", "https://policies.invalid/versions.json?key=pw").output

    assert said.count("\n") == 2
    assert "pw" not in said


def test_an_address_that_is_none_is_told_in_a_line(project: SampleProject) -> None:
    result = project.ask("verify", "--against", "http://x.example:port/")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_the_source_says_where_it_is_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with live(404) as address:
        story = Story()
        settings = ("  language: en\n", f"  address: {address}\n  language: en\n")
        gaps = story.files()["policy_src/known_gaps.yml"].content.partition(b"  - gap: site-without-address")[0]
        story.publish(
            "2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": settings, "policy_src/known_gaps.yml": gaps}
        )
        result = verify(story.write(tmp_path), monkeypatch, "--first")

    assert result.exit_code == 0, result.stderr
    assert f"nothing is published at {address}{LEDGER} yet" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        ([], {}, "Name the ledger to compare with: --against for an earlier one, or --live"),
        (["--live", "--against", "versions.json"], {}, "Name the ledger to compare with"),
        (["--live"], {"POLICY_FIRST": "yes"}, "POLICY_FIRST is 'yes'. Set it to true"),
        (["--live"], {}, "The live site has no address. Set POLICY_LIVE, or publication.address"),
    ],
)
def test_what_to_compare_with_has_to_be_said(
    arguments: list[str],
    environment: dict[str, str],
    words: str,
    project: SampleProject,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = project.ask("verify", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
