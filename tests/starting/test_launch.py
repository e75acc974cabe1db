"""Tests a project from `policy new` to the first change after the launch, with the real commands and repository."""

import json
import re
import shlex
import shutil
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.day import KnownDay
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from build_tools.source.form_content import read_content
from build_tools.source.launch_edit import state_launch
from build_tools.source.yaml_writer import write_yaml
from build_tools.starting.launch import write_acceptances
from tests.support.projects import CACHE, ENVIRONMENT, edit, installed_policy, policy, run

NEEDED = ("--name", "Kestrel Maps", "--privacy-mailbox", "privacy@kestrel.example", "--time-zone", "Europe/London")
STATED = (
    "--legal-name", "Kestrel Maps Ltd", "--address", "1 High Street, Exampleton", "--site-address",
    "https://privacy.kestrel.example", "--announce-by", "email", "--notice", "P30D",
)  # fmt: skip
FACTS = {
    "data.yml": "data:\n  - id: account\n    name: Account data\n    items:\n"
    "      - {id: email, name: e-mail address}\n\nstays_with_customer: []\n",
    "purposes.yml": "purposes:\n  - {id: support, text: answer your questions}\n\nprohibited_uses: []\n",
    "subprocessors.yml": "subprocessors:\n  - id: mailer\n    name: Example Mailer\n    purpose: Sending e-mail\n"
    "    receives:\n      - {data: email, text: e-mail address}\n",
    "retention.yml": "retention:\n  - id: account\n    name: Account data\n    covers: [account]\n    period: P30D\n"
    "    starts: account closure\n"
    "    text: Kept for {{ retention.account.period }} from {{ retention.account.starts }}\n",
    "rights.yml": "rights:\n  - {id: access, name: Access, text: Receive a copy of your data, kind: access}\n\n"
    "requests:\n  deadline: P1M\n",
    "storage.yml": "storage:\n  - {id: main, name: Our servers, text: In Exampleton}\n\n"
    "safeguards:\n  - {id: transit, text: Connections are encrypted}\n\nresponsibilities: []\n",
    "cookies.yml": "cookies:\n  - {id: session, name: Session cookies, kind: necessary, text: Keep you signed in}\n",
}
ANNOUNCEMENT = """---
title: Account data is kept for 60 days
effective: 2026-05-04
findings: [{finding}]
---
We keep account data for **60 days** after you close your account, so that you can come back.
"""


@dataclass
class Terminal:
    """A person at work on a day, and all that they read."""

    folder: Path
    today: str
    transcript: list[str] = field(default_factory=list)
    program: bool = True
    """Whether `policy` is the program in the folder; otherwise the one that is tested, which is the same."""

    def type(self, command: str, *, status: int = 0) -> str:
        """Run a command, which ends with a status, and give what it prints."""
        words = [sys.executable if word == "policy" else word for word in shlex.split(command)]
        words[1:1] = ["-m", "build_tools"] if command.startswith("policy ") else []
        moment = f"{self.today}T12:00:00 +0000"
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()}
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "POLICY_TODAY": self.today}
        if command.startswith("policy ") and not self.program:
            done = installed_policy(*words[3:], folder=self.folder, **who, **dates)
        else:
            done = run(*words, folder=self.folder, **who, **dates, PYTHONPATH=ENVIRONMENT.get("PYTHONPATH", ""))
        told = done.stdout + done.stderr
        self.transcript.append(f"$ {command}\n{told}")
        assert done.returncode == status, told
        return told


_PERSON = {"NAME": "Ada Counsel", "EMAIL": "ada@kestrel.example"}


def begin(folder: Path, *stated: str) -> Terminal:
    """A new project, on the day on which it begins."""
    terminal = Terminal(folder.parent, "2026-02-14")
    terminal.type(shlex.join(["policy", "new", folder.name, *NEEDED, *stated]))
    terminal.folder = folder
    return terminal


def state_all(folder: Path) -> None:
    """State all that a new project leaves open but the lifetime of its cookies."""
    for name, text in FACTS.items():
        (folder / "policy_src" / name).write_text(text, encoding="utf-8")


def test_a_policy_is_launched_and_its_first_change_announced(tmp_path: Path) -> None:
    folder = tmp_path / "kestrel"
    terminal = begin(folder, *STATED)
    source = folder / "policy_src"

    assert "0 problems, 8 open gaps" in terminal.type("policy check")
    assert "This is a draft." not in terminal.type(
        "python -m mkdocs build --strict --quiet".replace("python", sys.executable)
    )
    assert "This is a draft." in (folder / "site/index.html").read_text(encoding="utf-8")
    state_all(folder)
    terminal.type('git commit --quiet --all --message "State what we do"')
    terminal.today = "2026-03-02"
    told = terminal.type("policy launch", status=1)
    assert told.startswith("policy_src/cookies.yml:2:9: ") or "cookie-without-lifetime: session" in told
    assert "The policy is not launched: it has 1 open gap." in told
    acceptance = told[told.index("known_gaps:") :].replace('reason: ""', "reason: Engineering is looking it up.")
    (source / "known_gaps.yml").write_text(acceptance, encoding="utf-8")
    assert "policy_src/policy.yml now states that the policy is launched." in terminal.type("policy launch")
    terminal.type("git diff --unified=1 policy_src/policy.yml")
    terminal.type("git add --all")
    terminal.type('git commit --quiet --message "Launch the policy"')
    log = terminal.type("policy log privacy-policy")
    assert re.findall(r"^  (\S+) ", log, re.MULTILINE) == ["2026-03-02"]

    terminal.today = "2026-04-03"
    terminal.type("git checkout --quiet -b longer")
    edit(source / "retention.yml", "period: P30D", "period: P60D")
    told = terminal.type("policy check --against main", status=1)
    assert "[unannounced-change]" in told
    finding = re.search(r"retention-longer-[0-9a-f]+", terminal.type("policy diff"))
    assert finding
    (source / "announcements").mkdir()
    (source / "announcements/longer.md").write_text(ANNOUNCEMENT.format(finding=finding[0]), encoding="utf-8")
    terminal.type("policy check --against main")
    terminal.type("git add --all")
    terminal.type('git commit --quiet --message "Keep account data for 60 days"')
    terminal.type("git checkout --quiet main")
    terminal.type("git merge --quiet --no-ff --no-edit longer")
    terminal.type("python -m mkdocs build --strict --quiet".replace("python", sys.executable))
    log = terminal.type("policy log retention-schedule")

    assert re.findall(r"^  (\S+) ", log, re.MULTILINE) == ["2026-04-03", "2026-03-02"]
    home = (folder / "site/index.html").read_text(encoding="utf-8")
    assert "This is a draft." not in home
    assert "Account data is kept for 60 days" in home
    assert "noindex" not in home
    assert (folder / "site/changelog/2026-04-03/index.html").is_file()
    assert (folder / "site/feeds/changelog.atom").is_file()
    place = CACHE / "look" / "launch.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join(terminal.transcript).replace(sys.executable, "python"), encoding="utf-8")


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which everything is stated."""
    terminal = begin(tmp_path_factory.mktemp("stated") / "kestrel", *STATED)
    state_all(terminal.folder)
    edit(
        terminal.folder / "policy_src/cookies.yml",
        "text: Keep you signed in",
        "text: Keep you signed in, lifetime: P1D",
    )
    terminal.type('git commit --quiet --all --message "State what we do"')
    return terminal.folder


@pytest.fixture
def ready(stated: Path, tmp_path: Path) -> Terminal:
    """A project that can be launched."""
    return Terminal(shutil.copytree(stated, tmp_path / "kestrel"), "2026-02-14", program=False)


def settings_of(terminal: Terminal) -> bytes:
    """What policy.yml holds."""
    return (terminal.folder / "policy_src/policy.yml").read_bytes()


def test_a_launch_changes_its_own_lines_alone(ready: Terminal) -> None:
    place = ready.folder / "policy_src/policy.yml"
    edit(place, "draft: true", "# Ends with policy launch\ndraft: true")
    place.write_bytes(b"\xef\xbb\xbf" + place.read_bytes().replace(b"\n", b"\r\n"))
    before = settings_of(ready)

    ready.type("policy launch")

    assert settings_of(ready) == before.replace(b"draft: true", b"launched:\r\n  day: 2026-02-14")
    assert "The policy is already launched" not in ready.type("policy check")


def test_a_launch_that_was_stated_or_published_is_not_stated_again(ready: Terminal) -> None:
    ready.type("policy launch")
    stated = settings_of(ready)

    assert "already states that the policy is launched. Commit it" in ready.type("policy launch", status=2)
    assert ready.type("policy launch --status") == "draft\n"
    ready.type('git commit --quiet --all --message "Launch"')
    assert "The policy is already launched: it was first published on 2026-02-14" in ready.type(
        "policy launch", status=2
    )
    assert ready.type("policy launch --status") == "launched\n"
    assert settings_of(ready) == stated


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--on 2026-02-13", "The policy cannot take effect on 2026-02-13, which is past: today is 2026-02-14."),
        ("--published 2026-03", "The policy cannot have been published in 2026-03 already"),
        ("--published 2026-02-15", "The policy cannot have been published in 2026-02-15 already"),
        ("--published soon", "--published: 'soon' is not a date."),
        ("--published 2026-13", "--published: there is no month 2026-13 in the calendar."),
        ("--on 2026-02-14 --published 2026-01", "--on and --published contradict each other"),
        ("--status --on 2026-02-14", "--status only prints the status. Use it alone."),
        ("--on 14.2.2026", "'14.2.2026' does not match the format"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(ready: Terminal, arguments: str, said: str) -> None:
    before = settings_of(ready)

    assert said in ready.type(f"policy launch {arguments}", status=2)
    assert settings_of(ready) == before


@pytest.mark.parametrize(
    ("arguments", "names", "starts"),
    [("--on 2026-03-01", ["2026-02-14"], ["2026-03-01"]), ("--published 2025-11", ["2025-11"], ["2025-11"])],
)
def test_a_later_day_and_an_earlier_publication_count(
    ready: Terminal, arguments: str, names: list[str], starts: list[str]
) -> None:
    ready.type(f"policy launch {arguments}")
    ready.type('git commit --quiet --all --message "Launch"')

    versions = json.loads(ready.type("policy log privacy-policy --format json"))["versions"]
    assert [one["version"] for one in versions] == names
    assert [(one["effective"] or one["published"])["day"] for one in versions] == starts


def test_a_source_with_a_problem_is_not_launched(ready: Terminal) -> None:
    edit(ready.folder / "policy_src/retention.yml", "P30D", "30 days")
    before = settings_of(ready)

    assert "Write P30D. [value]" in ready.type("policy launch", status=1)
    assert settings_of(ready) == before


def test_a_launch_follows_no_link(ready: Terminal, tmp_path: Path) -> None:
    place = ready.folder / "policy_src/policy.yml"
    elsewhere = tmp_path / "elsewhere.yml"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    before = elsewhere.read_bytes()

    done = policy("launch", folder=ready.folder)

    assert done.returncode == 2
    assert elsewhere.read_bytes() == before


def test_without_a_folder_of_its_files_nothing_is_launched(ready: Terminal, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    assert run("git", "clone", "--quiet", "--bare", ready.folder, bare).returncode == 0

    done = policy("--project", bare, "launch")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("policy_src/policy.yml is not in this folder.")
    assert not (bare / "policy_src").exists()


def test_gaps_are_offered_to_be_accepted_and_an_empty_reason_is_none(tmp_path: Path) -> None:
    terminal = begin(tmp_path / "kestrel")
    gaps = Project(read_folder(terminal.folder)).reading.open_gaps

    entries = write_acceptances(gaps, Project(read_folder(terminal.folder)).today)
    (terminal.folder / "policy_src/known_gaps.yml").write_text(entries, encoding="utf-8")

    assert terminal.type("policy check", status=1).count("known_gaps.yml:") >= len(gaps) == 12


@pytest.mark.parametrize(
    ("text", "launched"),
    [
        ("format: 6\ndraft: true # for now\n\n# who\na: {b: c}\n", "format: 6\n@ # for now\n\n# who\na: {b: c}\n"),
        ("draft: true\nformat: 6\n", "@\nformat: 6\n"),
        ("format: 6\ndraft:\n  true\n", "format: 6\n@\n"),
        ("format: 6\ndraft: true", "format: 6\n@"),
        ('"format": 6\n"draft": true\n', '"format": 6\n@\n'),
    ],
)
def test_the_statement_of_a_launch_takes_the_place_of_that_of_the_draft(text: str, launched: str) -> None:
    assert state_launch(text, date(2026, 3, 2), None) == launched.replace("@", "launched:\n  day: 2026-03-02")
    assert state_launch(text, date(2026, 3, 2), KnownDay(2025, 11)) == launched.replace(
        "@", "adopted:\n  published: 2025-11"
    )


@given(
    st.dictionaries(st.sampled_from(["a", "b", "draft", "format"]), st.text("abc #:-'\"{}", max_size=8), max_size=4),
    st.booleans(),
)
def test_a_launch_says_nothing_else_than_before(values: dict[str, str], is_flow: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    held: dict[str, object] = values | {"draft": True}
    text = json.dumps(held) if is_flow else write_yaml(held)

    told = read_content("policy.yml", state_launch(text, date(2026, 3, 2), None))

    assert told == {key: value for key, value in values.items() if key != "draft"} | {"launched": {"day": "2026-03-02"}}
