"""Tests that it counts who does something, for whom, and in which role."""

import pytest

from build_tools.model.rule import Level
from tests.changes.prose.judging import judge, name_rules

POLICY = """# Privacy policy

We collect your name and your email address to deliver your order.

## Sharing

{}

You can write to privacy@acme.example.
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We receive data from advertisers.", "Advertisers receive data from us."),
        ("Partners send us your email address.", "We send partners your email address."),
        ("We process data on behalf of our customers.", "Our customers process data on our behalf."),
        ("Payments are processed by us.", "Payments are processed by third parties."),
        ("Your data is deleted by us.", "Your data is deleted by our providers."),
        ("We answer requests within 30 days.", "Our customers answer requests within 30 days."),
        ("You decide who sees your profile.", "We decide who sees your profile."),
        ("Your employer is the controller of your data.", "We are the controller of your data."),
    ],
)
def test_another_actor_is_material(old: str, new: str) -> None:
    assert judge(POLICY.format(old), POLICY.format(new)) is Level.MATERIAL
    assert judge(POLICY.format(new), POLICY.format(old)) is Level.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We act as a processor for your data.", "We act as a controller for your data."),
        ("Galehart acts as our processor.", "Galehart acts as an independent controller."),
        ("Galehart processes your data on our behalf.", "Galehart processes your data for its own purposes."),
        ("Galehart processes your data on our behalf.", "Galehart and we are joint controllers of your data."),
        ("We process data on behalf of our customers.", "We process data for our own purposes."),
        (
            "As a processor, we follow the instructions of our customers.",
            "As a controller, we decide about the data of our customers.",
        ),
    ],
)
def test_another_role_is_material(old: str, new: str) -> None:
    assert judge(POLICY.format(old), POLICY.format(new)) is Level.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Galehart acts as our processor.", "Galehart acts as a processor for us."),
        ("We store data and delete it by day 30.", "We store data, and delete it by day 30."),
        ("Partners and we use this data.", "We and partners use this data."),
    ],
)
def test_the_same_actors_in_other_words_are_editorial(old: str, new: str) -> None:
    assert judge(POLICY.format(old), POLICY.format(new)) is Level.EDITORIAL


@pytest.mark.parametrize(
    "added",
    [
        "At any time, you can delete cookies in Chrome or on Firefox.",
        "The app is available in the Apple App Store and on Google Play.",
        "You can erase your account by clicking the “Delete Account” button.",
        "The processing of personal data follows the Law of Personal Data Protection of Georgia.",
        "Residents of Iowa and Rhode Island have the right to access their data.",
    ],
)
def test_what_is_only_named_receives_nothing(added: str) -> None:
    assert judge(POLICY.format(""), POLICY.format(added)) is Level.NOTABLE


@pytest.mark.parametrize(
    "added",
    [
        "Our app on Android sends your location to Google.",
        "We use Google Play services to measure usage.",
        "Purchases are handled on the App Store, and Apple gives us your email address.",
        "Click the “Continue with Galehart” button, and Galehart receives your profile.",
        "Select “Yes” and we send your data to “Galehart Metrics”.",
        "As the law of the sea has it, we store your data in Georgia.",
        "Your data is processed in Iowa.",
    ],
)
def test_what_receives_data_is_material_whatever_stands_beside_it(added: str) -> None:
    assert judge(POLICY.format(""), POLICY.format(added)) is Level.MATERIAL


def test_a_button_that_shares_data_is_no_reference() -> None:
    added = "Click “Accept” to share your data with Galehart."
    assert judge(POLICY.format(""), POLICY.format(added)) is not Level.EDITORIAL


def test_the_title_of_a_section_that_is_referred_to_is_judged_as_a_heading() -> None:
    text = POLICY.format("We use cookies, see {0} below.") + "\n## {0}\n\nWe use cookies to remember your cart.\n"
    old, new = (
        text.format(title) for title in ("Cookies and Similar Technologies", "Cookies and Tracking Technologies")
    )
    assert judge(old, new) is Level.EDITORIAL
    assert judge(old, new.replace("to remember your cart", "to track you")) is Level.MATERIAL


@pytest.mark.parametrize("sentence", ["We give your data to {0}.", "We share data as described in {0}."])
def test_the_title_of_a_section_may_be_a_recipient(sentence: str) -> None:
    text = POLICY.format(sentence) + "\n## {0}\n\nThey have agreed to our terms.\n"
    assert judge(text.format("Service Providers"), text.format("Advertising Partners")) is Level.MATERIAL


def test_a_new_company_that_is_named_often_is_not_the_author() -> None:
    hosts = "\n\n".join(f"We work with Galehart on page {number}." for number in range(9))
    assert "prose-company-added" in name_rules(POLICY.format(""), POLICY.format(hosts))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Galehart shares data with us.", "We share data with Galehart."),
        ("We receive data from Galehart.", "Galehart receives data from us."),
        ("You must inform us.", "We must inform you."),
        ("We share names with Galehart Ltd for mail.", "We share names with Larkfen Ltd for mail."),
        ("You can object, and we stop.", "We can object, and you stop."),
        (
            "Galehart is the controller and we are the processor.",
            "We are the controller and Galehart is the processor.",
        ),
        ("We must delete data before we share it.", "We must share data before we delete it."),
        ("We keep logs longer than messages.", "We keep messages longer than logs."),
        ("We keep logs for 30 days and mail for 90 days.", "We keep logs for 90 days and mail for 30 days."),
    ],
)
def test_words_that_changed_places_are_material(old: str, new: str) -> None:
    assert judge(POLICY.format(old), POLICY.format(new)) is Level.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("If you ask, we delete it.", "We delete it if you ask."),
        ("Galehart, Quimbly and Larkfen store messages.", "Quimbly, Galehart and Larkfen store messages."),
        ("Before we share data, we ask you.", "We ask you before we share data."),
        ("We keep logs for 30 days, and mail for 90 days.", "We keep mail for 90 days, and logs for 30 days."),
        ("We delete messages after 30 days.", "After 30 days, we delete messages."),
    ],
)
def test_clauses_that_moved_as_a_whole_are_editorial(old: str, new: str) -> None:
    assert judge(POLICY.format(old), POLICY.format(new)) is Level.EDITORIAL


@pytest.mark.parametrize(
    "denied",
    [
        "You can no longer object to advertising.",
        "You no longer have the right to object.",
        "You have no right to erasure.",
        "Users may no longer delete their accounts.",
    ],
)
def test_a_right_that_is_denied_is_material(denied: str) -> None:
    rest = POLICY.format("We use your data to deliver orders.")

    assert judge(rest, f"{rest}\n{denied}\n") is Level.MATERIAL


def test_a_reader_who_can_no_longer_reach_an_account_is_not_denied_a_right() -> None:
    rest = POLICY.format("We use your data to deliver orders.")
    asked = "If you can no longer open your account, write to us."

    assert judge(rest, f"{rest}\n{asked}\n") is not Level.MATERIAL


def test_a_lower_age_is_material_in_few_words() -> None:
    old, new = (POLICY.format(f"You must be {age} or older.") for age in (16, 13))

    assert "prose-age-lower" in name_rules(old, new)
