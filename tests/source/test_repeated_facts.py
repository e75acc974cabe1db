"""Is a fact that prose repeats found, and nothing else?"""

import pytest

from tests.support.edits import told

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
