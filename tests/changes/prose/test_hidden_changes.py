"""Tests that what only looks like a link, a question, a repetition or a cut text hides no change."""

import pytest

from build_tools.model.rule import Level
from tests.changes.prose.judging import judge

POLICY = """# Privacy policy

We collect your name and your address when you order.

We share your address with our carrier. We do not sell your data, see https://acme.example/x.

## Your rights

You can ask for a copy of your data at any time.

You can read more at www.acme.example/privacy.
"""


@pytest.mark.parametrize(
    "added",
    [
        "[We share your data with Galehart Inc](https://acme.example/p)",
        "[Our partners use your precise location for ads](https://acme.example/p)",
        "- [We now sell your data](#sale)",
        "- [Galehart Inc.](https://galehart.example)",
        "- [Your messages train our AI models.](https://acme.example/p)",
        "[Session recordings go to Quillhaven.](https://acme.example/p)",
        "Did you know that we share your location with Galehart?",
        "Do you want to stop us from selling your data to brokers?",
        "Learn how we now share your data with advertisers.",
        "If you do not reply, we share your data, contact us at x@acme.example.",
    ],
)
def test_a_practice_in_a_link_or_a_question_counts(added: str) -> None:
    after = POLICY.replace("## Your rights", f"{added}\n\n## Your rights")
    assert judge(POLICY, after) is not Level.EDITORIAL


def test_a_linked_member_of_a_list_of_recipients_is_material() -> None:
    before = f"{POLICY}\nWe share data with:\n\n- [Aldware Mail](https://aldware.example)\n"
    assert judge(before, before + "- [Galehart Data](https://galehart.example)\n") is Level.MATERIAL


def test_an_entry_of_a_list_of_companies_may_be_an_anchor() -> None:
    before = f"{POLICY}\n## Our partners\n\n- [Aldware](#ald)\n- [Bramsoft](#bram)\n"
    assert judge(before, before + "- [Galehart](#gale)\n") is not Level.EDITORIAL


@pytest.mark.parametrize(
    ("gone", "kept"),
    [
        ("You have the right to object to direct marketing.", "You have the right to object to automated decisions."),
        ("You have the right to object to automated decisions.", "You have the right to object to direct marketing."),
        ("You have the right to object to profiling.", "You have the right to object, unless we have good grounds."),
        ("California residents may opt out of the sale of data.", "You may opt out of our letters."),
    ],
)
def test_a_right_about_something_else_keeps_no_right(gone: str, kept: str) -> None:
    after = f"{POLICY}\n{kept}\n"
    assert judge(f"{after}\n{gone}\n", after) is Level.MATERIAL


def test_a_right_that_is_told_twice_is_kept() -> None:
    after = f"{POLICY}\nYou have the right to object to direct marketing at any time, free of charge.\n"
    assert judge(f"{after}\nYou have the right to object to direct marketing.\n", after) is not Level.MATERIAL


def test_a_company_called_alliance_is_no_authority() -> None:
    before = f"{POLICY}\n## Our partners\n\n- Aldware\n- Bramsoft\n"
    assert judge(before, f"{before}- Retail Data Alliance\n") is Level.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://acme.example/x", "[except to advertisers](https://acme.example/x)"),
        ("www.acme.example/privacy", "www.galehart.example/privacy"),
    ],
)
def test_another_address_or_words_in_its_place_count(old: str, new: str) -> None:
    assert judge(POLICY, POLICY.replace(old, new)) is not Level.EDITORIAL


def test_an_address_that_a_link_now_hides_is_the_same() -> None:
    after = POLICY.replace("www.acme.example/privacy", "[our site](https://www.acme.example/privacy)")
    assert judge(POLICY, after) is Level.EDITORIAL


@pytest.mark.parametrize(
    ("end", "whole"),
    [
        ("## Sharing", "## Sharing and sale of all data\n\nWe sell your data.\n\nWe ask nobody."),
        ("- your address", "- your address book and all messages.\n- your location"),
        ("Write to me@acme.example", "Write to me@acme.example and pay a fee.\n\nWe sell your data.\n\nTo all."),
        ("| Aldware | mail |", "| Aldware | mailings to all people |\n| Galehart | ads |"),
        ("We share data with our carrier", "We share data with our carrier and with all advertisers\n\nWe sell it."),
    ],
)
def test_a_longer_end_is_no_text_that_was_cut_before(end: str, whole: str) -> None:
    before = f"# Privacy policy\n\nWe keep your data.\n\n{end}\n"
    assert judge(before, before.replace(end, whole)) is not Level.EDITORIAL


def test_a_footnote_is_text_of_the_document() -> None:
    before = f"{POLICY}\nWe never share your location.[^1]\n\n[^1]: We mean the place of your phone.\n"

    assert judge(before, before.replace("phone.", "phone, but we sell your address.")) is Level.MATERIAL
    assert judge(before, before.replace("[^1]", "[^2]")) is Level.EDITORIAL


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("We inform you of each change.", "You have to inform yourself of each change."),
        ("We settle the costs of a dispute.", "You settle the costs of a dispute."),
        ("Staff may answer your questions.", "Staff may answer your questions and hand your address to Galehart."),
    ],
)
def test_a_duty_or_a_recipient_in_other_words_is_seen(was: str, now: str) -> None:
    assert judge(POLICY + was, POLICY + now) is Level.MATERIAL


def test_a_place_is_seen_when_a_table_becomes_a_list() -> None:
    table = (
        "| Vendor | Purpose | Country |\n|---|---|---|\n| Aldware | Mail | Ireland |\n| Galehart | Maps | Germany |\n"
    )
    items = "- Aldware: Mail, Ireland\n- Galehart: Maps, Germany\n"

    assert judge(POLICY + table, POLICY + items) is Level.EDITORIAL
    assert judge(POLICY + table, POLICY + items.replace("Germany", "India")) is Level.MATERIAL
