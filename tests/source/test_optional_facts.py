"""Does a check list the optional facts that the site leaves out?"""

import json

from build_tools.source.gaps import find_unstated
from build_tools.source.reader import read_source
from tests.support.edits import Edit, edited
from tests.support.projects import ROOT, policy

VENDORS = "policy_src/subprocessors.yml"


def remarks(edits: dict[str, Edit]) -> dict[str, str]:
    """The remedy of each remark, by the line that it is about."""
    reading = read_source(edited(edits))
    return {str(one.location): one.remedy for one in find_unstated(reading.policy, reading.sources)}


def test_each_entry_that_leaves_facts_out_is_listed_once_with_their_keys() -> None:
    assert remarks({})[f"{VENDORS}:16:5"] == (
        "Add legal_entity:, address:, contact:, location:, transfer:, dpa:, since:, last_reviewed: to show them."
    )


def test_what_is_stated_is_not_listed() -> None:
    stated: dict[str, Edit] = {VENDORS: ("    name: Stripe\n", "    name: Stripe\n    location: United States\n")}

    assert "location:" not in remarks(stated)[f"{VENDORS}:16:5"]


def test_a_check_lists_them_and_fails_for_none() -> None:
    told = policy("check", folder=ROOT)
    listed = json.loads(policy("check", "--format", "json", folder=ROOT).stdout)["not_stated"]

    assert told.returncode == 0
    assert [line.split(": ")[0] for line in told.stdout.splitlines() if line.endswith("[not-stated] Optional.")] == [
        f"{one['file']}:{one['line']}:{one['column']}" for one in listed
    ]
    assert told.stderr.endswith(f"{len(listed)} entries leave out optional facts\n")
    assert "not-stated" not in policy("check", "--format", "github", folder=ROOT).stdout
