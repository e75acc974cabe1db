"""Tests that repeated facts are found, with their place and every reference that could be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source import repeated_facts
from build_tools.source.folder import read_folder
from build_tools.source.reader import read_source
from tests.support.edits import Edit, edited, own_tree, told
from tests.support.projects import ORGANISATIONS

CONTACT = "policy_src/sections/contact.md"
HEADING = "Privacy questions or data requests:"


def prose(text: str) -> list[str]:
    return told({CONTACT: (HEADING, text)})


@pytest.mark.parametrize(
    "text",
    [
        "Within 31 days, 130 days or 30 working days.",
        "The rule of 90 daylight hours.",
        "Stripes and AWSome things, PostHogs, SendGrid-like.",
        "Write to someone@traceloom.io.example or myprivacy@traceloom.io.",
        "In your AWS account, as {{ subprocessors.aws.name }} allows.",
        "AES-2560 and TLS 1.30.",
        "The region us-east-12.",
    ],
)
def test_what_only_resembles_a_fact_is_none(text: str) -> None:
    assert prose(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Within 90 days.", "90 days"),
        ("After 7 years.", "7 years"),
        ("A 30-day period.", "30-day"),
        ("After 24 Hours.", "24 Hours"),
        ("Within 90\ndays.", "90 days"),
        ("Ask Stripe.", "Stripe"),
        ("Ask STRIPE, please.", "STRIPE"),
        ("In us-east-1.", "us-east-1"),
        ("With AES-256.", "AES-256"),
        ("With TLS 1.3.", "TLS 1.3"),
        ("Write to privacy@traceloom.io.", "privacy@traceloom.io"),
        ("Jajoga, LLC is responsible.", "Jajoga, LLC"),
        ("As a CSV file.", "CSV"),
        ("AWS stores it.", "AWS"),
        ("Ask ſtripe.", "ſtripe"),
        ("Ask Strıpe.", "Strıpe"),
    ],
)
def test_a_repeated_fact_is_found(text: str, found: str) -> None:
    assert prose(text) == [f'repeated-fact: "{found}" repeats a fact that the source states elsewhere']


def test_each_repetition_is_told_once() -> None:
    assert len(prose("Stripe, and 90 days later Stripe.")) == 3


def test_facts_are_found_in_the_wording_of_entries_too() -> None:
    edit = ("text: Object to processing for any reason", "text: Object within 90 days")

    assert told({"policy_src/rights.yml": edit}) == [
        'repeated-fact: "90 days" repeats a fact that the source states elsewhere'
    ]


@pytest.mark.parametrize("place", ["US", "IT", "AM"])
def test_the_code_of_a_country_is_no_word_of_speech(place: str) -> None:
    vendor = ("purpose: Payment processing", f"purpose: Payment processing\n    location: {place}")
    speech = (HEADING, f"Write to us if it helps. I am here. Data goes to {place}.")

    found = told({"policy_src/subprocessors.yml": vendor, CONTACT: speech})

    assert found == [f'repeated-fact: "{place}" repeats a fact that the source states elsewhere']


def problem_in(changes: dict[str, Edit]) -> Problem:
    """The one problem of TraceLoom's changed source."""
    with pytest.raises(Problems) as caught:
        read_source(edited(changes))
    (problem,) = caught.value.problems
    return problem


def test_a_fact_that_stands_four_times_offers_all_four() -> None:
    assert problem_in({CONTACT: (HEADING, "Within 30 days.")}).remedy == (
        "Write {{ retention.account.period }} or {{ rights.deletion.deadline }} or {{ requests.deadline }} "
        "or {{ storage.backups.retention }}, depending on which is meant."
    )


def test_a_fact_that_stands_once_offers_itself_alone() -> None:
    assert problem_in({CONTACT: (HEADING, "Within 90 days.")}).remedy == (
        "Write {{ retention.usage_and_logs.period }}."
    )


def test_a_period_before_a_noun_offers_its_adjective() -> None:
    assert problem_in({CONTACT: (HEADING, "A 7-year period.")}).remedy == (
        "Write {{ retention.billing.period.adjective }}."
    )


def test_a_fact_is_placed_at_its_own_words_and_not_at_the_same_ones_in_a_longer_word() -> None:
    text = "Stripes are no vendor, striped neither; Stripe is."

    assert str(problem_in({CONTACT: (HEADING, text)}).location) == f"{CONTACT}:5:41"


def test_the_place_does_not_depend_on_longer_words_of_the_same_spelling() -> None:
    text = "Stripes, Stripes.\nStripe."

    assert str(problem_in({CONTACT: (HEADING, text)}).location) == f"{CONTACT}:6:1"


def test_a_fact_across_a_line_break_is_placed_where_it_begins() -> None:
    assert str(problem_in({CONTACT: (HEADING, "We answer within 90\ndays.")}).location) == f"{CONTACT}:5:18"


def test_a_fact_is_placed_in_a_folded_text_of_facts() -> None:
    text = ("text: Object to processing for any reason", "text: >-\n      Object at once,\n      or within 90 days")

    assert str(problem_in({"policy_src/rights.yml": text}).location) == "policy_src/rights.yml:25:17"


def test_allowed_words_allow_no_more_than_themselves() -> None:
    assert told({CONTACT: (HEADING, "In your AWS account, on AWS.")}) == [
        'repeated-fact: "AWS" repeats a fact that the source states elsewhere'
    ]


@pytest.mark.parametrize("text", ["In YOUR aws account.", "In your\nAWS account."])
def test_allowed_words_are_found_in_any_case_and_across_lines(text: str) -> None:
    assert told({CONTACT: (HEADING, text)}) == []


def test_allowed_words_that_stand_nowhere_are_told_at_their_entry() -> None:
    entry = "allowed_words:\n  - words: your Azure\n    reason: There are other clouds, too.\n"
    problem = problem_in({"policy_src/policy.yml": ("allowed_words:\n", entry)})

    assert problem.what == 'the allowed words "your Azure" do not appear in any text'
    lines = own_tree().read("policy_src/policy.yml").splitlines()
    assert str(problem.location) == f"policy_src/policy.yml:{lines.index('allowed_words:') + 2}:12"


def test_a_reference_to_a_fact_does_not_repeat_it() -> None:
    assert told({CONTACT: (HEADING, "{{ subprocessors.stripe.name }} in {{ storage.primary.region }}")}) == []


def german(text: str) -> list[str]:
    """The problems when a text is added to a section of the German organisation."""
    files = {**read_folder(ORGANISATIONS / "nordlicht").files}
    files |= {path: data for path, data in own_tree().files.items() if path.startswith("templates/")}
    path = "policy_src/sections/cookies-ablehnen.md"
    files[path] += text.encode()
    try:
        read_source(Tree(files))
    except Problems as error:
        return [problem.what for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("text", "found"), [("Nach 90 Tage.", "90 Tage"), ("Auf den FÄRÖER.", "FÄRÖER"), ("Über Fjordhost.", "Fjordhost")]
)
def test_facts_are_found_as_their_own_language_says_them(text: str, found: str) -> None:
    assert german(text) == [f'"{found}" repeats a fact that the source states elsewhere']


@pytest.mark.parametrize("text", ["After 90 days.", "Nordlichter am Himmel.", "Fjordhosting.", "90 Tagebücher."])
def test_other_languages_and_longer_words_are_no_hit_in_german(text: str) -> None:
    assert german(text) == []


@pytest.mark.parametrize("text", ["Nach 90 Tagen.", "Innerhalb von 10 Jahren."])
def test_a_declined_period_repeats_a_fact_too(text: str) -> None:
    assert german(text)


def test_a_name_between_underscores_repeats_a_fact_too() -> None:
    assert told({CONTACT: (HEADING, "We use _Stripe_.")})


WORDS = st.lists(
    st.sampled_from(["E-mail", "e", "mail", "90 days", "Stripe", "stripes", "café", "İl", "\u212a", "US", "_a_"]),
    max_size=4,
)


@given(st.lists(WORDS.map(" ".join).filter(str.strip), min_size=1, max_size=5), WORDS.map(", ".join), st.booleans())
def test_a_fact_that_is_left_out_stands_nowhere(facts: list[str], text: str, declines: bool) -> None:  # noqa: FBT001
    stated = [repeated_facts._Fact(words, "", declines) for words in facts]
    kept = set(repeated_facts._leave_out_absent(stated, [text]))
    ending = r"[^\W\d_]{0,2}" if declines else ""

    for fact in set(stated) - kept:
        assert not repeated_facts._whole(f"(?:{repeated_facts._any_of([fact.words])}){ending}").search(text)
