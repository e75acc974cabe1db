import pytest

from build_tools.changes.choice import choose_rule
from build_tools.changes.prose.compare import compare_prose
from build_tools.changes.prose.signal import SignalName
from build_tools.model.change import Change, Event, Side
from build_tools.model.rule import Level
from tests.changes.prose.judging import RULES, judge, name_rules

LISTS = """# Terms

We use your data to:

- send invoices
{}- answer questions

We do not use your data to:

- build profiles
{}- place adverts
"""


@pytest.mark.parametrize("name", SignalName)
@pytest.mark.parametrize("event", [Event.WORSENED, Event.IMPROVED, Event.CHANGED])
def test_every_signal_has_a_rule_whatever_it_means(name: SignalName, event: Event) -> None:
    rule = choose_rule(Change(f"prose.{name}", "", event, Side(), Side()), RULES)

    assert rule.level is not Level.EDITORIAL or event is Event.CHANGED or len(rule.when) > 1


def test_equal_texts_have_no_passages() -> None:
    text = LISTS.format("- train models\n", "")
    assert compare_prose(text, text) == ()


def test_an_item_that_leaves_the_list_of_what_is_not_done_is_material() -> None:
    before, after = LISTS.format("", "- train models\n"), LISTS.format("- train models\n", "")

    assert name_rules(before, after) == ["prose-list-turned-worse"]


def test_a_lead_in_that_says_the_opposite_is_material() -> None:
    before = LISTS.format("", "")

    assert "prose-list-turned-worse" in name_rules(before, before.replace("do not use", "use"))


SUBPROCESSORS = "# Subprocessors\n\n| Name | Purpose | Country |\n|---|---|---|\n| Larkspur | Hosting | Ireland |\n{}"


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("", "| Quillhaven | E-mail | Ireland |\n", Level.MATERIAL),
        ("| Quillhaven | E-mail | Ireland |\n", "", Level.NOTABLE),
        ("| Quillhaven | E-mail | Ireland |\n", "| Brambledesk | E-mail | Ireland |\n", Level.MATERIAL),
        ("| Quillhaven | E-mail | Ireland |\n", "| Quillhaven | E-mail | India |\n", Level.MATERIAL),
        ("| Quillhaven | E-mail | Ireland |\n", "| Quillhaven | Advertising | Ireland |\n", Level.MATERIAL),
        ("| Quillhaven | E-mail | Ireland |\n", "|Quillhaven|email|Ireland|\n", Level.EDITORIAL),
    ],
)
def test_a_list_of_subprocessors_is_read_row_by_row(before: str, after: str, level: Level) -> None:
    assert judge(SUBPROCESSORS.format(before), SUBPROCESSORS.format(after)) is level


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Last updated: March 3, 2031\n\nText.", "Last updated: 9 April 2032\n\nText."),
        ("Updated over 8 months ago\n\nText.", "Updated over 9 months ago\n\nText."),
        ("Text.\n\n© 2030 Fernhollow", "Text.\n\n© 2031 Fernhollow"),
        ("Text.", "Skip to main content\n\nText.\n\nAccept all cookies"),
        ("Text.\n\n2031-03-10T22:08:32Z", "Text.\n\n2031-05-30T15:39:54Z"),
        ("Last updated: 17 hours ago\n\nText.", "Last updated: 18 hours ago\n\nText."),
        ("Text.\n\n2693 out of 4010 found this helpful", "Text.\n\n2699 out of 4018 found this helpful"),
        ("Text.\n\nPrev Pay your dues Next Be kind", "Text."),
        ("# Terms\n\nText.", "# Terms\n\nText.\n\n## Related articles\n\n- We sell your data"),
        ("Text.", "The new Terms of Service take effect on 30 May 2031.\n\nText."),
        ("You can find the previous version of this policy here.\n\nText.", "Text."),
        (
            "Logs tell us who called whom and when.\n\nLogs tell us who called whom and when.",
            "Logs tell us who called whom and when.",
        ),
        ("---\nlayout: page\n---\nText.", "---\nlayout: wide\n---\nText."),
        ("See [terms](https://a.example/x).", "See [terms](https://a.example/y)."),
        ("# One\n\nFirst.\n\n# Two\n\nSecond.", "# Two\n\nSecond.\n\n# One\n\nFirst."),
        ("We keep your data in a safe place. " * 40, ""),
    ],
)
def test_furniture_is_editorial(before: str, after: str) -> None:
    assert judge(before, after) is Level.EDITORIAL


def test_a_passage_says_where_it_stands_on_both_sides() -> None:
    (passage,) = compare_prose("# A\n\nLogs are kept 30 days.\n", "# A\n\n\nLogs are kept 90 days.\n")

    assert passage.before
    assert passage.after
    assert (passage.section, passage.before.line, passage.after.line) == ("A", 3, 4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a line\n" * 20_000, "a line\n" * 19_999),
        ("word other " * 40_000, "other word " * 40_000),
        ("| a | b |\n" * 5_000, "| a | c |\n" * 5_000),
        ("[" * 50_000, "<a " * 50_000),
        ("9" * 50_000, "1." * 50_000),
    ],
)
def test_texts_made_to_be_slow_are_judged_in_the_time_of_a_test(before: str, after: str) -> None:
    assert compare_prose(before, after)


def test_a_term_that_is_renamed_throughout_hides_no_other_change() -> None:
    before = "\n\n".join(
        f"A borrower {verb} books from the shelf." for verb in ("lends", "finds", "renews", "loses", "returns")
    )
    renamed = before.replace("borrower", "reader")
    assert set(name_rules(before, renamed)) == {"prose-term-renamed"}
    assert judge(before, renamed) is Level.NOTABLE
    worse = renamed.replace("returns books", "returns books and pays a fee of 5 euros")
    assert judge(before, worse) is Level.MATERIAL


def test_another_vendor_is_no_rename_however_often_it_is_named() -> None:
    before = "\n\n".join(
        f"We send your {item} to Quillhaven." for item in ("name", "address", "email", "phone number", "photo")
    )
    assert judge(before, before.replace("Quillhaven", "Brambledesk")) is Level.MATERIAL


GERMAN = "Wir speichern Ihre Daten so lange, wie das Gesetz es verlangt, und geben sie an niemanden weiter. " * 6


@pytest.mark.parametrize(
    ("after", "level"),
    [
        (GERMAN + "Wir verkaufen Ihre Daten.", Level.MATERIAL),
        (GERMAN.replace("niemanden", "viele"), Level.MATERIAL),
        (GERMAN.replace(", und", " und"), Level.EDITORIAL),
    ],
)
def test_what_is_written_in_another_language_a_person_has_to_read(after: str, level: Level) -> None:
    assert judge(GERMAN, after) is level


def test_what_stands_there_twice_and_goes_once_is_still_promised() -> None:
    promise = "We never sell what you write to us."

    assert judge(f"{promise}\n\nHello.\n\n{promise}\n", f"Hello.\n\n{promise}\n") is Level.EDITORIAL
    assert judge(f"{promise}\n\nHello.\n", "Hello.\n") is Level.MATERIAL


def test_terms_about_later_versions_are_no_line_that_dates_the_text() -> None:
    term = "We may change these terms at any time, and the new terms apply to you from the day on which we post them."

    assert judge("Hello.", f"Hello.\n\n{term}") is not Level.EDITORIAL
