"""Tests of the sentence that describes a finding, and of what an announcement leaves out."""

from dataclasses import replace

import pytest

from build_tools.changes.facts.classify import find_changes
from build_tools.changes.prose.judge import find_text_changes
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding
from build_tools.model.rule import Level
from build_tools.reports.announcement_mentions import Mention, find_mention
from build_tools.source.reader import read_source
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.support.edits import Edit, edited, own_tree

_RETENTION, _PURPOSES = "policy_src/retention.yml", "policy_src/purposes.yml"


def finding(changes: dict[str, Edit]) -> Finding:
    """The first material finding of a change of TraceLoom's policy."""
    before, after = read_source(own_tree()), read_source(edited(changes))
    found = find_changes(before.policy, after.policy, read_shipped_rules())
    return next(one for one in found if one.level is Level.MATERIAL)


def mention(changes: dict[str, Edit], text: str, title: str = "A change") -> Mention:
    """How an announcement tells of it."""
    return find_mention(finding(changes), Announcement.model_validate({"id": "a", "title": title, "text": text}))


LONGER: dict[str, Edit] = {_RETENTION: ("period: P90D", "period: P180D")}
SOLD: dict[str, Edit] = {_PURPOSES: ("\n  - id: sell-data\n    text: Sell data\n", "\n")}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello. Usage metrics & logs stay 180 days. Bye.", "Usage metrics & logs stay 180 days."),
        ("Logs help us. We keep logs and usage metrics for 180 days!", "We keep logs and usage metrics for 180 days!"),
        ("Usage metrics and logs stay longer. They stay 180 days.", "Usage metrics and logs stay longer."),
        ("- one\n- logs: **180 days**, from [our page](https://x.example)", "logs: 180 days, from our page <https://x.example>"),
        ("Usage metrics, the log, e.g. for 180-day periods. Hi.", "Usage metrics, the log, e.g. for 180-day periods."),
        ("Usage metrics & logs: 180 days. Usage metrics & logs: 180 days!", "Usage metrics & logs: 180 days."),
    ],
)  # fmt: skip
def test_the_sentence_that_shares_most_is_found_the_first_of_equals(text: str, sentence: str) -> None:
    assert mention(LONGER, text).sentence == sentence


def test_the_title_is_a_sentence_too() -> None:
    told = mention(LONGER, "To find faults.", "Usage metrics and logs are kept for 180 days")

    assert told == Mention("Usage metrics and logs are kept for 180 days", ())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("We keep the usage metrics and the logs for 180 days.", ()),
        ("We keep usage metrics and logs for 1,180 days.", ("180 days",)),
        ("We keep usage metrics and logs for 90 days.", ("180 days",)),
        ("We keep usage metrics. Logs stay. 180 of them. Days pass.", ("Usage metrics & logs", "180 days")),
        ("Nothing to see here.", ("Usage metrics & logs", "180 days")),
    ],
)
def test_a_name_or_a_value_that_no_sentence_says_is_missing(text: str, missing: tuple[str, ...]) -> None:
    assert mention(LONGER, text).missing == missing


def test_where_nothing_is_shared_there_is_no_sentence() -> None:
    told = mention(LONGER, "Read the new text.", "News")

    assert (told.sentence, told.is_doubtful) == ("", True)


def test_of_what_is_gone_the_name_is_looked_for() -> None:
    assert not mention(SOLD, "We will sell data.").is_doubtful
    assert mention(SOLD, "We change what we do.").missing == ("Sell data",)


def test_a_name_in_a_script_without_spaces_is_found_within_a_sentence() -> None:
    renamed = finding(LONGER)
    entry = renamed.change.after.entry
    assert entry is not None
    side = replace(renamed.change.after, entry=entry.model_copy(update={"name": "利用ログ"}))
    japanese = replace(renamed, change=replace(renamed.change, after=side), after="180日間")
    said = Announcement.model_validate(
        {"id": "a", "title": "変更", "text": "利用ログを180日間保存します。他は同じです。"}
    )

    assert find_mention(japanese, said) == Mention("利用ログを180日間保存します。", ())


def test_of_a_passage_the_words_that_are_new_are_looked_for() -> None:
    before = "We share data with nobody.\n"
    after = "We share data with nobody.\n\nWe also use your browsing history to build advertising profiles.\n"
    (added,) = find_text_changes(before, after, read_shipped_rules())

    def told(text: str) -> Mention:
        return find_mention(added, Announcement.model_validate({"id": "a", "title": "News", "text": text}))

    assert told("Hello. From now on we build profiles of you. Bye.").sentence == "From now on we build profiles of you."
    assert told("Hello. Bye.").is_doubtful
