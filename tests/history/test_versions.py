"""Tests that there is a new version exactly where the visible text changes."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.story import BROKEN, Change, Files, Moved, Story, describe, keep, remark, say, source

ACCENTED = "Café, naïveté, Ångström."

Tale = Callable[[Files], Mapping[str, Change]]
"""What a commit changes, from the files before it."""


def _texts(make: Callable[[bytes], bytes], suffix: str) -> Tale:
    def changes(files: Files) -> Mapping[str, Change]:
        return {path: make(node.content) for path, node in files.items() if path.endswith(suffix)}

    return changes


def _mode(files: Files) -> Mapping[str, Change]:
    return {path: replace(node, mode="100755") for path, node in files.items()}


def _other_order(data: bytes) -> bytes:
    """Puts the last key of each entry of rights.yml first."""
    return re.sub(rb"(    name: \w+\n)(    text: .*\n)", rb"\2\1", data)


UNREAD: dict[str, Tale] = {
    "a comment": lambda _: remark("Nobody reads this."),
    "a comment before all": _texts(lambda data: b"# Ours alone\n" + data, ".yml"),
    "a colleague's note": lambda _: {
        "policy_src/rights.yml": ("    name: Access\n", "    name: Access\n    note: Ask Bo\n")
    },
    "line endings of Windows": _texts(lambda data: data.replace(b"\n", b"\r\n"), ""),
    "line endings of old Macs": _texts(lambda data: data.replace(b"\n", b"\r"), ".yml"),
    "a byte order mark": _texts(lambda data: b"\xef\xbb\xbf" + data, ".yml"),
    "letters taken apart": _texts(lambda data: unicodedata.normalize("NFD", data.decode()).encode(), ".md"),
    "executable files": _mode,
    "another order of keys": lambda _: {"policy_src/rights.yml": _other_order},
    "white space at the ends of lines": _texts(lambda data: data.replace(b"\n", b" \n"), ".yml"),
    "empty lines": _texts(lambda data: data.replace(b"\n\n", b"\n\n\n\n") + b"\n\n", ".md"),
    "other indentation": lambda _: {
        "policy_src/rights.yml": lambda data: data.replace(b"  - id", b"  -   id").replace(b"\n    ", b"\n      ")
    },
    "quotes of YAML": lambda _: {"policy_src/rights.yml": ("name: Access\n", "name: 'Access'\n")},
    "quotes of JSON": lambda _: {"policy_src/rights.yml": ("name: Access\n", 'name: "\\u0041ccess"\n')},
    "lists in one line": lambda _: {
        "policy_src/retention.yml": ("covers: [usage, logs]", "covers:\n      - usage\n      - logs")
    },
    "lines wrapped elsewhere": lambda _: {
        "policy_src/sections/contact.md": ("Privacy questions or data", "Privacy\nquestions or\ndata")
    },
    "emphasis written otherwise": lambda _: {
        "policy_src/sections/your-privacy-rights.md": ("**How to submit:**", "__How to submit:__")
    },
    "a file that is hidden": lambda _: {"policy_src/.hidden": b"\0\xff", "templates/.hidden/x.md": b"{{"},
    "a file beside the source": lambda _: {"README.md": b"Read me\n", "docs/policy_src.md": b"Not it\n"},
    "a picture beside the pages": lambda _: {"policy_src/pages/logo.png": b"\x89PNG"},
    "another home page": lambda _: {"policy_src/pages/index.md": lambda data: data + b"\nWelcome.\n"},
    "another summary": lambda _: {
        "policy_src/policy.yml": ("What we collect, why, who else", "What, why and who else")
    },
    "a comment in a layout": lambda _: {"templates/blocks/rights.md": lambda data: b"{# ours #}\n" + data},
    "white space in a layout": lambda _: {
        "templates/documents/sections.md": lambda data: data.replace(b"\n\n", b"\n\n\n")
    },
    "a layout that nobody uses": lambda _: {"templates/blocks/unused.md": b"Nothing\n"},
    "a layout in two files": lambda files: {
        "templates/blocks/all_rights.md": files["templates/blocks/rights.md"].content,
        "templates/blocks/rights.md": b'{% include "blocks/all_rights.md" %}\n',
    },
    "no change at all": lambda _: {},
}

READ: dict[str, tuple[Tale, set[str]]] = {
    "a word": (lambda _: say("We do care."), {"privacy-policy"}),
    "a fact": (lambda _: keep("P120D"), {"privacy-policy", "retention-schedule"}),
    "a vendor": (lambda _: describe("Statistics"), {"privacy-policy", "subprocessors"}),
    "a comma": (lambda _: say("Café naïveté, Ångström."), {"privacy-policy"}),
    "a capital letter": (lambda _: say("café, naïveté, Ångström."), {"privacy-policy"}),
    "an accent": (lambda _: say("Cafe, naïveté, Ångström."), {"privacy-policy"}),
    "another title": (
        lambda _: {"policy_src/policy.yml": ("title: Subprocessors", "title: Vendors")},
        {"subprocessors"},
    ),
    "another order of entries": (
        lambda _: {"policy_src/rights.yml": _swapped},
        {"privacy-policy"},
    ),
    "words in a layout": (
        lambda _: {"templates/documents/subprocessors.md": lambda data: data + b"\nThat is all.\n"},
        {"subprocessors"},
    ),
    "a column heading": (
        lambda _: {"policy_src/wording.yml": ("service: Service", "service: Vendor")},
        {"privacy-policy", "subprocessors"},
    ),
    "a file renamed and edited at once": (
        lambda _: {
            "policy_src/sections/talk-to-us.md": Moved(
                "policy_src/sections/contact.md", ("Privacy questions", "Questions")
            ),
            "policy_src/policy.yml": ("      - contact\n", "      - talk-to-us\n"),
        },
        {"privacy-policy"},
    ),
}


def _swapped(data: bytes) -> bytes:
    """The right of access after that of correction."""
    entry = rb"  - id: %s\n(?:    .*\n)+"
    return re.sub(rb"(%s)(%s)" % (entry % b"access", entry % b"correction"), rb"\2\1", data)


def a_story(tale: Tale) -> Story:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say(ACCENTED))
    story.publish("2025-03-01T12:00:00-07:00", tale(story.files()))
    story.publish("2025-04-01T12:00:00-07:00")
    return story


@pytest.mark.parametrize("tale", [pytest.param(tale, id=name) for name, tale in UNREAD.items()])
def test_what_nobody_reads_is_no_version_and_moves_no_date(tale: Tale, tmp_path: Path) -> None:
    story = a_story(tale)
    project = story.write(tmp_path)

    assert (story.commits[1].files == story.commits[2].files) == (tale is UNREAD["no change at all"])
    assert project.left_out == []
    assert project.versions["privacy-policy"] == ["2025-01-10", "2025-02-01"]
    assert project.made_by == [(0, 1), (0,), (0,)]


@pytest.mark.parametrize(("tale", "changed"), [pytest.param(*case, id=name) for name, case in READ.items()])
def test_what_is_read_is_a_version_of_the_documents_that_say_it(tale: Tale, changed: set[str], tmp_path: Path) -> None:
    project = a_story(tale).write(tmp_path)

    assert project.left_out == []
    assert {name for name, versions in project.versions.items() if versions[-1] == "2025-03-01"} == changed
    assert {version for versions in project.made_by for version in versions} == {0, 1, 2}


def test_a_change_that_is_reverted_makes_two_versions_more(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-02-02T12:00:00-07:00", keep("P90D"))

    project = story.write(tmp_path)

    first, second, third = project.archive.histories["privacy-policy"]
    assert [first.name, second.name, third.name] == ["2025-01-10", "2025-02-01", "2025-02-02"]
    assert first.fingerprint == third.fingerprint != second.fingerprint


def test_a_revert_on_the_same_day_makes_two_versions_more_too(tmp_path: Path) -> None:
    story = Story(begins="2025-02-01T10:00:00-07:00")
    for hour, period in enumerate(["P120D", "P90D", "P120D"]):
        story.publish(f"2025-02-01T1{hour + 1}:00:00-07:00", keep(period))

    assert story.write(tmp_path).policy == ["2025-02-01", "2025-02-01.2", "2025-02-01.3", "2025-02-01.4"]


def test_a_commit_whose_source_is_broken_is_skipped_and_said_to_be(tmp_path: Path) -> None:
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    story.publish("2025-02-01T12:00:00-07:00", {**BROKEN, **keep("P120D")}, subject="Break it")
    story.publish("2025-02-02T12:00:00-07:00", {"policy_src/rights.yml": rights}, subject="Mend it")

    project = story.write(tmp_path)

    assert project.versions == {
        "privacy-policy": ["2025-01-10", "2025-02-02"],
        "subprocessors": ["2025-01-10"],
        "retention-schedule": ["2025-01-10", "2025-02-02"],
    }
    told = project.ask("log").stdout.splitlines()
    assert told[-3:-1] == ["", "not published, since the source could not be read:"]
    assert told[-1].startswith(f"  {project.commits[1][:12]} (Break it): policy_src/rights.yml:")
    assert project.left_out == [1]


def test_a_first_commit_that_is_broken_begins_no_history(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-10T12:00:00-07:00", {**source(), **BROKEN})
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/rights.yml": source()["policy_src/rights.yml"]})

    project = story.write(tmp_path)

    assert (project.policy, project.left_out) == (["2025-02-01"], [0])


def test_a_source_that_is_broken_at_last_is_refused_with_its_place(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", BROKEN)

    result = story.write(tmp_path).ask("log")

    assert (result.exit_code, result.stdout) == (2, "")
    assert re.match(r"policy_src/rights\.yml:\d+:\d+: ", result.stderr)


def test_a_new_source_format_is_no_version(tmp_path: Path) -> None:
    new = source()
    wording, count = re.subn(
        rb"^  (?:history|changelog|subscribe|compare|notice):\n(?:    .*\n)+\n?",
        b"",
        new["policy_src/wording.yml"],
        flags=re.MULTILINE,
    )
    settings = new["policy_src/policy.yml"].replace(b"format: 6\n", b"format: 1\n")
    story = Story(begins="")
    story.publish(
        "2025-01-10T12:00:00-07:00",
        {**new, "policy_src/wording.yml": wording, "policy_src/policy.yml": settings},
    )
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish(
        "2025-02-02T12:00:00-07:00",
        {path: new[path] for path in ("policy_src/wording.yml", "policy_src/policy.yml")},
    )
    story.publish("2025-02-03T12:00:00-07:00", say("We care."))

    project = story.write(tmp_path)

    assert count == 5
    assert project.left_out == []
    assert project.made_by == [(0, 1, 3), (0,), (0, 1)]


def test_a_text_that_was_published_stays_though_today_it_would_be_refused(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/known_gaps.yml": b"known_gaps: []\n", **say("We care.")})
    story.publish("2025-02-02T12:00:00-07:00", {"policy_src/known_gaps.yml": source()["policy_src/known_gaps.yml"]})

    assert story.write(tmp_path).policy == ["2025-01-10", "2025-02-01"]
