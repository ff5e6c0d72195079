"""The pack's zip: one spelling for the same files, written front to back so that it can be sent meanwhile.

Files are stored plain (evidence hardly shrinks), sorted by name, dated 1980-01-01, mode 0644, names in UTF-8
and composed form. The standard library's zipfile would do today, but its bytes are its own to change between
releases and it needs either a seekable file or data descriptors, which many readers refuse for stored files.
"""

import hashlib
import unicodedata
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from evidence.packing.aside import AHEAD
from evidence.packing.verify import central_header, end_records, local_header, name_fault

CHUNK = 1 << 20
HELD_IN_MEMORY = 8 << 20  # a smaller file is read once, a larger one twice: the header before it needs its CRC


class PackError(Exception):
    """The pack cannot be written; says which file and why. What was written so far is of no use."""


@dataclass(frozen=True, kw_only=True)
class PackFile:
    """One file of a pack: its path in the bag, how to open it (anew each time), its size and hex SHA-256."""

    path: str
    open: Callable[[], BinaryIO]
    size: int
    sha256: str


@dataclass(frozen=True)
class _Ready:
    """A file on its way into the zip: under its full name, its bytes unless it is large, and its CRC-32 to come."""

    name: bytes
    file: PackFile
    data: bytes | None
    crc: Future[int]

    @property
    def weight(self) -> int:
        return min(self.file.size, AHEAD)


def _pieces(file: PackFile) -> Iterator[bytes]:
    with closing(file.open()) as source:
        while piece := source.read(CHUNK):
            yield piece


def _crc(file: PackFile, data: bytes | None) -> int:
    """The CRC-32 of a file, once its size and digest are those announced; of a large one, `data` is None."""
    size, crc, digest = 0, 0, hashlib.sha256()
    for piece in _pieces(file) if data is None else (data,):
        digest.update(piece)
        size += len(piece)
        crc = zlib.crc32(piece, crc)
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        raise PackError(f"{file.path} is not what was sealed: its bytes have changed since.")
    return crc


def _held(file: PackFile) -> bytes:
    """A small file whole. No more of it is read than was announced, and one byte."""
    with closing(file.open()) as source:
        return source.read(file.size + 1)


def _names(folder: str, files: Iterable[PackFile]) -> list[tuple[bytes, PackFile]]:
    """Each file under its full name, sorted; refuses names that any system would unpack otherwise."""
    seen: set[str] = set()
    named = []
    for file in files:
        name = f"{folder}/{file.path}"
        if fault := name_fault(name):
            raise PackError(f"{name!r} cannot be packed: {fault[1]}.")
        if (folded := unicodedata.normalize("NFC", name.casefold())) in seen:
            raise PackError(f"{name!r} is packed twice, or differs from another name in case only.")
        seen.add(folded)
        named.append((name.encode(), file))
    return sorted(named, key=lambda pair: pair[0])


def archive(folder: str, files: Iterable[PackFile]) -> Iterator[bytes]:
    """The zip's bytes, with every file below `folder`. Same files, same bytes; memory stays flat.

    Raises PackError for a name that has no place in a pack, and before a file whose bytes are not those announced:
    what was written by then is of no use.
    """
    directory: list[bytes] = []
    offset = 0
    for ready in _looked_through(_names(folder, files)):
        file, crc = ready.file, ready.crc.result()
        header = local_header(ready.name, file.size, crc)
        yield header
        yield from _again(file, crc) if ready.data is None else (ready.data,)
        directory.append(central_header(ready.name, file.size, crc, offset))
        offset += len(header) + file.size
    listing = b"".join(directory)
    yield listing + end_records(len(directory), len(listing), offset)


def _looked_through(named: Iterable[tuple[bytes, PackFile]]) -> Iterator[_Ready]:
    """The files in order; the next ones are read and hashed while whoever asked writes this one."""
    ahead: deque[_Ready] = deque()
    waiting = 0
    with ThreadPoolExecutor(1) as hashing:
        for name, file in named:
            data = _held(file) if file.size <= HELD_IN_MEMORY else None
            ahead.append(_Ready(name, file, data, hashing.submit(_crc, file, data)))
            waiting += ahead[-1].weight
            while waiting > AHEAD:
                ready = ahead.popleft()
                waiting -= ready.weight
                yield ready
        yield from ahead


def _again(file: PackFile, crc: int) -> Iterator[bytes]:
    """The pieces of a file read before; refuses the file if it changed in between."""
    size, now = 0, 0
    for piece in _pieces(file):
        size += len(piece)
        now = zlib.crc32(piece, now)
        yield piece
    if (size, now) != (file.size, crc):
        raise PackError(f"{file.path} changed while it was being packed.")
