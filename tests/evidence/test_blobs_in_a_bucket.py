"""In a bucket as in a folder: are sealed bytes kept once, whole and locked, read in ranges, and erased with care?"""

import hashlib
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from compliance.config import environment
from evidence import blobs
from evidence.actions.erasing import erase
from evidence.blobs import bucket
from evidence.blobs.bucket import Bucket
from evidence.blobs.ranged import Ranged
from evidence.models import ErasedFor
from frameworks.errors import Refused
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)
SMALLEST_PART = 5 << 20  # S3 takes no smaller one, the last apart
LARGE = random.Random(7).randbytes(2 * SMALLEST_PART + 12345)


@pytest.fixture
def s3(aws: str) -> Any:
    return boto3.client("s3", region_name="eu-central-1")


@pytest.fixture
def place(aws: str, s3: Any, settings: LazySettings) -> Iterator[Bucket]:
    """A bucket with versions and Object Lock, which DEMARC_BLOBS names."""
    s3.create_bucket(
        Bucket="sealed",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
    )
    yield named(settings, "s3://sealed/demarc?region=eu-central-1")


def named(settings: LazySettings, address: str) -> Bucket:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMARC_BLOBS", address)
        settings.BLOB_BUCKET = environment.bucket("DEMARC_BLOBS")
    bucket._client.cache_clear()
    return Bucket(**settings.BLOB_BUCKET)


def versions(s3: Any) -> list[str]:
    listed = s3.list_object_versions(Bucket="sealed")
    return [each["Key"] for kind in ("Versions", "DeleteMarkers") for each in listed.get(kind, ())]


def test_they_go_up_under_their_digest_with_a_checksum_and_come_back(place: Bucket, s3: Any) -> None:
    blob = blobs.put(b"sealed")
    assert blob == blobs.Blob(hashlib.sha256(b"sealed").hexdigest(), 6)
    key = f"demarc/{blob.digest[:2]}/{blob.digest[2:4]}/{blob.digest}"
    head = s3.head_object(Bucket="sealed", Key=key, ChecksumMode="ENABLED")
    assert head["ChecksumSHA256"] == "".join(bucket._base64(bytes.fromhex(blob.digest)))
    with blobs.open_blob(blob.digest) as content:
        assert content.read() == b"sealed"
    assert blobs.exists(blob.digest)
    assert not blobs.exists("0" * 64)


def test_nothing_stays_on_this_machine(place: Bucket, settings: LazySettings) -> None:
    before = sorted(settings.BLOB_DIR.rglob("*")) if settings.BLOB_DIR.exists() else []
    blobs.put(b"sealed, and far away")
    assert [each for each in settings.BLOB_DIR.rglob("*") if each not in before and each.is_file()] == []


def test_the_same_bytes_are_kept_once_and_never_written_over(place: Bucket, s3: Any) -> None:
    blob = blobs.put(b"sealed")
    assert blobs.put(io.BytesIO(b"sealed")) == blob
    kept = [key for key in versions(s3) if not key.endswith(bucket.AGAIN)]
    assert len(kept) == 1
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="sealed", Key=kept[0], Body=b"other", IfNoneMatch="*")


def test_a_large_file_goes_up_in_parts(place: Bucket, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "PART", SMALLEST_PART)
    blob = blobs.put(LARGE)
    assert s3.head_object(Bucket="sealed", Key=place._key(blob.digest))["ETag"].endswith('-3"')
    assert blobs.put(LARGE) == blob
    with blobs.open_blob(blob.digest) as content:
        assert hashlib.sha256(content.read()).hexdigest() == blob.digest


def test_a_file_that_changes_while_it_is_sent_is_not_kept(
    place: Bucket, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "PART", SMALLEST_PART)
    digest = hashlib.sha256(b"something else").hexdigest()
    with blobs.writing() as (target, half), pytest.raises(OSError, match="changed while it was sent"):
        target.write(LARGE)
        blobs.keep(half, target, digest, len(LARGE))
    assert not blobs.exists(digest)
    assert not s3.list_multipart_uploads(Bucket="sealed").get("Uploads"), "no half upload is left to be paid for"


def test_they_are_read_in_ranges(place: Bucket) -> None:
    blob = blobs.put(LARGE)
    with blobs.open_blob(blob.digest) as content:
        for at in (0, 5, len(LARGE) - 3, 7 << 20, 100):
            assert content.seek(at) == at
            assert content.read(300) == LARGE[at : at + 300]
        assert content.seek(-4, io.SEEK_END) == len(LARGE) - 4
        assert content.read() == LARGE[-4:]
        assert content.read() == b""
        content.seek(10)
        content.seek(5, io.SEEK_CUR)
        assert (content.tell(), content.read(2)) == (15, LARGE[15:17])
        with pytest.raises(ValueError, match="before the beginning"):
            content.seek(-1)


class Breaking(io.BytesIO):
    """A connection that breaks after some bytes."""

    def __init__(self, data: bytes, after: int) -> None:
        super().__init__(data)
        self.after = after

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self.after:
            raise ConnectionResetError("gone")
        return super().read(min(size or 0, self.after - self.tell()))


def test_a_broken_connection_is_taken_up_again_where_it_broke() -> None:
    asked = []

    def read(at: int) -> Breaking:
        asked.append(at)
        return Breaking(LARGE[at:1000], 400)

    assert Ranged(read, 1000).readall() == LARGE[:1000]
    assert asked == [0, 400, 800]
    with pytest.raises(OSError, match="gone"):
        Ranged(lambda at: Breaking(b"", 0), 1000).readall()
    with pytest.raises(OSError, match="ended before"):
        Ranged(lambda at: io.BytesIO(b""), 1000).readall()


def test_lost_bytes_are_missing(place: Bucket) -> None:
    with pytest.raises(blobs.BlobMissing, match="not in s3://sealed/demarc"):
        blobs.open_blob("0" * 64)
    assert not blobs.put_since("0" * 64, LONG_AGO)


def test_of_what_was_erased_no_digest_is_known_and_nothing_else_is_touched(place: Bucket) -> None:
    blob = blobs.put(b"sealed")
    assert (blobs.exists(""), blobs.put_since("", LONG_AGO), blobs.locked_until("")) == (False, False, None)
    assert blobs.erase("", LATER)
    with pytest.raises(blobs.BlobMissing):
        blobs.open_blob("")
    with pytest.raises(ValueError, match="no SHA-256"):
        blobs.erase(blob.digest[:6], LATER)
    assert blobs.exists(blob.digest)


def test_what_is_erased_is_gone_with_every_version(place: Bucket, s3: Any) -> None:
    blob = blobs.put(b"personal")
    blobs.put(b"personal")
    assert blobs.erase(blob.digest, LATER)
    assert not blobs.exists(blob.digest)
    assert versions(s3) == []
    assert blobs.erase(blob.digest, LATER), "once more is as good"


def test_what_was_put_since_stays(place: Bucket, s3: Any) -> None:
    blob = blobs.put(b"sealed")
    assert blobs.put_since(blob.digest, datetime.now(UTC) - timedelta(minutes=1))
    assert not blobs.put_since(blob.digest, LATER)
    assert not blobs.erase(blob.digest, LONG_AGO)
    with blobs.open_blob(blob.digest) as content:
        assert content.read() == b"sealed"


def test_whoever_puts_them_while_they_are_erased_keeps_them(
    place: Bucket, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has seen the object, and it goes away before they are done: they put it again."""
    blob = blobs.put(b"sealed")
    really, seen = Bucket.exists, []

    def erased_meanwhile(self: Bucket, digest: str) -> bool:
        if not seen:
            seen.append(digest)
            assert blobs.erase(digest, LATER)
        return really(self, digest)

    monkeypatch.setattr(Bucket, "exists", erased_meanwhile)
    assert blobs.put(b"sealed") == blob
    monkeypatch.undo()
    with blobs.open_blob(blob.digest) as content:
        assert content.read() == b"sealed"


def test_an_eraser_that_died_halfway_hides_nothing_for_good(place: Bucket, s3: Any) -> None:
    blob = blobs.put(b"sealed")
    s3.delete_object(Bucket="sealed", Key=place._key(blob.digest))  # and then it died
    assert not blobs.exists(blob.digest)
    assert not blobs.erase(blob.digest, LONG_AGO)
    assert blobs.exists(blob.digest), "it was put since, and is in sight again"
    s3.delete_object(Bucket="sealed", Key=place._key(blob.digest))
    assert blobs.erase(blob.digest, LATER)
    assert versions(s3) == []


def test_a_storage_that_contradicts_itself_is_not_asked_for_ever(
    place: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs.put(b"sealed")
    monkeypatch.setattr(Bucket, "exists", lambda self, digest: False)
    with pytest.raises(OSError, match="does not show it"):
        blobs.put(b"sealed")


@pytest.mark.parametrize("size", [6, len(LARGE)], ids=["at once", "in parts"])
def test_under_a_lock_they_stay_until_its_day(
    place: Bucket, s3: Any, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(bucket, "PART", SMALLEST_PART)
    named(settings, "s3://sealed/demarc?region=eu-central-1&lock=governance:30")
    blob = blobs.put(LARGE[:size])
    until = blobs.locked_until(blob.digest)
    assert until and timedelta(days=29) < until - datetime.now(UTC) <= timedelta(days=30)
    assert not blobs.erase(blob.digest, LATER)
    assert blobs.exists(blob.digest), "it is not even put out of sight"
    (version,) = s3.list_object_versions(Bucket="sealed")["Versions"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket="sealed", Key=version["Key"], VersionId=version["VersionId"])


@pytest.mark.django_db
def test_the_officer_is_told_until_when(place: Bucket, settings: LazySettings, harbour: Harbour) -> None:
    named(settings, "s3://sealed/demarc?region=eu-central-1&lock=compliance:3650")
    item = hand_in(harbour).item
    in_nine_years = harbour.now + timedelta(days=9 * 365)
    until = harbour.system.day_of(datetime.now(UTC) + timedelta(days=3650))
    with pytest.raises(Refused, match=f"cannot be erased yet: the storage keeps its bytes locked until {until}"):
        erase(
            system=harbour.system,
            records=[item],
            because=ErasedFor.DATA_SUBJECT,
            actor=harbour.cast.olive,
            now=in_nine_years,
        )
    item.refresh_from_db()
    assert (item.erased_at, blobs.exists(item.digest)) == (None, True)


@pytest.mark.django_db
def test_fsck_reads_them_there(place: Bucket, s3: Any, harbour: Harbour) -> None:
    item = hand_in(harbour).item
    call_command("fsck", stdout=io.StringIO())
    s3.delete_object(Bucket="sealed", Key=place._key(item.digest))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("fsck", stdout=out)
    assert f"bytes-missing  item {item.pk}" in out.getvalue()


def test_without_a_lock_nothing_is_locked(place: Bucket) -> None:
    assert blobs.locked_until(blobs.put(b"sealed").digest) is None
    assert blobs.locked_until("0" * 64) is None


def test_a_bucket_without_versions_is_refused_before_anything_goes_in(s3: Any, settings: LazySettings) -> None:
    s3.create_bucket(Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    named(settings, "s3://plain?region=eu-central-1")
    with pytest.raises(ImproperlyConfigured, match="switch versioning on"):
        blobs.put(b"sealed")


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("", {}),
        ("s3://sealed", {"bucket": "sealed", "prefix": ""}),
        (
            "s3://sealed/a/b/?endpoint=https://store.example:9000&profile=store&lock=compliance:2557",
            {
                "bucket": "sealed",
                "prefix": "a/b",
                "endpoint": "https://store.example:9000",
                "profile": "store",
                "lock_mode": "compliance",
                "lock_days": 2557,
            },
        ),
    ],
)
def test_one_variable_says_where(address: str, parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARC_BLOBS", address)
    assert environment.bucket("DEMARC_BLOBS") == parts


@pytest.mark.parametrize(
    "address",
    [
        "sealed",
        "https://sealed",
        "s3://",
        "s3://sealed?lock=governance",
        "s3://sealed?lock=forever:3",
        "s3://sealed?lock=governance:0",
        "s3://sealed?color=red",
        "s3://sealed?endpoint=http://store.example",
    ],
)
def test_what_makes_no_sense_stops_the_start(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARC_BLOBS", address)
    with pytest.raises(ImproperlyConfigured, match="DEMARC_BLOBS"):
        environment.bucket("DEMARC_BLOBS")
