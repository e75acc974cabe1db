"""Tests that the editor's server answers only its own page."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_tools.editor.app import open_editor
from build_tools.editor.files import RefusedEditError
from build_tools.editor.protocol import UnknownRequestError
from build_tools.editor.server import EditorServer
from tests.browser.browser import running
from tests.editor.sessions import RETENTION, clock, git_diff, open_session
from tests.support.projects import policy


@pytest.fixture(scope="module")
def edited(published: Path) -> Iterator[EditorServer]:
    """An editor that is running. The tests here change nothing."""
    server = open_editor(published, clock)
    with running(server):
        yield server


def ask(
    server: EditorServer, path: str = "", body: Any = None, method: str = "", /, **headers: str | None
) -> tuple[HTTPResponse, bytes]:
    """Ask the server as its own page would; `headers` are others, or none."""
    host = f"127.0.0.1:{server.server_port}"
    told: dict[str, str | None] = {"Host": host}
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    if data is not None:
        told |= {"Origin": f"http://{host}", "Content-Type": "application/json", "Content-Length": str(len(data))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    where = path if path.startswith("/") else urlsplit(server.address).path + path
    connection.putrequest(
        method or ("POST" if data is not None else "GET"), where, skip_host=True, skip_accept_encoding=True
    )
    for name, value in told.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(data)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


INFO = {"action": "info"}
SAVE = {
    "action": "persistEntry",
    "params": {"dataFiles": [{"path": RETENTION, "raw": "retention: []\n"}], "assets": []},
}


def test_its_own_page_is_answered(edited: EditorServer) -> None:
    answer, told = ask(edited, "api/v1", INFO)

    assert (answer.status, json.loads(told)) == (
        200, {"repo": "project", "publish_modes": ["simple"], "type": "local_fs"}
    )  # fmt: skip
    assert (
        ask(
            edited,
            "api/v1",
            INFO,
            Host=f"localhost:{edited.server_port}",
            Origin=f"http://localhost:{edited.server_port}",
        )[0].status
        == 200
    )
    assert ask(edited, "")[0].status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.evil.example:{port}", "[::1]:{port}", "", None],
)
def test_a_name_that_leads_here_is_not_answered(edited: EditorServer, host: str | None) -> None:
    """A page of evil.example whose name comes to mean 127.0.0.1 (DNS rebinding)."""
    name = host and host.format(port=edited.server_port)
    for path, body in (("", None), ("api/v1", INFO), ("impact", {})):
        assert ask(edited, path, body, Host=name, Origin=f"http://{name}")[0].status in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": None},
    ],
)
def test_another_site_cannot_make_it_save(
    published: Path, edited: EditorServer, headers: dict[str, str | None]
) -> None:
    """Forms and scripts of other sites (CSRF)."""
    for path in ("api/v1", "impact"):
        assert ask(edited, path, SAVE, **headers)[0].status in {403, 415}
    assert git_diff(published) == []


def test_no_site_is_allowed_to_ask_first(edited: EditorServer) -> None:
    answer, _ = ask(
        edited, "api/v1", None, "OPTIONS", Origin="http://evil.example", Access_Control_Request_Method="POST"
    )

    assert answer.status in {403, 501}
    assert not any(name.lower().startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize("path", ["/", "/api/v1", "/x/api/v1", "/impact", "//api/v1", "/%00/"])
def test_the_word_of_the_run_has_to_be_known(edited: EditorServer, path: str) -> None:
    for body in (None, INFO):
        answer, told = ask(edited, path, body)
        assert answer.status == 404
        assert b"Open the address that policy edit has printed" in told


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "%2e%2e/policy.yml",
        "policy_src/policy.yml",
        "index.html",
        "README.md",
        "decap-cms.js.gz",
        "..",
    ],
)
def test_only_the_files_of_the_page_are_handed_out(edited: EditorServer, path: str) -> None:
    assert ask(edited, path)[0].status == 404


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b"[" * 200_000, {}, 400),
        (b"{}", {"Content_Length": "99999999999999999999"}, 413),
        (b"{}", {"Content_Length": "3000001"}, 413),
        (b"{}", {"Content_Length": "-1"}, 411),
        (b"{}", {"Content_Length": "two"}, 411),
        (b"{}", {"Content_Length": None}, 411),
        (b"{}", {"Transfer_Encoding": "chunked"}, 411),
        (b"[]", {}, 422),
        (b"{}", {}, 422),
        (b'{"action": "quit", "params": {}}', {}, 422),
        (b'{"action": "getEntry", "params": {"path": 5}}', {}, 422),
        (b'{"action": "persistEntry", "params": {"dataFiles": []}}', {}, 422),
        (b'{"action": "getEntry", "params": {"path": "../x"}}', {}, 409),
    ],
)
def test_what_is_no_request_is_told_so(
    edited: EditorServer, body: bytes, headers: dict[str, str | None], status: int
) -> None:
    answer, told = ask(edited, "api/v1", body, **headers)

    assert answer.status == status
    assert json.loads(told)["error"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(RETENTION),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["path", "raw", "files", "asset"]), inner)
    ),
    max_leaves=6,
)
ACTIONS = ["info", "entriesByFolder", "entriesByFiles", "getEntry", "persistEntry", "deleteFiles", "persistMedia", "x"]
NAMES = st.sampled_from(["path", "paths", "files", "dataFiles", "entry", "asset", "folder", "mediaFolder"])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=st.sampled_from(ACTIONS), params=JSON | st.dictionaries(NAMES, JSON, max_size=3))
def test_any_request_is_answered_or_refused(published: Path, action: str, params: Any) -> None:
    with suppress(RefusedEditError, UnknownRequestError):
        open_session(published).protocol.answer(action, params)


def test_every_answer_says_what_the_page_may_do(edited: EditorServer) -> None:
    for answer, _ in (ask(edited), ask(edited, "editor.js"), ask(edited, "api/v1", INFO), ask(edited, "/")):
        told = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in told
        assert "unsafe-inline" not in told.split("style-src")[0]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_is_packed_for_those_who_can_unpack(edited: EditorServer) -> None:
    packed, few = ask(edited, "decap-cms.js", Accept_Encoding="gzip, br")
    plain, all_ = ask(edited, "decap-cms.js")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Content-Encoding"] is None
    assert edited.app.assets["decap-cms.js"].unpack() == all_
    assert len(few) * 3 < len(all_)


def test_only_this_machine_can_reach_it(edited: EditorServer) -> None:
    assert edited.server_address[0] == "127.0.0.1"
    for *_, address in socket.getaddrinfo(socket.gethostname(), edited.server_port, socket.AF_INET):
        if not str(address[0]).startswith("127."):
            with (
                pytest.raises(OSError, match=r"."),
                socket.create_connection((str(address[0]), edited.server_port), timeout=2),
            ):
                pass


def test_the_command_says_why_it_cannot_begin(tmp_path: Path, published: Path, edited: EditorServer) -> None:
    nothing = policy("edit", "--no-browser", folder=tmp_path)
    taken = policy("edit", "--no-browser", "--port", str(edited.server_port), folder=published)

    assert (nothing.returncode, taken.returncode) == (2, 2)
    assert "Traceback" not in nothing.stderr + taken.stderr
    assert "Name another one with --port" in taken.stderr


@pytest.mark.parametrize("name", ["a" * 300, "a" * 5000, "a/" * 3000 + "a"])
def test_a_name_that_no_file_can_have_is_answered(edited: EditorServer, name: str) -> None:
    for action in ("getEntry", "deleteFile"):
        body = {"action": action, "params": {"path": f"policy_src/sections/{name}.md"}}
        answer, told = ask(edited, "api/v1", body)

        assert answer.status in {409, 422}
        assert json.loads(told)["error"].endswith(".")
