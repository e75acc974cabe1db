"""Sends the notice of a publication to the list of customers exactly once, for any number of runs and clones.

The mail server gets all of the notice except its end. Then the run records, under a random name in the repository that
all runs share, that it is about to send the notice, and reads that record back. Then it ends the notice and records it
as sent. If a step before the end fails, nothing was sent. If the server's answer to the end is missing, the record
remains and a person finds out. No step compares times.
"""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
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
from build_tools.notices.email_content import NoticeMaker
from build_tools.notices.smtp import PATIENCE, MailServer, RefusedError, SendingError, UncertainError, hand_over
from build_tools.project.environment import ADDRESS
from build_tools.project.project import Project


def find_publication(publications: Sequence[Publication], name: str) -> Publication:
    """The publication of a name; without a name, the newest that customers are notified of. Raises: SendingError."""
    if not name:
        if found := list(filter(_is_notifiable, publications)):
            return found[-1]
        what = "no publication is material or has an announcement, so there is no notice to send"
        raise SendingError(what, "Name a publication to send a notice of it anyway.")
    by_name = {publication.name: publication for publication in publications}
    if name not in by_name:
        newest = ", ".join(list(by_name)[:-6:-1]) or "none yet"
        raise SendingError(f"there is no publication {name!r}", f"The newest are: {newest}.")
    return by_name[name]


def find_due(publications: Sequence[Publication], records: Sequence[NoticeRecord]) -> Sequence[Publication]:
    """The publications whose notice is due, the oldest first: those without a record since the first that has one.

    Notices that were interrupted are due for a look, and so is the last publication that has a record. Before the first
    notice only the newest is due. Raises SendingError if it is not recorded how customers were informed of older ones.
    """
    by_commit = {record.commit: record for record in records}
    if first := _first_recorded(publications, by_commit):
        since = publications[first - 1 :]
        *_, last = (publication for publication in since if publication.revision.commit in by_commit)
        recorded = ((publication, by_commit.get(publication.revision.commit)) for publication in since)
        return [found for found, record in recorded if _is_due(found, record, is_last=found is last)]
    due = list(filter(_is_notifiable, publications))
    if older := [publication.name for publication in due if publication is not publications[-1]]:
        what = f"no notice was sent yet, and it is not recorded how customers were informed of {', '.join(older[-5:])}"
        command = f"policy notice {older[-1]}"
        remedy = f"Run: {command} --send, or {command} --settle otherwise if they were informed in another way."
        raise SendingError(what, remedy)
    return due


def check_turn(publications: Sequence[Publication], records: Sequence[NoticeRecord], publication: Publication) -> None:
    """Raise SendingError if a record of a publication makes older notices due: all after the first record are due."""
    first = _first_recorded(publications, {record.commit for record in records})
    between = publications[publications.index(publication) + 1 : first - 1] if first else ()
    if waiting := [other.name for other in between if _is_notifiable(other)]:
        what = f"with a record of {publication.name}, notices of {', '.join(waiting[-5:])} would also become due"
        remedy = f"Settle those first, the newest first: policy notice {waiting[-1]} --settle otherwise."
        raise SendingError(what, remedy)


def _first_recorded(publications: Sequence[Publication], commits: Container[str]) -> int:
    """The number of the first publication that has a record, from 1 on; 0 without one."""
    numbered = enumerate(publications, 1)
    return next((number for number, publication in numbered if publication.revision.commit in commits), 0)


def _is_due(publication: Publication, record: NoticeRecord | None, *, is_last: bool) -> bool:
    """Whether a notice has to be sent, or its record looked at: it is not certain, or the last under this name."""
    if record is None:
        return _is_notifiable(publication)
    return record.state is NoticeState.SENDING or (is_last and record.publication == publication.name)


def _is_notifiable(publication: Publication) -> bool:
    """Whether customers are notified of a publication: it is material or has an announcement."""
    return publication.level is Level.MATERIAL or bool(publication.announcements)


def make_notice(project: Project, publication: Publication, to: str, moment: datetime | None = None) -> Notice:
    """The notice of a publication, as `NoticeMaker.make` gives it. Raises: Problems, SendingError."""
    policy = project.served
    if not (address := policy.publication.safe_address):
        what = "a notice links to the pages of the site, and no address of the site with https is stated"
        remedy = "Write address: https://… under publication: in policy_src/policy.yml."
        raise SendingError(what, f"Let {ADDRESS} begin with https://." if project.address else remedy)
    maker = NoticeMaker(policy, project.archive, project.change_labels, project.layouts, address)
    return maker.make(publication, to, moment)


def check_published(records: NoticeRecords, publication: Publication) -> None:
    """Raise SendingError if a publication is on no published branch; HistoryError if the remote cannot be asked."""
    if not records.is_published(publication.revision.commit):
        what = f"the publication {publication.name} is not on the default branch of the remote, so it is not published"
        raise SendingError(what, "Merge and push it first; nothing was sent.")


def find_sent(records: NoticeRecords, publication: Publication) -> NoticeRecord | None:
    """The record of a notice that must not be sent again; none if it can be sent.

    Raises: SendingError: it is unknown whether it was sent. HistoryError: the records cannot be read.
    """
    name, record = publication.name, _find(records, publication)
    if record and record.state is NoticeState.SENDING:
        what = f"on {record.when} the notice of {name} was about to be sent, and it is unknown whether it was sent"
        search = f"Look for {record.message_id} in the log of the mail server."
        raise SendingError(what, f"Check that no other run is still sending it. {search} {_remedy(name)}")
    if record:
        records.confirm(record)
    return record


def send_once(
    records: NoticeRecords, notice: Notice, record: NoticeRecord, server: MailServer, patience: float = PATIENCE
) -> None:
    """Send a notice for which `find_sent` has found no record, unless another run is faster; then keep `record`.

    Raises: SendingError, HistoryError: it was not sent, or that is unknown; the message says which.
    """
    name = record.publication
    with hand_over(server, notice, patience) as end:
        _claim(records, record)
        try:
            end()
        except RefusedError as error:
            what = f"{error} It could not be recorded that nothing was sent: "
            with _explained(what, _remedy(name, "unsent")), suppress(ConflictError):  # another run has its own record
                records.withdraw(name)
            raise
        except UncertainError as error:
            raise SendingError(str(error).removesuffix("."), _remedy(name)) from None
        what = f"the notice {record.message_id} was sent, but that could not be recorded: "
        with _explained(what, _remedy(name, "sent")):
            records.confirm(record)


def settle(records: NoticeRecords, publication: Publication, outcome: str, moment: datetime) -> None:
    """Record that an interrupted notice was `sent` or `unsent`, or that customers were informed `otherwise`.

    Raises: SendingError: there is nothing to settle. HistoryError: it cannot be recorded.
    """
    record, name = _find(records, publication), publication.name
    if record and record.state is not NoticeState.SENDING:
        raise SendingError(f"the notice of {name} {describe_record(record)}", "There is nothing to settle.")
    if outcome == "otherwise":
        commit, run, state = publication.revision.commit, record.run if record else "", NoticeState.OTHERWISE
        records.confirm(NoticeRecord(state=state, publication=name, commit=commit, run=run, moment=moment))
    elif record is None:
        raise SendingError(f"there was no attempt to send the notice of {name}", "There is nothing to settle.")
    elif outcome == "sent":
        records.confirm(record.model_copy(update={"state": NoticeState.SENT}))
    else:
        records.withdraw(name)


def went_to_another_list(project: Project, publication: Publication, record: NoticeRecord, to: str) -> bool:
    """Whether a notice was sent to another list than `to`: the same message, made again, then has other headers."""
    with suppress(SendingError, Problems):  # it can no longer be made, so the list is unknown
        again = make_notice(project, publication, to, record.moment)
        return again.message_id == record.message_id and sha256(again.content).hexdigest() != record.sha256
    return False


def describe_record(record: NoticeRecord) -> str:
    """The state of a notice, as the end of a sentence that begins with it."""
    if record.state is NoticeState.OTHERWISE:
        return f"is not needed: on {record.when} it was recorded that customers were informed in another way"
    return f"was sent on {record.when} as {record.message_id}"


def _find(records: NoticeRecords, publication: Publication) -> NoticeRecord | None:
    """The record under the name of a publication, unless it is of another, whose wrong date was corrected."""
    record = records.find(publication.name)
    if record and record.commit != publication.revision.commit:
        commit = record.commit[:12]
        what = f"the record of the notice of {publication.name} is for commit {commit}, which has another name"
        raise SendingError(what, f"Look at it: git cat-file -p refs/notices/{publication.name}.")
    return record


def make_record(publication: Publication, notice: Notice, moment: datetime) -> NoticeRecord:
    """The record of a notice that this run has sent. Each call makes the record of a new run."""
    return NoticeRecord(
        state=NoticeState.SENT,
        publication=publication.name,
        commit=publication.revision.commit,
        run=token_hex(16),
        message_id=notice.message_id,
        sha256=sha256(notice.content).hexdigest(),
        moment=moment,
    )


def _claim(records: NoticeRecords, record: NoticeRecord) -> None:
    nothing = "This run has sent nothing."
    try:
        with _explained("", nothing):
            records.claim(record.model_copy(update={"state": NoticeState.SENDING}))
    except ClaimLeftError as error:
        left = f"If the next run asks whether it was sent, run: policy notice {record.publication} --settle unsent."
        raise SendingError(str(error).removesuffix("."), f"{nothing} {left}") from None


@contextmanager
def _explained(what: str, remedy: str) -> Iterator[None]:
    try:
        yield
    except HistoryError as error:
        raise SendingError(f"{what}{str(error).removesuffix('.')}", remedy) from None


def _remedy(publication: str, outcome: str = "") -> str:
    if outcome:
        return f"Run: policy notice {publication} --settle {outcome}."
    return f"Then run: policy notice {publication} --settle sent, or --settle unsent, after which it can be sent."
