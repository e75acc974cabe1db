"""Tests that the links of an old text lead to the texts of its time; all other links are unchanged."""

import pytest

from build_tools.site.pages.page_markdown import move_links


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("[x](a.md) [y](a.md#b)", "[x](<a.md|>) [y](<a.md|#b>)"),
        ('[x](a.md "title")', '[x](<a.md|> "title")'),
        ("[x]( a.md )", "[x]( <a.md|> )"),
        ("[x][1]\n\n[1]: a.md#b", "[x][1]\n\n[1]: <a.md|#b>"),
        ("[x][1]\n\n[1]:  a.md", "[x][1]\n\n[1]:  <a.md|>"),
    ],
)
def test_a_link_within_the_site_is_moved(text: str, moved: str) -> None:
    assert move_links(text, lambda page, place: f"<{page}|{place}>") == moved


@pytest.mark.parametrize(
    "address", ["https://e.example/a.md", "HTTPS://e.example", "mailto:a@e.example", "/a.md", "#a"]
)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x]( {} )", "[x][1]\n\n[1]: {}", "[x][1]\n\n   [1]:   {}", "[x][1]\n\n[1]:{}"]
)
def test_a_link_that_leads_elsewhere_stays_as_it_is(form: str, address: str) -> None:
    text = form.format(address)

    assert move_links(text, lambda *_: "moved") == text
