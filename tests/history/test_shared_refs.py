"""Tests that a notice is sent only if its record is seen in the repository that all runs share.

Real repositories, a real mail server. What a remote does in an unusual way is done by its hooks and settings.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from build_tools.history.errors import HistoryError
from build_tools.history.notice_records import NoticeRecords
from build_tools.history.shared_refs import ConflictError
from build_tools.model.notice import Notice, NoticeRecord, NoticeState
from build_tools.notices.send_due import send_once
from build_tools.notices.smtp import SendingError, read_server
from tests.support.mail_server import Server, serve_mail
from tests.support.story import git

NAME = "2025-01-10"
REF = f"refs/notices/{NAME}"
NOTICE = Notice("privacy@example.com", "list@example.com", "<1@example.com>", b"Subject: News\r\n\r\nNews\r\n")


def record(run: str, name: str = NAME, state: NoticeState = NoticeState.SENT) -> NoticeRecord:
    """What a run keeps of a notice. All runs have the same clock."""
    moment = datetime(2025, 1, 10, 12, tzinfo=UTC)
    return NoticeRecord(
        state=state, publication=name, commit="1" * 40, run=run, message_id=NOTICE.message_id, moment=moment
    )


def claim(run: str) -> NoticeRecord:
    """The same before it is sent."""
    return record(run, state=NoticeState.SENDING)


@dataclass(frozen=True)
class Shared:
    """Two clones of a bare repository, and a mail server."""

    folder: Path
    server: Server

    @property
    def origin(self) -> Path:
        return self.folder / "origin"

    @property
    def clones(self) -> tuple[Path, Path]:
        return self.folder / "one", self.folder / "other"

    def send(self, clone: Path, run: str, name: str = NAME) -> None:
        """Send a notice that no record speaks of."""
        with NoticeRecords(clone, patience=10) as records:
            assert records.find(name) is None
            send_once(records, NOTICE, record(run, name), read_server(self.server.address), patience=10)

    def refuse(self, clone: Path, run: str) -> str:
        """Why it is not sent."""
        with pytest.raises(SendingError) as caught:
            self.send(clone, run)
        return str(caught.value)

    def hook(self, name: str, *lines: str) -> None:
        """Let the shared repository do something."""
        path = self.origin / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
        path.chmod(0o755)

    def recorded(self, name: str = NAME) -> tuple[str, str]:
        """The state and the run of the record in the shared repository; empty where there is none."""
        if not git(self.origin, "for-each-ref", f"refs/notices/{name}"):
            return "", ""
        told = json.loads(git(self.origin, "cat-file", "-p", f"refs/notices/{name}"))
        return told["state"], told["run"]

    def put(self, folder: Path, what: NoticeRecord) -> None:
        """Write a record past all rules."""
        name = git(folder, "hash-object", "-w", "--stdin", told=what.model_dump_json(indent=1).encode() + b"\n")
        git(folder, "update-ref", REF, name)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    """A repository that two clones share; records need no history."""
    git(tmp_path, "init", "--quiet", "--bare", "origin")
    for clone in ("one", "other"):
        git(tmp_path, "clone", "--quiet", str(tmp_path / "origin"), clone)
    with serve_mail() as server:
        yield Shared(tmp_path, server)


def test_of_two_runs_whose_clocks_agree_to_the_second_one_claims(shared: Shared) -> None:
    with NoticeRecords(shared.clones[0]) as one, NoticeRecords(shared.clones[1]) as other:
        assert one.find(NAME) is other.find(NAME) is None
        one.claim(claim("a"))
        with pytest.raises(ConflictError):
            other.claim(claim("b"))

    assert shared.recorded() == ("sending", "a")


def test_two_publications_are_sent_at_once(shared: Shared) -> None:
    both = Barrier(2)

    def meet() -> None:
        both.wait(20)

    shared.server.acts = {"DATA": meet}
    names = (NAME, f"{NAME}.2")

    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(shared.send, clone, name, name) for clone, name in zip(shared.clones, names, strict=True)]
        for run in runs:
            run.result(60)

    assert len(shared.server.messages) == 2
    assert [shared.recorded(name) for name in names] == [("sent", name) for name in names]


def test_a_run_knows_its_record_though_the_answer_to_its_push_is_lost(shared: Shared) -> None:
    shared.hook("post-receive", "echo >> pushes", "kill -9 $PPID")

    shared.send(shared.clones[0], "a")

    assert (len(shared.server.messages), shared.recorded()) == (1, ("sent", "a"))
    assert (shared.origin / "pushes").read_text().count("\n") == 2


@pytest.mark.parametrize(("hook", "then"), [("pre-receive", ":"), ("post-receive", f"git update-ref -d {REF}")])
def test_a_remote_that_dies_and_has_recorded_nothing_is_told_as_such(shared: Shared, hook: str, then: str) -> None:
    shared.hook(hook, then, "kill -9 $PPID")

    said = shared.refuse(shared.clones[0], "a")

    assert said.startswith("the remote origin cannot be reached: ")
    assert "hint" not in said
    assert said.endswith("This run has sent nothing.")
    assert (shared.server.messages, shared.recorded()) == ([], ("", ""))


@pytest.mark.parametrize("then", [f"git update-ref {REF} $(git hash-object -w config)", "exit"])
def test_a_remote_that_says_yes_and_holds_something_else_keeps_it_from_being_sent(shared: Shared, then: str) -> None:
    shared.hook("post-receive", f"git update-ref -d {REF}", then)

    assert shared.refuse(shared.clones[0], "a").endswith("This run has sent nothing.")

    assert shared.server.messages == []


def test_a_remote_that_does_not_show_what_it_takes_keeps_it_from_being_sent(shared: Shared) -> None:
    git(shared.origin, "config", "uploadpack.hideRefs", "refs/notices")

    said = shared.refuse(shared.clones[0], "a")

    assert said.startswith("the remote origin accepted the record, and does not show it. ")
    assert said.endswith("This run has sent nothing.")
    assert (shared.server.messages, shared.recorded()) == ([], ("", ""))
    git(shared.origin, "config", "--unset", "uploadpack.hideRefs")
    shared.send(shared.clones[1], "b")
    assert (len(shared.server.messages), shared.recorded()) == (1, ("sent", "b"))


def test_a_remote_that_is_lost_before_the_end_leaves_a_question_and_no_message(shared: Shared) -> None:
    shared.hook("post-receive", f"mv '{shared.origin}' '{shared.origin}.lost'")

    said = shared.refuse(shared.clones[0], "a")

    assert said.endswith(
        f"nothing. If the next run asks whether it was sent, run: policy notice {NAME} --settle unsent."
    )
    assert shared.server.messages == []
    Path(f"{shared.origin}.lost").rename(shared.origin)
    with NoticeRecords(shared.clones[1]) as records:
        assert records.find(NAME) == claim("a")


def test_the_repository_that_is_pushed_to_decides_and_no_mirror(shared: Shared) -> None:
    git(shared.folder, "clone", "--quiet", "--mirror", "origin", "mirror")
    for clone in shared.clones:
        git(clone, "remote", "set-url", "origin", str(shared.folder / "mirror"))
        git(clone, "remote", "set-url", "--push", "origin", str(shared.origin))

    shared.send(shared.clones[0], "a")

    with NoticeRecords(shared.clones[1]) as records:
        assert records.find(NAME) == record("a")
        assert records.all() == (record("a"),)
    assert git(shared.folder / "mirror", "for-each-ref", "refs/notices") == ""


@pytest.mark.parametrize("options", [("--push",), ()])
def test_of_several_repositories_that_are_pushed_to_none_decides(shared: Shared, options: tuple[str, ...]) -> None:
    git(shared.folder, "init", "--quiet", "--bare", "second")
    clone = shared.clones[0]
    for place in (shared.origin, shared.folder / "second") if options else (shared.folder / "second",):
        git(clone, "remote", "set-url", *options, "--add", "origin", str(place))

    with NoticeRecords(clone) as records:
        for ask in (lambda: records.find(NAME), records.all):
            with pytest.raises(HistoryError, match="has 2 push addresses, and a record needs exactly one"):
                ask()
    git(clone, "config", "--replace-all", "remote.origin.pushurl", str(shared.origin))
    shared.send(clone, "a")
    assert shared.recorded() == ("sent", "a")


def test_a_remote_of_another_name_is_not_passed_over(shared: Shared) -> None:
    git(shared.clones[0], "remote", "rename", "origin", "upstream")

    with (
        NoticeRecords(shared.clones[0]) as records,
        pytest.raises(HistoryError, match=r"has no remote named origin.*git remote rename upstream origin"),
    ):
        records.find(NAME)


def test_a_record_that_changes_while_it_is_read_is_read_again(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.put(shared.origin, record("a"))
    sent = git(shared.origin, "rev-parse", REF)
    shared.put(shared.origin, claim("a"))
    program = tmp_path / "git-that-changes"
    change = f"env -u GIT_DIR -u GIT_WORK_TREE git -C '{shared.origin}' update-ref {REF} {sent}"
    program.write_text(f'#!/bin/sh\ngit "$@" || exit\ncase " $* " in *" ls-remote "*) {change};; esac\n')
    program.chmod(0o755)
    monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", str(program))

    with NoticeRecords(shared.clones[0]) as records:
        assert records.find(NAME) == record("a")


def test_two_persons_who_agree_settle_it(shared: Shared) -> None:
    with NoticeRecords(shared.clones[0]) as one, NoticeRecords(shared.clones[1]) as other:
        for what in ("withdraw", "confirm"):
            shared.put(shared.origin, claim("a"))
            assert one.find(NAME) == other.find(NAME) == claim("a")
            for records in (one, other):
                records.withdraw(NAME) if what == "withdraw" else records.confirm(record("a"))
            assert shared.recorded() == (("", "") if what == "withdraw" else ("sent", "a"))


def test_of_two_persons_who_do_not_agree_none_takes_back_that_it_was_sent(shared: Shared) -> None:
    shared.put(shared.origin, claim("a"))
    with NoticeRecords(shared.clones[0]) as one, NoticeRecords(shared.clones[1]) as other:
        assert one.find(NAME) == other.find(NAME) == claim("a")
        one.confirm(record("a"))
        with pytest.raises(ConflictError):
            other.withdraw(NAME)

    assert shared.recorded() == ("sent", "a")


def test_who_settles_late_does_not_settle_the_record_of_another_run(shared: Shared) -> None:
    shared.put(shared.origin, claim("a"))
    with NoticeRecords(shared.clones[0]) as late, NoticeRecords(shared.clones[1]) as other:
        late.find(NAME)
        other.find(NAME)
        other.withdraw(NAME)
        other.find(NAME)
        other.claim(claim("b"))
        with pytest.raises(ConflictError):
            late.withdraw(NAME)
        with pytest.raises(ConflictError):
            late.confirm(record("a"))

    assert shared.recorded() == ("sending", "b")


def test_what_was_sent_is_recorded_though_a_person_has_settled_it_too_early(shared: Shared) -> None:
    def settle() -> None:
        with NoticeRecords(shared.clones[1]) as records:
            assert records.find(NAME) == claim("a")
            records.withdraw(NAME)

    shared.server.acts = {"end": settle}
    shared.send(shared.clones[0], "a")

    assert (len(shared.server.messages), shared.recorded()) == (1, ("sent", "a"))


def test_a_record_here_does_not_end_the_run_of_another_clone(shared: Shared) -> None:
    shared.put(shared.clones[0], record("a"))
    shared.put(shared.origin, claim("b"))

    with (
        NoticeRecords(shared.clones[0]) as records,
        pytest.raises(HistoryError, match="and that of the remote says that another run was about to send it"),
    ):
        records.find(NAME)
    assert shared.recorded() == ("sending", "b")


def test_of_two_clones_that_say_that_it_was_sent_the_shared_repository_counts(shared: Shared) -> None:
    for folder, run in ((shared.clones[0], "a"), (shared.origin, "b")):
        shared.put(folder, record(run))

    with NoticeRecords(shared.clones[0]) as records:
        assert records.find(NAME) == record("b")


def test_an_older_record_keeps_its_content(shared: Shared) -> None:
    old = record("").model_dump_json(indent=1, exclude={"run"}).encode() + b"\n"
    name = git(shared.origin, "hash-object", "-w", "--stdin", told=old)
    git(shared.origin, "update-ref", REF, name)

    with NoticeRecords(shared.clones[0]) as records:
        found = records.find(NAME)
        assert found == record("")
        records.confirm(found)

    assert git(shared.origin, "rev-parse", REF) == git(shared.clones[0], "rev-parse", REF) == name


def test_a_clone_that_cannot_be_written_takes_back_its_claim(shared: Shared) -> None:
    folder = shared.clones[0] / ".git" / "refs"
    lock = folder / "notices" / f"{NAME}.lock"
    lock.parent.mkdir()
    lock.touch()

    said = shared.refuse(shared.clones[0], "a")

    assert said.startswith(f"git cannot write {REF}: ")
    assert said.endswith("This run has sent nothing.")
    assert (shared.server.messages, shared.recorded()) == ([], ("", ""))


def test_what_cannot_be_recorded_here_is_recorded_in_the_remote(shared: Shared) -> None:
    lock = shared.clones[0] / ".git" / "refs" / "notices" / f"{NAME}.lock"
    shared.server.acts = {"end": lock.touch}

    shared.send(shared.clones[0], "a")

    assert (len(shared.server.messages), shared.recorded()) == (1, ("sent", "a"))
    lock.unlink()
    with NoticeRecords(shared.clones[0]) as records:
        assert records.find(NAME) == record("a")
