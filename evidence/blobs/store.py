"""What a place for sealed bytes has to do."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

CHUNK: Final = 1 << 20


class BlobMissing(Exception):
    """The database names bytes that are not where they are kept."""


@dataclass(frozen=True)
class Blob:
    """SHA-256 in hexadecimal, and the number of bytes."""

    digest: str
    size: int


class Store(Protocol):
    """The functions of this package say what each promises."""

    def keep(self, half: Path, blob: Blob) -> None: ...

    def open(self, digest: str) -> BinaryIO: ...

    def exists(self, digest: str) -> bool: ...

    def put_since(self, digest: str, instant: datetime.datetime) -> bool: ...

    def locked_until(self, digest: str) -> datetime.datetime | None: ...

    def erase(self, digest: str, before: datetime.datetime) -> bool: ...
