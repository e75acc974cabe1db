"""Tests `policy check --list`: its result in each format, and its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from build_tools.cli import main
from build_tools.cli.lists import describe_lists
from build_tools.model.checklist import Outcome
from build_tools.model.coverage import State
from build_tools.reports.checklist_results import NOTICE
from build_tools.reports.schemas import CHECKLISTS
from build_tools.source.checklists import read_shipped
from build_tools.source.citations import Citing
from tests.support.projects import ROOT
from tests.support.story import Story

COMPLAINT = "\n\nYou may lodge a complaint with a supervisory authority.\n"
SECTION = "policy_src/sections/contact.md"
TEXT = """\
# Privacy

Acme Ltd is the controller. Write to us at privacy@example.com if you have questions.

We use your data to send you what you have ordered. The legal basis is the contract with you.
"""


def run(*arguments: str | Path, project: Path = ROOT) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), *map(str, arguments)])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TraceLoom's policy, which told people where to complain and does so no longer."""
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", {SECTION: lambda text: text + COMPLAINT.encode()})
    files = story.files()
    lost = files[SECTION].content.replace(COMPLAINT.encode(), b"\n")
    story.publish("2025-05-01T12:00:00-07:00", {SECTION: lost})
    return story.write(tmp_path_factory.mktemp("lists")).folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "privacy.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def states(result: Result, number: int = 0) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in json.loads(result.stdout)["lists"][number]["items"]}


def test_it_tells_and_does_not_fail(text: Path) -> None:
    result = run("check", "--list", "gdpr-13", "--text", text)

    assert result.exit_code == 0
    assert result.stdout.startswith("gdpr-13: ")
    assert result.stdout.endswith(f"{NOTICE}\n")
    assert "\nMissing\n" in result.stdout
    assert f"{text}:5:" in result.stdout
    assert result.stderr.startswith("gdpr-13: ")
    assert max(len(line) for line in result.stdout.splitlines() if str(text) not in line) <= 110


def test_json_is_as_its_schema_promises(text: Path) -> None:
    schema = json.loads(CHECKLISTS.read_text())
    Draft202012Validator.check_schema(schema)

    results = [
        run("check", "--list", "gdpr-13", "--list", "ccpa", "--format", "json"),
        run("check", "--list", "gdpr-13", "--text", text, "--format", "json"),
    ]

    for result in results:
        assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(result.stdout))] == []
        assert result.stderr == ""
    item = schema["$defs"]["item"]["properties"]
    assert item["state"]["enum"] == item["was"]["anyOf"][0]["enum"] == [state.value for state in State]
    assert item["decision"]["anyOf"][0]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert [one["id"] for one in json.loads(results[0].stdout)["lists"]] == ["gdpr-13", "ccpa"]
    assert states(results[0])["retention"]["parts"][0]["lacking"] == ["Authentication data", "Cookies"]
    assert states(results[1])["legal-basis"]["state"] == "found"
    assert states(results[1])["legal-basis"]["parts"][0]["place"]["section"] == "Privacy"


def test_github_shows_what_is_open_at_its_place() -> None:
    lines = run("check", "--list", "gdpr-13", "--format", "github").stdout.splitlines()

    assert any(line.startswith("::warning file=policy_src/purposes.yml,line=3,") for line in lines)
    assert any(line.startswith("::notice ") and "title=gdpr-13%3A representative" in line for line in lines)
    assert not any("gdpr-13%3A controller" in line for line in lines)


def test_markdown_is_a_table_of_what_is_to_do() -> None:
    told = run("check", "--list", "gdpr-13", "--format", "markdown").stdout

    assert "On which legal basis each purpose rests `legal-basis` | GDPR Art. 13(1)(c); GDPR Art. 6(1) |" in told
    assert "<details><summary>3 found or settled</summary>" in told
    assert NOTICE in told


def test_no_words_of_a_text_notify_or_lead_anybody_anywhere(text: Path) -> None:
    words = "You can lodge a complaint with a supervisory authority."
    text.write_text(f"# Ask @acme/security at https://evil.example/x #12\n\n{words}\n", encoding="utf-8")
    told = run("check", "--list", "gdpr-13", "--text", text, "--format", "markdown").stdout

    assert "Ask `@acme/security` at `https://evil.example/x` `#12`" in told


def test_the_lists_that_the_environment_names_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LISTS", " caloppa  gdpr-13 ")
    told = run("check", "--lists", "--fail-on", "missing")

    assert told.exit_code == 1
    assert told.stdout == run("check", "--list", "caloppa", "--list", "gdpr-13").stdout


def test_where_the_environment_names_no_list_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICY_LISTS", raising=False)
    told = run("check", "--lists", "--fail-on", "missing")

    assert (told.exit_code, told.stdout, told.stderr) == (
        0,
        "",
        "POLICY_LISTS names no checklist that applies to this policy\n",
    )


@pytest.mark.parametrize(("level", "status"), [("missing", 1), ("partly", 1)])
def test_it_fails_where_that_is_asked_for(level: str, status: int) -> None:
    assert run("check", "--list", "gdpr-13", "--fail-on", level).exit_code == status


def test_what_is_partly_said_fails_only_where_that_is_asked_for(text: Path) -> None:
    text.write_text("We collect your name. Data of the past twelve months.", encoding="utf-8")
    own = ("check", "--list", "caloppa", "--text", text, "--fail-on")

    assert run(*own, "missing").exit_code == 1


def test_a_change_fails_where_it_drops_a_statement(project: Path) -> None:
    since = run("check", "--list", "gdpr-13", "--against", "2025-03-01", "--fail-on", "missing", project=project)
    told = run("check", "--list", "gdpr-13", "--against", "2025-03-01", "--format", "json", project=project)

    assert since.exit_code == 1
    assert "It was found before." in since.stdout
    assert (states(told)["complaint"]["was"], states(told)["complaint"]["state"]) == ("found", "missing")


def test_a_change_does_not_fail_for_what_was_missing_before(project: Path) -> None:
    same = run("check", "--list", "gdpr-13", "--against", "2025-05-01", "--fail-on", "missing", project=project)

    assert same.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--list", "gdpr13"], "there is no checklist 'gdpr13'. Did you mean \"gdpr-13\"?"),
        (["--list", "gdpr-13", "--text", "nowhere.md"], "the file cannot be read"),
        (["--list", "gdpr-13", "--text", "x.md", "--against", "main"], "Use only one of them."),
        (["--list", "gdpr-13", "--language", "de"], "The language of the source is stated in policy.yml."),
        (["--fail-on", "missing"], "Name one: --list gdpr-13"),
        (["--format", "markdown"], "Name one: --list gdpr-13"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: list[str], message: str) -> None:
    result = run("check", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_text_in_another_language_has_to_be_named(tmp_path: Path) -> None:
    german = tmp_path / "datenschutz.md"
    german.write_text("Sie können sich bei einer Aufsichtsbehörde beschweren. " * 12, encoding="utf-8")
    ask = ("check", "--list", "gdpr-13", "--text", german)

    refused, told = run(*ask), run(*ask, "--language", "de", "--format", "json")
    unknown = run(*ask, "--language", "fr", "--format", "json")

    assert (refused.exit_code, "Name its language: --language de." in refused.stderr) == (2, True)
    assert states(told)["complaint"]["state"] == "found"
    assert states(unknown)["complaint"]["state"] == "to look for"


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xfe\xfa", b""])
def test_what_is_no_text_is_told_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.md"
    path.write_bytes(content)

    result = run("check", "--list", "ccpa", "--text", path)

    assert result.exit_code == (0 if not content else 2)
    assert "Traceback" not in result.output


def test_the_page_of_all_lists_is_current() -> None:
    page = (ROOT / "docs" / "checklists.md").read_text("utf-8")

    assert page == describe_lists(read_shipped().values(), Citing()), "run: make reference"
    assert run("lists", "--format", "markdown").stdout == page


def test_a_list_is_explained_with_how_each_item_is_found() -> None:
    told = run("lists", "gdpr-13").stdout

    assert "legal-basis: On which legal basis each purpose rests\n  law: GDPR Art. 13(1)(c); GDPR Art. 6(1)\n" in told
    assert "    fact: purposes.legal_basis, of each entry\n" in told
    assert json.loads(run("lists", "--format", "json").stdout)["lists"][0]["id"] == "caloppa"
