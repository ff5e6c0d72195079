"""Sealed bytes in a folder: files called by their digest, two levels deep."""

import datetime
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from evidence.blobs.store import Blob, BlobMissing


def path_of(digest: str) -> Path:
    return Path(settings.BLOB_DIR) / digest[:2] / digest[2:4] / digest


@dataclass(frozen=True)
class Folder:
    root: Path

    def keep(self, half: Path, blob: Blob) -> None:
        path = path_of(blob.digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        half.chmod(0o440)
        half.replace(path)
        for folder in (path.parent, path.parent.parent, half.parent):
            _sync_folder(folder)

    def open(self, digest: str) -> BinaryIO:
        try:
            return path_of(digest).open("rb")
        except (FileNotFoundError, IsADirectoryError):  # of what was erased no digest is known any more
            raise BlobMissing(
                f"The sealed bytes {digest} are not in {self.root}: put that folder back from its backup."
            ) from None

    def exists(self, digest: str) -> bool:
        return path_of(digest).is_file()

    def put_since(self, digest: str, instant: datetime.datetime) -> bool:
        path = path_of(digest)
        return path.is_file() and path.stat().st_mtime >= instant.timestamp()

    def locked_until(self, digest: str) -> datetime.datetime | None:
        """Never: a folder locks nothing."""
        return None

    def erase(self, digest: str, before: datetime.datetime) -> bool:
        path, aside = path_of(digest), self.root / f".erased-{secrets.token_hex(8)}"
        try:
            path.replace(aside)  # first out of the way of `keep`, then looked at
        except FileNotFoundError:
            return True
        if aside.stat().st_mtime >= before.timestamp():
            aside.replace(path)
            return False
        aside.unlink()
        for folder in (path.parent, aside.parent):
            _sync_folder(folder)
        return True


def _sync_folder(path: Path) -> None:
    """A name is on the disk once the folder that holds it is."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
