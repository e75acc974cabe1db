"""Fixtures: two histories of a site, each built once, and a server that speaks S3."""

from collections.abc import Iterator
from itertools import count

import boto3
import pytest
from moto.server import ThreadedMotoServer
from types_boto3_s3 import S3Client

from tests.delivery.built_projects import NAMES, BuiltProject, tell, tell_small
from tests.support.sharing import alone, shared_folder

_NUMBERS = count()


@pytest.fixture(scope="session")
def lives() -> tuple[BuiltProject, BuiltProject]:
    """A site, and what became of it; built once for all processes that test."""
    folder = shared_folder() / "lives"
    with alone(folder):
        return tell(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuiltProject, BuiltProject]:
    """The same with few pages."""
    return tell_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def speaking(service: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who publishes is known, and speaks to that server alone."""
    for name, value in {**NAMES, "AWS_ENDPOINT_URL": service, "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    return service


@pytest.fixture
def client(speaking: str) -> S3Client:
    """Looks into buckets."""
    return boto3.client("s3", endpoint_url=speaking)


@pytest.fixture
def bucket(client: S3Client) -> str:
    """A new bucket."""
    name = f"bucket-{next(_NUMBERS)}"
    client.create_bucket(Bucket=name)
    return name
