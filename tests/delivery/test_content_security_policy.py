"""Tests which scripts and styles a page allows, and that it allows only ours."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from build_tools.delivery.built_site import BuiltSite, read_site, seal_site
from build_tools.delivery.content_security_policy import (
    Inline,
    ThemeInline,
    add_policy_meta,
    content_policy,
    find_inline,
    find_theme_inline,
    read_inline,
    read_theme_inline,
    security_headers,
)
from build_tools.delivery.errors import DeliveryError
from build_tools.model.page import Origin
from tests.delivery.built_projects import BuiltProject


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def test_scripts_that_run_are_named_by_their_hash() -> None:
    inline = _read(
        "<script>a && b</script><script type=module>c</script><SCRIPT TYPE='text/javascript'>d\n</SCRIPT>"
        "<script src=x.js></script><script type='application/ld+json'>{}</script><script type=text/template>e</script>"
    )

    assert inline.scripts == {_hash("a && b"), _hash("c"), _hash("d\n")}
    assert (inline.styles, inline.attributes) == (set(), set())


def test_styles_are_named_by_their_hash() -> None:
    inline = _read("<style>p > a { color: red }</style><td style='text-align: right'>")

    assert inline.styles == {_hash("p > a { color: red }")}
    assert inline.attributes == {_hash("text-align: right")}
    policy = content_policy(inline)
    assert f"style-src 'self' {_hash('p > a { color: red }')};" in policy
    assert f"style-src-attr 'unsafe-hashes' {_hash('text-align: right')};" in policy


@settings(max_examples=50, deadline=None)
@given(some.text(some.characters(codec="utf-8", exclude_characters="\r\0")))
def test_any_script_has_the_hash_that_a_browser_counts(content: str) -> None:
    if "</script" not in content.lower() and "<!--" not in content:
        assert _read(f"<script>{content}</script>").scripts == {_hash(content)}


@pytest.mark.parametrize("tag", ["<p onclick='x()'>", "<body ONLOAD=x()>", "<svg><a onfocus=x>"])
def test_a_handler_within_a_page_is_refused(tag: str) -> None:
    with pytest.raises(
        DeliveryError, match=r"^p\.html has <.* on.*=…>, a script that a policy .* forbids\. Put it into"
    ):
        _read(tag)


def test_nothing_unsafe_is_allowed(lives: tuple[BuiltProject, BuiltProject]) -> None:
    headers = dict(security_headers(find_inline(lives[1].site)))

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert re.fullmatch(r"'self'( 'sha256-[\w+/]{43}=')+", policy["script-src"])
    assert policy["style-src"] == "'self'"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_does_not_say_what_only_a_host_can() -> None:
    assert "frame-ancestors" not in content_policy(Inline(), in_page=True)


def test_a_page_sends_forms_only_to_the_addresses_that_it_names() -> None:
    page = '<!doctype html><html><head><meta charset="utf-8"></head></html>'
    addresses = ["https://lists.example.com/post;a,b?u=1&id=2", "https://thanks.example.com/"]

    without, with_form = (add_policy_meta(page, "a.html", ThemeInline(), forms) for forms in ((), addresses))

    sources = "https://lists.example.com/post%3Ba%2Cb https://thanks.example.com/"
    assert "form-action 'self'\"" in without
    assert f"form-action 'self' {sources}\"" in with_form


@pytest.mark.parametrize(
    ("inline", "what"),
    [
        ("<script>alert(1)</script>", "a script that is not part of the theme: 'alert(1)'"),
        ("<svg><SCRIPT>alert(1)</SCRIPT></svg>", "a script"),
        ("<script type=module>import 'x.js'</script>", "a script"),
        ("<style>p { color: red }</style>", "a style sheet"),
        ("<p style='position: fixed'>x</p>", "a style that is not part of the theme: 'position: fixed'"),
        ("<td style='text-align:right'>1</td>", "a style"),
        ("<td style='text-align: right; color: red'>1</td>", "a style"),
        ('<script>scope=new URL("x");alert("y")</script>', "a script"),
        ('<script>scope=new URL("x\\");alert("y")</script>', "a script"),
    ],
)
def test_what_is_not_ours_is_refused_and_not_named(inline: str, what: str) -> None:
    text = '<script>scope=new URL("{{ base_url }}")</script><style>{% if x %}a{% endif %}</style>'
    own = read_theme_inline(find_theme_inline([text]))
    ours = '<meta charset="utf-8"><script>scope=new URL("../..")</script><style>a</style>'

    assert add_policy_meta(ours, "p.html", own).count("sha256-") == 2
    with pytest.raises(DeliveryError, match=rf"^p\.html holds {re.escape(what)}"):
        add_policy_meta(ours + inline, "p.html", own)


def test_what_was_put_into_a_page_after_the_build_is_in_no_header(
    lives: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    for path in lives[1].site.files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(lives[1].site.read(path))
    home = tmp_path / "index.html"
    assert find_inline(_sealed(tmp_path)).scripts

    home.write_text(home.read_text().replace("</body>", "<script>alert(1)</script></body>"))

    with pytest.raises(DeliveryError, match=r"^index\.html holds a script that is not part of the theme: 'alert\(1\)'"):
        find_inline(_sealed(tmp_path))


def _sealed(folder: Path) -> BuiltSite:
    seal_site(folder, Origin("", is_draft=False, as_of=date(2025, 6, 10)))
    return read_site(folder)


def _read(page: str, own: ThemeInline | None = None) -> Inline:
    return read_inline(page, "p.html", own or _Everything())


class _Everything(ThemeInline):
    """Takes everything for ours."""

    def holds(self, _kind: str, _content: str) -> bool:
        return True
