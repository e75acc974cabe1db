"""Tests that gaps are only found where facts leave them, and that each acceptance only covers its gap."""

from build_tools.source.reader import read_source
from tests.support.edits import Edit, edited, own_tree, told

SRC = "policy_src/"
UNACCEPTED = (
    "  - gap: deletion-outlasted\n    about: deletion\n    since: 2026-11-23\n    reason: Section 5 promises deletion "
    "without exceptions; section 6 keeps billing data and backups for longer.\n"
)


def changed(name: str, *edits: tuple[str, str]) -> bytes:
    """A file of TraceLoom's source with several edits."""
    text = own_tree().files[SRC + name].decode()
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} does not stand once in {name}"
        text = text.replace(old, new)
    return text.encode()


def accepted(changes: dict[str, Edit]) -> set[tuple[str, str]]:
    """Check and entry of each gap that the changed source still has, all of them accepted."""
    return {(gap.check, gap.about) for gap in read_source(edited(changes)).known_gaps}


def short_lives(backup: str) -> dict[str, Edit]:
    """Everything is kept for six days at most, save in backups."""
    lives = (("period: P90D", "period: P5D"), ("period: P7Y", "period: P6D"), ("period: P30D", "period: P4D"))
    return {
        f"{SRC}retention.yml": changed("retention.yml", *lives),
        f"{SRC}storage.yml": changed("storage.yml", ("retention: P30D", f"retention: {backup}")),
    }


def test_a_gap_that_nobody_accepted_is_a_problem() -> None:
    assert told({f"{SRC}known_gaps.yml": (UNACCEPTED, "")}) == [
        (
            "deletion-outlasted: deletion is promised within 30 days, but some data is kept for 7 years "
            "and copies stay in backups for another 30 days"
        )
    ]


def test_without_a_list_of_known_gaps_each_gap_is_a_problem() -> None:
    assert len(told({f"{SRC}known_gaps.yml": None})) == 9


def test_a_deletion_that_backups_outlast_is_found() -> None:
    assert ("deletion-outlasted", "deletion") in accepted(short_lives(backup="P31D"))


def test_a_deletion_that_nothing_outlasts_is_no_gap() -> None:
    assert told(short_lives(backup="P7D")) == [
        'stale-entry: the known gap "deletion-outlasted" about "deletion" is closed'
    ]


def test_another_right_is_not_measured_against_what_is_kept() -> None:
    edit = ("    kind: objection\n", "    kind: restriction\n")

    assert told({f"{SRC}rights.yml": edit}) == []


def test_a_right_of_its_own_deadline_is_measured_by_it() -> None:
    edits = (("    deadline: P30D\n  - id: portability", "    deadline: P10Y\n  - id: portability"),)
    problems = told({f"{SRC}rights.yml": changed("rights.yml", *edits), f"{SRC}known_gaps.yml": (UNACCEPTED, "")})

    assert [problem for problem in problems if "within 10 years" not in problem] == []


def test_criteria_need_no_start() -> None:
    edit = ("    period: P7Y\n    basis", "    criteria: as long as the law asks\n    basis")
    text = ("Retained for {{ retention.billing.period }} (", "Retained (")

    assert told({f"{SRC}retention.yml": changed("retention.yml", edit, text)}) == [
        'stale-entry: the known gap "retention-without-start" about "billing" is closed'
    ]


def test_an_empty_start_is_refused_before_any_gap_is_looked_for() -> None:
    assert told({f"{SRC}retention.yml": ("starts: account closure", 'starts: ""')}) == ["value: the text is empty"]


def test_a_category_covered_as_a_whole_needs_none_of_its_items() -> None:
    assert told({f"{SRC}retention.yml": ("covers: [account]", "covers: [account, email]")}) == []


def test_an_item_without_retention_is_named_and_the_entry_is_its_category() -> None:
    changes = {f"{SRC}retention.yml": ("covers: [usage, logs]", "covers: [usage, api-request-metadata]")}

    assert told(changes) == [
        'data-without-retention: the policy does not say how long "Service logs" (error messages) is kept'
    ]


def test_a_processor_that_receives_another_item_of_the_category_is_not_listed() -> None:
    item = ("      - id: name\n", "      - id: name\n        processed_by: stripe\n")

    assert told({f"{SRC}data.yml": item}) == [
        'processor-not-listed: "name" is processed by "stripe", which is not listed as receiving it'
    ]


def test_hashed_data_is_still_personal_data() -> None:
    edit = ("        text: session tokens\n", "        text: session tokens\n        form: hashed\n")

    assert ("personal-data-denied", "posthog") in accepted({f"{SRC}subprocessors.yml": edit})


def test_a_place_that_is_no_backup_may_leave_its_length_open() -> None:
    assert told({f"{SRC}storage.yml": ("    backup: true\n", "    backup: false\n")}) == []


def test_accepting_a_gap_twice_still_counts_as_once() -> None:
    doubled = own_tree().files[f"{SRC}known_gaps.yml"] + UNACCEPTED.encode()

    assert told({f"{SRC}known_gaps.yml": doubled}) == []


def test_a_misspelt_gap_accepts_nothing_and_is_told_as_closed() -> None:
    problems = told({f"{SRC}known_gaps.yml": ("gap: deletion-outlasted", "gap: deletion-outlast")})

    assert problems[0] == 'stale-entry: the known gap "deletion-outlast" about "deletion" is closed'
    assert problems[1].startswith("deletion-outlasted: ")
