"""Lets only one run at a time publish to a bucket.

A run writes an object as its lock: S3 writes it only if it is still as it was (`If-Match`, `If-None-Match`). Its
holder writes it anew every few seconds. Whoever finds it watches it for a while on its own clock, so that no two clocks
have to agree: if it stays as it is, its holder was killed, and it can be taken.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.s3_errors import explained, has_changed, is_missing, is_unknown

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LOCK = ".policy-publish"
"""The name of the object. It stays, and shows that what stands beside it is ours."""
_BEAT = 5.0
"""Every how many seconds the holder gives a sign of life."""
_TRUSTED = 20.0
"""For how many seconds the holder relies on its last one: less than others watch for one, unless told otherwise."""
_SETTLING = 2.0
"""How many seconds a service that knows no conditions is given, before one looks who was last."""
_AWAKE_OR_ASLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""A clock that goes on while the machine sleeps: Linux has one of its own for that."""


def _clock() -> float:
    return time.clock_gettime(_AWAKE_OR_ASLEEP)


class _Found(NamedTuple):
    """What stands where the lock is."""

    tag: str
    run: str
    beat: object
    """Which sign of life it is. Some services give two different contents the same tag."""
    state: str
    is_published: bool


class Lease:
    """The right to write, for one run. Use it in a `with`."""

    def __init__(
        self, client: "S3Client", bucket: str, key: str, patience: float, clock: Callable[[], float] = _clock
    ) -> None:
        """`clock` says the seconds since some moment, those in which the machine was asleep among them."""
        self._client, self._bucket, self._key, self._patience = client, bucket, key, patience
        self._clock, self._seen = clock, clock()
        self._run = uuid4().hex
        self._tag, self._beats = "", 0
        self.is_published = False
        """Whether a ledger was ever written beside it. The object says so from then on."""
        self._knows_conditions = True
        self._writing = Lock()
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
            with suppress(BotoCoreError, ClientError):  # the next run watches a little longer, and that is all
                self._renew("idle")

    def exists(self) -> bool:
        """Whether anybody has ever held it."""
        return self._read() is not None

    def was_published(self) -> bool:
        """Whether a ledger was written beside it, as it says itself."""
        found = self._read()
        return found is not None and found.is_published

    def check(self) -> None:
        """See that this run still holds it: where its last sign of life is old, by giving one.

        Raises: DeliveryError: another run has taken it, or may have. ClientError, BotoCoreError: nobody can say.
        """
        if self._is_old():
            with self._writing:
                if self._is_old() and not self._is_over.is_set():  # no other thread has given one meanwhile
                    self._renew_alone("publishing")
        if self._is_over.is_set() or self._is_old():
            has = "has" if self._is_over.is_set() else "may have"
            what = (
                f"another run {has} begun to publish to the bucket {self._bucket}, since this one gave no sign of life"
            )
            raise DeliveryError(what, "See what came of that one, and run it again.")

    def unless_changed(self, tag: str) -> dict[str, Any]:
        """The condition that an object is written only if it is as it was: of this entity tag, or not there."""
        if not self._knows_conditions:
            return {}
        return {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}

    def _take(self) -> None:
        """Take it once it is free, or once its holder seems to be dead."""
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
        """What stands there once it can be taken."""
        found = self._read()
        begun = time.monotonic()
        while found and found.state == "publishing":
            if time.monotonic() - begun > self._patience:
                break
            time.sleep(min(1.0, self._patience))
            if (now := self._read()) and now.state == "publishing" and now != found:
                raise self._taken()
            found = now
        return found

    def _is_conditional(self) -> bool:
        """Whether the service keeps conditions, or writes whatever they say."""
        try:
            self._put("publishing", IfNoneMatch="*")
        except ClientError as error:
            if has_changed(error):
                return True
            raise
        return False

    def _beat(self) -> None:
        """Give signs of life, until the end or until another run has taken it."""
        while not self._ended.wait(_BEAT) and not self._is_over.is_set():
            with suppress(BotoCoreError, ClientError, DeliveryError):  # the next one may come through
                self._renew("publishing")

    def _renew(self, state: str) -> None:
        with self._writing:
            self._renew_alone(state)

    def _renew_alone(self, state: str) -> None:
        """Write it anew, or note that another run has taken it; one thread at a time."""
        try:
            if not self._knows_conditions and not self._is_ours():
                self._is_over.set()
                return
            self._write(state, self._tag)
        except ClientError as error:
            if not has_changed(error):
                raise
            self._is_over.set()

    def _is_old(self) -> bool:
        """Whether others may have taken this run for dead since its last sign of life."""
        return self._clock() - self._seen > _TRUSTED

    def _is_ours(self) -> bool:
        found = self._read()
        return found is not None and found.run == self._run

    def _write(self, state: str, tag: str) -> None:
        begun = self._clock()
        try:
            self._tag = self._put(state, **self.unless_changed(tag))
        except ClientError as error:
            found = self._read() if has_changed(error) else None
            if found is None or found.run != self._run:
                raise
            self._tag = found.tag  # an attempt has come through whose answer did not
        self._seen = begun

    def _put(self, state: str, **condition: Any) -> str:
        self._beats += 1
        told = {
            "format": 1,
            "state": state,
            "run": self._run,
            "beat": self._beats,
            "published": self.is_published,
        }
        answer = self._client.put_object(
            Bucket=self._bucket,
            Key=self._key,
            Body=json.dumps(told).encode(),
            ContentType="application/json",
            CacheControl="no-store",
            **condition,
        )
        return answer["ETag"]

    def _read(self) -> _Found | None:
        """What stands there; nothing where there is nothing."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key)
        except ClientError as error:
            if is_missing(error):
                return None
            raise
        try:
            told = json.loads(answer["Body"].read())
            return _Found(
                answer["ETag"], str(told["run"]), told.get("beat"), str(told["state"]), told.get("published") is True
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DeliveryError(
                f"{self._key} in the bucket {self._bucket} is not what policy publish has written", "Remove it."
            ) from None

    def _taken(self) -> DeliveryError:
        what = f"another run is publishing to the bucket {self._bucket} at this moment"
        return DeliveryError(what, "Wait for it to end, and run it again.")
