"""Tests that phrases are found, and only where they should be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from build_tools.checklists.phrases import Statements, compile_phrase
from build_tools.model.search_phrase import SearchPhrase

PHRASE: TypeAdapter[str] = TypeAdapter(SearchPhrase)


def found(phrase: str, text: str) -> str | None:
    told = Statements([text]).find([phrase])
    return told.block.text if told else None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("legal basis", "The **legal basis** is a contract."),
        ("legal basis", "The legal\nbasis is a contract."),
        ("transfer*", "Data is transferred abroad."),
        ("*beschwerde*", "Ihr Beschwerderecht bleibt."),
        ("(lodge|file) a complaint", "You may file a complaint."),
        ("right … complain", "You have the right to write to us and to complain."),
        ("opt out", "You can opt-out of it."),
        ("email us", "Please e-mail us."),
        ("subprocessor", "A sub-processor helps us."),
        ("do not sell", "We don't sell it."),
        ("@", "Write to privacy@example.com."),
        ("us-east-1", "It is kept in us-east-1."),
        ("right … access", "You have the right to:\n\n- Access: a copy"),
        ("#rights … access", "## Your rights\n\nAsk for access at any time."),
        ("##right to object … object", "## Right to object\n\nYou may object at any time."),
        ("complain* … ico", "## Questions and complaints\n\nComplaints go to the ICO."),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("legal basis", "The basis is legal."),
        ("inc", "We include you."),
        ("right … complain", "You have a right. You may complain."),
        ("rights … access", "## Your rights\n\nAsk for access at any time."),
        ("right … access", "You have the right.\n\nAccess is logged."),
        ("##right to object … object", "## Your rights\n\nThe right to object: you may object at any time."),
        ("##right to object", "## Right to object\n\nYou may do so at any time."),
        ("not … sell my", "Do not sell, or share my info"),
        ("do not track", "Do not sell my personal information"),
        ("do not sell", "Do Not Sell My Personal Information"),
        ("@", "Meet us @ the fair."),
        ("a b", "a" + " x" * 200 + " b"),
        ("legal basis", "<!-- legal basis -->\n\nNothing else."),
    ],
)
def test_a_near_miss_is_not_found(phrase: str, text: str) -> None:
    assert found(phrase, text) is None


def test_exceptions_exclude_only_their_own_sentence() -> None:
    statements = Statements(["We do not share data with vendors. We share data with vendors of ours."])

    told = statements.find(["share data with vendors"], ["do not share"])

    assert told
    assert told.block.text == "We share data with vendors of ours."


def test_the_first_phrase_that_is_found_determines_the_place() -> None:
    statements = Statements(["It may be used. We use it for the following purposes."])

    told = statements.find(["following purposes", "used"])

    assert told
    assert told.block.text == "We use it for the following purposes."


def test_an_item_is_shown_with_its_lead_in() -> None:
    told = Statements(["We do not use it to:\n\n- sell it"]).find(["not … sell"])

    assert told
    assert told.whole == "We do not use it to: sell it"


def test_a_quotation_is_found_within_a_sentence_in_any_typography() -> None:
    statements = Statements(["We say “that’s all”. And more."])

    assert statements.find_quote('"That\'s all"')
    assert statements.find_quote("all. And") is None


@pytest.mark.parametrize(
    "phrase", ["(a|b", "a)b", "((a|b)|c)", "()", "a (|b)", "… a", "a …", "*", "#", "###", "a" * 301]
)
def test_a_meaningless_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValidationError):
        PHRASE.validate_python(phrase)


WORDS = st.text("abcdefghäöüß*", min_size=1, max_size=8).filter(lambda word: word.strip("*"))


@given(
    st.lists(
        st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=3).map(lambda one: f"({'|'.join(one)})")), min_size=1
    )
)
def test_any_phrase_finds_its_own_words(parts: list[str]) -> None:
    phrase = PHRASE.validate_python(" … ".join(parts)[:300].rpartition(" … ")[0] or parts[0])
    said = [re.sub(r"\((.+?)(\|.*)?\)", r"\1", part) for part in phrase.split(" … ")]

    assert re.search(compile_phrase(phrase), " ".join(said).replace("*", "x"))


@given(st.text("(a|b)…*#@. \n", max_size=30))
def test_any_phrase_is_refused_or_can_be_searched(phrase: str) -> None:
    try:
        PHRASE.validate_python(phrase)
    except ValidationError:
        return
    Statements(["a b. ab (a) a@b.c"]).find([phrase], [phrase])


def test_a_hostile_text_is_searched_to_its_end() -> None:
    heading = "complain " * 3_000
    text = f"# {heading}\n\n" + "we do not share data with vendors and " * 3_000

    assert found("complain … contact … authority", text) is None
    assert Statements([text]).find(["share … vendors"], ["do not share"]) is None
