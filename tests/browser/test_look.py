"""Takes pictures of every page: `make look` puts them into `.cache/look/`, for people to judge.

The ordinary run only tests that the picture of each page is not blank.
"""

import pytest

from tests.browser.browser import DESKTOP, PHONE, Scheme, Visitor
from tests.browser.sites import BuiltPage
from tests.support.projects import CACHE

LOOKS: dict[str, tuple[tuple[int, int], Scheme]] = {
    "desktop": (DESKTOP, "light"),
    "dark": (DESKTOP, "dark"),
    "phone": (PHONE, "light"),
}
BLANK = 8_000
"""Bytes of a picture that shows nothing but ground."""


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_can_be_looked_at(page: BuiltPage, look: str, visitor: Visitor) -> None:
    size, scheme = LOOKS[look]
    with visitor.look(page, size, scheme) as (tab, _):
        picture = tab.screenshot(full_page=True)

    _keep(page, f"{look}.png", picture)
    assert len(picture) > BLANK


def test_a_page_can_be_printed(page: BuiltPage, visitor: Visitor) -> None:
    with visitor.look(page) as (tab, _):
        paper = tab.pdf(format="A4")

    _keep(page, "print.pdf", paper)
    assert paper.startswith(b"%PDF")


def _keep(page: BuiltPage, name: str, content: bytes) -> None:
    path = CACHE / "look" / page.site.name / page.file.replace("/", "-").removesuffix(".html") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
