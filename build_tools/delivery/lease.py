"""How do two runs that publish to the same bucket keep out of each other's way?

By an object that one of them writes: S3 writes it only if it is still as it was (`If-Match`, `If-None-Match`). Its
holder writes it anew every few seconds. Whoever finds it watches it for a while on its own clock, so that no two clocks
have to agree: if it stays as it is, its holder was killed, and it can be taken.
"""

import json
import time
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from build_tools.delivery.bucket_faults import explained, has_changed, is_missing, is_unknown
from build_tools.delivery.faults import DeliveryError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LOCK = ".policy-publish"
"""The name of the object. It stays, and shows that what stands beside it is ours."""
_BEAT = 5.0
"""Every how many seconds the holder gives one."""
_SETTLING = 2.0
"""How many seconds a service that knows no conditions is given, before one looks who was last."""


class Lease:
    """The right to write, for one run. Use it in a `with`."""

    def __init__(self, client: "S3Client", bucket: str, key: str, patience: float) -> None:
        self._client, self._bucket, self._key, self._patience = client, bucket, key, patience
        self._run = uuid4().hex
        self._tag, self._beats = "", 0
        self._knows_conditions = True
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
                self._write("idle", self._tag)

    def exists(self) -> bool:
        """Whether anybody has ever held it."""
        return self._read() is not None

    def check(self) -> None:
        """See that this run still holds it.

        Raises: DeliveryError: another run has taken it.
        """
        if self._is_over.is_set():
            what = f"another run has begun to publish to the bucket {self._bucket}, since this one gave no sign of life"
            raise DeliveryError(what, "See what came of that one, and run it again.")

    def unless_changed(self, tag: str) -> dict[str, Any]:
        """The condition that an object is written only if it is as it was: of this entity tag, or not there."""
        if not self._knows_conditions:
            return {}
        return {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}

    def _take(self) -> None:
        """Take it once it is free, or once its holder seems to be dead."""
        tag = self._wait()
        try:
            self._write("publishing", tag)
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
        if found is None or found[1] != self._run:
            raise self._taken()
        self._tag = found[0]

    def _wait(self) -> str:
        """The entity tag of what stands there once it can be taken; empty where nothing does."""
        found = self._read()
        begun = time.monotonic()
        while found and found[2] == "publishing":
            if time.monotonic() - begun > self._patience:
                return found[0]
            time.sleep(min(1.0, self._patience))
            if (now := self._read()) and now[2] == "publishing" and now[0] != found[0]:
                raise self._taken()
            found = now
        return found[0] if found else ""

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
        while not self._ended.wait(_BEAT):
            try:
                self._write("publishing", self._tag)
            except ClientError as error:
                if has_changed(error):
                    self._is_over.set()
                    return
            except BotoCoreError:  # the next one may come through
                continue

    def _write(self, state: str, tag: str) -> None:
        try:
            self._tag = self._put(state, **self.unless_changed(tag))
        except ClientError as error:
            found = self._read() if has_changed(error) else None
            if found is None or found[1] != self._run:
                raise
            self._tag = found[0]  # an attempt has come through whose answer did not

    def _put(self, state: str, **condition: Any) -> str:
        self._beats += 1
        told = {"format": 1, "state": state, "run": self._run, "beat": self._beats}
        answer = self._client.put_object(
            Bucket=self._bucket,
            Key=self._key,
            Body=json.dumps(told).encode(),
            ContentType="application/json",
            CacheControl="no-store",
            **condition,
        )
        return answer["ETag"]

    def _read(self) -> tuple[str, str, str] | None:
        """What stands there: its entity tag, the run that wrote it and its state; nothing where there is nothing."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key)
        except ClientError as error:
            if is_missing(error):
                return None
            raise
        try:
            told = json.loads(answer["Body"].read())
            return answer["ETag"], str(told["run"]), str(told["state"])
        except (ValueError, KeyError, TypeError):
            raise DeliveryError(
                f"{self._key} in the bucket {self._bucket} is not what policy publish has written", "Remove it."
            ) from None

    def _taken(self) -> DeliveryError:
        what = f"another run is publishing to the bucket {self._bucket} at this moment"
        return DeliveryError(what, "Wait for it to end, and run it again.")
