"""What does a page of ours say of what may run within it?"""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from build_tools.delivery.faults import DeliveryError
from build_tools.delivery.security import Inline, content_policy, find_inline, read_inline, security_headers
from tests.delivery.lives import Life


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


def test_nothing_unsafe_is_allowed(lives: tuple[Life, Life]) -> None:
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


def _read(page: str) -> Inline:
    return read_inline(page, "p.html", Inline())
