"""Sealed bytes in S3-compatible storage: objects called by their digest, written once and never over another.

The bucket keeps versions, as Object Lock asks for anyway: what is erased is first put out of sight by a delete marker,
then looked at, and only then removed, so that whoever puts the same bytes meanwhile does not lose them.
"""

import base64
import datetime
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.exceptions import ImproperlyConfigured

from evidence.blobs.ranged import Ranged
from evidence.blobs.store import CHUNK, Blob, BlobMissing

PART: Final = 16 << 20
"""A file above this goes up in parts of this size; S3 takes 10,000 of them, so that 160 GB is the most."""

TRIES: Final = 5
"""How often bytes are sent that somebody else puts and erases all the time."""

AGAIN: Final = ".again"
"""Behind the key of an object that was put again: when that was."""

EXISTS: Final = {"PreconditionFailed", "ConditionalRequestConflict"}
ABSENT: Final = {"NoSuchKey", "404", "NotFound"}
A_SECOND: Final = datetime.timedelta(seconds=1)
"""S3 tells times in whole seconds."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """The parts of DEMARC_BLOBS. `endpoint`, `region` and `profile` are boto3's own where empty."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    profile: str = ""
    lock_mode: str = ""
    lock_days: int = 0

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    @property
    def client(self) -> Any:
        return _client(self)

    def _key(self, digest: str) -> str:
        if len(digest) != hashlib.sha256().digest_size * 2:  # a shorter one would be the beginning of others
            raise ValueError(f"{digest!r} is no SHA-256 in hexadecimal.")
        return "/".join(filter(None, (self.prefix, digest[:2], digest[2:4], digest)))

    def _named(self, digest: str) -> dict[str, Any]:
        return {"Bucket": self.bucket, "Key": self._key(digest)}

    def keep(self, half: Path, blob: Blob) -> None:
        """Never over an object that is there. Of bytes put again the time is kept beside them: S3 has no `touch`."""
        for _ in range(TRIES):
            if self._uploaded(half, blob):
                return
            self.client.put_object(Bucket=self.bucket, Key=self._key(blob.digest) + AGAIN, Body=b"")
            if self.exists(blob.digest):  # and was not erased at this very moment
                return
        raise OSError(f"{self} says that {blob.digest} is there, and does not show it.")

    def open(self, digest: str) -> BinaryIO:
        head = self._head(digest)
        if head is None:
            raise BlobMissing(
                f"The sealed bytes {digest} are not in {self}: bring back the version that was deleted there."
            )

        def read(position: int) -> Any:
            return self.client.get_object(**self._named(digest), Range=f"bytes={position}-")["Body"]

        return io.BufferedReader(Ranged(read, head["ContentLength"]), CHUNK)

    def exists(self, digest: str) -> bool:
        return self._head(digest) is not None

    def put_since(self, digest: str, instant: datetime.datetime) -> bool:
        return self.exists(digest) and any(_since(each, instant) for each in self._versions(digest, "Versions"))

    def locked_until(self, digest: str) -> datetime.datetime | None:
        until = (self._head(digest) or {}).get("ObjectLockRetainUntilDate")
        return until if until and until > datetime.datetime.now(datetime.UTC) else None

    def erase(self, digest: str, before: datetime.datetime) -> bool:
        if not digest:  # of what was erased no digest is known any more
            return True
        if self.locked_until(digest):
            return False
        if self.exists(digest):
            self.client.delete_object(**self._named(digest))
        versions, markers = list(self._versions(digest, "Versions")), list(self._versions(digest, "DeleteMarkers"))
        stays = any(_since(each, before) for each in versions)
        for each in markers if stays else (*versions, *markers):  # also those that somebody left who died here
            self._remove(each)
        return not stays

    def _remove(self, version: Any) -> None:
        try:
            self.client.delete_object(Bucket=self.bucket, Key=version["Key"], VersionId=version["VersionId"])
        except ClientError as error:
            if _code(error) != "AccessDenied" or not version["Key"].endswith(AGAIN):
                raise  # what a bucket's own lock keeps of the others is empty, and tells nothing

    def _head(self, digest: str) -> Any:
        if not digest:
            return None
        try:
            return self.client.head_object(**self._named(digest))
        except ClientError as error:
            if _code(error) in ABSENT:
                return None
            raise

    def _versions(self, digest: str, kind: str) -> Iterator[Any]:
        """Every version, or delete marker, of the object and of what tells that it was put again."""
        pages = self.client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self.bucket, Prefix=self._key(digest)):
            yield from page.get(kind, ())

    def _uploaded(self, half: Path, blob: Blob) -> bool:
        """False where the object is there already."""
        if blob.size > PART and self.exists(blob.digest):
            return False  # seen before gigabytes are sent; what comes meanwhile is seen when they are put together
        try:
            with half.open("rb") as file:
                if blob.size > PART:
                    self._upload_parts(file, blob)
                else:
                    self.client.put_object(
                        **self._named(blob.digest),
                        **self._lock(),
                        Body=file,
                        ContentLength=blob.size,
                        ChecksumAlgorithm="SHA256",
                        ChecksumSHA256=_base64(bytes.fromhex(blob.digest)),
                        IfNoneMatch="*",
                    )
        except ClientError as error:
            if _code(error) in EXISTS:
                return False
            raise
        return True

    def _upload_parts(self, file: BinaryIO, blob: Blob) -> None:
        """S3 checks each part by its digest; that of the whole is counted once more from what was sent."""
        named, lock = self._named(blob.digest), self._lock()
        upload = self.client.create_multipart_upload(**named, **lock, ChecksumAlgorithm="SHA256")["UploadId"]
        try:
            whole, digests = hashlib.sha256(), hashlib.sha256()
            parts: list[dict[str, Any]] = []
            while piece := file.read(PART):
                digest = hashlib.sha256(piece).digest()
                whole.update(piece)
                digests.update(digest)
                given = {"PartNumber": len(parts) + 1, "ChecksumSHA256": _base64(digest)}
                answer = self.client.upload_part(
                    **named, **given, UploadId=upload, Body=piece, ChecksumAlgorithm="SHA256"
                )
                parts.append({**given, "ETag": answer["ETag"]})
            if whole.hexdigest() != blob.digest:
                raise OSError(f"{blob.digest}: the file changed while it was sent to {self}.")
            done = self.client.complete_multipart_upload(
                **named, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except BaseException:
            self.client.abort_multipart_upload(**named, UploadId=upload)
            raise
        if done.get("ChecksumSHA256", "").partition("-")[0] not in ("", _base64(digests.digest())):
            raise OSError(f"{blob.digest}: {self} put the parts together to something else. It is not to be trusted.")
        if lock:  # some storages lock what comes at once, and forget it for what comes in parts
            retention = {"Mode": lock["ObjectLockMode"], "RetainUntilDate": lock["ObjectLockRetainUntilDate"]}
            self.client.put_object_retention(**named, VersionId=done["VersionId"], Retention=retention)

    def _lock(self) -> dict[str, Any]:
        if not self.lock_days:
            return {}
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=self.lock_days)
        return {"ObjectLockMode": self.lock_mode.upper(), "ObjectLockRetainUntilDate": until}


@lru_cache(maxsize=4)
def _client(place: Bucket) -> Any:
    """One client for each process and bucket, once the bucket is seen to keep versions."""
    config = Config(connect_timeout=10, read_timeout=60, retries={"mode": "standard", "max_attempts": 5})
    session = boto3.session.Session(profile_name=place.profile or None)
    client = session.client("s3", region_name=place.region or None, endpoint_url=place.endpoint or None, config=config)
    if client.get_bucket_versioning(Bucket=place.bucket).get("Status") != "Enabled":
        raise ImproperlyConfigured(
            f"The bucket {place.bucket} keeps no versions: switch versioning on before sealed bytes go into it."
        )
    return client


def _since(version: Any, instant: datetime.datetime) -> bool:
    return bool(version["LastModified"] + A_SECOND > instant)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
