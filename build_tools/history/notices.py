"""Which notices were sent, and which may have been? Each has a record in the repository, under `refs/notices/`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from build_tools.history.blobs import read_contents
from build_tools.history.faults import HistoryError
from build_tools.history.repository import Repository
from build_tools.history.shared_refs import PATIENCE, Held, SharedRefs
from build_tools.model.notice import NoticeRecord, NoticeState

_FOLDER = "refs/notices/"


def read_sent(repository: Repository) -> Mapping[str, datetime]:
    """When notices were sent, by the full names of the commits that they tell of, as far as this clone knows.

    No remote is asked. A notice that was about to be sent is not known to have been; where customers were told in
    another way, nobody has recorded on which day. What cannot be read as a record is passed over.
    """
    sent: dict[str, datetime] = {}
    for record in _read_here(repository):
        if record.state is NoticeState.SENT:
            sent[record.commit] = min(record.moment, sent.get(record.commit, record.moment))
    return sent


def _read_here(repository: Repository) -> Iterator[NoticeRecord]:
    """Yield the records in this clone that stand where they belong."""
    told = repository.ask("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", _FOLDER)
    names = {ref.removeprefix(_FOLDER): name for kind, name, ref in map(str.split, told.splitlines()) if kind == "blob"}
    contents = dict(read_contents(repository, sorted(set(names.values()))))
    for publication, name in names.items():
        with suppress(ValidationError):
            record = NoticeRecord.model_validate_json(contents[name][1])
            if record.publication == publication:
                yield record


class NoticeRecords:
    """The records of the notices of a project, one a publication. Use it in a `with`."""

    def __init__(self, project: Path, patience: float = PATIENCE) -> None:
        """Open those of a project's folder; `patience` is how many seconds the remote may take to answer.

        Raises: HistoryError: its repository is missing, or lacks the older part of its history.
        """
        self._refs = SharedRefs(project, patience)
        self._held: dict[str, Held] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._refs.__exit__()

    def find(self, publication: str) -> NoticeRecord | None:
        """The record of a publication's notice. Of two, here and in the remote, the one that has come further.

        Raises: HistoryError: the remote cannot be asked, or the record cannot be read.
        """
        held = self._held[publication] = self._refs.look(_FOLDER + publication)
        return self._choose(publication, held)

    def all(self) -> Sequence[NoticeRecord]:
        """The records of all notices.

        Raises: HistoryError: as above.
        """
        below = self._refs.look_below(_FOLDER).items()
        chosen = (self._choose(ref.removeprefix(_FOLDER), held) for ref, held in below)
        return tuple(record for record in chosen if record)

    def is_published(self, commit: str) -> bool:
        """Whether a commit, by its full name, is on the branch that the remote publishes, its default one.

        Raises: HistoryError: the remote cannot be asked.
        """
        return self._refs.is_in_remote(commit)

    def claim(self, record: NoticeRecord) -> None:
        """Record that a notice is about to be sent. The remote is first: who is seen there, sends.

        Raises: ConflictError: another run was faster. HistoryError: it cannot be recorded. It must not be sent then.
        """
        ref, name = self._prepare(record)
        held = self._refs.set_there(ref, name, self._held[record.publication])
        self._held[record.publication] = self._refs.set_here(ref, name, held)

    def confirm(self, record: NoticeRecord) -> None:
        """Record that a notice was sent, in every place that does not say so yet. What is known is kept here first.

        Raises: HistoryError: it cannot be recorded.
        """
        ref, name = self._prepare(record)
        held = self._refs.set_here(ref, name, self._held[record.publication])
        self._held[record.publication] = self._refs.set_there(ref, name, held)

    def withdraw(self, publication: str) -> None:
        """Forget that a notice was about to be sent.

        Raises: HistoryError: it cannot be recorded.
        """
        ref = _FOLDER + publication
        held = self._refs.set_there(ref, "", self._held[publication])
        self._held[publication] = self._refs.set_here(ref, "", held)

    def _prepare(self, record: NoticeRecord) -> tuple[str, str]:
        content = record.model_dump_json(indent=1).encode() + b"\n"
        return _FOLDER + record.publication, self._refs.keep(content)

    def _choose(self, publication: str, held: Held) -> NoticeRecord | None:
        records = [self._read(publication, name) for name in held.contents]
        return max(records, key=lambda record: record.state is not NoticeState.SENDING, default=None)

    def _read(self, publication: str, name: str) -> NoticeRecord:
        try:
            record = NoticeRecord.model_validate_json(self._refs.read(name))
        except ValidationError:
            what = f"the record {_FOLDER}{publication} cannot be read"
            raise HistoryError(what, f"Look at it: git cat-file -p {name[:12]}.") from None
        if record.publication != publication:
            what = f"the record {_FOLDER}{publication} speaks of {record.publication}"
            raise HistoryError(what, f"Look at it: git cat-file -p {name[:12]}.")
        return record
