"""Tests that a new section which only gives rights to a region is notable, and hides nothing."""

import pytest

from build_tools.model.rule import Level
from tests.changes.prose.judging import judge, name_rules

BEFORE = """# Privacy policy

We collect your name and your email address to deliver your order. We share your address with our carrier.

## Contact

You can write to privacy@acme.example.
"""
RIGHTS = """## California residents

The California Consumer Privacy Act (CCPA) gives you the right to know, to delete and to correct personal information.
"""
HANDLING = [
    "We will verify your identity before we answer your request.",
    "You may designate an authorized agent, and the agent must provide proof of your authorization.",
    "If you have an account, please use the email address of your account when you submit a request.",
    "We may ask for a document to confirm that you are who you say you are.",
    "In order to verify your request, you must provide the email address of your account.",
    "California Civil Code Section 1798.83 permits residents of California to request information about third parties.",
]


def add(section: str, before: str = BEFORE) -> str:
    return before.replace("## Contact", f"{section}\n\n## Contact")


@pytest.mark.parametrize("sentence", HANDLING)
def test_how_a_request_is_made_is_part_of_new_rights(sentence: str) -> None:
    assert judge(BEFORE, add(f"{RIGHTS}\n{sentence}")) is Level.NOTABLE


@pytest.mark.parametrize(
    "sentence",
    [
        "In the last 12 months we shared identifiers with advertising partners.",
        "We will verify your identity with the help of Galehart Inc., which receives your identity card.",
        "To verify your identity we use your requests to build an advertising profile.",
        "To confirm your identity, we combine your request with what data brokers know.",
        "We charge a fee of 40 dollars to process your request.",
        "When you make a request, we transfer your request to India.",
        "By making a request you agree that your identity documents train machine learning models.",
        "Under the CCPA, what we do with your browsing history when you make a request is a sale.",
        "The law permits that your data is sold, and it is.",
        "We offer a discount if you let us sell your purchase history.",
    ],
)
def test_what_is_disclosed_in_such_a_section_is_material(sentence: str) -> None:
    assert judge(BEFORE, add(f"{RIGHTS}\n{sentence}")) is Level.MATERIAL


@pytest.mark.parametrize("sentence", [HANDLING[2], HANDLING[4]])
def test_a_condition_of_rights_that_were_given_before_is_material(sentence: str) -> None:
    before = add(RIGHTS)
    assert judge(before, add(f"{RIGHTS}\n{sentence}")) is Level.MATERIAL
    assert judge(before, add(f"{RIGHTS.replace('California', 'Virginia')}\n{sentence}")) is Level.MATERIAL


def test_our_own_rights_are_no_rights_of_readers() -> None:
    assert "prose-right-gained" not in name_rules(BEFORE, add("Our ability and rights to access your files are wide."))
