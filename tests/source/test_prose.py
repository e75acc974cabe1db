"""Are references, blocks and headings in prose checked?"""

import pytest

from tests.support.edits import told

CONTACT = "policy_src/sections/contact.md"
HEADING = "Privacy questions or data requests:"


def prose(text: str) -> list[str]:
    return told({CONTACT: (HEADING, text)})


@pytest.mark.parametrize(
    "text",
    [
        "{{ controller.name }}",
        "{{controller.name}}",
        "{{ announcing.channels }}",
        "{{ stays_with_customer }}",
        "{{ data.account.items.email.name }}",
        "{{ storage.backups.retention.adjective }}",
        "{{ sections.contact.title }}",
        "### More { #more }",
        "### More {#more}",
        "#### Deeper { #deeper }",
        "{{ blocks.cookies }}",
        "\\#hashtag",
        "A #hashtag.",
        "A rule follows.\n\n---\n\nIt preceded.",
        "| one |\n|---|\n| two |\n",
        "One line\nand another\n---",
    ],
)
def test_sound_prose_passes(text: str) -> None:
    assert prose(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ controler.name }}", '"controler" in {{ controler.name }} does not exist'),
        ("{{ retention.billing.start }}", '"start" in {{ retention.billing.start }} does not exist'),
        ("{{ controller.site }}", '"site" in {{ controller.site }} does not exist'),
        ("{{ controller }}", "{{ controller }} names a group of facts"),
        ("{{ cookies.session.optional }}", "{{ cookies.session.optional }} has no value that can be put into a text"),
        ("{{ blocks.nothing }}", 'there is no block "nothing"'),
        ("{{ blocks }}", 'there is no block ""'),
        ("See {{ blocks.cookies }}", "the block {{ blocks.cookies }} is not on a separate line"),
        ("{{ blocks.cookies }} below", "the block {{ blocks.cookies }} is not on a separate line"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_told(text: str, what: str) -> None:
    assert prose(text) == [f"{'reference-syntax' if 'separate' in what else 'unknown-reference'}: {what}"]


@pytest.mark.parametrize(
    "text",
    ["{{ controller.name", "controller.name }}", "{ controller.name }", "{% if x %}", "{# remark #}", "{{ 1 }}", "{{}}",
     "{{ controller.name | upper }}", "{{ controller['name'] }}", "{: .class }", "{{ Controller.name }}"],
)  # fmt: skip
def test_other_braces_are_told(text: str) -> None:
    problems = prose(text)

    assert problems
    assert set(problems) == {"reference-syntax: these braces are not a reference to a fact"}


def test_a_block_in_a_fact_is_told() -> None:
    edit = ("text: Bill you accurately", 'text: "{{ blocks.cookies }}"')

    assert told({"policy_src/purposes.yml": edit}) == [
        "reference-syntax: the block {{ blocks.cookies }} is not on a separate line"
    ]


def test_a_circle_of_two_texts_is_told_at_both() -> None:
    edits = {
        "policy_src/purposes.yml": ("text: Bill you accurately", 'text: "{{ rights.objection.text }}"'),
        "policy_src/rights.yml": ("text: Object to processing for any reason", 'text: "{{ purposes.billing.text }}"'),
    }

    assert told(edits) == ["circular-reference: the text refers to itself, directly or through other texts"] * 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("### More", 'the heading "More" has no permanent address'),
        ("## More { #more }", "the heading is above the level that sections may use"),
        ("### More { #collected }", 'the anchor "collected" is taken by the heading "More"'),
        ("### More { #data-retention }", 'the anchor "data-retention" is taken by the section data-retention'),
        ("### More { #data-account }", 'the anchor "data-account" is taken by the data category "account"'),
        ("###More", 'the heading "More" has no permanent address'),
        ("#1 in privacy", "the heading is above the level that sections may use"),
        ("> ### More", "the heading is in a list or a quote"),
        ("- ### More\n", "the heading is in a list or a quote"),
        ("1. #more", "the heading is in a list or a quote"),
        ("More\n====\n\nText.", 'the line under "More" turns it into a heading'),
        ("More\n---\n\nText.", 'the line under "More" turns it into a heading'),
    ],
)  # fmt: skip
def test_a_heading_needs_a_permanent_address_of_its_own(text: str, what: str) -> None:
    (problem,) = prose(text)

    assert problem.partition(": ")[2] == what
