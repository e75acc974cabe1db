"""Tests that changes of prose are judged as a specialist would judge them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.prose.judge import compare_prose, find_text_changes
from build_tools.changes.prose.signal import SignalName
from build_tools.model.change import Change, Event, Side
from build_tools.model.rule import Level
from tests.changes.prose.judging import RULES, judge, name_rules
from tests.changes.prose.test_blocks import TEXTS

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
LEVELS = ("material", "notable", "editorial")

POLICY = """# Privacy notice

We collect your name and your e-mail address when you open an account.
We use them only to run the service. We do not sell personal data.
Records of payments are kept for seven years. Requests are answered within 30 days.
Your files are encrypted, and our staff cannot read them. You have the right to erasure.

## Companies that work for us

We will tell you of changes two weeks before. Payments are processed by Stripe.
"""

HARMFUL = {
    "not": ("We do not sell", "We do sell"),
    "only": ("only to run", "to run"),
    "will to may": ("We will tell", "We may tell"),
    "longer": ("seven years", "ten years"),
    "without end": ("for seven years", "indefinitely"),
    "more data": ("your name and", "your name, your location and"),
    "another purpose": ("to run the service", "to run the service and for marketing"),
    "another company": ("by Stripe", "by Adyen"),
    "one more company": ("by Stripe", "by Stripe and Adyen"),
    "a right": (" You have the right to erasure.", ""),
    "a safeguard": ("are encrypted, and", "are kept, and"),
    "a promise": (" We do not sell personal data.", ""),
    "a practice": ("We will tell", "We share usage data with advertisers. We will tell"),
    "slower": ("within 30 days", "within 60 days"),
    "cannot": ("cannot read", "can read"),
    "later": ("two weeks before", "two days before"),
}
FAVOURABLE = {
    "shorter": ("seven years", "five years"),
    "less data": ("your name and your", "your"),
    "a promise": ("We use them", "We never share personal data. We use them"),
    "a safeguard": ("Your files are encrypted", "Your files are encrypted and signed with a hash"),
}
HARMLESS = {
    "a typing mistake": ("payments are kept", "paymets are kept"),
    "an article": ("Records of payments", "The records of payments"),
    "a comma": ("encrypted, and our", "encrypted and our"),
    "bold": ("only", "**only**"),
    "the same words in another place": (
        "We use them only to run the service. We do not sell personal data.",
        "We do not sell personal data. We use them only to run the service.",
    ),
    "white space": ("when you\nopen", "when you open"),
    "a number in words": ("30 days", "thirty days"),
}


def _judge(old: str, new: str) -> str:
    assert POLICY.count(old) == 1 or old == new or "\n" in old
    return judge(POLICY, POLICY.replace(old, new)).value


@pytest.mark.parametrize(("old", "new"), HARMFUL.values(), ids=HARMFUL)
def test_what_harms_is_material(old: str, new: str) -> None:
    assert _judge(old, new) == "material"


@pytest.mark.parametrize(("old", "new"), FAVOURABLE.values(), ids=FAVOURABLE)
def test_what_favours_is_notable(old: str, new: str) -> None:
    assert _judge(old, new) == "notable"


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_what_changes_nothing_is_editorial(old: str, new: str) -> None:
    assert _judge(old, new) == "editorial"


@settings(deadline=None)  # the first text compiles the lexicons
@given(TEXTS, TEXTS)
def test_every_change_has_a_rule(before: str, after: str) -> None:
    findings = list(find_text_changes(before, after, RULES))

    assert all(finding.message for finding in findings)
    assert bool(findings) == bool(list(find_text_changes(after, before, RULES)))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of labelled changes is not beside the project")
def test_real_changes_are_judged_as_people_judged_them() -> None:
    labels = [json.loads(line) for line in (CORPUS / "labels.jsonl").read_text("utf-8").splitlines()]
    truth = [label["label"] for label in labels]
    judged = []
    for label in labels:
        folder = CORPUS / "pairs" / label["id"]
        before, after = ((folder / f"{side}.md").read_text("utf-8") for side in ("before", "after"))
        judged.append(judge(before, after).value)
    agreed = [expected for expected, found in zip(truth, judged, strict=True) if expected == found]
    hits = {level: agreed.count(level) for level in LEVELS}
    precision = {level: hits[level] / max(1, judged.count(level)) for level in LEVELS}
    recall = {level: hits[level] / truth.count(level) for level in LEVELS}

    assert recall["material"] >= 0.95
    assert precision["material"] >= 0.80
    assert sum(2 * precision[x] * recall[x] / (precision[x] + recall[x]) for x in LEVELS) / 3 >= 0.80


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
    for item, rule in (("- rank people\n", "prose-list-turned-worse"), ("- train models\n", "prose-training-worse")):
        before, after = LISTS.format("", item), LISTS.format(item, "")

        assert name_rules(before, after) == [rule]


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
        ("# Terms\n\nText.", "# Terms\n\nText.\n\n## Related articles\n\n- How we began"),
        ("Text.", "Text.\n\nEnglish | Deutsch | Русский | 日本語 | pt-BR | 繁體中文"),
        ("Text.", "The new Terms of Service take effect on 30 May 2031.\n\nText."),
        ("You can find the previous version of this policy here.\n\nText.", "Text."),
        (
            "Logs tell us who called whom and when.\n\nLogs tell us who called whom and when.",
            "Logs tell us who called whom and when.",
        ),
        ("---\nlayout: page\n---\nText.", "---\nlayout: wide\n---\nText."),
        ("See [terms](https://a.example/x).", "See [terms](https://a.example/y)."),
        ("# One\n\nFirst.\n\n# Two\n\nSecond.", "# Two\n\nSecond.\n\n# One\n\nFirst."),
    ],
)
def test_boilerplate_is_editorial(before: str, after: str) -> None:
    assert judge(before, after) is Level.EDITORIAL


def test_a_passage_says_where_it_stands_on_both_sides() -> None:
    (passage,) = compare_prose("# A\n\nLogs are kept 30 days.\n", "# A\n\n\nLogs are kept 90 days.\n")

    assert passage.before
    assert passage.after
    assert (passage.after.section, passage.before.line, passage.after.line) == ("A", 3, 4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Terms\n\nText.", "# Terms\n\nText.\n\n## Related articles\n\n- We sell your data"),
        ("Text.\n\n© 2030 Fernhollow. We do not sell your data.", "Text.\n\n© 2031 Fernhollow. We sell your data."),
        ("Text.", "Text.\n\nFollow us, and we sell your location to Quillhaven"),
        ("Text.", "Text.\n\nThis site uses cookies to share your data with Facebook. I accept"),
        ("Text.", "Text.\n\nWas this page helpful to you? We share your address with advertisers."),
        ("We do not sell your data. " * 60, "We sell all your data to Quillhaven."),
        ("You may object at any time. " * 60, "You must pay a fee of 100 euros."),
        ("Nous ne vendons pas vos données.", "We do not sell your data. " * 60),
    ],
)
def test_boilerplate_does_not_hide_a_statement(before: str, after: str) -> None:
    assert judge(before, after) is Level.MATERIAL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We keep your data in a safe place. " * 40, ""),
        ("Page not found", "We do not sell your data. " * 60),
        ("We do not sell your data. " * 60, "Just a moment..."),
    ],
)
def test_a_text_that_comes_or_goes_whole_is_one_finding_and_never_editorial(before: str, after: str) -> None:
    assert name_rules(before, after) == ["prose-whole-text"]
    assert judge(before, after) is Level.NOTABLE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- 3 May 2031: Our backups are hosted by Quillhaven\n"),
        ("- 3 May 2031: We no longer sell data\n", "- 3 May 2031: We sell data\n"),
    ],
)
def test_a_history_of_changes_that_names_something_is_not_editorial(before: str, after: str) -> None:
    text = "# Terms\n\nText.\n\n## History of changes\n\n- 1 May 2030: first version\n"

    assert judge(text + before, text + after) is Level.NOTABLE


NAMES = [f"{first}{last}" for first in ("Ald", "Bram", "Corv", "Dun", "Elm", "Fern") for last in ("ware", "soft", "ric",
    "dal", "mont", "worth", "ley", "stead", "ham", "gate")]  # fmt: skip


def _table(count: int, words: str, name: str = "{} GmbH") -> str:
    rows = (f"| {name.format(company)} | Hosting | Berlin |\n" for company in NAMES[:count])
    return f"# Subprocessors\n\n{words}\n\n| Name | Purpose | Place |\n|---|---|---|\n{''.join(rows)}"


@pytest.mark.parametrize("count", range(1, len(NAMES)))
@pytest.mark.parametrize(
    "words", ["We use these companies to provide the service to you, and tell you of new ones.", ""]
)
def test_a_vendor_added_to_a_table_is_material_however_long_it_is(count: int, words: str) -> None:
    """The share of English words falls with each row, and no share decides."""
    assert judge(_table(count, words), _table(count + 1, words)) is Level.MATERIAL
    assert judge(_table(count, words, "{}"), _table(count + 1, words, "{}")) is Level.MATERIAL


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


DENIALS = {
    "ar": ("نحن لا نبيع بياناتك.", "نحن نبيع بياناتك."),
    "cs": ("Vaše údaje neprodáváme.", "Vaše údaje prodáváme."),
    "de": ("Wir verkaufen Ihre Daten nicht.", "Wir verkaufen Ihre Daten."),
    "el": ("Δεν πουλάμε τα δεδομένα σας.", "Πουλάμε τα δεδομένα σας."),
    "es": ("No vendemos sus datos personales.", "Vendemos sus datos personales."),
    "fi": ("Emme myy tietojasi.", "Myymme tietojasi."),
    "fr": ("Nous ne vendons pas vos données.", "Nous vendons vos données."),
    "he": ("איננו מוכרים את הנתונים שלך.", "אנו מוכרים את הנתונים שלך."),
    "hi": ("हम आपका डेटा नहीं बेचते।", "हम आपका डेटा बेचते।"),
    "hi by a vowel": ("हम डेटा हटाते हैं।", "हम डेटा हटाता है।"),
    "id": ("Kami tidak menjual data Anda.", "Kami menjual data Anda."),
    "it": ("Non vendiamo i tuoi dati.", "Vendiamo i tuoi dati."),
    "ja": ("お客様のデータを販売することはありません。", "お客様のデータを販売することがあります。"),
    "ko": ("저희는 귀하의 데이터를 판매하지 않습니다.", "저희는 귀하의 데이터를 판매합니다."),
    "nl": ("We verkopen uw data niet aan partners.", "We verkopen uw data aan partners."),
    "pl": ("Nie sprzedajemy danych.", "Sprzedajemy danych."),
    "pt": ("Não vendemos os seus dados.", "Vendemos os seus dados."),
    "ru": ("Мы не продаём ваши данные.", "Мы продаём ваши данные."),
    "sv": ("Vi säljer inte dina uppgifter.", "Vi säljer dina uppgifter."),
    "sw": ("Hatuuzi data yako.", "Tunauza data yako."),
    "th": ("เราไม่ขายข้อมูลของคุณ", "เราขายข้อมูลของคุณ"),
    "tr": ("Verilerinizi satmıyoruz.", "Verilerinizi satıyoruz."),
    "vi": ("Chúng tôi không bán dữ liệu của bạn.", "Chúng tôi bán dữ liệu của bạn."),
    "zh": ("我们不会出售您的数据。", "我们会出售您的数据。"),
    "zh with a date": ("我们在2031-01-01之后不会出售您的数据", "我们在2031-01-01之后会出售您的数据"),
    "zh below a copyright": ("© 2031 我们不会出售您的数据", "© 2031 我们会出售您的数据"),
    "zh at length": ("我们不会" + "出售您的数据" * 9, "我们会" + "出售您的数据" * 9),
}


@pytest.mark.parametrize("name", DENIALS)
@pytest.mark.parametrize("times", [1, 30])
def test_what_is_written_in_another_language_a_person_has_to_read_however_short_it_is(name: str, times: int) -> None:
    denied, stated = DENIALS[name]
    text = f"# Stripe\n\n{f'{denied} ' * (times - 1)}\n\n{{}}\n"

    assert judge(text.format(denied), text.format(stated)) is Level.MATERIAL
    if times == 1:
        assert judge(text.format(denied), text.format("")) is Level.MATERIAL
        assert judge(text.format(""), text.format(denied)) is Level.MATERIAL
    assert judge(text.format(denied), text.format(f"**{denied}**")) is Level.EDITORIAL
    assert judge(text.format(f"{denied}\n\n2"), text.format(f"2\n\n{denied}")) is Level.EDITORIAL


@pytest.mark.parametrize("name", sorted(DENIALS.keys() - {"sw", "tr", "fi", "cs"}))
def test_a_passage_in_another_language_within_an_english_text_is_one_that_nobody_has_read(name: str) -> None:
    english = "# Privacy\n\nWe keep your data for 30 days, and then we delete them.\n\n{}\n"
    denied, stated = DENIALS[name]

    assert judge(english.format(""), english.format(denied)) is Level.MATERIAL
    assert judge(english.format(denied), english.format(stated)) is Level.MATERIAL


def test_the_language_that_a_source_states_is_believed() -> None:
    before, after = "Hosting: Amazon.", "Hosting: Amazon AWS."

    for languages in (("de", "de"), ("en", "de"), ("de", "en-GB")):
        (passage,) = compare_prose(before, after, languages=languages)
        assert [signal.name for signal in passage.signals] == [SignalName.UNREAD]
    (passage,) = compare_prose(before, after, languages=("en-US", "en"))
    assert SignalName.UNREAD not in {signal.name for signal in passage.signals}


@pytest.mark.parametrize(
    ("before", "after"), [("✗", "✓"), ("❌", "✅"), ("☐", "☑"), ("No", "✔"), ("≤ 30 days", "≥ 30 days"), ("¥ 5", "₹ 5")]
)
def test_signs_that_say_yes_or_no_or_how_much_are_read(before: str, after: str) -> None:
    table = "# Data\n\n| Data | Sold to partners |\n|---|---|\n| Your name | {} |\n"

    assert judge(table.format(before), table.format(after)) is not Level.EDITORIAL


def test_what_stands_there_twice_and_goes_once_is_still_promised() -> None:
    promise = "We never sell what you write to us."

    assert judge(f"{promise}\n\nHello.\n\n{promise}\n", f"Hello.\n\n{promise}\n") is Level.EDITORIAL
    assert judge(f"{promise}\n\nHello.\n", "Hello.\n") is Level.MATERIAL


def test_terms_about_later_versions_are_no_line_that_dates_the_text() -> None:
    term = "We may change these terms at any time, and the new terms apply to you from the day on which we post them."

    assert judge("Hello.", f"Hello.\n\n{term}") is not Level.EDITORIAL


def test_what_is_done_is_no_company() -> None:
    text = "We use your data for our purposes and those of third parties:\n\n- Keeping our services safe\n"

    assert "prose-company-added" not in name_rules(text, text + "- Developing new features for you\n")
    assert "prose-company-added" in name_rules(text, text + "- Developing Labs: analytics\n")


def test_what_readers_may_do_is_no_hedge() -> None:
    assert "prose-less-sure" not in name_rules(
        "Our data protection officer is: Ada Quill, dpo@example.org",
        "You may contact our data protection officer at dpo@example.org",
    )
    assert "prose-less-sure" in name_rules("We delete your data after a year.", "We may delete your data after a year.")
