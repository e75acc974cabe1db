"""Publishes a site to a bucket that speaks S3, file by file.

Each file is an object whose key is its path. Objects cannot be exchanged together, so they are written in the order of
the plan: who runs again writes what is missing. What is there is known by what the store says of the content, or by
reading it. Each object also says which content was written, as `x-amz-meta-sha256`: other content was altered since.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import md5, sha256
from typing import TYPE_CHECKING

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.file_kinds import FileHeaders, served
from build_tools.delivery.lease import LOCK, Lease
from build_tools.delivery.s3_errors import explained, has_changed, is_missing, is_unknown
from build_tools.delivery.upload_order import Plan, Stored
from build_tools.model.page import LEDGER

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import HeadObjectOutputTypeDef

_DIGEST = "sha256"
_AT_ONCE = 8
"""How many objects are asked for or written at once."""


class BucketTarget:
    """A bucket, or the part of it whose keys begin with a prefix."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, patience: float) -> None:
        """`prefix` is empty or ends with a slash; for `patience` seconds another run is watched for a sign of life."""
        self._client = client
        self._bucket, self._prefix = bucket, prefix
        self._lease = Lease(client, bucket, prefix + LOCK, patience)
        self._ledger_tag = ""
        """The entity tag of the ledger that was read; empty where there was none."""
        self._knows_sums = True
        """Whether the service keeps the SHA-256 of what it stores, as far as it has been asked."""

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def read(self, path: str) -> bytes | None:
        """The content of an object; none where there is none.

        Raises: DeliveryError: the bucket cannot be read, or what it holds is not ours.
        """
        with explained(self._bucket, "read"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            except ClientError as error:
                if not is_missing(error):
                    raise
                self._check()
                return None
            if path == LEDGER:
                self._ledger_tag = answer["ETag"]
                self._lease.is_published = True
            return answer["Body"].read()

    def was_published(self) -> bool:
        """Whether a ledger was ever written here: the lock says so.

        Raises: DeliveryError: the bucket cannot be read.
        """
        with explained(self._bucket, "read"):
            return self._lease.was_published()

    def paths(self) -> frozenset[str]:
        """The paths of all objects.

        Raises: DeliveryError: the bucket cannot be read.
        """
        with explained(self._bucket, "read"):
            return frozenset(key.removeprefix(self._prefix) for key in self._keys())

    def look(self, site: BuiltSite) -> Mapping[str, Stored]:
        """What is served now of the site's paths, and what else is there.

        Raises: DeliveryError: the bucket cannot be read.
        """
        with explained(self._bucket, "read"), ThreadPoolExecutor(_AT_ONCE) as threads:
            keys = [key.removeprefix(self._prefix) for key in self._keys()]
            known = [path for path in keys if path in site.files]
            found = dict(zip(known, threads.map(lambda path: self._ask(path, site), known), strict=True))
        return {path: found.get(path, Stored("")) for path in keys}

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep all other runs from writing.

        Raises: DeliveryError: another run is writing, or the bucket refuses.
        """
        with self._lease:
            yield

    def write(self, site: BuiltSite, plan: Plan) -> None:
        """Serve the site, step by step.

        Raises: DeliveryError: the bucket refuses. All links of what it serves lead somewhere, as before.
        """
        with explained(self._bucket, "write"):
            for step in plan.steps:
                with ThreadPoolExecutor(_AT_ONCE) as threads:
                    writing = [threads.submit(self._put, site, path) for path in step.paths]
                    try:
                        for one in writing:
                            one.result()
                    except BaseException:
                        threads.shutdown(cancel_futures=True)
                        raise

    def _check(self) -> None:
        """See that there is nothing yet, or what a run of ours that was cut off has left."""
        keys = set(self._keys(most=3))
        if keys and not self._lease.exists():
            what = f"{self} holds something that policy publish has not written: {min(keys)}"
            raise DeliveryError(what, "Name another bucket or prefix, or empty this one.")

    def _keys(self, most: int = 0) -> Iterator[str]:
        """Yield the keys of all objects, or of the first; neither the lock nor what a console makes of a folder."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix, PaginationConfig={"MaxItems": most} if most else {}
        )
        for page in pages:
            keys = (entry["Key"] for entry in page.get("Contents", []))
            yield from (key for key in keys if key not in {self._prefix, self._prefix + LOCK})

    def _ask(self, path: str, site: BuiltSite) -> Stored:
        """What is served at a path. The store says it; what was written beside the content anybody can copy."""
        head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path, ChecksumMode="ENABLED")
        digest = site.files[path].sha256
        if not _holds(head, digest, lambda: site.read(path)):
            whole = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            digest = _sum_up(whole["Body"].iter_chunks())
        is_altered = head["Metadata"].get(_DIGEST, digest) != digest
        return Stored(digest, FileHeaders(head.get("ContentType", ""), head.get("CacheControl", "")), is_altered)

    def _put(self, site: BuiltSite, path: str) -> None:
        self._lease.check()
        digest = site.files[path].sha256
        try:
            self._write(path, site.read(path), digest)
        except ClientError as error:  # an attempt may have come through whose answer did not
            if not has_changed(error) or self._ask(path, site).sha256 != digest:
                raise
        self._lease.is_published |= path == LEDGER

    def _write(self, path: str, content: bytes, digest: str) -> None:
        told = served(path)
        once = partial(
            self._client.put_object,
            Bucket=self._bucket,
            Key=self._prefix + path,
            Body=content,
            ContentType=told.media_type,
            CacheControl=told.caching,
            Metadata={_DIGEST: digest},
            **(self._lease.unless_changed(self._ledger_tag) if path == LEDGER else {}),
        )
        if self._knows_sums:
            try:
                once(ChecksumAlgorithm="SHA256", ChecksumSHA256=b64encode(bytes.fromhex(digest)).decode())
            except ClientError as error:
                if not is_unknown(error):
                    raise
                self._knows_sums = False
            else:
                return
        once()


def _holds(head: "HeadObjectOutputTypeDef", digest: str, read: Callable[[], bytes]) -> bool:
    """Whether a store says that an object has the content that `read` gives, whose SHA-256 is `digest`.

    By the SHA-256 that it keeps of the whole object; else by the entity tag, which is the MD5 of the content unless the
    object was uploaded in parts or encrypted with a separate key. Where neither shows it, the object has to be read.
    """
    if head.get("ChecksumSHA256") == b64encode(bytes.fromhex(digest)).decode():
        return True
    return head["ETag"].strip('"') == md5(read(), usedforsecurity=False).hexdigest()


def _sum_up(chunks: Iterable[bytes]) -> str:
    found = sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()


def open_bucket(bucket: str, prefix: str, endpoint: str, patience: float) -> BucketTarget:
    """The bucket of a name, at AWS or, with an `endpoint`, at the address of another service that speaks S3.

    Who asks is found as AWS's own tools find it: in the environment, in `~/.aws`, or from the machine's role.

    Raises: DeliveryError: the bucket cannot be spoken to.
    """
    config = Config(
        connect_timeout=10,
        read_timeout=30,
        max_pool_connections=_AT_ONCE + 2,
        request_checksum_calculation="when_required",  # not every service knows AWS's newer ways; see below
        response_checksum_validation="when_required",
        s3={
            "payload_signing_enabled": True,  # every service compares what it got with the signature
            **({"addressing_style": "path"} if endpoint else {}),
        },
    )
    with explained(bucket, "read"):
        client = Session().client("s3", endpoint_url=endpoint or None, config=config)
    return BucketTarget(client, bucket, prefix, patience)
