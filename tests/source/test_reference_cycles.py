"""Do texts that refer to texts come to an end, and is it told where they do not?"""

import pytest

from tests.support.edits import told

PURPOSES = "policy_src/purposes.yml"
RULED_OUT = "prohibited_uses:\n  - id: sell-data\n    text: Sell data\n"
CIRCULAR = "circular-reference: the text refers to itself, directly or through other texts"
DEEP = "circular-reference: the text reaches its facts through more than 10 other texts"
LONG = "circular-reference: the text has over 1 million characters once its facts are filled in"


def purposes(*texts: str) -> list[str]:
    """What is told when the purposes `p0`, `p1` and so on say these texts."""
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
