"""Tests that web hosts understand the headers, and send them.

The real nginx and Caddy serve the site where they are installed; AWS's schema checks the configuration of CloudFront.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from pwd import getpwuid
from socket import create_server
from time import sleep

import boto3
import pytest
from botocore.validate import ParamValidator

from build_tools.delivery.file_kinds import FOR_EVER, FOR_MINUTES, file_headers
from tests.delivery.built_projects import BuiltProject
from tests.support.projects import lack, policy

_SECURITY = ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security", "Referrer-Policy")
_ASKED = ("/", "/privacy-policy/2025-01-10/", "/feeds/changelog.json", "/feeds/changelog.atom", "/feeds/changelog.rss")
_DATA = ("/data/subprocessors.csv", "/data/policy.dpv.jsonld", "/data/schemas/text.schema.json", "/data/versions.json")
_OTHERS = ("/data/texts/privacy-policy/2025-01-10.json", "/feeds/effective-dates.ics", "/assets/styles/text.css")


@pytest.fixture(scope="module")
def told(lives: tuple[BuiltProject, BuiltProject]) -> Mapping[str, str]:
    """What each host is told."""
    forms = ("nginx", "caddy", "netlify", "cloudfront", "cloudfront-function", "json")
    done = {form: policy("--project", lives[1].folder, "headers", "--format", form) for form in forms}
    assert [one.stderr for one in done.values() if one.returncode] == []
    return {form: one.stdout for form, one in done.items()}


def test_nginx_says_it(told: Mapping[str, str], lives: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    with _nginx(told["nginx"], lives[1], tmp_path) as port:
        _check_host(port, lives[1])


def test_caddy_says_it(told: Mapping[str, str], lives: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    with _caddy(told["caddy"], lives[1], tmp_path) as port:
        _check_host(port, lives[1])


def test_a_policy_of_cloudfront_is_one(told: Mapping[str, str]) -> None:
    client = boto3.client("cloudfront", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")  # noqa: S106
    shape = client.meta.service_model.operation_model("CreateResponseHeadersPolicy").input_shape

    report = ParamValidator().validate({"ResponseHeadersPolicyConfig": json.loads(told["cloudfront"])}, shape)

    assert not report.has_errors(), report.generate_report()


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
@pytest.mark.parametrize(
    ("uri", "asked", "answer"),
    [
        ("/", {}, "/index.html"),
        ("/privacy-policy/", {}, "/privacy-policy/index.html"),
        ("/privacy-policy/2026-02-14.2/", {}, "/privacy-policy/2026-02-14.2/index.html"),
        ("/privacy-policy", {}, "→ /privacy-policy/"),
        ("/privacy-policy/2026-02-14.2", {}, "→ /privacy-policy/2026-02-14.2/"),
        ("/compare", {"from": {"value": "a"}, "x": {"value": ""}}, "→ /compare/?from=a&x"),
        ("//evil.example/path", {}, "→ /evil.example/path/"),
        ("/\\evil.example/path", {}, "→ /evil.example/path/"),
        ("/\t/\\/evil.example/path", {}, "→ /evil.example/path/"),
        ("/data/versions.json", {}, "/data/versions.json"),
        ("/assets/vendor/jsdiff/LICENSE", {}, "/assets/vendor/jsdiff/LICENSE"),
    ],
)
def test_the_function_of_cloudfront_finds_pages(
    told: Mapping[str, str], uri: str, asked: dict[str, object], answer: str
) -> None:
    event = json.dumps({"request": {"uri": uri, "querystring": asked}})
    script = (
        f"{told['cloudfront-function']}\nvar answer = handler({event});"
        "console.log(answer.statusCode ? '→ ' + answer.headers.location.value : answer.uri);"
    )

    done = subprocess.run(["node", "-e", script], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == answer


def test_netlify_is_told_once_of_each_header(told: Mapping[str, str]) -> None:
    rules = [rule.split("\n") for rule in told["netlify"].strip().split("\n\n")]

    paths = [rule[0] for rule in rules]
    assert paths[0] == "/*"
    assert len(paths) == len(set(paths))
    assert not any("Cache-Control" in line for line in rules[0])  # two rules of one path would both count
    assert {line.strip() for rule in rules[1:] for line in rule[1:]} == {f"Cache-Control: {FOR_EVER}"}
    assert max(len(line) for rule in rules for line in rule) < 2000  # what Cloudflare Pages reads of a line


def test_json_says_it_of_each_file(told: Mapping[str, str], lives: tuple[BuiltProject, BuiltProject]) -> None:
    files = json.loads(told["json"])["files"]

    assert set(files) == set(lives[1].files)
    assert files["index.html"] == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": FOR_MINUTES}


def test_a_site_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    done = policy("headers", "--site", tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path} has no completely built site. Run: make site.\n"


def _check_host(port: int, life: BuiltProject) -> None:
    lasting = next(f"/{path}" for path in life.files if path.startswith("assets/javascripts/bundle."))
    for address in (*_ASKED, *_DATA, *_OTHERS, lasting):
        status, headers = _ask(port, address)
        path = address.removeprefix("/") + ("index.html" if address.endswith("/") else "")
        said = file_headers(path)
        assert status == 200, address
        assert headers["Cache-Control"] == said.caching
        assert _plain(headers["Content-Type"]) == _plain(said.media_type)
        assert all(headers.get_all(name) is not None and len(headers.get_all(name) or []) == 1 for name in _SECURITY)
    status, headers = _ask(port, "/no/such/page/")
    assert (status, "Content-Security-Policy" in headers) == (404, True)
    assert FOR_EVER not in headers.get("Cache-Control", "")
    assert _ask(port, "/privacy-policy")[0] in {301, 308}


def _plain(media_type: str) -> str:
    kind = media_type.lower().replace(" ", "").partition(";")[0]
    return kind.replace("application/javascript", "text/javascript").replace("application/xml", "text/xml")


def _ask(port: int, address: str) -> tuple[int, HTTPMessage]:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", address)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        line.close()


@contextmanager
def _nginx(told: str, life: BuiltProject, folder: Path) -> Iterator[int]:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    types = Path("/etc/nginx/mime.types")
    if not Path(program).exists() or not types.exists():
        lack("nginx is not installed (Debian package: nginx-light)")
    port = _free_port()
    shutil.copy(types, folder)
    (folder / "site.conf").write_text(told, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"{_user()}daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen 127.0.0.1:{port}; root {life.folder}/site; include {folder}/site.conf; }} }}\n",
        encoding="utf-8",
    )
    with _started([program, "-e", f"{folder}/error.log", "-p", f"{folder}/", "-c", f"{folder}/nginx.conf"], port):
        yield port


@contextmanager
def _caddy(told: str, life: BuiltProject, folder: Path) -> Iterator[int]:
    program = shutil.which("caddy")
    if not program:
        lack("Caddy is not installed (Debian package: caddy)")
    port = _free_port()
    (folder / "Caddyfile").write_text(
        f"{{\n    admin off\n    auto_https off\n    storage file_system {folder}/storage\n}}\n"
        f"http://127.0.0.1:{port} {{\nroot * {life.folder}/site\n{told}}}\n",
        encoding="utf-8",
    )
    with _started([program, "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"], port):
        yield port


@contextmanager
def _started(words: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                _ask(port, "/")
                break
            except OSError:
                assert process.poll() is None, words
                sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _user() -> str:
    """nginx lets others work for root, who may not read what root alone may."""
    return f"user {getpwuid(0).pw_name};\n" if not os.getuid() else ""


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
