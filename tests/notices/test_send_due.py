"""Tests which notices a run sends that names no publication, and from which branch."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_tools.cli import main
from tests.support.announced_story import announce
from tests.support.mail_server import Server, serve_mail
from tests.support.story import Change, SampleProject, Story, describe, git, keep

TO = "customers@lists.example.com"
_SITE: dict[str, Change] = {
    "policy_src/policy.yml": ("  language: en\n", "  address: https://privacy.traceloom.example\n  language: en\n"),
    "policy_src/known_gaps.yml": lambda data: data.partition(b"  - gap: site-without-address")[0],
}


def write(folder: Path, *, until: int = 4) -> SampleProject:
    """A first publication, a material one, an editorial one, and another material one, or some of them; shared."""
    story = Story(begins="")
    first = Story().commits[0].files
    story.publish("2025-02-01T12:00:00-07:00", {**{path: node.content for path, node in first.items()}})
    story.publish("2025-02-02T12:00:00-07:00", _SITE)
    later: list[tuple[str, dict[str, Change]]] = [
        ("2025-03-03", {**keep("P180D"), **announce("longer", documents="[retention-schedule]")}),
        ("2025-04-01", {"policy_src/sections/contact.md": ("Privacy questions or", "Privacy questions and")}),
        ("2025-05-01", describe("Product analytics")),
    ]
    for day, changes in later[: until - 1]:
        story.publish(f"{day}T12:00:00-07:00", changes)
    project = story.write(folder / "project")
    git(folder, "clone", "--quiet", "--bare", str(project.folder), str(folder / "origin"))
    project.git("remote", "add", "origin", str(folder / "origin"))
    return project


def notify(project: SampleProject, server: Server | None, *arguments: str) -> tuple[int, list[str]]:
    """The exit status of `policy notice`, and the lines that it says."""
    environment = {"POLICY_SMTP": server.address, "POLICY_NOTICE_TO": TO} if server else {}
    words = ["--project", str(project.folder), "notice", *arguments]
    result = CliRunner().invoke(main, words, env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stderr.splitlines()


def sent(server: Server) -> list[str]:
    """The publications whose notices a server has taken."""
    ids = [line for message in server.messages for line in message.decode().splitlines() if "Message-ID:" in line]
    return [line.split("<notice.")[1][:10] for line in ids]


def test_before_the_first_notice_older_publications_are_asked_about(tmp_path: Path) -> None:
    project = write(tmp_path)

    with serve_mail() as server:
        status, said = notify(project, server, "--send")

    assert (status, server.seen) == (2, [])
    assert said == [
        (
            "no notice was sent yet, and it is not recorded how customers were informed of 2025-03-03. "
            "Run: policy notice 2025-03-03 --send, or policy notice 2025-03-03 --settle otherwise "
            "if they were informed in another way."
        )
    ]


def test_the_newest_publication_is_the_first_that_can_be_sent_without_a_name(tmp_path: Path) -> None:
    project = write(tmp_path, until=2)

    with serve_mail() as server:
        assert notify(project, server, "--send")[0] == 0
        assert notify(project, server, "--send")[0] == 0

    assert sent(server) == ["2025-03-03"]


def test_what_customers_were_told_otherwise_is_not_sent_and_the_next_is(tmp_path: Path) -> None:
    project = write(tmp_path)

    assert notify(project, None, "2025-03-03", "--settle", "otherwise")[0] == 0
    with serve_mail() as server:
        assert notify(project, server, "--send")[0] == 0
        status, said = notify(project, server, "2025-03-03", "--send")

    assert sent(server) == ["2025-05-01"]
    assert status == 0
    assert "it was recorded that customers were informed in another way, and is not sent again" in said[0]
    record = json.loads(git(tmp_path / "origin", "cat-file", "-p", "refs/notices/2025-03-03"))
    assert (record["state"], record["message_id"]) == ("otherwise", "")


def test_all_that_came_since_the_last_notice_are_sent_in_their_order(tmp_path: Path) -> None:
    project = write(tmp_path)
    project.git("checkout", "--quiet", "--detach")
    for path, words in (("usage", "Usage only"), ("metrics", "Metrics only")):
        file = project.folder / "policy_src" / "subprocessors.yml"
        file.write_text(
            file.read_text("utf-8").replace("Product analytics", words).replace("Usage only", words), "utf-8"
        )
        told = project.folder / "policy_src" / "announcements" / f"{path}.md"
        told.write_text(f"---\ntitle: {words}\n---\nRead it.\n", "utf-8")
        project.git("add", "--all")
        project.git("commit", "--quiet", "--message", path)
    project.git("push", "--quiet", "origin", "HEAD:main")

    with serve_mail() as server:
        assert notify(project, server, "2025-03-03", "--send")[0] == 0
        status, said = notify(project, server, "--send")

    assert status == 0
    assert len(sent(server)) == len(set(server.messages)) == 4
    assert sent(server)[:2] == ["2025-03-03", "2025-05-01"]
    assert said[0].startswith("the notice of 2025-03-03 was sent on ")
    assert [line.split(" is sent as ")[0] for line in said[1:]] == [
        f"the notice of {name}" for name in (sent(server)[1], sent(server)[2], f"{sent(server)[3]}.2")
    ]


def test_nothing_is_due_where_nothing_matters(tmp_path: Path) -> None:
    project = write(tmp_path, until=1)

    with serve_mail() as server:
        assert notify(project, server, "--send") == (0, ["no notice is due"])
    assert server.seen == []


def test_a_notice_that_was_cut_off_holds_up_those_after_it(tmp_path: Path) -> None:
    project = write(tmp_path)
    record = {
        "state": "sending", "publication": "2025-03-03", "commit": project.commits[2],
        "message_id": "<x@y>", "sha256": "0", "moment": "2025-03-03T19:00:00Z",
    }  # fmt: skip
    name = git(tmp_path / "origin", "hash-object", "-w", "--stdin", told=json.dumps(record).encode())
    git(tmp_path / "origin", "update-ref", "refs/notices/2025-03-03", name)

    with serve_mail() as server:
        status, said = notify(project, server, "--send")

    assert (status, server.seen) == (2, [])
    assert "it is unknown whether it was sent" in said[0]


def test_a_record_under_the_name_of_another_commit_is_no_leave_to_send(tmp_path: Path) -> None:
    project = write(tmp_path, until=2)
    record = {"state": "sent", "publication": "2025-03-03", "commit": "0" * 40, "moment": "2025-03-03T19:00:00Z"}
    name = git(tmp_path / "origin", "hash-object", "-w", "--stdin", told=json.dumps(record).encode())
    git(tmp_path / "origin", "update-ref", "refs/notices/2025-03-03", name)

    with serve_mail() as server:
        status, said = notify(project, server, "2025-03-03", "--send")

    assert (status, server.seen) == (2, [])
    assert said[0].startswith(
        "the record of the notice of 2025-03-03 is for commit 000000000000, which has another name."
    )


def test_a_publication_is_known_by_its_commit_whatever_its_day_is_corrected_to(tmp_path: Path) -> None:
    project = write(tmp_path, until=2)
    with serve_mail() as server:
        assert notify(project, server, "--send")[0] == 0
        settings = project.folder / "policy_src" / "policy.yml"
        wrong = f"corrected_days:\n  - revision: '{project.commits[2]}'\n    published: 2025-03-01\n"
        settings.write_text(f"{settings.read_text('utf-8')}\n{wrong}    reason: The clock was wrong.\n", "utf-8")
        project.git("commit", "--quiet", "--all", "--message", "Correct the day")
        project.git("push", "--quiet", "origin", "main")

        assert notify(project, server, "--send") == (0, ["no notice is due"])
    assert sent(server) == ["2025-03-03"]


def test_no_record_of_an_old_publication_makes_those_after_it_due(tmp_path: Path) -> None:
    project = write(tmp_path)
    notify(project, None, "2025-05-01", "--settle", "otherwise")

    with serve_mail() as server:
        status, said = notify(project, server, "2025-02-01", "--send")
        assert (status, server.seen) == (2, [])
        assert said[0].endswith("Settle those first, the newest first: policy notice 2025-03-03 --settle otherwise.")
        assert notify(project, server, "--send")[0] == 0
        assert server.seen == []


def test_to_send_and_to_settle_are_two_things(tmp_path: Path) -> None:
    status, said = notify(write(tmp_path, until=1), None, "2025-02-01", "--send", "--settle", "sent")

    assert (status, said) == (2, ["--send and --settle ask for different actions. Use only one of them."])


@pytest.mark.parametrize("is_pushed", [False, True])
def test_a_branch_that_somebody_works_on_is_not_published(tmp_path: Path, *, is_pushed: bool) -> None:
    project = write(tmp_path)
    project.git("checkout", "--quiet", "-b", "edit")
    path = project.folder / "policy_src" / "retention.yml"
    path.write_text(path.read_text("utf-8").replace("P180D", "P365D"), "utf-8")
    project.git("commit", "--quiet", "--all", "--message", "Try it")
    if is_pushed:
        project.git("push", "--quiet", "origin", "edit")
    notify(project, None, "2025-03-03", "--settle", "otherwise")
    notify(project, None, "2025-05-01", "--settle", "otherwise")

    with serve_mail() as server:
        status, said = notify(project, server, "--send")

    assert (status, server.seen) == (2, [])
    assert "is not on the default branch of the remote, so it is not published" in said[-1]


def test_a_clone_that_is_behind_sends_what_it_knows(tmp_path: Path) -> None:
    project = write(tmp_path, until=2)
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin"), str(tmp_path / "other"))
    path = tmp_path / "other" / "policy_src" / "sections" / "contact.md"
    path.write_text(path.read_text("utf-8") + "\nWe answer.\n", "utf-8")
    git(tmp_path / "other", "commit", "--quiet", "--all", "--message", "Go on")
    git(tmp_path / "other", "push", "--quiet", "origin", "main")

    with serve_mail() as server:
        assert notify(project, server, "--send")[0] == 0

    assert sent(server) == ["2025-03-03"]
