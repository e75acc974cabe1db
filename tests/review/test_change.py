"""Tests that a pull request fails before a promise to customers is broken."""

import json
import re
from pathlib import Path

import pytest

from tests.support.announced_story import announce, cover, material
from tests.support.story import BROKEN, Change, Moved, SampleProject, Story, describe, keep, remark, source

TODAY = "2025-03-03"
LONGER = "retention-longer-b4acc9aeddcd"
ALL = "[privacy-policy, retention-schedule]"
"""The documents in which a retention period is read."""
_VENDORS, _SETTINGS = "policy_src/subprocessors.yml", "policy_src/policy.yml"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TODAY", TODAY)


def hire(since: str = "") -> dict[str, Change]:
    """Sentry receives error reports, from a day on if one is given."""
    entry = (
        "\n  - id: sentry\n    name: Sentry\n    purpose: Error reports\n    receives:\n"
        "      - data: logs\n        text: service logs\n"
    )
    begins = f"    since: {since}\n" if since else ""
    return {_VENDORS: lambda data: data.rstrip() + f"\n{entry}{begins}".encode()}


def promise(period: str) -> dict[str, Change]:
    """Customers are told of material changes so long before."""
    return {_SETTINGS: ("      name: email\n", f"      name: email\n  notice: {period}\n")}


def proposed(folder: Path, change: dict[str, Change], before: dict[str, Change] | None = None) -> SampleProject:
    """A branch that changes a published policy."""
    story = Story()
    if before:
        story.publish("2025-02-01T12:00:00-07:00", before)
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", change, on="edit")
    project = story.write(folder)
    project.git("checkout", "--quiet", "edit")
    return project


def told(project: SampleProject, base: str = "main") -> list[str]:
    """What the check says, without the gaps that legal knows."""
    result = project.ask("check", "--against", base)
    lines = [line for line in result.stdout.splitlines() if " Known: " not in line]
    assert result.exit_code == bool(lines), result.stderr
    return lines


GOOD: dict[str, dict[str, Change]] = {
    "a change that nobody need be told of": keep("P60D"),
    "one that is announced in time": {
        **keep("P180D"),
        **announce("logs", effective="2025-04-02", findings=f"[{LONGER}]"),
    },
    "one of documents that an announcement names": cover(keep("P180D"), "logs", effective="2025-04-02", documents=ALL),
    "one of a document that an announcement names, though it is read in others": cover(
        keep("P180D"), "logs", effective="2025-04-02", documents="[retention-schedule]"
    ),
    "a vendor, with the last day to object": cover(hire(), "sentry", effective="2025-04-02", object_until="2025-03-20"),
    "a vendor that begins in time, in a text that is in force at once": cover(
        hire("2025-04-02"), "sentry", object_until="2025-03-20"
    ),
    "two changes in two announcements of one day": {
        **cover(keep("P180D"), "logs", effective="2025-04-02"),
        **cover(hire(), "sentry", effective="2025-04-02", object_until="2025-03-20"),
    },
    "an announcement ahead of its change": announce("later", effective="2025-04-02"),
    "an announcement of a change that is not material": {
        **keep("P60D"),
        **announce("shorter", effective="2025-04-02"),
    },
    "an announcement of another day that waits for its document": {
        **cover(keep("P180D"), "logs", effective="2025-04-02"),
        **announce("later", effective="2025-06-01", documents="[subprocessors]"),
    },
    "a remark": remark("Nobody reads this."),
}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_a_change_that_keeps_every_promise_passes(change: dict[str, Change], tmp_path: Path) -> None:
    assert told(proposed(tmp_path, change)) == []


_KEPT, _HIRED = "policy_src/retention.yml:16:13", "policy_src/subprocessors.yml:49:5"
_LOGS, _SENTRY = "policy_src/announcements/logs.md", "policy_src/announcements/sentry.md"

BAD: dict[str, tuple[dict[str, Change], list[str]]] = {
    "not announced": (
        keep("P180D"),
        [
            (
                f"{_KEPT}: a material change is not announced: We now keep Usage metrics & logs "
                f"for 180 days instead of 90 days. Name {LONGER} in findings: of an announcement with effective: "
                "2025-04-02 or a later day, or rule on it in rulings.yml. policy announce --against main drafts an "
                "announcement of all that is missing. [unannounced-change]"
            )
        ],
    ),
    "an announcement that names nothing": (
        {**keep("P180D"), **announce("logs", effective="2025-04-02")},
        [f"{_KEPT}: a material change is not announced: "],
    ),
    "an announcement that names an empty list": (
        {**keep("P180D"), **announce("logs", effective="2025-04-02", findings="[]")},
        [f"{_KEPT}: a material change is not announced: "],
    ),
    "an announcement of one change, and another one": (
        {**hire(), **cover(keep("P180D"), "logs", effective="2025-04-02")},
        [f"{_HIRED}: a material change is not announced: "],
    ),
    "announced in another document": (
        {**keep("P180D"), **announce("logs", effective="2025-04-02", documents="[subprocessors]")},
        [f"{_KEPT}: a material change is not announced: "],
    ),
    "at once": (
        cover(keep("P180D"), "logs"),
        [
            (
                f"{_LOGS}:2:1: this takes effect as soon as it is published, and customers must "
                "be informed 30 days before: We now keep Usage metrics & logs for 180 days instead of 90 days. "
                "Write effective: 2025-04-02 or a later day. [short-notice]"
            )
        ],
    ),
    "a day too early": (
        cover(keep("P180D"), "logs", effective="2025-04-01"),
        [(f"{_LOGS}:3:12: this takes effect on 2025-04-01, and customers must be informed 30 days before: ")],
    ),
    "on a day that is over": (
        cover(keep("P180D"), "logs", effective="2025-03-02"),
        [
            (
                f"{_LOGS}:3:12: this takes effect on 2025-03-02, which has passed. "
                "Write a later day, or remove effective:. [past-day]"
            )
        ],
    ),
    "no last day to object": (
        cover(hire(), "sentry", effective="2025-04-02"),
        [
            (
                f"{_SENTRY}:2:1: the last day on which customers can object is not stated: We now use Sentry as "
                "a subprocessor. Write object_until: with the last day to object. [no-objection-day]"
            )
        ],
    ),
    "a last day to object that is over": (
        cover(hire(), "sentry", effective="2025-04-02", object_until="2025-03-01"),
        [f"{_SENTRY}:4:15: this is open to objections until 2025-03-01, which has passed. "],
    ),
    "a vendor that begins before its announced day": (
        cover(hire("2025-03-10"), "sentry", effective="2025-04-02", object_until="2025-03-20"),
        [
            (
                f"{_HIRED}: We now use Sentry as a subprocessor: this begins on 2025-03-10, and "
                "customers must be informed 30 days before. Write since: 2025-04-02 or a later day. [short-notice]"
            )
        ],
    ),
    "a vendor that has received data for long": (
        cover(hire("2025-01-01"), "sentry", effective="2025-04-02", object_until="2025-03-20"),
        [f"{_HIRED}: We now use Sentry as a subprocessor: this begins on 2025-01-01, and "],
    ),
    "a vendor that begins today": (
        cover(hire(TODAY), "sentry", effective="2025-04-02", object_until="2025-03-20"),
        [f"{_HIRED}: We now use Sentry as a subprocessor: this begins on 2025-03-03, and "],
    ),
    "a finding of another document than is named": (
        cover(keep("P180D"), "logs", effective="2025-04-02", documents="[privacy-policy]"),
        [
            (
                f'{_LOGS}:5:12: "{LONGER}" is a finding of retention-schedule, which documents: leave out. '
                "Add retention-schedule to documents:, or leave documents: out. [other-document]"
            ),
        ],
    ),
    "an unknown finding": (
        {**keep("P180D"), **announce("logs", effective="2025-04-02", findings="[cookie-added-000000000000]")},
        [
            (
                f'{_LOGS}:4:12: this change has no finding "cookie-added-000000000000". '
                "Remove it. policy diff prints the ids of findings in brackets. [unknown-finding]"
            ),
            f"{_KEPT}: a material change is not announced: ",
        ],
    ),
    "two changes in announcements of two days": (
        {
            **cover(keep("P180D"), "logs", effective="2025-04-02"),
            **cover(hire(), "sentry", effective="2025-05-01", object_until="2025-03-20"),
        },
        [
            (
                f"{_LOGS}:3:12: this takes effect on 2025-04-02, and announcements/sentry.md on 2025-05-01; a "
                "publication has one effective day. Publish the two changes apart, or write effective: 2025-05-01 "
                "here. [different-days]"
            )
        ],
    ),
    "two changes in announcements of which one has no day": (
        {
            **cover(keep("P60D"), "logs"),
            **cover(hire(), "sentry", effective="2025-04-02", object_until="2025-03-20"),
        },
        [f"{_LOGS}:2:1: this takes effect as soon as it is published, and announcements/sentry.md on 2025-04-02; "],
    ),
    "all at once": (
        {
            **keep("P180D"),
            **cover(hire(), "both", effective="2025-03-20"),
            **announce("other", effective="2025-05-01", findings="[retention-longer-000000000000]"),
        },
        [
            "policy_src/announcements/both.md:2:1: the last day on which customers can object is not stated: ",
            "policy_src/announcements/both.md:3:12: this takes effect on 2025-03-20, and announcements/other.md on 202",
            "policy_src/announcements/both.md:3:12: this takes effect on 2025-03-20, and customers must be informed ",
            'policy_src/announcements/other.md:4:12: this change has no finding "retention-longer-000000000000"; an',
        ],
    ),
}


@pytest.mark.parametrize(("change", "expected"), BAD.values(), ids=BAD)
def test_a_change_that_breaks_a_promise_is_told_where_it_stands(
    change: dict[str, Change], expected: list[str], tmp_path: Path
) -> None:
    lines = told(proposed(tmp_path, change))

    assert len(lines) == len(expected), lines
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected


@pytest.mark.parametrize(("period", "days"), [("P60D", "2025-05-02"), ("P6W", "2025-04-14"), ("P7D", "2025-04-02")])
def test_the_longer_of_the_rule_and_the_promise_counts(period: str, days: str, tmp_path: Path) -> None:
    late = cover(keep("P180D"), "logs", effective=days)
    early = cover(keep("P180D"), "logs", effective="2025-04-01")

    assert told(proposed(tmp_path / "late", late, promise(period))) == []
    (line,) = told(proposed(tmp_path / "early", early, promise(period)))
    assert f"Write effective: {days} or a later day." in line


def test_a_promise_holds_for_the_change_that_takes_it_back(tmp_path: Path) -> None:
    less: dict[str, Change] = {_SETTINGS: ("  notice: P60D\n", "")}
    taken_back = cover(less, "less", promise("P60D"), effective="2025-04-14")

    (line,) = told(proposed(tmp_path, taken_back, promise("P60D")))

    assert "customers must be informed 60 days before" in line


def test_an_announcement_of_an_earlier_change_speaks_of_no_later_one(tmp_path: Path) -> None:
    before = cover(keep("P180D"), "logs", effective="2025-04-02")

    (line,) = told(proposed(tmp_path, keep("P365D"), before))

    assert "is not announced" in line


def test_to_name_a_finding_in_an_announcement_of_an_earlier_change_announces_nothing(tmp_path: Path) -> None:
    before = cover(keep("P180D"), "logs", effective="2025-04-02")
    change = cover(keep("P365D"), "logs", before, effective="2025-04-02")

    (line,) = told(proposed(tmp_path, change, before))

    assert "is not announced" in line
    assert "(announcements/logs.md names it, and belongs to an earlier publication: write another file)" in line


def test_an_announcement_that_waited_for_its_change_counts_once_it_names_it(tmp_path: Path) -> None:
    waiting = announce("logs", effective="2025-04-02", documents="[retention-schedule]")
    named = announce("logs", effective="2025-04-02", documents="[retention-schedule]", findings=f"[{LONGER}]")
    before = {**describe("Numbers"), **waiting}

    (silent,) = told(proposed(tmp_path / "silent", keep("P180D"), before))

    assert "is not announced" in silent
    assert told(proposed(tmp_path / "named", {**keep("P180D"), **named}, before)) == []


def test_an_id_that_an_edit_made_unknown_is_told_with_the_one_that_took_its_place(tmp_path: Path) -> None:
    (old,), (new,) = material(keep("P180D")), material(keep("P365D"))
    change = {**keep("P365D"), **announce("logs", effective="2025-04-02", findings=f"[{old}]")}

    (line,) = told(proposed(tmp_path, change))

    assert line.startswith(f'{_LOGS}:4:12: this change has no finding "{old}"; another one took its place: ')
    assert f" Write {new}, and make sure that the text is still true. [unknown-finding]" in line


def test_the_other_way_of_the_same_fact_takes_the_place_too(tmp_path: Path) -> None:
    change = {**keep("P60D"), **announce("logs", effective="2025-04-02", findings=f"[{LONGER}]")}

    (line,) = told(proposed(tmp_path, change))

    assert re.search(r" Write retention-shorter-[0-9a-f]{12}, and make sure", line)


def test_of_several_that_may_have_taken_its_place_each_is_named(tmp_path: Path) -> None:
    vendors = hire()[_VENDORS]
    assert callable(vendors)
    two: dict[str, Change] = {
        _VENDORS: lambda data: vendors(vendors(data).replace(b"Sentry", b"Rollbar").replace(b"sentry", b"rollbar"))
    }
    stale = announce("vendors", effective="2025-04-02", findings="[subprocessor-added-000000000000]")

    lines = told(proposed(tmp_path, {**two, **stale}))

    assert [line.rpartition(" ")[2] for line in lines] == [
        "[unknown-finding]", "[unannounced-change]", "[unannounced-change]"
    ]  # fmt: skip
    assert f"Write the id that took its place: {' or '.join(material(two))}." in lines[0]


def test_what_was_announced_on_the_branch_that_was_merged_in_speaks_of_nothing_later(tmp_path: Path) -> None:
    story = Story()
    story.branch("edit")
    story.publish("2025-02-20T12:00:00-07:00", {**describe("Numbers"), **announce("all", effective="2025-06-01")})
    story.publish("2025-03-02T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")
    project.git("merge", "--quiet", "--no-edit", "main")
    assert (project.folder / "policy_src" / "announcements" / "all.md").exists()

    (line,) = told(project)

    assert "is not announced" in line


def test_what_others_have_published_meanwhile_is_no_part_of_the_change(tmp_path: Path) -> None:
    story = Story()
    story.branch("edit")
    story.publish("2025-02-20T12:00:00-07:00", keep("P180D"))
    story.publish("2025-03-02T12:00:00-07:00", describe("Numbers"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert [line for line in told(project) if "retention" in line] == []


def test_edits_that_are_not_committed_are_checked_too(tmp_path: Path) -> None:
    project = proposed(tmp_path, remark("Nobody reads this."))
    path = project.folder / "policy_src" / "retention.yml"
    path.write_text(path.read_text("utf-8").replace("P90D", "P180D"), "utf-8")

    (line,) = told(project)

    assert "is not announced" in line


def test_legal_has_the_last_word(tmp_path: Path) -> None:
    ruled = f"rulings:\n  - finding: {LONGER}\n    level: notable\n    reason: Backups are not restored after a year.\n"
    change = {**keep("P180D"), "policy_src/rulings.yml": f"{ruled}    decided: 2025-03-02\n".encode()}

    assert told(proposed(tmp_path, change)) == []


def test_a_ruling_on_no_finding_of_the_change_is_told(tmp_path: Path) -> None:
    ruled = f"rulings:\n  - finding: {LONGER}\n    level: notable\n    reason: Nobody changed it in the end.\n"

    (line,) = told(proposed(tmp_path, {"policy_src/rulings.yml": f"{ruled}    decided: 2025-03-02\n".encode()}))

    assert re.match(r"policy_src/rulings\.yml:2:14: the ruling is on .* \[stale-entry\]", line)


def test_no_change_takes_effect_before_one_that_was_published_earlier(tmp_path: Path) -> None:
    before = cover(keep("P180D"), "logs", effective="2025-06-01")
    early = cover(hire(), "sentry", before, effective="2025-05-01", object_until="2025-04-20")
    late = cover(hire(), "sentry", before, effective="2025-06-01", object_until="2025-04-20")

    (line,) = told(proposed(tmp_path / "early", early, before))

    assert line.startswith(
        f"{_SENTRY}:3:12: this takes effect on 2025-05-01, and the change published before it, on which"
    )
    assert line.endswith("Write effective: 2025-06-01 or a later day. [day-before-earlier]")
    assert told(proposed(tmp_path / "late", late, before)) == []
    draft = json.loads(proposed(tmp_path / "none", hire(), before).ask("announce", "--format", "json").stdout)
    assert draft["effective"] == "2025-06-01"


def test_an_organisation_sets_its_own_notice(tmp_path: Path) -> None:
    own = b"rules:\n  - rule: retention-longer\n    notice: P10D\n    reason: Our contracts say ten days.\n"
    change = {**cover(keep("P180D"), "logs", effective="2025-03-13"), "policy_src/rules.yml": own}

    assert told(proposed(tmp_path, change)) == []


def test_a_folder_can_be_what_a_change_is_held_against(tmp_path: Path) -> None:
    before = proposed(tmp_path / "before", remark("As it was."))
    after = proposed(tmp_path / "after", keep("P180D"))

    (line,) = told(after, str(before.folder))

    assert "is not announced" in line


def test_a_source_that_was_broken_meanwhile_can_be_mended(tmp_path: Path) -> None:
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    story.publish("2025-02-01T12:00:00-07:00", BROKEN)
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", {"policy_src/rights.yml": rights, **keep("P180D")}, on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    (line,) = told(project)

    assert "is not announced" in line


def test_a_source_that_moves_is_compared_with_what_it_was(tmp_path: Path) -> None:
    story = Story(prefix="legal/")
    story.branch("edit")
    moved: dict[str, Change] = {name: Moved(f"legal/{name}") for name in ("policy_src", "templates")}
    story.publish("2025-03-01T12:00:00-07:00", moved, on="edit")
    story.publish("2025-03-02T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    (line,) = told(SampleProject(tmp_path))

    assert "is not announced" in line


def test_the_first_publication_breaks_no_promise(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-01T12:00:00-07:00", {"README.md": b"Ours.\n"})
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", dict(source()), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert told(project) == []


def test_a_source_that_is_broken_is_mended_first(tmp_path: Path) -> None:
    lines = told(proposed(tmp_path, {**BROKEN, **keep("P180D")}))

    assert lines
    assert all(line.startswith("policy_src/rights.yml:") for line in lines)


@pytest.mark.parametrize(
    ("base", "complaint"),
    [
        ("nowhere", "'nowhere' is not a folder with a source, a day, a version or a commit."),
        ("2024-01-01", "nothing was published by 2024-01-01."),
    ],
)
def test_a_base_that_does_not_exist_is_refused(base: str, complaint: str, tmp_path: Path) -> None:
    result = proposed(tmp_path, keep("P60D")).ask("check", "--against", base)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(complaint)


def test_branches_with_nothing_in_common_are_refused(tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P60D"))
    project.git("checkout", "--quiet", "--orphan", "other")
    project.git("commit", "--quiet", "--message", "Begin anew")

    result = project.ask("check", "--against", "main")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("main and the current source have no commit in common.")


def test_the_same_is_told_to_programs(tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P180D"))

    problems = json.loads(project.ask("check", "--against", "main", "--format", "json").stdout)["problems"]
    github = project.ask("check", "--against", "main", "--format", "github").stdout

    assert [(one["file"], one["line"], one["check"]) for one in problems] == [
        ("policy_src/retention.yml", 16, "unannounced-change")
    ]
    assert "::error file=policy_src/retention.yml,line=16,col=13,title=unannounced-change::" in github


def test_a_correction_of_the_site_needs_no_announcement(tmp_path: Path) -> None:
    words = "allowed_words:\n  - words: Cloud\n    reason: A word of the trade.\n"
    change: dict[str, Change] = {_SETTINGS: ("allowed_words:\n", words)}

    assert told(proposed(tmp_path, change)) == []


@pytest.mark.parametrize("command", ["check", "report", "announce"])
def test_the_last_day_of_the_calendar_is_a_day_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("POLICY_TODAY", "9999-12-31")

    result = proposed(tmp_path, keep("P180D")).ask(command, "--against", "main")

    assert not result.exception or isinstance(result.exception, SystemExit)
    assert result.exit_code == (1 if command == "check" else 0), result.stderr
