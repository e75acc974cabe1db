"""Keeps the records of notices that were sent or may have been, in the repository, under `refs/notices/`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from build_tools.history.blobs import read_contents
from build_tools.history.errors import HistoryError
from build_tools.history.repository import Repository
from build_tools.history.shared_refs import PATIENCE, ConflictError, RefState, SharedRefs
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


class ClaimLeftError(Exception):
    """The record of a notice that is not sent may have been left in the remote, which could not be asked."""


class NoticeRecords:
    """The records of the notices of a project, one a publication. Use it in a `with`."""

    def __init__(self, project: Path, patience: float = PATIENCE) -> None:
        """Open those of a project's folder; `patience` is how many seconds the remote may take to answer.

        Raises: HistoryError: its repository is missing, or lacks the older part of its history.
        """
        self._refs = SharedRefs(project, patience)
        self._held: dict[str, RefState] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._refs.__exit__()

    def find(self, publication: str) -> NoticeRecord | None:
        """The record of a publication's notice. Of two, here and in the remote, the one that has come further.

        Raises: HistoryError: the remote cannot be asked, the record cannot be read, or two contradict each other.
        """
        held = self._held[publication] = self._refs.look(_FOLDER + publication)
        return self._choose({publication: held})[publication]

    def all(self) -> Sequence[NoticeRecord]:
        """The records of all notices.

        Raises: HistoryError: as above.
        """
        below = self._refs.look_below(_FOLDER).items()
        chosen = self._choose({ref.removeprefix(_FOLDER): held for ref, held in below})
        return tuple(record for record in chosen.values() if record)

    def is_published(self, commit: str) -> bool:
        """Whether a commit, by its full name, is on the branch that the remote publishes, its default one.

        Raises: HistoryError: the remote cannot be asked.
        """
        return self._refs.is_in_remote(commit)

    def claim(self, record: NoticeRecord) -> None:
        """Record that a notice is about to be sent, of which none was found. It is seen in the remote afterwards.

        The record has to be that of one run alone, by its `run`.

        Raises: ConflictError: another run was faster. ClaimLeftError: it may be recorded, or not. HistoryError: it
            cannot be recorded. In all cases it must not be sent.
        """
        ref, name = self._prepare(record)
        try:
            held = self._refs.set_there(ref, name, self._held[record.publication])
        except ConflictError:
            raise
        except HistoryError as error:  # it may have been written nevertheless
            self._take_back(ref, name, error)
            raise
        try:
            self._held[record.publication] = self._refs.set_here(ref, name, held)
        except HistoryError as error:
            self._take_back(ref, name, error)
            raise

    def _take_back(self, ref: str, name: str, error: HistoryError) -> None:
        """Remove a claim from the remote, if it is there, so that it does not keep the next run from sending.

        Raises: ClaimLeftError: nobody can say whether it is there.
        """
        try:
            with suppress(ConflictError):  # whatever is there now, it is not this claim
                self._refs.set_there(ref, "", RefState("", name))
        except HistoryError:
            raise ClaimLeftError(str(error)) from None

    def confirm(self, record: NoticeRecord) -> None:
        """Record what came of a notice, in every place that does not say so yet. What is known is kept here first.

        Raises: ConflictError: another run or a person has changed the record. HistoryError: it cannot be recorded.
        """
        ref, name = self._prepare(record)
        held = self._held[record.publication]
        try:
            held = self._refs.set_here(ref, name, held)
        except HistoryError:
            if not self._refs.has_remote:  # it decides, and the next run repairs what is here
                raise
        try:
            held = self._refs.set_there(ref, name, held)
        except ConflictError:
            if (held := self._refs.look(ref)).there:
                raise
            held = self._refs.set_there(ref, name, held)  # a person has said too early that it was not sent
        self._held[record.publication] = held

    def withdraw(self, publication: str) -> None:
        """Forget that a notice was about to be sent.

        Raises: ConflictError: another run or a person has changed the record. HistoryError: it cannot be recorded.
        """
        ref = _FOLDER + publication
        held = self._refs.set_there(ref, "", self._held[publication])
        self._held[publication] = self._refs.set_here(ref, "", held)

    def _prepare(self, record: NoticeRecord) -> tuple[str, str]:
        unnamed = set() if record.run else {"run"}  # an older record keeps its content
        content = record.model_dump_json(indent=1, exclude=unnamed).encode() + b"\n"
        return _FOLDER + record.publication, self._refs.keep(content)

    def _choose(self, below: Mapping[str, RefState]) -> Mapping[str, NoticeRecord | None]:
        """For each publication the record that counts, of what is held here and in the remote."""
        names = sorted({name for held in below.values() for name in (held.here, held.there)} - {""})
        contents = dict(read_contents(self._refs, names))
        chosen: dict[str, NoticeRecord | None] = {}
        for publication, held in below.items():
            here, there = (
                _read(publication, name, contents[name][1]) if name else None for name in (held.here, held.there)
            )
            chosen[publication] = _choose(here, there)
        return chosen


def _choose(here: NoticeRecord | None, there: NoticeRecord | None) -> NoticeRecord | None:
    """The record of two that counts: that of the remote, unless only the one here says what came of the same run.

    Raises: HistoryError: the one here says that a notice was sent which another run was about to send.
    """
    if here is None or there is None or there.state is not NoticeState.SENDING or here.state is NoticeState.SENDING:
        return there or here
    if here.run != there.run:
        name = there.publication
        what = (
            f"by the record in this clone the notice of {name} needs no sending, and by that of the remote another run "
            f"was about to send it on {there.when}"
        )
        fetch = f"git fetch --prune origin '+{_FOLDER}*:{_FOLDER}*'"
        raise HistoryError(
            what, f"To take the record of the remote, run: {fetch}, and then policy notice {name} --send."
        )
    return here


def _read(publication: str, name: str, content: bytes) -> NoticeRecord:
    """A record that stands under the name of a publication.

    Raises: HistoryError: it cannot be read, or belongs to another one.
    """
    look = f"Look at it: git cat-file -p {name[:12]}."
    try:
        record = NoticeRecord.model_validate_json(content)
    except ValidationError:
        raise HistoryError(f"the record {_FOLDER}{publication} cannot be read", look) from None
    if record.publication != publication:
        raise HistoryError(f"the record {_FOLDER}{publication} speaks of {record.publication}", look)
    return record
