"""Tests that problems are complete as text, as JSON and as annotations for GitHub."""

import json

from build_tools.model.problem import Location, Problem
from build_tools.reports.problems import as_github, as_json, as_text, summary

PERIOD = Problem(
    Location("policy_src/retention.yml", 14, 11), 'period "90 days" is not ISO 8601', "Write P90D.", "period"
)
GAP = Problem(
    Location("policy_src/cookies.yml", 5, 3),
    "cookie 'stripe' has no lifetime",
    "Say how long it lives.",
    "cookie-without-lifetime",
    about="stripe",
)
KNOWN = GAP.accept("The published text gives none.")


def test_a_person_reads_one_line_a_problem_with_its_place_first() -> None:
    assert as_text([PERIOD, GAP]).splitlines() == [
        'policy_src/retention.yml:14:11: period "90 days" is not ISO 8601. Write P90D. [period]',
        "policy_src/cookies.yml:5:3: cookie 'stripe' has no lifetime. Say how long it lives. [{}]".format(
            "cookie-without-lifetime: stripe"
        ),
    ]


def test_a_known_gap_is_told_with_the_reason_for_it() -> None:
    assert as_text([KNOWN]).endswith("[cookie-without-lifetime: stripe] Known: The published text gives none.\n")


def test_an_open_gap_is_told_apart_from_problems() -> None:
    told = json.loads(as_json([PERIOD], open_gaps=[GAP]))

    assert as_text([PERIOD], open_gaps=[GAP]).endswith("[cookie-without-lifetime: stripe] Open.\n")
    assert [[entry["check"] for entry in told[key]] for key in ("problems", "open_gaps")] == [
        ["period"],
        ["cookie-without-lifetime"],
    ]
    assert as_github([], open_gaps=[GAP]).startswith("::notice file=policy_src/cookies.yml,line=5,col=3,")
    assert summary([], [], open_gaps=[GAP]) == "0 problems, 1 open gap to be closed or accepted before the launch"


def test_no_problem_is_no_text() -> None:
    assert as_text([]) == as_github([]) == ""


def test_a_program_reads_one_object_that_keeps_known_gaps_apart() -> None:
    told = json.loads(as_json([PERIOD, KNOWN]))

    assert told == {
        "problems": [
            {
                "file": "policy_src/retention.yml",
                "line": 14,
                "column": 11,
                "check": "period",
                "about": "",
                "what": 'period "90 days" is not ISO 8601',
                "remedy": "Write P90D.",
            }
        ],
        "known_gaps": [
            {
                "file": "policy_src/cookies.yml",
                "line": 5,
                "column": 3,
                "check": "cookie-without-lifetime",
                "about": "stripe",
                "what": "cookie 'stripe' has no lifetime",
                "remedy": "Say how long it lives.",
                "accepted": "The published text gives none.",
            }
        ],
        "open_gaps": [],
        "reminders": [],
        "not_stated": [],
    }


def test_the_object_has_the_same_keys_when_all_is_well() -> None:
    keys = {"problems", "known_gaps", "open_gaps", "reminders", "not_stated"}
    assert json.loads(as_json([])) == {key: [] for key in keys}


def test_the_object_keeps_letters_that_are_not_ascii() -> None:
    assert "Größe" in as_json([Problem(Location("a.yml"), "Größe fehlt", "Add it.", "missing")])


def test_github_shows_a_problem_as_an_error_at_its_place() -> None:
    assert as_github([PERIOD]) == (
        "::error file=policy_src/retention.yml,line=14,col=11,title=period"
        '::period "90 days" is not ISO 8601. Write P90D.\n'
    )


def test_github_shows_a_known_gap_as_a_notice() -> None:
    assert as_github([KNOWN]).startswith("::notice file=policy_src/cookies.yml,line=5,col=3,")


def test_a_message_for_github_stays_on_one_line_and_keeps_its_per_cent_signs() -> None:
    problem = Problem(Location("a.yml"), "100% of\r\nit, all: gone", "Mend %0A it.", "check")

    assert as_github([problem]).splitlines() == [
        "::error file=a.yml,line=1,col=1,title=check::100%25 of it, all: gone. Mend %250A it."
    ]


def test_a_file_name_for_github_cannot_end_its_property() -> None:
    problem = Problem(Location("policy_src/a,line=9:%b\n.yml"), "it is wrong", "Mend it.", "check")

    (line,) = as_github([problem]).splitlines()

    assert line.startswith("::error file=policy_src/a%2Cline=9%3A%25b%0A.yml,line=1,col=1,title=check::")
