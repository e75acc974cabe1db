"""Tests that invisible characters are refused wherever they come from, and that all others are allowed."""

import pytest

from build_tools.model.problem import Problems
from build_tools.source.reader import read_past, read_source
from build_tools.source.yaml_reader import read_yaml
from tests.support.edits import Edit, edited, own_tree, told

CONTACT = "policy_src/sections/contact.md"
HEADING = "Privacy questions or data requests:"
PURPOSES = "policy_src/purposes.yml"
BILL = "text: Bill you accurately"


def places(changes: dict[str, Edit]) -> list[str]:
    """Where problems are told, and which check tells them."""
    with pytest.raises(Problems) as caught:
        read_source(edited(changes))
    return [f"{problem.location} {problem.check}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "Datenschutzerklärung, Tórshavn, プライバシー 🔒",
        "שלום \u200fעולם\u200e, کتاب\u200cها, \u2067منعزل\u2069",
        "a\u00a0space\u2009and\u202fothers",
        "family 👩\u200d👩\u200d👧, ❤\ufe0f, 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, 葛\U000e0100",
        "क्\u200dष, ക്\u200d, ขอ\u200bมูล",
        "tab\there",
        "“quotes” — and – dashes…",
    ],
)
def test_letters_spaces_and_signs_of_any_script_pass(text: str) -> None:
    assert told({CONTACT: (HEADING, text)}) == []
    assert told({PURPOSES: (BILL, f'text: "{text}"')}) == []


@pytest.mark.parametrize("number", [0x00, 0x07, 0x0B, 0x0C, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x202E, 0xFEFF])
def test_what_nobody_sees_is_refused_in_prose_and_in_facts(number: int) -> None:
    hidden = chr(number)

    assert places({CONTACT: (HEADING, f"one{hidden}two")}) == [f"{CONTACT}:5:4 character"]
    assert places({PURPOSES: (BILL, f"text: one{hidden}two")}) == [f"{PURPOSES}:6:14 character"]
    assert f"U+{number:04X}" in told({CONTACT: (HEADING, f"one{hidden}two")})[0]


@pytest.mark.parametrize("text", [r"one\rtwo", r"one\x0Dtwo", "one&#13;two", "one&#xD;two"])
def test_a_carriage_return_is_refused_by_whatever_way_it_comes(text: str) -> None:
    change: dict[str, Edit] = {PURPOSES: (BILL, f'text: "{text}"')}

    (said,) = told(change)

    assert "the character U+000D is not allowed in a text" in said
    assert read_past(edited(change)).policy.purposes


@pytest.mark.parametrize(
    "text",
    [
        *(
            "one\u00adtwo",
            "one\u200btwo",
            "one\u2060two",
            "one\u200ctwo",
            "one\u200dtwo",
            "one\u034ftwo",
            "one\u180etwo",
        ),
        *(
            "one\u200etwo",
            "one\u202atwo",
            "one\u2066two\u2069",
            "one\u061ctwo",
            "שלום \u2067one",
            "שלום \u2069one\u2067",
        ),
        *("one\ufe0ftwo", "one\U000e0041two", "🔒\U000e0101two", "one\u3164two", "one\u2063two", "one\ufff9two"),
    ],
)
def test_what_is_needed_in_one_place_is_refused_in_others(text: str) -> None:
    assert {place.rpartition(" ")[2] for place in places({CONTACT: (HEADING, text)})} == {"character"}
    assert {place.rpartition(" ")[2] for place in places({PURPOSES: (BILL, f'text: "{text}"')})} == {"character"}


@pytest.mark.parametrize("name", ["&shy;", "&ZeroWidthSpace;", "&#8203;", "&#x202e;", "&zwj;", "&lrm;", "&NoBreak;"])
def test_a_name_in_html_brings_none_in(name: str) -> None:
    assert places({CONTACT: (HEADING, f"one {name}two")}) == [f"{CONTACT}:5:5 character"]


@pytest.mark.parametrize("number", [0xAD, 0x200B, 0x2060, 0x200E, 0xFE0F])
def test_a_source_of_the_past_may_hold_what_is_refused_today(number: int) -> None:
    tree = edited({CONTACT: (HEADING, f"one{chr(number)}two"), PURPOSES: (BILL, f'text: "one\\u{number:04x}two"')})

    assert read_past(tree).policy.purposes[1].text == f"one{chr(number)}two"


@pytest.mark.parametrize("escape", [r"\0", r"\a", r"\e", r"\x7f", r"\N", r"\L", r"\P", r"\u202e", r"\ud83d", r"\uFFFF"])
def test_an_escape_brings_none_in(escape: str) -> None:
    assert places({PURPOSES: (BILL, f'text: "a{escape}b"')}) == [f"{PURPOSES}:6:11 character"]


@pytest.mark.parametrize("escape", [r"\U00110000", r"\UFFFFFFFF", r"\U7FFFFFFF"])
def test_an_escape_of_no_character_is_told_where_it_stands(escape: str) -> None:
    assert places({PURPOSES: (BILL, f'text: "a{escape}b"')}) == [f"{PURPOSES}:6:15 character"]


@pytest.mark.parametrize(("escape", "letter"), [(r"\t", "\t"), (r"\n", "\n"), (r"\u00e9", "é"), (r"\U0001F512", "🔒")])
def test_an_escape_of_a_plain_character_is_that_character(escape: str, letter: str) -> None:
    assert read_yaml("x.yml", f'a: "x{escape}y"\n').value == {"a": f"x{letter}y"}


def test_a_hidden_character_in_a_key_is_told() -> None:
    (problem,) = read_yaml("x.yml", 'a:\n  "b\\0c": 1\n').problems

    assert (str(problem.location), problem.check) == ("x.yml:2:3", "character")


def test_all_hidden_characters_of_all_files_are_told_at_once() -> None:
    changes: dict[str, Edit] = {
        CONTACT: (HEADING, "one\x07two\n\x1bthree"),
        PURPOSES: (BILL, "text: one\u2028two"),
    }

    assert places(changes) == [f"{PURPOSES}:6:14 character", f"{CONTACT}:5:4 character", f"{CONTACT}:6:1 character"]


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_files_with_other_ends_of_lines_say_the_same(end: bytes) -> None:
    changes: dict[str, Edit] = {path: data.replace(b"\n", end) for path, data in own_tree().files.items()}

    assert read_source(edited(changes)).policy == read_source(own_tree()).policy


def test_files_with_a_byte_order_mark_say_the_same() -> None:
    changes: dict[str, Edit] = {path: b"\xef\xbb\xbf" + data for path, data in own_tree().files.items()}

    assert read_source(edited(changes)).policy == read_source(own_tree()).policy


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_of_an_old_encoding_is_told_where_it_stands(end: str, mark: bytes) -> None:
    text = end.join(["---", "title: Contact", "---", "", "Kürze: Caf"]).encode() + b"\xe9"

    assert places({CONTACT: mark + text}) == [f"{CONTACT}:5:11 encoding"]
    assert told({CONTACT: mark + text}) == ["encoding: the file is not UTF-8 text: byte 0xE9"]
