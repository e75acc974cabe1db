"""Tests which markup in a text is refused, and what only looks like it."""

import pytest

from build_tools.source.markup import find_markup, find_unsafe


@pytest.mark.parametrize(
    "text",
    [
        "AT&T, R&D and a < b > c",
        "3 <4 and x<9",
        "<https://example.com/a?b=c&d=e> and <a.b@example.com>",
        "[a page](privacy-policy.md#data-account), [a site](https://example.com), [a call](tel:+1-555-0100)",
        "![a picture](picture.png)",
        "**bold**, *italic*, `code`, ~~struck~~",
        "| a | b |\n|---|:-:|\n| c | d |",
        "*[GDPR]: General Data Protection Regulation\n\nThe GDPR.",
        "once = twice; only=one; button = none",
        "[a] and [b][c], (d)",
        "1. one\n2. two\n\n> said\n\n---\n",
        "- one\n    - two\n        - three\n            - four\n",
        "> > said, " + "and said " * 50,
        "* * * * *\n\n- - - - -\n",
        "[[a]] and [b][[c]]",
        "[us]\n\n[us]: https://example.com/contact",
        "Write to <{{ controller.privacy_mailbox }}>.",
    ],
)
def test_plain_markdown_passes(text: str) -> None:
    assert list(find_markup(text)) == []
    assert find_unsafe(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=//e.example/x>",
        "a <b>bold</b> word",
        "<!-- hidden -->",
        "<?php x ?>",
        "<!DOCTYPE html>",
        "<img src=x onerror=alert(1)>",
        "</div>",
        "ends with <",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "[x]: data:text/html;base64,PHNjcmlwdD4=",
        "[x](vbscript:x)",
        "[x](data:text/html,x)",
        "[x](file:///etc/passwd)",
        "[x](//elsewhere.example)",
        "<javascript:alert(1)>",
        "![x](https://elsewhere.example/x.png)",
        "![x](//elsewhere.example/x.png)",
        "[![x](https://elsewhere.example/x.png)](page.md)",
        "![x][y]\n\n[y]: https://elsewhere.example/x.png",
        "x](javascript&#58;alert(1)) [y",
        "[x](page.md){ onclick=alert(1) }",
        "**x**{ style=position:fixed }\n\n[y]",
        "x onload = alert(1)",
        "- " * 40 + "x",
        ">" * 3000 + " x",
        "\n".join("    " * level + "- x" for level in range(300)),
        "1. " * 400 + "x ]",
        "[" * 5000 + "]" * 5000,
        "[us]: vbscript:x",
        "[ " * 50_000,
        "[a][" * 50_000,
        "[a](b(" * 50_000,
    ],
)
def test_what_is_not_plain_markdown_is_refused(text: str) -> None:
    assert list(find_markup(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see [here](java\nscript:alert(1)", "see [here](java\nscript"),  # the layout's bracket closes it
        ("![here](https://evil.example/x.png", "![here](https"),
        ("[a](https:\\\\evil.example)", "[a](https"),
        ("[a](/\\evil.example)", "[a](/"),
        ("[a](\\\\evil.example)", "[a]("),
        ("One.\n\n[a](&#92;&#92;evil.example)", "[a](&#92;"),
    ],
)
def test_what_a_page_would_make_of_a_text_is_refused_today(text: str, words: str) -> None:
    found = find_unsafe(text)

    assert found
    assert text[found[0] :].startswith(words)
    assert list(find_markup(text)) == []  # the past is held to less


@pytest.mark.parametrize(
    "text",
    [
        "a (b) [c]",
        "[1] and [2]",
        "See [x](y.md) (or [z](z.md)).",
        "![x](x.png)",
        r"a \]( b",
        r"\[a\](b",
        "\\[" * 500,
        "**\\**",
    ],
)
def test_whole_links_and_brackets_are_fine(text: str) -> None:
    assert find_unsafe(text) is None


def test_a_link_that_is_defined_elsewhere_is_placed_where_its_address_stands() -> None:
    text = "One [x].\n\nTwo.\n\n[x]: java&#115;cript:y\n"

    (found,) = find_markup(text)

    assert text[found.start : found.end].startswith("[x]: java")


def test_a_hidden_link_is_placed_at_its_paragraph() -> None:
    text = "One.\n\nTwo [x](java&#115;cript:y).\n\nThree."

    (found,) = find_markup(text)

    assert text[found.start : found.end].startswith("Two")
