"""Publishes a site to an S3 bucket, file by file.

Each file is an object whose key is its path. Objects cannot be exchanged all at once, so they are written in the order
of the plan (`upload_order`), and another run writes those that are missing. The service states the hash of an object,
or else its content is read. `x-amz-meta-sha256` is the hash of what was written: an object that differs was altered.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5, sha256
from typing import TYPE_CHECKING, Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.file_kinds import FileHeaders, file_headers
from build_tools.delivery.lease import LOCK, Lease
from build_tools.delivery.s3_errors import explained, has_changed, is_missing, is_unknown
from build_tools.delivery.upload_order import Plan, Stored
from build_tools.model.page import LEDGER

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_DIGEST = "sha256"
_AT_ONCE = 8


class BucketTarget:
    """A bucket, or the part of it whose keys begin with a prefix. Its methods are those of `target.Target`."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, patience: float) -> None:
        """`prefix` is empty or ends with a slash; for `patience` seconds another run is watched for a sign of life."""
        self._client = client
        self._bucket, self._prefix = bucket, prefix
        self._lease = Lease(client, bucket, prefix + LOCK, patience)
        self._ledger_tag = ""
        """The entity tag of the ledger that was read; empty where there was none."""
        self._knows_sums = True
        """Whether the service keeps the SHA-256 of objects, as far as is known yet."""

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def read(self, path: str) -> bytes | None:
        """The content of an object; none where there is none, and none of the objects is foreign."""
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
        """Whether a ledger was ever written here, as the lock records."""
        with explained(self._bucket, "read"):
            return self._lease.was_published()

    def paths(self) -> frozenset[str]:
        """The paths of all objects."""
        with explained(self._bucket, "read"):
            return frozenset(key.removeprefix(self._prefix) for key in self._keys())

    def look(self, site: BuiltSite) -> Mapping[str, Stored]:
        """The objects of the site's paths, and of all others that they exist."""
        with explained(self._bucket, "read"), ThreadPoolExecutor(_AT_ONCE) as threads:
            paths = [key.removeprefix(self._prefix) for key in self._keys()]
            known = [path for path in paths if path in site.files]
            found = dict(zip(known, threads.map(lambda path: self._ask(path, site), known), strict=True))
        return {path: found.get(path, Stored("")) for path in paths}

    def hold(self) -> Lease:
        """Keep all other runs from writing."""
        return self._lease

    def write(self, site: BuiltSite, plan: Plan) -> None:
        """Write the site, step by step."""
        with explained(self._bucket, "write"):
            for step in plan.steps:
                with ThreadPoolExecutor(_AT_ONCE) as threads:
                    writing = [threads.submit(self._put, site, path) for path in step.paths]
                    try:
                        for task in writing:
                            task.result()
                    except BaseException:
                        threads.shutdown(cancel_futures=True)
                        raise

    def _check(self) -> None:
        keys = set(self._keys(most=3))
        if keys and not self._lease.exists():
            what = f"{self} holds something that policy publish has not written: {min(keys)}"
            raise DeliveryError(what, "Name another bucket or prefix, or empty this one.")

    def _keys(self, most: int = 0) -> Iterator[str]:
        """Yield the keys of the objects, or the first `most`, without the lock and the object of a console's folder."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix, PaginationConfig={"MaxItems": most} if most else {}
        )
        for page in pages:
            keys = (entry["Key"] for entry in page.get("Contents", []))
            yield from (key for key in keys if key not in {self._prefix, self._prefix + LOCK})

    def _ask(self, path: str, site: BuiltSite) -> Stored:
        """The object of a path, by what the service states of it: its metadata could be copied to other content."""
        head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path, ChecksumMode="ENABLED")
        digest = site.files[path]
        # the entity tag is the MD5 unless the object was uploaded in parts or encrypted with a separate key
        is_same = head.get("ChecksumSHA256") == _encode(digest)
        if not is_same and head["ETag"].strip('"') != md5(site.read(path), usedforsecurity=False).hexdigest():
            found = sha256()
            for chunk in self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)["Body"].iter_chunks():
                found.update(chunk)
            digest = found.hexdigest()
        is_altered = head["Metadata"].get(_DIGEST, digest) != digest
        return Stored(digest, FileHeaders(head.get("ContentType", ""), head.get("CacheControl", "")), is_altered)

    def _put(self, site: BuiltSite, path: str) -> None:
        self._lease.check()
        digest = site.files[path]
        try:
            self._write(path, site.read(path), digest)
        except ClientError as error:  # an earlier attempt may have been written, and its answer lost
            if not has_changed(error) or self._ask(path, site).sha256 != digest:
                raise
        self._lease.is_published |= path == LEDGER

    def _write(self, path: str, content: bytes, digest: str) -> None:
        headers = file_headers(path)
        request: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": self._prefix + path,
            "Body": content,
            "Metadata": {_DIGEST: digest},
            "ContentType": headers.media_type,
            "CacheControl": headers.caching,
            **(self._lease.unless_changed(self._ledger_tag) if path == LEDGER else {}),
        }
        if self._knows_sums:
            try:
                self._client.put_object(**request, ChecksumAlgorithm="SHA256", ChecksumSHA256=_encode(digest))
            except ClientError as error:
                if not is_unknown(error):
                    raise
                self._knows_sums = False
            else:
                return
        self._client.put_object(**request)


def _encode(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()


def open_bucket(bucket: str, prefix: str, endpoint: str, patience: float) -> BucketTarget:
    """A bucket at AWS, or at an `endpoint` that speaks S3. Credentials are found as AWS's tools find them."""
    config = Config(
        connect_timeout=10,
        read_timeout=30,
        max_pool_connections=_AT_ONCE + 2,
        request_checksum_calculation="when_required",  # not every service knows AWS's newer checksums
        response_checksum_validation="when_required",
        s3={
            "payload_signing_enabled": True,  # every service compares what it got with the signature
            **({"addressing_style": "path"} if endpoint else {}),
        },
    )
    with explained(bucket, "read"):
        client = Session().client("s3", endpoint_url=endpoint or None, config=config)
    return BucketTarget(client, bucket, prefix, patience)
