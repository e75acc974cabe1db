"""Tests that an edit only changes the lines that it concerns."""

import random
from copy import deepcopy
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.source.three_way_merge import is_same
from build_tools.source.yaml_patch import patch_yaml
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml
from tests.support.projects import ORGANISATIONS, ROOT

SOURCES = [ROOT / "policy_src", *ORGANISATIONS.glob("*/policy_src")]
FILES = sorted(file for source in SOURCES for file in source.glob("*.yml"))
WRITTEN = """\
# what we keep

retention:
  # the longest first

  # until the audit
  - id: logs          # as the schedule has it
    name: 'Usage "metrics"'
    covers: [usage, logs]
    period: P90D
    note: >-
      Asked for by
      the auditors.

  - id: billing
    name: "Billing"
    period: P7Y
  # the end
settings: {a: 1, b: [x]}
"""


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    gone, came = [], []
    for tag, a, b, c, d in SequenceMatcher(None, lines(before), lines(after), autojunk=False).get_opcodes():
        if tag != "equal":
            gone += lines(before)[a:b]
            came += lines(after)[c:d]
    return gone, came


def patched(change: Any) -> tuple[list[str], list[str]]:
    """What an edit of the text above changes."""
    value = deepcopy(read_yaml("x.yml", WRITTEN).value)
    change(value)
    text = patch_yaml(WRITTEN, value)
    assert is_same(read_yaml("x.yml", text).value, value)
    return changed(WRITTEN, text)


def test_nothing_changes_where_nothing_is_edited() -> None:
    assert patch_yaml(WRITTEN, read_yaml("x.yml", WRITTEN).value) == WRITTEN


def test_the_order_of_keys_is_no_edit() -> None:
    value = read_yaml("x.yml", WRITTEN).value

    assert patch_yaml(WRITTEN, dict(reversed(value.items()))) == WRITTEN


LOGS = "  - id: logs          # as the schedule has it\n"
NAME = "    name: 'Usage \"metrics\"'\n"
PERIOD, COVERS = "    period: P90D\n", "    covers: [usage, logs]\n"
BILLING = ["  - id: billing\n", '    name: "Billing"\n', "    period: P7Y\n"]
EDITS: list[tuple[Any, list[str], list[str]]] = [
    (lambda v: v["retention"][0].update(period="P180D"), [PERIOD], ["    period: P180D\n"]),
    (lambda v: v["retention"][0].update(id="l"), [LOGS], [LOGS.replace("logs", "l")]),
    (lambda v: v["retention"][0].update(name="It's “new”"), [NAME], ["    name: 'It''s “new”'\n"]),
    (lambda v: v["retention"][0]["covers"].append("x"), [COVERS], ["    covers: [usage, logs, x]\n"]),
    (
        lambda v: v["retention"][0].update(note="Asked for by nobody."),
        ["      Asked for by\n", "      the auditors.\n"],
        ["      Asked for by nobody.\n"],
    ),
    (lambda v: v["retention"][0].pop("period"), [PERIOD], []),
    (lambda v: v["retention"][1].update(starts="payment"), [], ["    starts: payment\n"]),
    (lambda v: v["settings"].update(a=2), ["settings: {a: 1, b: [x]}\n"], ["settings: { a: 2, b: [x] }\n"]),
    (
        lambda v: v["retention"].append({"id": "new", "covers": ["a"]}),
        [],
        ["\n", "  - id: new\n", "    covers: [a]\n"],
    ),
    (lambda v: v["retention"].pop(1), ["\n", *BILLING], []),
]


@pytest.mark.parametrize(("change", "gone", "came"), EDITS)
def test_one_edit_changes_its_own_lines(change: Any, gone: list[str], came: list[str]) -> None:
    assert patched(change) == (gone, came)


def test_entries_that_move_keep_their_comments_and_quotes() -> None:
    value = deepcopy(read_yaml("x.yml", WRITTEN).value)
    value["retention"].reverse()

    text = patch_yaml(WRITTEN, value)

    head, _, rest = WRITTEN.partition("  # until the audit\n")
    logs, _, rest = rest.partition("\n  - id: billing\n")
    billing, _, end = rest.partition("  # the end\n")
    assert text == f"{head}  - id: billing\n{billing}\n  # until the audit\n{logs}  # the end\n{end}"


def test_an_entry_that_goes_takes_the_comment_above_it_along() -> None:
    value = deepcopy(read_yaml("x.yml", WRITTEN).value)
    del value["retention"][0]
    head, _, rest = WRITTEN.partition("  # until the audit\n")

    assert patch_yaml(WRITTEN, value) == head + rest[rest.index("  - id: billing\n") :]


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("retention: []\n", [{"id": "a"}, {"id": "b"}], "retention:\n  - id: a\n  - id: b\n"),
        ("retention: []  # none yet\nz: 1\n", [{"id": "a"}], "retention:  # none yet\n  - id: a\nz: 1\n"),
        ("retention: {}\n", {"a": {"b": "two words"}}, "retention:\n  a:\n    b: two words\n"),
        ("retention: []\n", ["a", "b"], "retention: [a, b]\n"),
        ("retention: [{id: a}]\n", [], "retention: []\n"),
    ],
)
def test_a_list_that_began_empty_is_written_as_any_other(before: str, value: Any, after: str) -> None:
    rest = {key: part for key, part in read_yaml("x.yml", before).value.items() if key != "retention"}

    assert patch_yaml(before, {"retention": value, **rest}) == after


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "{a: 1}\n", "a: [\n", "a: *b\n"])
def test_a_text_that_is_nothing_to_build_on_is_written_anew(text: str) -> None:
    assert read_yaml("x.yml", patch_yaml(text, {"a": ["b"]})).value == {"a": ["b"]}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_any_edits_of_any_file_say_what_they_should_and_leave_the_rest(file: Path, chance: random.Random) -> None:
    text = file.read_text(encoding="utf-8")
    if chance.random() < 0.3:
        text = text.replace("\n  - ", "\n  # remark\n  - ").rstrip("\n" if chance.random() < 0.3 else " ")
    value = deepcopy(read_yaml("x.yml", text).value)
    touched = {id(one): one for one in (edit_somewhere(value, chance) for _ in range(chance.randint(1, 3)))}

    told = patch_yaml(text, value)

    assert is_same(read_yaml("x.yml", told).value, value)
    gone, _ = changed(text, told)
    assert len(gone) <= sum(write_yaml({"group": one}).count("\n") for one in touched.values()) + 40


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_one_scalar_that_is_edited_leaves_all_other_lines_alone(file: Path, chance: random.Random) -> None:
    text = file.read_text(encoding="utf-8")
    value = deepcopy(read_yaml("x.yml", text).value)
    group, key = chance.choice(list(scalars(value)))
    was = group[key]
    group[key] = chance.choice(["P180D", "other: words", "# sign", "NO", 'it\'s "so"', "w " * 70 + "end", True, 12])

    told = patch_yaml(text, value)

    assert is_same(read_yaml("x.yml", told).value, value)
    gone, came = changed(text, told)
    words = str(was).lower().split()
    assert len(gone) <= 2 + len(str(was)) // 60
    assert all(any(word in line.lower() for word in words) or line.strip().endswith(">-") for line in gone)
    assert len(came) <= 3 + len(str(group[key])) // 60


def scalars(value: Any) -> Any:
    """Yield each place that holds a value without parts, as a container and a key of it."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, dict | list):
            yield from scalars(part)
        else:
            yield value, key


def edit_somewhere(value: Any, chance: random.Random) -> Any:
    """Edit one list or group in a value; what it was before."""
    parts = [part for part in containers(value) if part]
    part = chance.choice(parts)
    was = deepcopy(part)
    if isinstance(part, dict):
        key = chance.choice(list(part))
        if part is not value and chance.random() < 0.3:
            part[f"added{chance.randint(0, 9)}"] = chance.choice(["text", ["u", "v"], [{"id": "w", "x": "y"}]])
        elif part is not value and len(part) > 1 and chance.random() < 0.3:
            del part[key]
        else:
            part[key] = chance.choice(["P180D", "a # b", None, 12, "two\nlines", [], {}, ["a", "b"], {"a": "b"}])
    elif chance.random() < 0.4:
        del part[chance.randrange(len(part))]
    elif chance.random() < 0.6:
        part.insert(chance.randint(0, len(part)), {"id": f"n{chance.randint(0, 999)}", "name": "N", "list": ["a"]})
    else:
        chance.shuffle(part)
    return was


def containers(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from containers(part)
