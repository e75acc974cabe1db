"""Tests that a notice is sent once, wherever its sending is cut off, refused or raced.

The real command runs in a process of its own, which the mail server kills at a step of SMTP, or git at a step of
recording. Then the command runs again.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from socket import create_server
from subprocess import PIPE, Popen
from threading import Barrier
from typing import Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner

from build_tools.cli import main
from tests.support.announced_story import announce
from tests.support.mail_server import STEPS, Server, serve_mail
from tests.support.projects import ENVIRONMENT, ROOT
from tests.support.story import Change, Story, git, keep

TO = "customers@lists.example.com"
NAME = "2025-03-03"
REF = f"refs/notices/{NAME}"
_GIT = """\
#!/bin/sh
# git, which kills the process that runs it before or after the step that $KILL names: "after push 1" is its first push
for word; do case "$word" in hash-object|push|update-ref) step=$word; break;; esac; done
if [ -n "$step" ]; then echo >> "$STEPS.$step"; number=$(wc -l < "$STEPS.$step"); fi
if [ "$KILL" = "before $step $((number))" ]; then kill -9 $PPID; exit 1; fi
git "$@"; status=$?
if [ "$KILL" = "after $step $((number))" ]; then kill -9 $PPID; fi
exit $status
"""


@dataclass(frozen=True)
class Shared:
    """A project whose repository is shared through a bare one."""

    folder: Path
    origin: Path

    @property
    def recorded(self) -> str:
        """What the shared repository says of the notice: its state, or nothing."""
        found = git(self.origin, "for-each-ref", "--format=%(objectname)", "refs/notices/")
        return str(json.loads(git(self.origin, "cat-file", "-p", found))["state"]) if found else ""

    def clone(self, folder: Path) -> "Shared":
        """A new clone, as CI makes one."""
        git(self.origin, "clone", "--quiet", str(self.origin), str(folder))
        return Shared(folder, self.origin)

    def run(self, server: Server | None, *arguments: str, **environment: str) -> tuple[int, str]:
        """The exit status of `policy notice`, and what it says in its one line; it prints nothing."""
        environment = {**(_environment(server) if server else {}), **environment}
        words = ["--project", str(self.folder), "notice", *arguments]
        result = CliRunner().invoke(main, words, env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert ".." not in result.stderr
        assert result.stderr.endswith("\n")
        return result.exit_code, result.stderr.strip()

    def start(self, server: Server, **environment: str) -> Popen[bytes]:
        """Begin to send the notice in a process of its own, whom the server may kill."""
        words = [sys.executable, "-m", "build_tools", "--project", str(self.folder), "notice", NAME, "--send"]
        process = Popen(
            words, cwd=ROOT, env={**ENVIRONMENT, **_environment(server), **environment}, stdout=PIPE, stderr=PIPE
        )
        server.victims.put(process.pid)
        return process

    def cut_off(self, server: Server, **environment: str) -> None:
        """Begin to send the notice, and be killed."""
        process = self.start(server, **environment)
        printed, complaint = process.communicate(timeout=60)
        assert (process.returncode, printed, complaint) == (-9, b"", b"")


def _environment(server: Server) -> dict[str, str]:
    return {"POLICY_SMTP": server.address, "POLICY_NOTICE_TO": TO}


class Sink:
    """Keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append(envelope.content)
        return "250 fine"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two publications, read once."""
    folder = tmp_path_factory.mktemp("told") / "project"
    story = Story()
    address = ("  language: en\n", "  address: https://privacy.traceloom.example\n  language: en\n")
    gaps = story.files()["policy_src/known_gaps.yml"].content.partition(b"  - gap: site-without-address")[0]
    files: dict[str, Change] = {"policy_src/policy.yml": address, "policy_src/known_gaps.yml": gaps}
    story.publish("2025-02-01T12:00:00-07:00", files)
    story.publish(f"{NAME}T12:00:00-07:00", {**keep("P180D"), **announce("longer", title="We keep logs for longer")})
    project = story.write(folder)
    assert project.ask("notice").exit_code == 0
    return folder


@pytest.fixture
def shared(told: Path, tmp_path: Path) -> Shared:
    """A copy of that project, shared through a bare repository."""
    folder, origin = tmp_path / "project", tmp_path / "origin"
    shutil.copytree(told, folder)
    git(told, "clone", "--quiet", "--bare", str(told), str(origin))
    git(folder, "remote", "add", "origin", str(origin))
    return Shared(folder, origin)


@pytest.fixture
def killing(tmp_path: Path) -> dict[str, str]:
    """An environment in which git kills, once `KILL` names a step."""
    program = tmp_path / "git-that-kills"
    program.write_text(_GIT, encoding="utf-8")
    program.chmod(0o755)
    return {"GIT_PYTHON_GIT_EXECUTABLE": str(program), "STEPS": str(tmp_path / "steps")}


@pytest.mark.parametrize("step", STEPS[:-1])
def test_killed_before_the_message_is_handed_over_it_is_sent_by_the_next_run(shared: Shared, step: str) -> None:
    with serve_mail({step: "kill"}) as server:
        shared.cut_off(server)
        assert (server.messages, shared.recorded) == ([], "")
    _send_and_send_again(shared)


@pytest.mark.parametrize("kill", ["before hash-object 1", "after hash-object 1", "before push 1"])
def test_killed_before_it_is_claimed_it_is_sent_by_the_next_run(
    shared: Shared, killing: dict[str, str], kill: str
) -> None:
    with serve_mail() as server:
        shared.cut_off(server, **killing, KILL=kill)
        assert (server.messages, shared.recorded) == ([], "")
    _send_and_send_again(shared)


@pytest.mark.parametrize("kill", ["after push 1", "before update-ref 1", "after update-ref 1"])
def test_killed_once_it_is_claimed_a_person_says_that_it_was_not_sent(
    shared: Shared, killing: dict[str, str], kill: str
) -> None:
    with serve_mail() as server:
        shared.cut_off(server, **killing, KILL=kill)
        assert (server.messages, shared.recorded) == ([], "sending")
        _refuse_as_unknown(shared, server)
        assert server.messages == []
    assert shared.run(None, NAME, "--settle", "unsent") == (0, f"the notice of {NAME} is recorded as unsent")
    _send_and_send_again(shared)


@pytest.mark.parametrize("is_taken", [True, False])
def test_killed_before_the_server_answers_a_person_finds_out(shared: Shared, *, is_taken: bool) -> None:
    with serve_mail({"end": "kill"}) as server:
        shared.cut_off(server)
        assert shared.recorded == "sending"
        _refuse_as_unknown(shared, server)
    shared.run(None, NAME, "--settle", "sent" if is_taken else "unsent")
    with serve_mail() as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, len(server.messages)) == (0, 0 if is_taken else 1)
        assert ("is not sent again" in said) is is_taken
    assert shared.recorded == "sent"


@pytest.mark.parametrize("kill", ["before hash-object 2", "before update-ref 2"])
def test_killed_before_it_is_recorded_as_sent_a_person_says_that_it_was(
    shared: Shared, killing: dict[str, str], kill: str
) -> None:
    with serve_mail() as server:
        shared.cut_off(server, **killing, KILL=kill)
        assert (len(server.messages), shared.recorded) == (1, "sending")
        _refuse_as_unknown(shared, server)
        shared.run(None, NAME, "--settle", "sent")
        status, said = shared.run(server, NAME, "--send")
        assert (status, len(server.messages), shared.recorded) == (0, 1, "sent")
        assert "is not sent again" in said


@pytest.mark.parametrize("kill", ["after update-ref 2", "before push 2", "after push 2"])
def test_killed_once_it_is_recorded_here_the_next_run_tells_all(
    shared: Shared, killing: dict[str, str], kill: str
) -> None:
    with serve_mail() as server:
        shared.cut_off(server, **killing, KILL=kill)
        assert len(server.messages) == 1
        status, said = shared.run(server, NAME, "--send")
        assert (status, len(server.messages), shared.recorded) == (0, 1, "sent")
        assert "is not sent again" in said


def test_what_one_clone_has_sent_no_other_one_sends(shared: Shared, tmp_path: Path) -> None:
    with serve_mail() as server:
        assert shared.run(server, "--send")[0] == 0
        status, said = shared.clone(tmp_path / "clone").run(server, "--send")
        assert (status, len(server.messages)) == (0, 1)
        message_id = message_from_bytes(server.messages[0], policy=policy.default)["Message-ID"]
        assert message_id in said


def test_of_two_runs_at_once_one_sends(shared: Shared, tmp_path: Path) -> None:
    both = Barrier(2)
    other = shared.clone(tmp_path / "clone")
    with serve_mail({"DATA": lambda: meet(both)}) as server:
        runs = [one.start(server) for one in (shared, other)]
        said = [process.communicate(timeout=60)[1].decode() for process in runs]
        assert sorted(process.returncode for process in runs) == [0, 2]
        assert len(server.messages) == 1
    assert sum("another run is sending or has sent it" in words for words in said) == 1
    assert shared.recorded == "sent"


def test_without_a_remote_what_was_sent_is_kept_here(shared: Shared) -> None:
    git(shared.folder, "remote", "remove", "origin")
    with serve_mail() as server:
        assert shared.run(server, NAME, "--send")[0] == 0
        assert "is not sent again" in shared.run(server, NAME, "--send")[1]
        assert len(server.messages) == 1
    assert json.loads(git(shared.folder, "cat-file", "-p", REF))["state"] == "sent"


def test_what_was_sent_before_there_was_a_remote_is_not_sent_again(shared: Shared) -> None:
    git(shared.folder, "remote", "remove", "origin")
    with serve_mail() as server:
        shared.run(server, NAME, "--send")
        git(shared.folder, "remote", "add", "origin", str(shared.origin))
        assert "is not sent again" in shared.run(server, NAME, "--send")[1]
        assert len(server.messages) == 1
    assert shared.recorded == "sent"


def test_without_its_remote_nobody_speaks_to_the_mail_server(shared: Shared) -> None:
    shutil.rmtree(shared.origin)
    with serve_mail() as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.seen) == (2, [])
    assert said.startswith("the remote origin cannot be reached: ")


def test_a_remote_that_refuses_to_record_it_keeps_it_from_being_sent(shared: Shared) -> None:
    _refuse_pushes(shared.origin)
    with serve_mail() as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.messages, shared.recorded) == (2, [], "")
    assert said.startswith("the remote origin refuses the record: ")
    assert said.endswith("This run has sent nothing.")
    assert git(shared.folder, "for-each-ref", "refs/notices/") == ""


def test_if_the_remote_fails_once_it_is_sent_the_run_says_so(shared: Shared) -> None:
    with serve_mail({"end": lambda: _refuse_pushes(shared.origin)}) as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, len(server.messages)) == (2, 1)
    assert "was sent, but that could not be recorded" in said
    assert said.endswith(f"Run: policy notice {NAME} --settle sent.")


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("connect", "421 closing"),
        ("EHLO", "502 what?"),
        ("MAIL", "451 try later"),
        ("RCPT", "550 never"),
        ("DATA", "554 no"),
        ("end", "451 try later"),
        ("end", "554 spam"),
    ],
)
def test_what_the_server_refuses_is_sent_by_the_next_run(shared: Shared, step: str, answer: str) -> None:
    with serve_mail({step: answer, "HELO": answer}) as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.messages, shared.recorded) == (2, [], "")
        assert answer in said
        assert "Nothing was sent" in said
    _send_and_send_again(shared)


def test_a_refusal_that_cannot_be_recorded_is_told_as_one(shared: Shared) -> None:
    _refuse_pushes(shared.origin, but_for="creations")
    with serve_mail({"end": "550 never"}) as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.messages, shared.recorded) == (2, [], "sending")
    assert "550 never" in said
    assert said.endswith(f"Run: policy notice {NAME} --settle unsent.")


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_end_has_sent_nothing(shared: Shared, step: str) -> None:
    with serve_mail({step: "hang up", "HELO": "hang up"}) as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.messages, shared.recorded) == (2, [], "")
    assert "Nothing was sent" in said


@pytest.mark.parametrize("act", ["hang up", "what?", "999 what?", "354 go on"])
def test_a_line_that_breaks_after_the_end_leaves_the_question(shared: Shared, act: str) -> None:
    with serve_mail({"end": act}) as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, shared.recorded) == (2, "sending")
        assert f"Look for <notice.{NAME}." in said
        assert said.endswith("--settle sent, or --settle unsent, after which it can be sent.")
        _refuse_as_unknown(shared, server)


def test_there_is_nothing_to_settle_where_nothing_is_unknown(shared: Shared) -> None:
    assert shared.run(None, NAME, "--settle", "sent") == (
        2,
        f"there was no attempt to send the notice of {NAME}. There is nothing to settle.",
    )
    with serve_mail() as server:
        shared.run(server, NAME, "--send")
    status, said = shared.run(None, NAME, "--settle", "unsent")
    assert (status, shared.recorded) == (2, "sent")
    assert said.endswith("There is nothing to settle.")


def test_the_record_tells_which_message_was_sent(shared: Shared) -> None:
    with serve_mail() as server:
        shared.run(server, NAME, "--send")
    record = json.loads(git(shared.origin, "cat-file", "-p", REF))
    message = message_from_bytes(server.messages[0], policy=policy.default)

    assert record["message_id"] == message["Message-ID"]
    assert record["commit"] == git(shared.folder, "rev-parse", "HEAD")
    assert record["sha256"] == sha256(server.messages[0]).hexdigest()
    assert TO not in json.dumps(record)


def test_a_mail_server_gets_what_a_dry_run_has_shown(shared: Shared) -> None:
    shown = CliRunner().invoke(main, ["--project", str(shared.folder), "notice", NAME, "--dry-run"]).stdout_bytes
    inbox = Sink()
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        shared.run(None, NAME, "--send", POLICY_SMTP=f"smtp://127.0.0.1:{port}", POLICY_NOTICE_TO=TO)
    finally:
        controller.stop()

    (content,) = inbox.got
    sent, dry = (message_from_bytes(one, policy=policy.default) for one in (content, shown))
    other = {name for name in {*sent.keys(), *dry.keys()} if str(sent[name]) != str(dry[name])}
    assert other == {"To", "Date"}
    assert sent["To"] == TO
    assert content.partition(b"\r\n\r\n")[2] == shown.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"POLICY_SMTP": ""}, "POLICY_SMTP is not the address of a mail server"),
        ({"POLICY_SMTP": "smtp://user:s3cret"}, "POLICY_SMTP is not the address of a mail server"),
        ({"POLICY_NOTICE_TO": ""}, "POLICY_NOTICE_TO is not set"),
        ({"POLICY_NOTICE_TO": "a@b.example, c@d.example"}, "POLICY_NOTICE_TO is no mailbox"),
        ({"POLICY_NOTICE_TO": "a@b.example\r\nBcc: c@d.example"}, "POLICY_NOTICE_TO is no mailbox"),
    ],
)
def test_without_a_server_or_a_list_nothing_is_sent(shared: Shared, environment: dict[str, str], words: str) -> None:
    with serve_mail() as server:
        status, said = shared.run(server, NAME, "--send", **environment)
        assert (status, server.seen, shared.recorded) == (2, [], "")
    assert said.startswith(words)
    assert "s3cret" not in said


def test_a_notice_goes_to_one_list_and_the_run_for_another_one_says_so(shared: Shared) -> None:
    with serve_mail() as server:
        assert shared.run(server, NAME, "--send")[0] == 0
        again = shared.run(server, NAME, "--send")[1]
        status, said = shared.run(server, NAME, "--send", POLICY_NOTICE_TO="others@lists.example.com")
        assert (status, len(server.messages)) == (0, 1)
    assert again.endswith("and is not sent again")
    assert said == f"{again}; it went to another list than POLICY_NOTICE_TO names, and a notice goes to one list"


def test_to_settle_one_names_a_publication(shared: Shared) -> None:
    status, said = shared.run(None, "--settle", "sent")
    assert status == 2
    assert said.startswith("--settle needs a publication.")


def test_a_record_that_nobody_can_read_is_no_leave_to_send(shared: Shared) -> None:
    name = git(shared.origin, "hash-object", "-w", "--stdin", told=b"sent, I think")
    git(shared.origin, "update-ref", REF, name)
    with serve_mail() as server:
        status, said = shared.run(server, NAME, "--send")
        assert (status, server.seen) == (2, [])
    assert said.startswith(f"the record {REF} cannot be read")


def meet(both: Barrier) -> None:
    """Wait for the other run."""
    both.wait(30)


def _send_and_send_again(shared: Shared) -> None:
    """The next run sends, and the one after it says so."""
    with serve_mail() as server:
        assert shared.run(server, NAME, "--send")[0] == 0
        assert (len(server.messages), shared.recorded) == (1, "sent")
        status, said = shared.run(server, NAME, "--send")
        assert (status, len(server.messages)) == (0, 1)
        assert said.endswith("and is not sent again")


def _refuse_as_unknown(shared: Shared, server: Server) -> None:
    """The next run sends nothing, and says how to find out."""
    before = list(server.seen)
    status, said = shared.run(server, NAME, "--send")
    assert (status, server.seen) == (2, before)
    assert "it is unknown whether it was sent" in said
    assert f"Look for <notice.{NAME}." in said
    assert f"policy notice {NAME} --settle sent, or --settle unsent" in said


def _refuse_pushes(origin: Path, *, but_for: Literal["creations", ""] = "") -> None:
    """Let a repository refuse all that is pushed to it, `but_for` creations of references."""
    hook = origin / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    test = 'case "$2" in *[!0]*) ;; *) exit 0;; esac\n' if but_for else ""
    hook.write_text(f"#!/bin/sh\n{test}exit 1\n", encoding="utf-8")
    hook.chmod(0o755)
