"""The one door to sealed bytes: content-addressed, written durably before any row points to them."""

import datetime
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1 << 20


class BlobMissing(Exception):
    """The database names bytes that are not in the folder."""


@dataclass(frozen=True)
class Blob:
    """SHA-256 in hexadecimal, and the number of bytes."""

    digest: str
    size: int


def path_of(digest: str) -> Path:
    return Path(settings.BLOB_DIR) / digest[:2] / digest[2:4] / digest


def put(content: bytes | BinaryIO) -> Blob:
    """Keep the bytes, whole and durable, or not at all. The same bytes are kept once."""
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with writing() as (target, half):
        sha, size = hashlib.sha256(), 0
        while piece := source.read(CHUNK):
            size += len(piece)
            sha.update(piece)
            target.write(piece)
        return keep(half, target, sha.hexdigest(), size)


@contextmanager
def writing() -> Iterator[tuple[BinaryIO, Path]]:
    """A file among the blobs to write to; what is not kept by the end is gone."""
    folder = Path(settings.BLOB_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".half-{secrets.token_hex(8)}"
    try:
        with half.open("xb") as target:
            yield target, half
    finally:
        half.unlink(missing_ok=True)


def keep(half: Path, target: BinaryIO, digest: str, size: int) -> Blob:
    """Give a finished file its address, after its bytes and its folder are on the disk."""
    target.flush()
    os.fsync(target.fileno())
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    half.chmod(0o440)
    half.replace(path)
    for folder in (path.parent, path.parent.parent, half.parent):
        _sync_folder(folder)
    return Blob(digest, size)


def _sync_folder(path: Path) -> None:
    """A name is on the disk once the folder that holds it is."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_blob(digest: str) -> BinaryIO:
    """The sealed bytes, to read. BlobMissing when the folder has lost them."""
    try:
        return path_of(digest).open("rb")
    except (FileNotFoundError, IsADirectoryError):  # of what was erased no digest is known any more
        raise BlobMissing(
            f"The sealed bytes {digest} are not in {settings.BLOB_DIR}: put that folder back from its backup."
        ) from None


def erase(digest: str, before: datetime.datetime) -> bool:
    """Remove the bytes, unless they were put since `before`: whoever put them has yet to write the row that names them.

    The caller has seen that no row names them. True once they are gone, those that were not there too.
    """
    path, aside = path_of(digest), Path(settings.BLOB_DIR) / f".erased-{secrets.token_hex(8)}"
    try:
        path.replace(aside)  # first out of the way of `put`, then looked at
    except FileNotFoundError:
        return True
    if aside.stat().st_mtime >= before.timestamp():
        aside.replace(path)
        return False
    aside.unlink()
    for folder in (path.parent, aside.parent):
        _sync_folder(folder)
    return True


def put_since(digest: str, instant: datetime.datetime) -> bool:
    """Whether the bytes were put, or put again, since that instant."""
    path = path_of(digest)
    return path.is_file() and path.stat().st_mtime >= instant.timestamp()


def exists(digest: str) -> bool:
    return path_of(digest).is_file()
