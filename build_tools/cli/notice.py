"""Runs `policy notice`, which prints or sends the e-mail that tells customers of a publication."""

import re
from pathlib import Path

import click

from build_tools.cli._common import env_variable, fail, now
from build_tools.history.notice_records import NoticeRecords
from build_tools.model.publication import Publication
from build_tools.model.text import Mailbox
from build_tools.notices import send_due as notices
from build_tools.notices.smtp import SERVER, SendingError, read_server
from build_tools.project.environment import ADDRESS
from build_tools.project.project import Project

_LIST = "POLICY_NOTICE_TO"


@click.command()
@click.argument("version", required=False, default="")
@click.option("--dry-run/--send", "is_dry", default=True, help="Print the message (the default), or send it.")
@click.option(
    *("--settle", "outcome"),
    type=click.Choice(["sent", "unsent", "otherwise"]),
    help="Record what you know of an interrupted notice.",
)
@click.pass_obj
def notice(folder: Path, version: str, outcome: str | None, *, is_dry: bool) -> None:
    """Print or send the e-mail that tells customers of a publication. VERSION is the name of its page: 2026-02-14.

    Without VERSION, the newest publication that is material or has an announcement is printed; with --send, the notices
    of all such publications since the last notice are sent. Sending needs two variables in the environment:
    POLICY_SMTP=smtp://user:password@host:port (or smtps://), and POLICY_NOTICE_TO, the mailbox of the list. A notice is
    sent once: it is recorded in the repository, and in its remote "origin", whose default branch is the published one.

    With --settle, you confirm that an interrupted notice was sent or unsent, or that customers were told otherwise.
    """
    if outcome and not version:
        fail("--settle needs a publication. Name it: policy notice 2026-02-14 --settle …\n")
    if outcome and not is_dry:
        fail("--send and --settle ask for different actions. Use only one of them.\n")
    project = Project.of_folder(folder, now(), address=env_variable(ADDRESS))
    if outcome:
        publication = notices.find_publication(project.publications, version)
        with NoticeRecords(folder) as records:
            notices.check_published(records, publication)
            notices.check_turn(project.publications, records.all(), publication)
            notices.settle(records, publication, outcome, project.now.replace(microsecond=0))
        click.echo(f"the notice of {publication.name} is recorded as {outcome}", err=True)
    elif is_dry:
        message = notices.make_notice(project, notices.find_publication(project.publications, version), _list_mailbox())
        click.echo(message.content, nl=False)
    else:
        _send(folder, project, version)


def _send(folder: Path, project: Project, version: str) -> None:
    with NoticeRecords(folder) as records:
        if version:
            due = [notices.find_publication(project.publications, version)]
            notices.check_turn(project.publications, records.all(), *due)
        else:
            due = [*notices.find_due(project.publications, records.all())]
        for publication in due:
            _send_notice(records, project, publication)
        if not due:
            click.echo("no notice is due", err=True)


def _send_notice(records: NoticeRecords, project: Project, publication: Publication) -> None:
    notices.check_published(records, publication)
    to = _list_mailbox()
    if sent := notices.find_sent(records, publication):
        other = to and notices.went_to_another_list(project, publication, sent, to)
        more = f"; it went to another list than {_LIST} names, and a notice goes to one list" if other else ""
        record = notices.describe_record(sent)
        click.echo(f"the notice of {publication.name} {record}, and is not sent again{more}", err=True)
        return
    server = read_server(env_variable(SERVER))
    if not to:
        raise SendingError(f"{_LIST} is not set", "Name the mailbox of the list that the notice goes to.")
    moment = project.now.replace(microsecond=0)
    message = notices.make_notice(project, publication, to, moment)
    notices.send_once(records, message, notices.make_record(publication, message, moment), server)
    click.echo(f"the notice of {publication.name} is sent as {message.message_id}", err=True)


def _list_mailbox() -> str:
    """The mailbox of the list; empty if the environment names none. Raises: SendingError: its value is no mailbox."""
    mailbox = env_variable(_LIST)
    if mailbox and not re.fullmatch(Mailbox.pattern, mailbox):
        raise SendingError(f"{_LIST} is no mailbox", "Write only the address, for example customers@lists.example.com.")
    return mailbox
