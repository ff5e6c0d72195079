"""The one door to sealed bytes: content-addressed, kept durably before any row points to them.

They are in a folder, or in S3-compatible storage where DEMARC_BLOBS names a bucket. Callers see no difference.
"""

import datetime
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from evidence.blobs.bucket import Bucket
from evidence.blobs.folder import Folder, path_of
from evidence.blobs.store import CHUNK, Blob, BlobMissing, Store

__all__ = [
    "CHUNK",
    "Blob",
    "BlobMissing",
    "clear",
    "erase",
    "exists",
    "keep",
    "locked_until",
    "open_blob",
    "path_of",
    "put",
    "put_since",
    "writing",
]


def _store() -> Store:
    bucket = settings.BLOB_BUCKET
    return Bucket(**bucket) if bucket else Folder(settings.BLOB_DIR)


def put(content: bytes | BinaryIO, owner: str = "") -> Blob:
    """Keep the bytes, whole and durable, or not at all. The same bytes are kept once. `owner` as in `writing`."""
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with writing(owner) as (target, half):
        sha, size = hashlib.sha256(), 0
        while piece := source.read(CHUNK):
            size += len(piece)
            sha.update(piece)
            target.write(piece)
        return keep(half, target, sha.hexdigest(), size)


@contextmanager
def writing(owner: str = "") -> Iterator[tuple[BinaryIO, Path]]:
    """A file to write to, on this machine; what is not kept by the end is gone.

    A process that is killed removes nothing: what one left that wrote for the same `owner` is removed first.
    """
    folder = Path(settings.BLOB_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    clear(owner)
    half = folder / "-".join(filter(None, (".half", owner, secrets.token_hex(8))))
    try:
        with half.open("xb") as target:
            yield target, half
    finally:
        half.unlink(missing_ok=True)


def clear(owner: str) -> None:
    """Remove what was left half-written for `owner` on this machine; whoever still writes there keeps nothing."""
    for left in Path(settings.BLOB_DIR).glob(f".half-{owner}-*") if owner else ():
        left.unlink(missing_ok=True)


def keep(half: Path, target: BinaryIO, digest: str, size: int) -> Blob:
    """Give a finished file its address, after its bytes are on the disk."""
    target.flush()
    os.fsync(target.fileno())
    blob = Blob(digest, size)
    _store().keep(half, blob)
    return blob


def open_blob(digest: str) -> BinaryIO:
    """The sealed bytes, to read and to seek in. BlobMissing when they are lost."""
    return _store().open(digest)


def exists(digest: str) -> bool:
    return _store().exists(digest)


def put_since(digest: str, instant: datetime.datetime) -> bool:
    """Whether the bytes were put, or put again, since that instant."""
    return _store().put_since(digest, instant)


def locked_until(digest: str) -> datetime.datetime | None:
    """Until when the storage itself refuses to erase the bytes; None where it does not."""
    return _store().locked_until(digest)


def erase(digest: str, before: datetime.datetime) -> bool:
    """Remove the bytes, unless they were put since `before`: whoever put them has yet to write the row that names them.

    The caller has seen that no row names them. True once they are gone, those that were not there too; False while
    they stay, also because the storage keeps them locked.
    """
    return _store().erase(digest, before)
