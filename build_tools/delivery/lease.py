"""Lets only one run at a time publish to a bucket.

A run writes an object as its lock: S3 writes it only if it has not changed (`If-Match`, `If-None-Match`). The holder
writes it again every few seconds, as a sign of life. Another run watches the object for a while by its own clock, so
that no two clocks have to agree: if the object does not change, its holder was killed, and the lock can be taken.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.s3_errors import explained, has_changed, is_missing, is_unknown

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LOCK = ".policy-publish"
"""The key of the object. It is never deleted, and shows that the objects beside it are ours."""
_BEAT = 5.0
_TRUSTED = 20.0
"""For how many seconds the holder relies on its last sign of life: less than others watch for one by default."""
_SETTLING = 2.0
"""How many seconds to wait, on a service without conditional writes, before reading which run wrote last."""
_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""A clock that goes on while the machine sleeps, where the system has one (Linux)."""


def _clock() -> float:
    return time.clock_gettime(_BOOT_CLOCK)


class _Found(NamedTuple):
    tag: str
    run: str
    beat: object
    """The number of the sign of life. Some services give two different contents the same tag."""
    state: str
    is_published: bool


class Lease:
    """The right of one run to write to a bucket, as a context manager."""

    def __init__(
        self, client: "S3Client", bucket: str, key: str, patience: float, clock: Callable[[], float] = _clock
    ) -> None:
        """`clock` gives the seconds since some moment, including those for which the machine was asleep."""
        self._client, self._bucket, self._key, self._patience = client, bucket, key, patience
        self._clock, self._seen = clock, clock()
        self._run = uuid4().hex
        self._tag, self._beats = "", 0
        self.is_published = False
        """Whether a ledger was ever written to the bucket. The object records it from then on."""
        self._knows_conditions = True
        self._writing = RLock()
        self._is_over, self._ended = Event(), Event()
        self._heart = Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        with explained(self._bucket, "write"):
            self._take()
        self._heart.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._heart.join()
        if not self._is_over.is_set():
            with suppress(BotoCoreError, ClientError):  # at worst the next run watches a little longer
                self._renew("idle")

    def exists(self) -> bool:
        """Whether any run has ever held the lock."""
        return self._read() is not None

    def was_published(self) -> bool:
        """Whether the object records that a ledger was written."""
        found = self._read()
        return found is not None and found.is_published

    def check(self) -> None:
        """Check that this run still holds the lock, after a new sign of life if the last one is old."""
        if self._is_old():
            with self._writing:
                if self._is_old() and not self._is_over.is_set():  # no other thread has given a sign of life meanwhile
                    self._renew("publishing")
        if self._is_over.is_set() or self._is_old():
            has = "has" if self._is_over.is_set() else "may have"
            what = f"another run {has} begun to publish to the bucket {self._bucket}"
            what += ", since this one gave no sign of life"
            raise DeliveryError(what, "Check its result, and run this one again.")

    def unless_changed(self, tag: str) -> dict[str, Any]:
        """The condition to write an object only if it still has this entity tag; without a tag, only if it is new."""
        if not self._knows_conditions:
            return {}
        return {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}

    def _take(self) -> None:
        before = self._wait()
        self.is_published |= before is not None and before.is_published
        try:
            self._write("publishing", before.tag if before else "")
            self._knows_conditions = self._is_conditional()
        except ClientError as error:
            if has_changed(error):
                raise self._taken() from None
            if not is_unknown(error):
                raise
            self._knows_conditions = False
            self._write("publishing", "")
        if not self._knows_conditions:
            time.sleep(_SETTLING)
        found = self._read()
        if found is None or found.run != self._run:
            raise self._taken()
        self._tag = found.tag

    def _wait(self) -> _Found | None:
        found = self._read()
        begun = time.monotonic()
        while found and found.state == "publishing" and time.monotonic() - begun <= self._patience:
            time.sleep(min(1.0, self._patience))
            if (now := self._read()) and now.state == "publishing" and now != found:
                raise self._taken()
            found = now
        return found

    def _is_conditional(self) -> bool:
        try:
            self._put("publishing", IfNoneMatch="*")
        except ClientError as error:
            if has_changed(error):
                return True
            raise
        return False

    def _beat(self) -> None:
        while not self._ended.wait(_BEAT) and not self._is_over.is_set():
            with suppress(BotoCoreError, ClientError, DeliveryError):  # the next one may come through
                self._renew("publishing")

    def _renew(self, state: str) -> None:
        with self._writing:
            try:
                if not self._knows_conditions and ((found := self._read()) is None or found.run != self._run):
                    self._is_over.set()
                    return
                self._write(state, self._tag)
            except ClientError as error:
                if not has_changed(error):
                    raise
                self._is_over.set()

    def _is_old(self) -> bool:
        """Whether other runs may have taken this one for dead since its last sign of life."""
        return self._clock() - self._seen > _TRUSTED

    def _write(self, state: str, tag: str) -> None:
        begun = self._clock()
        try:
            self._tag = self._put(state, **self.unless_changed(tag))
        except ClientError as error:
            found = self._read() if has_changed(error) else None
            if found is None or found.run != self._run:
                raise
            self._tag = found.tag  # an earlier attempt was written, and its answer was lost
        self._seen = begun

    def _put(self, state: str, **condition: Any) -> str:
        self._beats += 1
        content = {"format": 1, "state": state, "run": self._run, "beat": self._beats, "published": self.is_published}
        answer = self._client.put_object(
            Bucket=self._bucket,
            Key=self._key,
            Body=json.dumps(content).encode(),
            ContentType="application/json",
            CacheControl="no-store",
            **condition,
        )
        return answer["ETag"]

    def _read(self) -> _Found | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key)
        except ClientError as error:
            if is_missing(error):
                return None
            raise
        try:
            read = json.loads(answer["Body"].read())
            run, state, is_published = str(read["run"]), str(read["state"]), read.get("published") is True
            return _Found(answer["ETag"], run, read.get("beat"), state, is_published)
        except (ValueError, KeyError, TypeError, AttributeError):
            what = f"{self._key} in the bucket {self._bucket} is not what policy publish has written"
            raise DeliveryError(what, "Remove it.") from None

    def _taken(self) -> DeliveryError:
        what = f"another run is publishing to the bucket {self._bucket} at this moment"
        return DeliveryError(what, "Wait for it to end, and run it again.")
