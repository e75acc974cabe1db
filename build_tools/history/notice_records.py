"""Stores records of notices that were sent or may have been sent, in the repository under `refs/notices/`."""

from collections.abc import Mapping, Sequence
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
    """When this program certainly sent notices, by the full names of their commits, as recorded in this clone."""
    lines = repository.ask("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", _FOLDER)
    found = map(str.split, lines.splitlines())
    names = {ref.removeprefix(_FOLDER): name for kind, name, ref in found if kind == "blob"}
    contents = dict(read_contents(repository, sorted(set(names.values()))))
    sent: dict[str, datetime] = {}
    for publication, name in names.items():
        with suppress(ValidationError):
            record = NoticeRecord.model_validate_json(contents[name][1])
            if record.publication == publication and record.state is NoticeState.SENT:
                sent[record.commit] = min(record.moment, sent.get(record.commit, record.moment))
    return sent


class ClaimLeftError(Exception):
    """The record of a notice that was not sent may be left in the remote, which cannot be reached."""


class NoticeRecords:
    """The records of a project's notices, one for each publication. Use it in a `with`."""

    def __init__(self, project: Path, patience: float = PATIENCE) -> None:
        """Open those of a project's folder; `patience` is the time limit of the remote in seconds."""
        self._refs = SharedRefs(project, patience)
        self._held: dict[str, RefState] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._refs.__exit__()

    def find(self, publication: str) -> NoticeRecord | None:
        """The record of a publication's notice: the later state of the local and the remote one."""
        held = self._held[publication] = self._refs.look(_FOLDER + publication)
        return self._choose({publication: held})[publication]

    def all(self) -> Sequence[NoticeRecord]:
        """The records of all notices."""
        below = self._refs.look_below(_FOLDER).items()
        chosen = self._choose({ref.removeprefix(_FOLDER): held for ref, held in below})
        return tuple(record for record in chosen.values() if record)

    def is_published(self, commit: str) -> bool:
        """Whether a commit, by its full name, is on the remote's default branch."""
        return self._refs.is_in_remote(commit)

    def claim(self, record: NoticeRecord) -> None:
        """Record, first in the remote, that a notice is about to be sent. On any error it must not be sent.

        Raises: ConflictError: another run was faster. ClaimLeftError: it may or may not be recorded.
        """
        ref, name = self._prepare(record)
        try:
            held = self._refs.set_remote(ref, name, self._held[record.publication])
        except ConflictError:
            raise
        except HistoryError as error:  # it may have been written
            self._take_back(ref, name, error)
            raise
        try:
            self._held[record.publication] = self._refs.set_local(ref, name, held)
        except HistoryError as error:
            self._take_back(ref, name, error)
            raise

    def _take_back(self, ref: str, name: str, error: HistoryError) -> None:
        """Remove a claim from the remote, so that the next run can send. Raises ClaimLeftError if it may be there."""
        try:
            with suppress(ConflictError):  # another record is there
                self._refs.set_remote(ref, "", RefState("", name))
        except HistoryError:
            raise ClaimLeftError(str(error)) from None

    def confirm(self, record: NoticeRecord) -> None:
        """Record the result of a notice, first here and then in the remote. Raises ConflictError if it has changed."""
        ref, name = self._prepare(record)
        held = self._held[record.publication]
        try:
            held = self._refs.set_local(ref, name, held)
        except HistoryError:
            if not self._refs.has_remote:  # the remote decides, and the next run repairs the local record
                raise
        try:
            held = self._refs.set_remote(ref, name, held)
        except ConflictError:
            if (held := self._refs.look(ref)).remote:
                raise
            held = self._refs.set_remote(ref, name, held)  # a person had withdrawn the claim too early
        self._held[record.publication] = held

    def withdraw(self, publication: str) -> None:
        """Delete the record that a notice was about to be sent. Raises ConflictError if it has changed."""
        ref = _FOLDER + publication
        held = self._refs.set_remote(ref, "", self._held[publication])
        self._held[publication] = self._refs.set_local(ref, "", held)

    def _prepare(self, record: NoticeRecord) -> tuple[str, str]:
        unnamed = set() if record.run else {"run"}  # an older record keeps its content
        content = record.model_dump_json(indent=1, exclude=unnamed).encode() + b"\n"
        return _FOLDER + record.publication, self._refs.keep(content)

    def _choose(self, below: Mapping[str, RefState]) -> Mapping[str, NoticeRecord | None]:
        names = sorted({name for held in below.values() for name in (held.local, held.remote)} - {""})
        contents = dict(read_contents(self._refs, names))

        def read(publication: str, name: str) -> NoticeRecord | None:
            return _read(publication, name, contents[name][1]) if name else None

        return {name: _choose(read(name, held.local), read(name, held.remote)) for name, held in below.items()}


def _choose(local: NoticeRecord | None, remote: NoticeRecord | None) -> NoticeRecord | None:
    """The valid record of two: the remote one, unless only the local one has the result of the same run."""
    if local is None or remote is None:
        return remote or local
    if remote.state is not NoticeState.SENDING or local.state is NoticeState.SENDING:
        return remote
    if local.run == remote.run:
        return local
    name, refs = remote.publication, f"{_FOLDER}*:{_FOLDER}*"
    what = f"the record of the notice of {name} in this clone says that it is done, and that of the remote says that "
    raise HistoryError(
        f"{what}another run was about to send it on {remote.when}",
        f"To use the remote's record, run: git fetch --prune origin '+{refs}', and then policy notice {name} --send.",
    )


def _read(publication: str, name: str, content: bytes) -> NoticeRecord:
    look = f"Look at it: git cat-file -p {name[:12]}."
    try:
        record = NoticeRecord.model_validate_json(content)
    except ValidationError:
        raise HistoryError(f"the record {_FOLDER}{publication} cannot be read", look) from None
    if record.publication != publication:
        raise HistoryError(f"the record {_FOLDER}{publication} belongs to {record.publication}", look)
    return record
