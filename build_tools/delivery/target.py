"""Opens the place that a site is published to: a folder or an S3 bucket."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.folder import FolderTarget
from build_tools.delivery.upload_order import Plan, Stored
from build_tools.runtime.path_checks import check_output_folder, locate
from build_tools.runtime.paths import RefusedPathError

PATIENCE = 30.0
"""For how many seconds another run is watched for a sign of life, by default."""


class Target(Protocol):
    """A place from which readers get the site. It deletes nothing. Methods raise DeliveryError if it refuses."""

    def read(self, path: str) -> bytes | None:
        """The content of a file that is served; none where there is none."""

    def was_published(self) -> bool:
        """Whether a ledger was ever served here, even if it was removed."""

    def paths(self) -> frozenset[str]:
        """The paths of all files that are served."""

    def look(self, site: BuiltSite) -> Mapping[str, Stored]:
        """The files that are served, by path. For those that the site no longer has, the hash may be empty."""

    def hold(self) -> AbstractContextManager[object]:
        """Keep all other runs from writing."""

    def write(self, site: BuiltSite, plan: Plan) -> None:
        """Serve the site, in the order of a plan. The next run completes one that was interrupted."""


def open_target(
    name: str, *, endpoint: str = "", patience: float = PATIENCE, project: Path | None = None, site: Path | None = None
) -> Target:
    """The place of a name: `s3://bucket/prefix`, `file:///var/www/policies`, or a path.

    `endpoint` is a service that speaks S3, where it is not AWS; another run at the bucket is watched for `patience`
    seconds. A folder may neither contain nor be inside the source of `project` or `site`.
    """
    if name and not re.match(r"[a-z][a-z0-9+.-]+:", name, re.IGNORECASE):
        return _open_folder(Path(name), project, site)
    parts = urlsplit(name)
    if parts.scheme == "s3" and parts.netloc and not (parts.query or parts.fragment or set(parts.netloc) & {"@", ":"}):
        return _open_bucket(parts.netloc, parts.path.strip("/"), endpoint, patience)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path:
        return _open_folder(Path(unquote(parts.path)), project, site)
    what, remedy = f"{name!r} is no place to publish to", "Write a folder, file:///a/folder or s3://bucket/prefix."
    raise DeliveryError(what, remedy)


def _open_folder(folder: Path, project: Path | None, site: Path | None) -> Target:
    try:
        place = locate(folder, project)
        check_output_folder(place, project, *((site,) if site else ()))
    except RefusedPathError as error:
        raise DeliveryError(f"{folder} is no place to publish to: {error.what}", error.remedy) from None
    return FolderTarget(folder, place)


def _open_bucket(bucket: str, prefix: str, endpoint: str, patience: float) -> Target:
    try:
        from build_tools.delivery.bucket import open_bucket  # noqa: PLC0415 - slow to import, and boto3 may be missing
    except ImportError:
        what = "publishing to a bucket needs boto3, which is not installed"
        raise DeliveryError(what, "Run: make .venv/site.") from None
    return open_bucket(bucket, f"{prefix}/" if prefix else "", endpoint, patience)
