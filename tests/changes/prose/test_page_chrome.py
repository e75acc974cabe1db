"""Tests that the page around a fetched document hides nothing that the document states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.changes.prose.blocks import read_blocks
from build_tools.changes.prose.judge import compare_prose
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.page_chrome import mark_chrome
from build_tools.model.rule import Level
from tests.changes.prose.judging import judge
from tests.changes.prose.test_blocks import TEXTS

DOCUMENT = """# Privacy policy

We collect your name and your address when you order.

We share your address with our carrier. We do not sell your data.

## Your rights

You can ask for a copy of your data at any time.
"""
MENU = "".join(f"- {name}\n" for name in ("Shop", "Stores", "Gifts", "Magazine", "Careers", "Press", "Help", "Basket"))
FOOTER = "- Newsletter\n- Imprint\n- Sitemap\n"
TICKER = "ABC\n\n$ 1,204.20\n\nXYZ\n\n$ 31.07\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DOCUMENT, MENU + "\n" + DOCUMENT),
        (DOCUMENT, DOCUMENT + "\n" + FOOTER),
        (DOCUMENT, DOCUMENT + "\nDid you find what you wanted?\n\nYes\n\nNo\n"),
        (MENU + "\n" + DOCUMENT, MENU.replace("Gifts", "Summer sale") + "\n" + DOCUMENT),
        (TICKER + DOCUMENT, TICKER.replace("1,204.20", "1,310.95") + DOCUMENT),
        (DOCUMENT, f"{DOCUMENT}\n{MENU}\nOur builder has all you need for a fine free page.\n\n{FOOTER}"),
        (DOCUMENT, f"{DOCUMENT}\n- Shop\n- Stores\n- Imprint\n\nTerms of use | Privacy | Cookies | Help\n"),
    ],
)
def test_a_menu_around_a_fetched_text_is_editorial(before: str, after: str) -> None:
    assert judge(before, after) is Level.EDITORIAL
    assert judge(after, before) is Level.EDITORIAL


@pytest.mark.parametrize(
    "added",
    [
        "We sell your data to advertisers.",
        "We may change the fee at any time. You must pay it.",
        "We use Quillhaven to host your data.",
        "You can no longer object to this.",
        "We sell data.",
    ],
)
@pytest.mark.parametrize("page", ["{menu}\n{added}\n\n{footer}", "{menu}\n{added}\n", "{footer}\n{added}\n\n{menu}"])
def test_a_sentence_between_menus_counts(page: str, added: str) -> None:
    before, after = (f"{DOCUMENT}\n{page.format(menu=MENU, footer=FOOTER, added=text)}" for text in ("", added))
    assert judge(before, after) is not Level.EDITORIAL


@pytest.mark.parametrize(
    "heading",
    ["Subprocessors", "Our partners", "Companies with which we share data", "Data we collect", "Your rights"],
)
def test_a_long_list_under_a_telling_heading_is_no_menu(heading: str) -> None:
    names = [f"- {first}{last}\n" for first in ("Ald", "Bram", "Corv", "Dun") for last in ("ware", "soft", "ric")]
    before = f"{DOCUMENT}\n## {heading}\n\n{''.join(names)}"
    assert judge(before, before + "- Fernhollow\n") is not Level.EDITORIAL


def test_links_to_as_many_sites_are_no_menu() -> None:
    names = [f"- [{name}](https://{name}.example)\n" for name in ("ald", "bram", "corv", "dun", "elm", "fern", "gil")]
    before = f"{DOCUMENT}\n## Who helps us\n\n{''.join(names)}"
    assert judge(before, before + "- [Hale](https://hale.example)\n") is not Level.EDITORIAL


def test_a_new_mailbox_before_a_menu_counts() -> None:
    before = f"{DOCUMENT}\n## Contact\n\nWrite to privacy@example.org.\n\n{MENU}"
    assert judge(before, before.replace("privacy@", "law@")) is Level.MATERIAL


def test_the_sources_of_a_project_have_no_page_around_them() -> None:
    passages = compare_prose(DOCUMENT, MENU + "\n" + DOCUMENT, is_fetched=False)
    assert all(passage.after and passage.after.kind is not BlockKind.BOILERPLATE for passage in passages)


@given(TEXTS)
def test_every_block_stays_in_its_place(text: str) -> None:
    blocks = read_blocks(text)
    marked = mark_chrome(blocks)
    assert [(block.text, block.line) for block in marked] == [(block.text, block.line) for block in blocks]


@given(st.lists(st.sampled_from(["Shop", "Help", "We sell your data.", "# Rights", "- AWS", "| a | b |"]), max_size=12))
def test_a_statement_about_data_is_never_set_aside(lines: list[str]) -> None:
    marked = mark_chrome(read_blocks("\n\n".join([DOCUMENT, *lines])))
    stated = [block for block in marked if block.text == "We sell your data."]
    assert all(block.kind is not BlockKind.BOILERPLATE for block in stated)


@pytest.mark.parametrize(
    "added",
    ["We sell your data.", "We track you.", "Calls are recorded.", "AI reads your messages", "Hosted by Galehart Inc."],
)
@pytest.mark.parametrize("page", ["{menu}\n{added}\n\n{document}", "{added}\n\n{menu}\n{document}"])
def test_a_few_words_next_to_a_menu_count(page: str, added: str) -> None:
    before, after = (page.format(menu=MENU, document=DOCUMENT, added=text) for text in ("", added))
    assert judge(before, after) is not Level.EDITORIAL


@pytest.mark.parametrize("heading", ["Who helps us", "Annex", "Purposes", "Where"])
@pytest.mark.parametrize("added", ["Galehart", "Credit scoring", "China"])
def test_a_section_that_ends_the_document_with_a_list_is_no_menu(heading: str, added: str) -> None:
    before = f"{DOCUMENT}\n## {heading}\n\n- Aldware\n- Bramsoft\n- Corvric\n"
    assert judge(before, f"{before}- {added}\n") is not Level.EDITORIAL


def test_short_answers_before_the_document_count() -> None:
    questions = "Do you sell data?\n\nNo.\n\nWho sees it?\n\nOnly us.\n\nHow long?\n\nOne year.\n\n"
    for old, new in (("Only us.", "Us and Galehart."), ("One year.", "Ten years.")):
        assert judge(questions + DOCUMENT, questions.replace(old, new) + DOCUMENT) is not Level.EDITORIAL


@pytest.mark.parametrize("row", ["| Location | We sell it | forever |", "| Galehart | Ads | China |"])
def test_a_row_by_itself_next_to_a_menu_counts(row: str) -> None:
    before = f"{MENU}\n{DOCUMENT}"
    assert judge(before, f"{row}\n\n{before}") is not Level.EDITORIAL
