"""Tests the checks of references to facts and blocks, and of references that loop."""

import pytest

from tests.support.edits import told

CONTACT = "policy_src/sections/contact.md"
HEADING = "Privacy questions or data requests:"
PURPOSES = "policy_src/purposes.yml"
RULED_OUT = "prohibited_uses:\n  - id: sell-data\n    text: Sell data\n"
CIRCULAR = "circular-reference: the text refers to itself, directly or through other texts"
DEEP = "circular-reference: the text reaches its facts through more than 10 other texts"
LONG = "circular-reference: the text has over 1 million characters once its facts are filled in"


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


def purposes(*texts: str) -> list[str]:
    """The problems of purposes `p0`, `p1` and so on with these texts."""
    entries = "".join(f'  - id: p{number}\n    text: "{text}"\n' for number, text in enumerate(texts))
    return told({PURPOSES: f"purposes:\n{entries}{RULED_OUT}".encode()})


def to(number: int) -> str:
    return f"{{{{ purposes.p{number}.text }}}}"


def test_two_ways_to_one_text_are_no_circle() -> None:
    assert purposes(f"{to(1)} {to(2)}", f"a {to(3)}", f"b {to(3)}", "c") == []


def test_a_text_may_say_another_twice() -> None:
    assert purposes(f"{to(1)} {to(1)}", "a") == []


def test_ten_texts_in_a_row_are_not_too_many() -> None:
    assert purposes(*(to(number + 1) for number in range(9)), "the last") == []


def test_equal_texts_in_two_places_are_no_circle() -> None:
    assert purposes(to(2), to(2), "a") == []


@pytest.mark.parametrize("length", [1, 2, 3, 30])
def test_each_text_of_a_circle_is_told(length: int) -> None:
    assert purposes(*(to((number + 1) % length) for number in range(length))) == [CIRCULAR] * length


def test_a_text_that_only_leads_to_a_circle_is_not_told() -> None:
    assert purposes(to(1), to(2), to(1)) == [CIRCULAR] * 2


def test_a_circle_by_way_of_the_names_in_a_list_is_told() -> None:
    edit = ("name: Access\n", 'name: "Access to {{ rights }}"\n')

    assert told({"policy_src/rights.yml": edit}) == [CIRCULAR]


def test_texts_that_double_each_other_are_told_and_not_written_out() -> None:
    problems = purposes(*(f"{to(number + 1)} {to(number + 1)}" for number in range(60)), "x")

    assert problems == [DEEP] * 51


def test_a_text_that_grows_beyond_measure_is_told() -> None:
    problems = purposes(*(to(number + 1) * 10 for number in range(7)), "x")

    assert problems
    assert set(problems) == {LONG}


def test_a_thousand_texts_in_a_row_are_told() -> None:
    assert purposes(*(to(number + 1) for number in range(1000)), "x") == [DEEP] * 991
