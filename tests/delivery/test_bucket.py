"""Tests publishing to a bucket: the objects, their headers, and the messages where the bucket refuses."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import boto3
import pytest
from botocore.exceptions import ClientError
from types_boto3_s3 import S3Client

from build_tools.delivery import lease
from build_tools.delivery.bucket import BucketTarget
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.file_kinds import FileHeaders, file_headers
from build_tools.delivery.lease import LOCK, Lease
from build_tools.delivery.target import Target, open_target
from build_tools.delivery.upload_order import make_plan
from build_tools.model.page import LEDGER
from tests.delivery.built_projects import BuiltProject
from tests.delivery.faulty_s3_service import Refusal, Service, serve


def test_objects_have_their_type_their_age_and_their_hash(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    life = small[1]

    status, printed, _ = life.publish(f"s3://{bucket}/policies/")

    assert status == 0
    assert printed.startswith(f"commit {life.site.origin.commit[:12]} is published to s3://{bucket}/policies:\n")
    for path, digest in life.site.files.items():
        head = client.head_object(Bucket=bucket, Key=f"policies/{path}")
        assert FileHeaders(head["ContentType"], head["CacheControl"]) == file_headers(path)
        assert head["Metadata"] == {"sha256": digest}
    lock = json.loads(client.get_object(Bucket=bucket, Key=f"policies/{LOCK}")["Body"].read())
    assert lock["state"] == "idle"
    assert life.publish(f"s3://{bucket}/policies")[1].startswith(f"commit {life.site.origin.commit[:12]} was published")


def test_what_another_program_has_written_is_found_and_told_anew(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    old, new = small
    for path, content in old.files.items():  # as `aws s3 sync` does
        client.put_object(Bucket=bucket, Key=path, Body=content)

    told = new.plan(f"s3://{bucket}")

    written = [path for step in told["steps"] for path in step["files"]]
    assert set(written) == set(new.files)  # types and ages were missing
    assert (told["unchanged"], told["permanent"]) == ([], [])
    assert told["kept"] == sorted(set(old.files) - set(new.files))


def test_an_object_that_somebody_has_altered_is_written_anew_whatever_stands_beside_it(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    life = small[1]
    life.publish(f"s3://{bucket}")
    for path, metadata in (("index.html", life.site.files["index.html"]), ("privacy-policy/index.html", "")):
        _alter(client, bucket, path, b"Altered.", metadata or sha256(b"Altered.").hexdigest())

    told = life.plan(f"s3://{bucket}")

    assert {path for step in told["steps"] for path in step["files"]} == {"index.html", "privacy-policy/index.html"}
    assert client.get_object(Bucket=bucket, Key="index.html")["Body"].read() == life.files["index.html"]
    assert life.plan(f"s3://{bucket}")["steps"] == []


def test_a_permanent_object_that_was_altered_is_told_and_mended_when_asked(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    old, new = small
    text = "data/texts/privacy-policy/2025-01-10.json"
    old.publish(f"s3://{bucket}")
    _alter(client, bucket, text, b"{}", old.site.files[text])

    status, printed, said = new.publish(f"s3://{bucket}", "--format", "json")

    assert (status, said) == (1, "published files were altered, so nothing was written\n")
    assert json.loads(printed) == {"target": f"s3://{bucket}", "breaches": [], "cause": None, "altered": [text]}
    assert client.get_object(Bucket=bucket, Key=LEDGER)["Body"].read() == old.files[LEDGER]

    told = new.plan(f"s3://{bucket}", "--mend")

    assert (told["altered"], told["mended"], told["steps"][-1]["files"]) == ([text], [text], [LEDGER])
    assert client.get_object(Bucket=bucket, Key=text)["Body"].read() == new.files[text]


def test_a_store_keeps_the_sum_of_each_object(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    small[0].publish(f"s3://{bucket}")

    head = client.head_object(Bucket=bucket, Key="index.html", ChecksumMode="ENABLED")

    told = b64decode(head["ChecksumSHA256"]).hex()
    assert told == small[0].site.files["index.html"]


@pytest.mark.usefixtures("speaking")
def test_where_a_store_says_nothing_of_the_content_it_is_read(
    small: tuple[BuiltProject, BuiltProject], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_SETTLING", 0.01)
    life, service = small[0], Service()
    service.keeps_sums, service.tag = False, lambda content: f'"{len(content)}"'  # as of objects under a key
    with serve(service) as address:
        to = ("s3://b-1", "--endpoint-url", address, "--wait", "0")
        assert life.publish(*to)[0] == 0
        assert life.plan(*to)["steps"] == []
        content, kept = service.objects["/b-1/index.html"]
        service.objects["/b-1/index.html"] = content.replace(b"1", b"2"), kept

        assert life.plan(*to)["steps"] == [{"name": "entrances", "files": ["index.html"]}]
    assert service.objects["/b-1/index.html"][0] == content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("s3://user:pw@bucket/x", "'s3://…@bucket/x' is no place"),
        ("s3://user:p/w@y@bucket", "'s3://…@bucket' is no place"),
        ("s3:user:pw@bucket", "'s3:…@bucket' is no place"),
        ("https://user:pw@x.example/?X-Amz-Signature=pw", "'https://…@x.example/?…' is no place"),
    ],
)
def test_no_secret_of_a_place_is_repeated(name: str, shown: str, small: tuple[BuiltProject, BuiltProject]) -> None:
    said = small[0].refusal(name)

    assert said.startswith(shown)
    assert "pw" not in said


@pytest.mark.usefixtures("speaking")
def test_no_secret_of_an_endpoint_or_a_proxy_is_repeated(
    small: tuple[BuiltProject, BuiltProject], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = small[0].refusal("s3://b-1", "--endpoint-url", "http://user:pw@127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:pw@127.0.0.1:1")
    said += small[0].refusal("s3://b-1", "--endpoint-url", "https://s3.invalid")

    assert "127.0.0.1:1" in said
    assert "pw" not in said


def test_a_dry_run_writes_nothing(small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str) -> None:
    told = small[0].plan(f"s3://{bucket}/x", "--dry-run")

    assert told["dry_run"] is True
    assert told["steps"][-1] == {"name": "ledger", "files": [LEDGER]}
    assert client.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_bucket_that_holds_something_else_is_left_alone(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    client.put_object(Bucket=bucket, Key="site/holiday.jpg", Body=b"x")

    said = small[0].refusal(f"s3://{bucket}/site")

    assert said == (
        f"s3://{bucket}/site holds something that policy publish has not written: site/holiday.jpg. "
        "Name another bucket or prefix, or empty this one."
    )
    assert client.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_ledger_that_was_taken_away_is_remembered(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    old, new = small
    new.publish(f"s3://{bucket}")
    client.delete_object(Bucket=bucket, Key=LEDGER)

    said = old.refusal(f"s3://{bucket}")

    assert said.startswith(f"s3://{bucket} has no {LEDGER}, though a site was published there: it was removed.")
    assert client.get_object(Bucket=bucket, Key="index.html")["Body"].read() == new.files["index.html"]
    assert old.publish(f"s3://{bucket}", "--first")[0] == 0


def test_a_bucket_whose_lock_says_nothing_of_it_learns_it(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    small[1].publish(f"s3://{bucket}")
    client.put_object(Bucket=bucket, Key=LOCK, Body=b'{"format": 1, "state": "publishing", "run": "killed"}')
    small[1].publish(f"s3://{bucket}", "--wait", "0")
    client.delete_object(Bucket=bucket, Key=LEDGER)

    assert "it was removed" in small[0].refusal(f"s3://{bucket}")


def test_a_run_that_lives_keeps_others_out(client: S3Client, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_BEAT", 0.01)

    with (
        Lease(client, bucket, LOCK, 60),
        pytest.raises(DeliveryError, match="another run is publishing to the bucket"),
        Lease(client, bucket, LOCK, 60),
    ):
        pass
    with Lease(client, bucket, LOCK, 0):  # once it has ended, nobody waits
        pass


@pytest.mark.usefixtures("speaking")
def test_a_sign_of_life_is_known_by_what_it_says_where_tags_do_not_differ() -> None:
    service, path = Service(), f"/b-1/{LOCK}"
    service.tag = lambda _: '"x"'

    def beat(method: str, _path: str) -> Refusal:
        told = {"state": "publishing", "run": "another", "beat": len(service.asked)}
        service.objects[path] = json.dumps(told).encode(), {}
        assert method == "GET"
        return None

    service.refuse = beat
    with (
        serve(service) as address,
        pytest.raises(DeliveryError, match="another run is publishing to the bucket"),
        Lease(boto3.client("s3", endpoint_url=address), "b-1", LOCK, 0.01),
    ):
        pass


def test_a_run_that_gave_no_sign_of_life_writes_no_more(
    client: S3Client, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_BEAT", 3600)
    with Lease(client, bucket, LOCK, 60) as sleeping:
        sleeping.check()
        with Lease(client, bucket, LOCK, 0.01):
            monkeypatch.setattr(lease, "_BEAT", 0.01)
            sleeping._beat()

            with pytest.raises(DeliveryError, match="gave no sign of life"):
                sleeping.check()
    assert json.loads(client.get_object(Bucket=bucket, Key=LOCK)["Body"].read())["state"] == "idle"


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_run_that_was_asleep_asks_before_it_writes(
    client: S3Client, bucket: str, monkeypatch: pytest.MonkeyPatch, *, is_taken: bool
) -> None:
    monkeypatch.setattr(lease, "_BEAT", 3600)
    seconds = [0.0]

    def state() -> dict[str, object]:
        told: dict[str, object] = json.loads(client.get_object(Bucket=bucket, Key=LOCK)["Body"].read())
        return told

    with Lease(client, bucket, LOCK, 60, lambda: seconds[0]) as sleeping:
        before = state()
        if is_taken:
            with Lease(client, bucket, LOCK, 0.01):
                sleeping.check()  # it has no reason to ask
                seconds[0] = 25
                with pytest.raises(DeliveryError, match=r"has begun to publish .* gave no sign of life"):
                    sleeping.check()
        else:
            seconds[0] = 25
            sleeping.check()
            assert state()["run"] == before["run"]
            assert state()["beat"] != before["beat"]


@contextmanager
def _hold(monkeypatch: pytest.MonkeyPatch, beat: float) -> Iterator[tuple[Lease, Service, list[float]]]:
    """A run that holds the lock, its service, and the seconds of its clock."""
    monkeypatch.setattr(lease, "_BEAT", beat)
    monkeypatch.setattr(lease, "_SETTLING", 0.0)
    service, seconds = Service(), [0.0]
    with serve(service) as address:
        client = boto3.client("s3", endpoint_url=address)
        with Lease(client, "b-1", LOCK, 60, lambda: seconds[0]) as held:
            yield held, service, seconds


@pytest.mark.usefixtures("speaking")
def test_a_run_that_can_give_no_sign_of_life_writes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with _hold(monkeypatch, beat=0.01) as (cut_off, service, seconds):
        service.refuse = lambda method, _path: (403, "AccessDenied") if method == "PUT" else None
        cut_off.check()
        seconds[0] = 25
        with pytest.raises(ClientError, match="AccessDenied"):
            cut_off.check()


@pytest.mark.usefixtures("speaking")
def test_a_run_that_was_asleep_takes_nothing_back_where_there_are_no_conditions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with _hold(monkeypatch, beat=3600) as (sleeping, service, seconds):
        service.objects[f"/b-1/{LOCK}"] = b'{"state": "publishing", "run": "another"}', {}
        seconds[0] = 25
        with pytest.raises(DeliveryError, match="gave no sign of life"):
            sleeping.check()
    assert json.loads(service.objects[f"/b-1/{LOCK}"][0])["run"] == "another"


def test_the_ledger_is_not_written_over_another_one(
    small: tuple[BuiltProject, BuiltProject], client: S3Client, bucket: str
) -> None:
    site, target = small[0].site, open_target(f"s3://{bucket}", endpoint=client.meta.endpoint_url)
    with target.hold():
        assert target.read(LEDGER) is None
        client.put_object(Bucket=bucket, Key=LEDGER, Body=b"another one")

        with pytest.raises(DeliveryError, match="another run has published to the bucket"):
            target.write(site, make_plan(site, {}, site.read))
    assert client.get_object(Bucket=bucket, Key=LEDGER)["Body"].read() == b"another one"


@pytest.mark.usefixtures("speaking")
def test_a_service_without_conditions_is_written_to(
    small: tuple[BuiltProject, BuiltProject], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_SETTLING", 0.01)
    for ignores in (True, False):
        service = Service(ignores_conditions=ignores)
        with serve(service) as address:
            assert small[0].publish("s3://bucket/", "--endpoint-url", address)[0] == 0

        stored = {path.removeprefix("/bucket/"): content for path, (content, _) in service.objects.items()}
        assert {path: stored[path] for path in small[0].files} == small[0].files


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            (403, "AccessDenied"),
            "these credentials may not read the bucket b-1. Allow s3:ListBucket on the bucket, and s3:GetObject",
        ),
        ((404, "NoSuchBucket"), "there is no bucket b-1. Create it, or name another bucket."),
        ((400, "ExpiredToken"), "the credentials for the bucket b-1 have expired. Log in again"),
        ((403, "InvalidAccessKeyId"), "the bucket b-1 does not know the access key. Log in again"),
        ((403, "SignatureDoesNotMatch"), "the secret key for the bucket b-1 is wrong. Log in again"),
        ((403, "RequestTimeTooSkewed"), "this machine's clock differs from that of the bucket b-1. Set the clock."),
        ((301, "PermanentRedirect"), "the bucket b-1 is in another region. Name its region in AWS_REGION."),
        ((400, "AuthorizationHeaderMalformed"), "the bucket b-1 is in another region. Name its region in AWS_REGION."),
        ((503, "SlowDown"), "the bucket b-1 is too busy at the moment. Run it again:"),
        ((500, "InternalError"), "the bucket b-1 is too busy at the moment. Run it again:"),
        ((418, "Teapot"), "the bucket b-1 refuses: Teapot: No, and here is why not. Mend it."),
        ((0, ""), "the connection to the bucket b-1 failed: Connection was closed before we received a valid response"),
    ],
)
@pytest.mark.usefixtures("speaking")
def test_a_bucket_that_refuses_is_told_in_words(refusal: Refusal, said: str) -> None:
    with serve(Service(lambda _method, _path: refusal)) as address, pytest.raises(DeliveryError) as told:
        _bucket(address).read(LEDGER)

    assert str(told.value).startswith(said)
    assert "\n" not in str(told.value)


@pytest.mark.usefixtures("speaking")
def test_a_bucket_that_takes_no_object_is_told_by_the_command(small: tuple[BuiltProject, BuiltProject]) -> None:
    def refuse(method: str, path: str) -> Refusal:
        return (403, "AccessDenied") if method == "PUT" and path.endswith("index.html") else None

    service = Service(refuse)
    with serve(service) as address:
        said = small[0].refusal("s3://b-1", "--endpoint-url", address)
        assert said.startswith("these credentials may not write the bucket b-1. Allow s3:ListBucket on the bucket")
        assert f"/b-1/{LEDGER}" not in service.objects

        service.refuse = _nobody
        assert small[0].publish("s3://b-1", "--endpoint-url", address)[0] == 0
    written = [path for method, path in service.asked if method == "PUT"]
    assert written.count("/b-1/data/texts/privacy-policy/2025-01-10.json") == 1  # not anew


def test_nobody_who_publishes_is_told(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(DeliveryError, match=r"^there are no valid credentials for the bucket b-1: .*AWS_ACCESS_KEY_ID"):
        _bucket(service).read(LEDGER)


@pytest.mark.usefixtures("speaking")
def test_a_name_that_no_bucket_has_is_told() -> None:
    with pytest.raises(DeliveryError, match=r"^the bucket A B cannot be reached: .*Invalid bucket name"):
        open_target("s3://A B/x", endpoint="http://127.0.0.1:1").read(LEDGER)


@pytest.mark.parametrize(
    "name", ["", "s3://", "s3:", "s3://b?x=1", "s3://b#x", "https://x.example/", "file://elsewhere/x"]
)
def test_what_is_no_place_is_refused(name: str) -> None:
    with pytest.raises(DeliveryError, match="is no place to publish to"):
        open_target(name)


def _alter(client: S3Client, bucket: str, path: str, content: bytes, digest: str) -> None:
    """Let somebody else write an object, with the metadata and the headers of what stood there."""
    told = file_headers(path)
    client.put_object(
        Bucket=bucket,
        Key=path,
        Body=content,
        ContentType=told.media_type,
        CacheControl=told.caching,
        Metadata={"sha256": digest},
    )


def _bucket(address: str) -> Target:
    target = open_target("s3://b-1/x", endpoint=address)
    assert isinstance(target, BucketTarget)
    return target


def _nobody(_method: str, _path: str) -> Refusal:
    return None
