"""Sends the notice of a publication to the list of customers exactly once, for any number of runs and clones.

The mail server is given all of the notice but its end. Then the run records that it is about to send the notice, under
a random name, in the repository that all runs share, and reads that record back. Then the notice is ended, and recorded
as sent. Whatever fails before the end, nothing was sent. What fails between the end and the server's answer leaves the
record, and a person finds out. No step compares moments.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from build_tools.history.errors import HistoryError
from build_tools.history.notice_records import ClaimLeftError, NoticeRecords
from build_tools.history.shared_refs import ConflictError
from build_tools.model.notice import Notice, NoticeRecord, NoticeState
from build_tools.model.problem import Problems
from build_tools.model.publication import Publication
from build_tools.model.rule import Level
from build_tools.notices.notice import NoticeMaker
from build_tools.notices.smtp import PATIENCE, MailServer, RefusedError, SendingError, UncertainError, hand_over
from build_tools.project.environment import ADDRESS
from build_tools.project.project import Project


def find_publication(publications: Sequence[Publication], name: str) -> Publication:
    """The publication of a name; without a name the newest one that customers are notified of.

    Raises: SendingError: there is none.
    """
    if not name:
        if found := [one for one in publications if _is_notifiable(one)]:
            return found[-1]
        what = "no publication is material or has an announcement, so there is nothing to notify anybody of"
        raise SendingError(what, "Name a publication to notify of it nevertheless.")
    by_name = {one.name: one for one in publications}
    if name not in by_name:
        newest = ", ".join(list(by_name)[:-6:-1]) or "none yet"
        raise SendingError(f"there is no publication {name!r}", f"The newest ones are: {newest}.")
    return by_name[name]


def find_due(publications: Sequence[Publication], records: Sequence[NoticeRecord]) -> Sequence[Publication]:
    """The publications that customers are still to be notified of, the oldest first: those without a record since the
    first that has one. Those whose notice was cut off are due for a look, and so is the last one that has a record.

    Before the first notice nobody knows how customers were told of older publications; then only the newest one is due.

    Raises: SendingError: others are older, and nobody has said how customers were told of them.
    """
    by_commit = {record.commit: record for record in records}
    known = [number for number, one in enumerate(publications) if one.revision.commit in by_commit]
    if known:
        since, last = publications[known[0] :], publications[known[-1]]
        return [one for one in since if _is_due(one, by_commit.get(one.revision.commit), is_last=one is last)]
    due = [one for one in publications if _is_notifiable(one)]
    if older := [one.name for one in due if one is not publications[-1]]:
        what = f"no notice was sent yet, and nobody has said how customers were told of {', '.join(older[-5:])}"
        command = f"policy notice {older[-1]}"
        remedy = f"Run: {command} --send, or {command} --settle otherwise if they were told in another way."
        raise SendingError(what, remedy)
    return due


def check_turn(publications: Sequence[Publication], records: Sequence[NoticeRecord], publication: Publication) -> None:
    """See that a record of a publication makes nothing due that is older than all records.

    Raises: SendingError: it would, since a notice is due of all that came after the first record.
    """
    commits = {record.commit for record in records}
    known = [number for number, one in enumerate(publications) if one.revision.commit in commits]
    between = publications[publications.index(publication) + 1 : known[0]] if known else ()
    if waiting := [one.name for one in between if _is_notifiable(one)]:
        what = f"with a record of {publication.name} notices would be due of {', '.join(waiting[-5:])} too"
        raise SendingError(
            what, f"Settle those first, the newest first: policy notice {waiting[-1]} --settle otherwise."
        )


def _is_due(publication: Publication, record: NoticeRecord | None, *, is_last: bool) -> bool:
    """Whether a notice is to be sent, or looked at: one that was recorded under this name, and last or not for sure."""
    if record is None:
        return _is_notifiable(publication)
    return record.state is NoticeState.SENDING or (is_last and record.publication == publication.name)


def _is_notifiable(publication: Publication) -> bool:
    """Whether customers are notified of it: it is material, or legal says something of it."""
    return publication.level is Level.MATERIAL or bool(publication.announcements)


def make_notice(flow: Project, publication: Publication, to: str, moment: datetime | None = None) -> Notice:
    """The notice of a publication, to a mailbox or, without one, to nobody; its moment is that of the publication
    unless another one is given.

    Raises: Problems: its layout has a fault. SendingError: nobody says at which address the site stands.
    """
    policy = flow.served
    if not (address := policy.publication.safe_address):
        what = "a notice leads to the pages of the site, and no address with https is stated at which it stands"
        remedy = "Write address: https://… under publication: in policy_src/policy.yml."
        raise SendingError(what, f"Let {ADDRESS} begin with https://." if flow.address else remedy)
    maker = NoticeMaker(policy, flow.archive, flow.news_words, flow.layouts, address)
    return maker.make(publication, to, moment)


def check_published(records: NoticeRecords, publication: Publication) -> None:
    """See that a publication is one of the published branch, and no commit of a branch that somebody works on.

    Raises: SendingError: it is not. HistoryError: the remote cannot be asked.
    """
    if not records.is_published(publication.revision.commit):
        what = f"the publication {publication.name} is not on the default branch of the remote, so it is not published"
        raise SendingError(what, "Merge and push it first; nothing was sent.")


def find_sent(records: NoticeRecords, publication: Publication) -> NoticeRecord | None:
    """The record of a notice that is not to be sent any more; none where it is.

    Raises: SendingError: nobody knows whether it was. HistoryError: the records cannot be read.
    """
    name, record = publication.name, _find(records, publication)
    if record and record.state is NoticeState.SENDING:
        what = f"on {record.when} the notice of {name} was about to be sent, and nobody knows whether it was"
        search = f"Look for {record.message_id} in the log of the mail server."
        raise SendingError(what, f"Make sure that no other run is still sending it. {search} {_settle(name)}")
    if record:
        records.confirm(record)
    return record


def send_once(
    records: NoticeRecords, notice: Notice, record: NoticeRecord, server: MailServer, patience: float = PATIENCE
) -> None:
    """Send a notice of which `find_sent` has found nothing, unless another run is faster.

    `record` is what is to be kept of it once it is sent.

    Raises: SendingError, HistoryError: it was not sent, or nobody knows; the message says which.
    """
    with hand_over(server, notice, patience) as end:
        _claim(records, record)
        try:
            end()
        except RefusedError as error:
            _withdraw(records, record, error)
            raise
        except UncertainError as error:
            raise SendingError(_clause(error), _settle(record.publication)) from None
        _confirm(records, record)


def settle(records: NoticeRecords, publication: Publication, outcome: str, moment: datetime) -> None:
    """Record what a person knows: that a notice which was cut off was `sent` or `unsent`, or that customers were told
    `otherwise`, so that none is due.

    Raises: SendingError: there is nothing to settle. HistoryError: it cannot be recorded.
    """
    record, name = _find(records, publication), publication.name
    if record and record.state is not NoticeState.SENDING:
        raise SendingError(f"the notice of {name} {describe_record(record)}", "There is nothing to settle.")
    if outcome == "otherwise":
        commit, run = publication.revision.commit, record.run if record else ""
        state = NoticeState.OTHERWISE
        records.confirm(NoticeRecord(state=state, publication=name, commit=commit, run=run, moment=moment))
    elif record is None:
        raise SendingError(f"the notice of {name} was never about to be sent", "There is nothing to settle.")
    elif outcome == "sent":
        records.confirm(record.model_copy(update={"state": NoticeState.SENT}))
    else:
        records.withdraw(name)


def went_to_another_list(flow: Project, publication: Publication, record: NoticeRecord, to: str) -> bool:
    """Whether a notice that was sent went to another list than `to`. The record does not name the list; the message can
    be made again, and differs in its headers alone then.
    """
    with suppress(SendingError, Problems):  # it cannot be made any more, so nothing is known
        again = make_notice(flow, publication, to, record.moment)
        return again.message_id == record.message_id and _fingerprint(again) != record.sha256
    return False


def describe_record(record: NoticeRecord) -> str:
    """What a record says, as the end of a sentence that begins with its notice."""
    if record.state is NoticeState.OTHERWISE:
        return f"is not needed: on {record.when} it was recorded that customers were told otherwise"
    return f"was sent on {record.when} as {record.message_id}"


def _find(records: NoticeRecords, publication: Publication) -> NoticeRecord | None:
    """The record under the name of a publication.

    Raises: SendingError: it is that of another one, which had this name before a day was corrected.
    """
    record = records.find(publication.name)
    if record and record.commit != publication.revision.commit:
        what = (
            f"the record of the notice of {publication.name} is of commit {record.commit[:12]}, which has another name"
        )
        raise SendingError(what, f"Look at it: git cat-file -p refs/notices/{publication.name}.")
    return record


def make_record(publication: Publication, notice: Notice, moment: datetime) -> NoticeRecord:
    """What is to be kept of a notice once it is sent by this run. Each call stands for a run."""
    return NoticeRecord(
        state=NoticeState.SENT,
        publication=publication.name,
        commit=publication.revision.commit,
        run=token_hex(16),
        message_id=notice.message_id,
        sha256=_fingerprint(notice),
        moment=moment,
    )


def _fingerprint(notice: Notice) -> str:
    return sha256(notice.content).hexdigest()


def _claim(records: NoticeRecords, record: NoticeRecord) -> None:
    try:
        records.claim(record.model_copy(update={"state": NoticeState.SENDING}))
    except ClaimLeftError as error:
        left = f"If the next run asks what came of it, run: policy notice {record.publication} --settle unsent."
        raise SendingError(_clause(error), f"This run has sent nothing. {left}") from None
    except HistoryError as error:
        raise SendingError(_clause(error), "This run has sent nothing.") from None


def _withdraw(records: NoticeRecords, record: NoticeRecord, refusal: RefusedError) -> None:
    try:
        with suppress(ConflictError):  # whatever stands there now, it is no longer the record of this run
            records.withdraw(record.publication)
    except HistoryError as error:
        what = f"{refusal} It could not be recorded that nothing was sent: {_clause(error)}"
        raise SendingError(what, _settle(record.publication, "unsent")) from None


def _confirm(records: NoticeRecords, record: NoticeRecord) -> None:
    try:
        records.confirm(record)
    except HistoryError as error:
        what = f"the notice {record.message_id} was sent, and that could not be recorded: {_clause(error)}"
        raise SendingError(what, _settle(record.publication, "sent")) from None


def _clause(error: Exception) -> str:
    """What an error says, to be followed by more."""
    return str(error).removesuffix(".")


def _settle(publication: str, outcome: str = "") -> str:
    """How a person says what came of it."""
    if outcome:
        return f"Run: policy notice {publication} --settle {outcome}."
    return f"Then run: policy notice {publication} --settle sent, or --settle unsent, after which it can be sent."
