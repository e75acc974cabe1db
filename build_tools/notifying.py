"""How are customers notified of a publication, each of them once?

The mail server is given all of the notice but its end; then it is recorded that the notice is about to be sent, for all
who could send it; then it is ended, and recorded as sent. Whatever fails before the end, nothing was sent. What fails
between the end and the server's answer leaves the record, and a person finds out.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from build_tools.flow import Flow
from build_tools.history.faults import HistoryError
from build_tools.history.notices import NoticeRecords
from build_tools.model.notice import Notice, NoticeRecord, NoticeState
from build_tools.model.publication import Publication
from build_tools.model.rule import Level
from build_tools.model.text import is_safe
from build_tools.publish.notice import NoticeMaker
from build_tools.sending import PATIENCE, MailServer, RefusedError, SendingError, UncertainError, hand_over


def find_notifiable(publications: Sequence[Publication], name: str) -> Publication:
    """The publication of a name; without a name the newest one that is material or has an announcement.

    Raises: SendingError: there is none.
    """
    if not name:
        found = [one for one in publications if one.level is Level.MATERIAL or one.announcements]
        if not found:
            what = "no publication is material or has an announcement, so there is nothing to notify anybody of"
            raise SendingError(what, "Name a publication to notify of it nevertheless.")
        return found[-1]
    by_name = {one.name: one for one in publications}
    if name not in by_name:
        newest = ", ".join(list(by_name)[:-6:-1]) or "none yet"
        raise SendingError(f"there is no publication {name!r}", f"The newest ones are: {newest}.")
    return by_name[name]


def make_notice(flow: Flow, publication: Publication, to: str, moment: datetime | None = None) -> Notice:
    """The notice of a publication, to a mailbox or, without one, to nobody; its moment is that of the publication
    unless another one is given.

    Raises: Problems: its layout has a fault. SendingError: nobody says at which address the site stands.
    """
    policy = flow.expanded
    address = policy.publication.address
    if not address or not is_safe(address):
        what = "a notice leads to the pages of the site, and nobody says at which address with https it stands"
        raise SendingError(what, "Write address: https://… under publication: in policy_src/policy.yml.")
    maker = NoticeMaker(policy, flow.archive, flow.news_words, flow.layouts, address.rstrip("/") + "/")
    return maker.make(publication, to, moment)


def find_sent(records: NoticeRecords, publication: str) -> NoticeRecord | None:
    """The record of a notice that was sent; none where it was not.

    Raises: SendingError: nobody knows whether it was. HistoryError: the records cannot be read.
    """
    record = records.find(publication)
    if record and record.state is NoticeState.SENDING:
        what = f"on {record.when} the notice of {publication} was about to be sent, and nobody knows whether it was"
        raise SendingError(what, f"Look for {record.message_id} in the log of the mail server. {_settle(publication)}")
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


def settle(records: NoticeRecords, publication: str, *, is_sent: bool) -> None:
    """Record what a person has found out of a notice of which nobody knew whether it was sent.

    Raises: SendingError: there is no such notice. HistoryError: it cannot be recorded.
    """
    record = records.find(publication)
    if record is None or record.state is NoticeState.SENT:
        known = f"was sent on {record.when}" if record else "was never about to be sent"
        raise SendingError(f"the notice of {publication} {known}", "There is nothing to settle.")
    if is_sent:
        records.confirm(record.model_copy(update={"state": NoticeState.SENT}))
    else:
        records.withdraw(publication)


def make_record(publication: Publication, notice: Notice, moment: datetime) -> NoticeRecord:
    """What is to be kept of a notice once it is sent."""
    return NoticeRecord(
        state=NoticeState.SENT,
        publication=publication.name,
        commit=publication.revision.commit,
        message_id=notice.message_id,
        sha256=sha256(notice.content).hexdigest(),
        moment=moment,
    )


def _claim(records: NoticeRecords, record: NoticeRecord) -> None:
    try:
        records.claim(record.model_copy(update={"state": NoticeState.SENDING}))
    except HistoryError as error:
        raise SendingError(_clause(error), "This run has sent nothing.") from None


def _withdraw(records: NoticeRecords, record: NoticeRecord, refusal: RefusedError) -> None:
    try:
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
