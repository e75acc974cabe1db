"""Tests the `policy` command: messages, output formats, exit status and help."""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from build_tools.cli import COMMANDS, main
from build_tools.source.yaml_reader import read_yaml
from tests.support.projects import ROOT, contents, copy_project, edit, policy, run

SOURCE = ROOT / "policy_src"
FACTS = sorted(SOURCE.glob("*.yml"))
KEYS = {"file", "line", "column", "check", "about", "what", "remedy"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project to do with as one likes."""
    return copy_project(tmp_path / "project")


@pytest.fixture
def broken(project: Path) -> Path:
    """A project whose source has two problems, in two files."""
    edit(project / "policy_src/policy.yml", "  name: TraceLoom\n", "  nmae: TraceLoom\n")
    edit(project / "policy_src/cookies.yml", "kind: necessary", "kind: tasty")
    return project


def test_a_good_source_is_well() -> None:
    result = _run(ROOT, "check")

    assert result.exit_code == 0
    assert result.stderr.startswith("0 problems, ")


def test_known_gaps_are_told_and_do_not_count() -> None:
    known = read_yaml("known_gaps.yml", (SOURCE / "known_gaps.yml").read_text(encoding="utf-8")).value["known_gaps"]

    result = _run(ROOT, "check")

    assert known
    told = [line for line in result.stdout.splitlines() if not line.endswith(" Optional.")]
    assert [line for line in told if " Known: " not in line] == []
    assert len(told) == len(known)
    assert f"{len(known)} known gaps" in result.stderr


def test_every_problem_is_told_with_its_place_and_its_remedy(broken: Path) -> None:
    result = _run(broken, "check")

    assert result.exit_code == 1
    assert re.search(r"^policy_src/policy\.yml:5:3: .*nmae.*\. .+[.?] \[[\w-]+\]$", result.stdout, re.MULTILINE)
    assert re.search(r"^policy_src/cookies\.yml:5:11: .*tasty.*\. .+[.?] \[[\w-]+\]$", result.stdout, re.MULTILINE)


def test_the_count_stands_apart_from_the_problems(broken: Path) -> None:
    result = _run(broken, "check")

    told = [line for line in result.stdout.splitlines() if re.match(r"[\w./-]+:\d+:\d+: ", line)]
    assert len(told) == len(result.stdout.splitlines())
    assert result.stderr == f"{len(told)} problems\n"


def test_json_is_one_object_and_nothing_else(broken: Path) -> None:
    result = policy("--project", broken, "check", "--format", "json")

    told = json.loads(result.stdout)
    assert result.returncode == 1
    assert result.stderr == ""
    assert set(told) == {"problems", "known_gaps", "open_gaps", "reminders", "not_stated"}
    assert {frozenset(problem) for problem in told["problems"]} == {frozenset(KEYS)}
    assert {(problem["file"], problem["line"], problem["column"]) for problem in told["problems"]} >= {
        ("policy_src/policy.yml", 5, 3),
        ("policy_src/cookies.yml", 5, 11),
    }


def test_json_of_a_good_source_has_known_gaps_and_no_problem() -> None:
    result = policy("check", "--format", "json")

    told = json.loads(result.stdout)
    assert result.returncode == 0
    assert told["problems"] == []
    assert {frozenset(gap) for gap in told["known_gaps"]} == {frozenset(KEYS | {"accepted"})}


def test_github_gets_one_command_a_problem_and_nothing_else(broken: Path) -> None:
    result = _run(broken, "check", "--format", "github")

    assert result.exit_code == 1
    assert result.stderr == ""
    assert [line for line in result.stdout.splitlines() if not re.match(r"::(error|notice) file=", line)] == []
    assert "::error file=policy_src/policy.yml,line=5,col=3,title=" in result.stdout


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_all_forms_tell_the_same_problems(form: str, broken: Path) -> None:
    places = {
        "text": r"(?m)^([^:\n]+):(\d+):(\d+): ",
        "json": r'"file": "([^"]+)",\s+"line": (\d+),\s+"column": (\d+)',
        "github": r"file=([^,]+),line=(\d+),col=(\d+)",
    }
    expected = re.findall(places["text"], _run(broken, "check").stdout)

    assert re.findall(places[form], _run(broken, "check", "--format", form).stdout) == expected


def test_the_output_is_utf_8_on_a_machine_with_another_locale(project: Path) -> None:
    edit(project / "policy_src/policy.yml", "  name: TraceLoom\n", "  naïve: TraceLoom\n")

    result = policy("--project", project, "check", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_the_source_is_found_from_any_folder(tmp_path: Path) -> None:
    result = policy("--project", ROOT, "check", folder=tmp_path)

    assert result.returncode == 0
    assert str(ROOT) not in result.stdout


def test_a_folder_without_a_source_is_told(tmp_path: Path) -> None:
    result = _run(tmp_path, "check")

    assert result.exit_code in {1, 2}
    assert "policy_src/policy.yml" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--project", "no/such/folder", "check"],
        ["chekc"],
        ["check", "--format", "xml"],
        ["check", "--frobnicate"],
        ["export"],
        ["export", "mkdocs.yml"],
    ],
    ids=" ".join,
)
def test_a_command_that_cannot_be_carried_out_exits_with_2(arguments: list[str]) -> None:
    result = policy(*arguments)

    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_help_names_every_command_with_what_it_is_for() -> None:
    result = run(_command(), "--help")

    listed = re.findall(r"^  (\w+)  +(\S.*\S)$", result.stdout.partition("Commands:")[2], re.MULTILINE)
    assert result.returncode == 0
    assert [name for name, _ in listed] == list(COMMANDS)
    assert [text for _, text in listed if len(text.split()) < 3] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_of_its_own(name: str) -> None:
    result = _run(ROOT, name, "-h")

    assert result.exit_code == 0
    assert f" {name} " in result.stdout.splitlines()[0]


def test_the_command_says_its_version() -> None:
    assert re.fullmatch(r".*\d+\.\d+\.\d+\n", run(_command(), "--version").stdout)


def test_export_writes_a_markdown_file_a_page(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "pages"

    result = _run(project, "export", str(target))

    assert result.exit_code == 0
    documents = read_yaml("policy.yml", (SOURCE / "policy.yml").read_text(encoding="utf-8")).value["documents"]
    assert {f"{document['id']}.md" for document in documents} | {"index.md"} <= set(contents(target))
    for page in target.glob("*.md"):
        before, front, body = page.read_text(encoding="utf-8").split("---\n", 2)
        assert before == ""
        assert yaml.safe_load(front)["title"]
        assert re.search(r"^# \S", body, re.MULTILINE)
        assert "{{" not in body


def test_export_carries_the_pictures_of_pages(project: Path, tmp_path: Path) -> None:
    picture = project / "policy_src/pages/images/seal.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")

    result = _run(project, "export", str(tmp_path / "pages"))

    assert result.exit_code == 0, result.output
    assert (tmp_path / "pages/images/seal.png").read_bytes() == picture.read_bytes()


def test_export_twice_gives_the_same_files(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "pages"
    _run(project, "export", str(target))
    before = contents(target)

    assert _run(project, "export", str(target)).exit_code == 0
    assert contents(target) == before


def test_export_takes_away_what_is_no_longer_a_page(project: Path, tmp_path: Path) -> None:
    target, page = tmp_path / "pages", project / "policy_src/pages/extra.md"
    page.write_text("---\ntitle: Extra\n---\n\nMore words.\n", encoding="utf-8")
    assert _run(project, "export", str(target)).exit_code == 0
    assert (target / "extra.md").exists()

    page.unlink()

    assert _run(project, "export", str(target)).exit_code == 0
    assert not (target / "extra.md").exists()


def test_export_refuses_a_folder_that_holds_other_files(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "papers"
    target.mkdir()
    (target / "thesis.txt").write_bytes(b"years of work")

    result = _run(project, "export", str(target))

    assert result.exit_code == 2
    assert f"{target} holds other files" in result.stderr
    assert contents(target) == {"thesis.txt": b"years of work"}


def test_export_of_a_broken_source_writes_nothing(broken: Path, tmp_path: Path) -> None:
    target = tmp_path / "pages"
    beside = set(tmp_path.iterdir())

    result = _run(broken, "export", str(target))

    assert result.exit_code == 2
    assert re.search(r"^policy_src/policy\.yml:5:3: ", result.stderr, re.MULTILINE)
    assert result.stdout == ""
    assert set(tmp_path.iterdir()) == beside


def test_export_of_a_broken_source_leaves_an_earlier_export_alone(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "pages"
    _run(project, "export", str(target))
    before = contents(target)
    edit(project / "policy_src/policy.yml", "controller:", "controler:")

    assert _run(project, "export", str(target)).exit_code == 2
    assert contents(target) == before


def test_the_committed_schemas_are_those_of_the_model(tmp_path: Path) -> None:
    result = _run(tmp_path, "schema")

    assert result.exit_code == 0
    assert contents(tmp_path / "policy_src/.schema") == contents(SOURCE / ".schema"), "run `policy schema` and commit"


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.name)
def test_every_file_of_facts_is_valid_by_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    schema = json.loads(_schema_of(path, text).read_text(encoding="utf-8"))

    file = read_yaml(path.name, text)

    assert file.problems == ()
    assert [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(file.value)
    ] == []


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.name)
def test_an_editor_finds_the_schema_of_every_file_of_facts(path: Path) -> None:
    schema = _schema_of(path, path.read_text(encoding="utf-8"))

    assert schema.is_file()
    assert schema.stem == path.stem


def test_every_schema_is_named_by_a_file_or_belongs_to_one_that_may_be_left_out() -> None:
    optional = {"rules.json", "rulings.json", "opinions.json", "checklist.json", "sentences.json"}
    named = {_schema_of(path, path.read_text(encoding="utf-8")).name for path in FACTS}

    assert {path.name for path in (SOURCE / ".schema").iterdir()} - named == optional


def test_a_check_does_without_what_only_other_commands_need() -> None:
    slow = {"git", "markdown_it", "rapidfuzz", "urllib.request", "concurrent.futures.process"}
    told = run(sys.executable, "-c", "import sys, build_tools.__main__; print(*sys.modules)").stdout.split()

    assert slow & set(told) == set()


def _run(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["--project", str(project), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _command() -> Path:
    found: Any = shutil.which("policy", path=str(ROOT / ".venv/bin")) or shutil.which("policy")
    assert found, "the project is not installed: make .venv/site"
    return Path(found)


def _schema_of(path: Path, text: str) -> Path:
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", text.splitlines()[0])
    assert match, f"{path.name} does not begin with the line that names its schema"
    return path.parent / match[1]


def test_a_command_finds_the_project_around_the_current_folder(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "project" / "policy_src")
    shutil.copytree(ROOT / "templates", tmp_path / "project" / "templates")
    within, beside = policy("check", folder=tmp_path / "project/policy_src/sections"), policy("check", folder=tmp_path)

    assert within.returncode == 0, within.stdout
    assert beside.stdout == (
        "policy_src/policy.yml:1:1: there is no source here. Name the project's folder, policy --project FOLDER …, "
        "or make one: policy new FOLDER. [source-missing]\n"
    )


def test_manuals_come_with_the_program() -> None:
    listed, ci, none = policy("manual"), policy("manual", "ci"), policy("manual", "nothing")

    assert re.search(r"(?m)^ci +Continuous integration$", listed.stdout)
    assert ci.stdout == (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    assert (none.returncode, none.stderr) == (2, "there is no manual 'nothing'. policy manual lists all of them.\n")
