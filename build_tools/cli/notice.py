"""Runs `policy notice`, which prints or sends the e-mail that tells customers of a publication."""

import re
from pathlib import Path

import click

from build_tools.cli._common import now, refusals, refuse, variable
from build_tools.history.notice_records import NoticeRecords
from build_tools.model.publication import Publication
from build_tools.model.text import Mailbox
from build_tools.notices.due import (
    check_published,
    check_turn,
    describe_record,
    find_due,
    find_publication,
    find_sent,
    make_notice,
    make_record,
    send_once,
    settle,
    went_to_another_list,
)
from build_tools.notices.smtp import SERVER, SendingError, read_server
from build_tools.project.environment import ADDRESS
from build_tools.project.project import Project

_LIST = "POLICY_NOTICE_TO"
"""The environment's name for the mailbox of the list of customers."""


@click.command()
@click.argument("version", required=False, default="")
@click.option("--dry-run/--send", "is_dry", default=True, help="Print the message (the default), or send it.")
@click.option(
    "--settle", "outcome", type=click.Choice(["sent", "unsent", "otherwise"]), help="Say what you know of it."
)
@click.pass_obj
def notice(project: Path, version: str, outcome: str | None, *, is_dry: bool) -> None:
    """Print or send the e-mail that tells customers of a publication, named as its page: 2026-02-14.

    Printed without VERSION is the newest publication that is material or has an announcement; sent without VERSION are
    all such that have come since the last notice. Sending needs POLICY_SMTP=smtp://user:password@host:port (or
    smtps://) and POLICY_NOTICE_TO, the mailbox of the list, in the environment. A notice is sent once: what was sent is
    recorded in the repository, and in its remote "origin", whose default branch is the published one.

    With --settle a person says that a notice which was cut off was sent or unsent, or that customers were told
    otherwise.
    """
    if outcome and not version:
        refuse("--settle speaks of one publication. Name it: policy notice 2026-02-14 --settle …\n")
    if outcome and not is_dry:
        refuse("--send and --settle ask for two things. Give one of them.\n")
    with refusals():
        flow = Project.of_folder(project, now(), address=variable(ADDRESS))
        if outcome:
            _settle(project, flow, find_publication(flow.publications, version), outcome)
        elif is_dry:
            message = make_notice(flow, find_publication(flow.publications, version), _list_mailbox())
            click.echo(message.content, nl=False)
        else:
            _send(project, flow, version)


def _settle(project: Path, flow: Project, publication: Publication, outcome: str) -> None:
    with NoticeRecords(project) as records:
        check_published(records, publication)
        check_turn(flow.publications, records.all(), publication)
        settle(records, publication, outcome, flow.now.replace(microsecond=0))
    click.echo(f"the notice of {publication.name} is recorded as {outcome}", err=True)


def _send(project: Path, flow: Project, version: str) -> None:
    """Send the notice of a publication, or all that are due."""
    with NoticeRecords(project) as records:
        if version:
            publication = find_publication(flow.publications, version)
            check_turn(flow.publications, records.all(), publication)
            _send_one(records, flow, publication)
            return
        due = find_due(flow.publications, records.all())
        for publication in due:
            _send_one(records, flow, publication)
        if not due:
            click.echo("no notice is due", err=True)


def _send_one(records: NoticeRecords, flow: Project, publication: Publication) -> None:
    check_published(records, publication)
    to = _list_mailbox()
    if sent := find_sent(records, publication):
        other = to and went_to_another_list(flow, publication, sent, to)
        more = f"; it went to another list than {_LIST} names, and a notice goes to one list" if other else ""
        click.echo(f"the notice of {publication.name} {describe_record(sent)}, and is not sent again{more}", err=True)
        return
    server = read_server(variable(SERVER))
    if not to:
        raise SendingError(f"{_LIST} is not set", "Name the mailbox of the list that the notice goes to.")
    moment = flow.now.replace(microsecond=0)
    message = make_notice(flow, publication, to, moment)
    send_once(records, message, make_record(publication, message, moment), server)
    click.echo(f"the notice of {publication.name} is sent as {message.message_id}", err=True)


def _list_mailbox() -> str:
    """The mailbox of the list; empty where none is named.

    Raises: SendingError: what is named is no mailbox.
    """
    mailbox = variable(_LIST)
    if mailbox and not re.fullmatch(Mailbox.pattern, mailbox):
        raise SendingError(f"{_LIST} is no mailbox", "Write it plainly, for example customers@lists.example.com.")
    return mailbox
