"""Tests that a value that the model refuses is explained in words that a lawyer understands."""

import pytest

from build_tools.model.problem import Problems
from build_tools.source.reader import read_source
from tests.support.edits import edited

POLICY = "policy_src/policy.yml"


def say(old: str, new: str, path: str = POLICY) -> list[str]:
    """Each problem of a changed file: where it stands in its line, what it is, how to mend it."""
    with pytest.raises(Problems) as caught:
        read_source(edited({path: (old, new)}))
    return [f"{problem.location.column}: {problem.what}. {problem.remedy}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  name: TraceLoom", "  name:", (
            '8: "name" is empty. Write its value, or remove the key if it may be left out.'
        )),
        ("  name: TraceLoom", "  name: 12", '9: "name" should be text. Write text; put a number in quotes.'),
        ("  name: TraceLoom", "  name: [a]", '9: "name" should be text. Write text; put a number in quotes.'),
        ("  name: TraceLoom", "  name: ' '", "9: the text is empty. Write it, or remove the key."),
        ("format: 6", 'format: "6"', "9: '6' is not one of the choices for format. Write it without quotes."),
        ("format: 6", "format: 7", "9: 7 is not one of the choices for format. Choose from: 6."),
        ("      - contact\n", "      - Contact\n", (
            "9: 'Contact' is not a valid value for \"sections\". "
            "Write lower-case words joined by hyphens, beginning with a letter: account-data."
        )),
        ("\nadopted:\n", "\njurisdictions: [EU]\nadopted:\n", (
            "17: 'EU' is not a valid value for \"jurisdictions\". Write lower-case letters, for example eu or us-ca."
        )),
        ("privacy@traceloom.io", "Write to us. Soon.", (
            "20: 'Write to us. Soon.' is not an e-mail address. Write for example privacy@example.com."
        )),
        ("kind: email", f"kind: {'e' * 500}", (
            f"13: '{'e' * 59}… is not one of the choices for kind. Choose from: email, in-app, post, website."
        )),
        ("published: 2026-02", "published: 2026-13", (
            "14: there is no month 2026-13 in the calendar. Write year-month, for example 2026-02."
        )),
        ("published: 2026-02", "published: 2026-02-30", (
            "14: there is no day 2026-02-30 in the calendar. Write year-month-day, for example 2026-02-14."
        )),
    ],
)  # fmt: skip
def test_a_value_is_refused_in_plain_words(old: str, new: str, said: str) -> None:
    assert say(old, new) == [said]


def test_an_empty_list_is_told_to_need_an_entry() -> None:
    text = "format: 6\ndocuments: []\n"

    assert say("format: 6\n", text)


def test_a_list_with_a_wrong_entry_is_not_told_to_be_too_short_as_well() -> None:
    assert say("kind: email", "kind: emial") == [
        "13: 'emial' is not one of the choices for kind. Did you mean \"email\"?"
    ]


def test_a_key_with_a_line_break_is_told_in_one_line() -> None:
    (said,) = say("format: 6", 'format: 6\n"a\\nb": 2')

    assert said.startswith('1: unknown key "a b". ')


@pytest.mark.parametrize(
    ("word", "is_refused"),
    [("yes", True), ("on", True), ("NO", True), ("True", True), ("'true'", True), ("true", False)],
)
def test_only_true_and_false_are_truth_values(word: str, is_refused: bool) -> None:  # noqa: FBT001 - one of the cases
    edit = {"policy_src/cookies.yml": ("optional: false", f"optional: {word}")}

    if is_refused:
        with pytest.raises(Problems) as caught:
            read_source(edited(edit))
        assert [str(problem) for problem in caught.value.problems] == [
            'policy_src/cookies.yml:7:15: "optional" should be true or false. Write true or false.'
        ]
    else:
        assert read_source(edited(edit)).policy.cookies[0].optional is True


def test_norway_is_a_country() -> None:
    region = "    region: us-east-1\n"
    policy = read_source(edited({"policy_src/storage.yml": (region, f"{region}    country: NO\n")})).policy

    assert policy.storage[0].country == "NO"
