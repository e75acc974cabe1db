"""Tests that the quick scanner finds in any page what the HTML parser finds, or leaves the page to the parser."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from build_tools.delivery import content_security_policy as security
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.inline_scanner import scan

PLAIN = (
    *(
        "<!doctype html>",
        "<title>A</title>",
        '<p class="a">',
        "</p>",
        "text on=1 ",
        "<br/>",
        "<input disabled >",
        "&amp;",
    ),
    *('<a href="x" title="a > b">', "</a>", '<td style="text-align: left;">', "<script>a < b</script>", "<!-- x -->"),
    *('<script src="a.js"></script>', '<script type="application/json">{"a": 1}</script>', "<style>p{}</style>", "\n"),
    *('<svg viewBox="0 0 1 1"><path d="M1"/></svg>', "<template>", "</template>"),
)
NASTY = (
    *(
        "<",
        ">",
        "'",
        '"',
        "=",
        "/",
        " ",
        "\t",
        "\x00",
        "\r",
        "\x0c",
        "\xa0",
        "&",
        "&#60;",
        "on",
        "onclick",
        "style",
        "-->",
    ),
    *("<p onclick=x>", '<p ONCLICK="x">', "<p/onclick=x>", '<p a="b"onclick="c">', "<p onclick>", "<p on>", "<SCRIPT>"),
    *(
        "</SCRIPT>",
        "<script",
        "</script",
        "<script/>",
        "<style/>",
        "<script>a",
        "a</script>",
        "<style media=x>",
        "<!--",
    ),
    *("<script>a</style>b</script>", "<script>'<!--<script>'</script>", "</script >", "<script type=module>x</script>"),
    *(
        '<p style="a" style="b">',
        "<p style='a'>",
        '<p style="a&amp;b">',
        "<p style>",
        "<p style=a>",
        "<p\x0cstyle='a'>",
    ),
    *(
        "<textarea>",
        "</textarea>",
        "<title>",
        "</title>",
        "<noscript>",
        "<iframe>",
        "<xmp>",
        "<plaintext>",
        "<![CDATA[",
    ),
    *("<?php ?>", "<!x>", "<!>", "</>", "</ p>", "<1>", "<é>", "<a-b>", "<p é='x'>", '<p a="', "<<script>x</script>"),
    *(
        '<script type="a&b">x</script>',
        '<script type="">x</script>',
        "<script type>x</script>",
        '<script src="">x</script>',
    ),
    *(
        "<script>a\r\nb</script>",
        "<script>&amp;</script>",
        "<script><</script>",
        "<script></s</script>",
        "<math><style>",
    ),
)
_PAGES = some.lists(some.sampled_from(PLAIN + NASTY) | some.text(max_size=3), max_size=12).map("".join)
_PLAIN_PAGES = some.lists(some.sampled_from(PLAIN), max_size=12).map("".join)


def _parse(page: str) -> list[tuple[str, str]] | None:
    """What the parser finds; none for a handler."""
    reader = security._Reader("page")
    try:
        reader.feed(page)
        reader.close()
    except DeliveryError:
        return None
    return reader.found


def _scanned(page: str) -> list[tuple[str, str]] | None:
    elements = scan(page)
    return None if elements is None else [found for one in elements for found in security._of_element(*one)]


@settings(deadline=None)
@given(_PAGES)
@example("<p>on</p> onclick=1")
@example("<script>a</script><p onclick=x>")
def test_the_scanner_agrees_with_the_parser(page: str) -> None:
    assert _scanned(page) in (None, _parse(page))


@settings(deadline=None)
@given(_PLAIN_PAGES)
def test_a_plain_page_needs_no_parser(page: str) -> None:
    assert _scanned(page) == _parse(page)
    assert scan(page) is not None


@pytest.mark.parametrize("fragment", NASTY)
def test_a_fragment_that_is_unusual_hides_nothing(fragment: str) -> None:
    for page in (
        fragment,
        f"<p>{fragment}</p>",
        f'<p title="{fragment}">',
        f"<script>x</script>{fragment}<style>y</style>",
    ):
        assert _scanned(page) in (None, _parse(page)), page


@pytest.mark.parametrize("attribute", ["onclick=x", 'onclick="x"', "onclick", "ONCLICK='x'", "\nonfocus=x", "on=x"])
def test_a_page_with_a_handler_is_always_left_to_the_parser(attribute: str) -> None:
    assert scan(f'<p class="a" {attribute}>') is None
    assert scan(f"<script {attribute}></script>") is None
    assert scan(f'<p style="a" {attribute}>') is None
