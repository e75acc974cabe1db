"""Tests that an emptied, cut, reordered, duplicated or exchanged ledger is refused, even with correct hashes."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from build_tools.history.ledger_json import LARGEST
from build_tools.project.project import Project
from tests.support.story import NOW, SampleProject, Story, describe, keep, say

Tamper = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy of four publications."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P60D"))
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2025-04-01T12:00:00-07:00", describe("Statistics"))
    return story.write(tmp_path_factory.mktemp("attacked"))


@pytest.fixture
def ledger(project: SampleProject) -> dict[str, Any]:
    """What its site says was published."""
    content: dict[str, Any] = json.loads(str(Project.of_folder(project.folder, NOW).ledger))
    return content


def reseal(content: dict[str, Any]) -> dict[str, Any]:
    """A ledger whose chain of hashes is right."""
    previous = ""
    for record in content["versions"]:
        record["previous"] = previous
        record.pop("record", None)
        plain = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
        record["record"] = previous = f"sha256:{sha256(plain).hexdigest()}"
    return content


def _at(*steps: Callable[[list[dict[str, Any]]], object], **fields: object) -> Tamper:
    def tamper(content: dict[str, Any]) -> None:
        for step in steps:
            step(content["versions"])
        content.update(fields)

    return tamper


def _swap(records: list[dict[str, Any]]) -> None:
    records[2], records[3] = records[3], records[2]


def _swap_last(records: list[dict[str, Any]]) -> None:
    records[-2:] = records[:-3:-1]


REFUSED: dict[str, tuple[Tamper, str]] = {
    "emptied": (_at(list.clear, head=""), "names no commit, as no published site does: it was emptied or altered."),
    "without its commit": (_at(head=""), "names no commit"),
    "doubled": (
        _at(lambda told: told.extend(map(dict, list(told)))),
        "it lists privacy-policy 2025-01-10 twice. Put",
    ),
    "one record doubled": (_at(lambda told: told.insert(3, dict(told[2]))), " twice. Put back an unaltered copy"),
    "a field of a record more": (
        _at(lambda told: told[1].update(signed="yes")),
        "does not know: signed. Use",
    ),
    "a field more": (_at(notes="x"), "has fields that this release does not know: notes. Use the release"),
    "a day of making that is none": (_at(as_of="2025-99-01"), "is not a ledger"),
    "a later format": (_at(format=2), "is a ledger of another format, 2. Use the release of this tool that wrote it"),
    "a format that is none": (_at(format=True), "is not a ledger"),
    "a day that is none": (
        _at(lambda told: told[1].update(effective={"day": "soon", "provenance": "git"})),
        "a value in another form",
    ),
    "no day": (_at(lambda told: told[1].update(published=None)), "a value in another form"),
    "another hash": (_at(lambda told: told[1].update(text="md5:00")), "a value in another form"),
    "a document that leads elsewhere": (_at(lambda told: told[1].update(document="../x")), "a value in another form"),
}
BREACHES: dict[str, tuple[Tamper, str]] = {
    "emptied below its commit": (_at(list.clear), "privacy-policy 2025-01-10: the ledger goes up to commit "),
    "cut at its end": (_at(lambda told: told.pop()), "and lacks it, so it was cut: put back an unaltered copy."),
    "cut at its beginning": (
        _at(lambda told: told.pop(0)),
        "and the ledger lacks it: it is new, or",
    ),
    "cut in the middle": (_at(lambda told: told.pop(3)), "and the ledger lacks it: it is new, or"),
    "reordered": (_at(_swap), "its place in the ledger has changed: put back"),
    "reordered at its end": (_at(_swap_last), "its place in the ledger has changed: put back"),
    "backwards": (_at(list.reverse), "its place in the ledger has changed: put back"),
    "a version more": (
        _at(lambda told: told.append(told[-1] | {"version": "2025-05-01", "text": f"sha256:{'a' * 64}"})),
        "subprocessors 2025-05-01: it is lost: no commit of today's history holds its text.",
    ),
}


def _verify(project: SampleProject, tamper: Tamper, ledger: dict[str, Any], folder: Path) -> Result:
    tamper(ledger)
    (folder / "versions.json").write_text(json.dumps(reseal(ledger)), encoding="utf-8")
    return project.ask("verify", "--against", str(folder / "versions.json"))


@pytest.mark.parametrize(("tamper", "words"), REFUSED.values(), ids=REFUSED)
def test_a_ledger_that_no_release_writes_is_refused(
    tamper: Tamper, words: str, project: SampleProject, ledger: dict[str, Any], tmp_path: Path
) -> None:
    result = _verify(project, tamper, ledger, tmp_path)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.output
    assert words in result.stderr


@pytest.mark.parametrize(("tamper", "words"), BREACHES.values(), ids=BREACHES)
def test_a_ledger_that_is_no_beginning_of_that_of_today_is_a_breach(
    tamper: Tamper, words: str, project: SampleProject, ledger: dict[str, Any], tmp_path: Path
) -> None:
    result = _verify(project, tamper, ledger, tmp_path)

    assert result.exit_code == 1, result.output
    assert words in result.stdout


def test_a_ledger_of_any_earlier_commit_holds(project: SampleProject, ledger: dict[str, Any], tmp_path: Path) -> None:
    place = tmp_path / "versions.json"
    ledger.pop("as_of", None)
    for commit in project.commits:
        reached = project.commits[: project.commits.index(commit) + 1]
        earlier = [record for record in ledger["versions"] if record["commit"] in reached]
        place.write_text(json.dumps(reseal({**ledger, "head": commit, "versions": earlier})), encoding="utf-8")

        assert project.ask("verify", "--against", str(place)).output.splitlines()[-1] == "0 breaches"


def test_a_ledger_of_another_site_is_refused(project: SampleProject, ledger: dict[str, Any], tmp_path: Path) -> None:
    for number, record in enumerate(ledger["versions"]):
        record |= {"text": f"sha256:{number:064}", "commit": f"{number:040}"}
    (tmp_path / "versions.json").write_text(json.dumps(reseal(ledger | {"head": "0" * 40})), encoding="utf-8")

    result = project.ask("verify", "--against", str(tmp_path / "versions.json"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{tmp_path}/versions.json is the ledger of another site: none of its versions is in this history. "
        "Name the address of this site, or run it in the clone of that one.\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!doctype html><title>Not found</title>", "is not a ledger but a web page, as a host may send in place of"),
        ('{"format": 1, "head": "", "versions": [], "versions": []}', "is not a ledger. Name the"),
        ('{"format": 1, "head": NaN, "versions": []}', "is not a ledger. Name the"),
        ('{"format": 1, "head": "", "versions": []', "is not a ledger. Name the"),
        (" " * (LARGEST + 1), "is not a ledger: it is larger than 16 MB. Put back"),
    ],
    ids=["a web page", "a field twice", "no JSON", "cut off", "large"],
)
def test_what_is_no_ledger_is_refused(text: str, words: str, project: SampleProject, tmp_path: Path) -> None:
    (tmp_path / "versions.json").write_text(text, encoding="utf-8")

    result = project.ask("verify", "--against", str(tmp_path / "versions.json"))

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr
