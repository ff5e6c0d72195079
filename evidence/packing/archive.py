"""The pack's zip: one spelling for the same files, written front to back so that it can be sent meanwhile.

Files are stored plain (evidence hardly shrinks), sorted by name, dated 1980-01-01, mode 0644, names in UTF-8
and composed form. The standard library's zipfile would do today, but its bytes are its own to change between
releases and it needs either a seekable file or data descriptors, which many readers refuse for stored files.
"""

import hashlib
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

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


def _pieces(file: PackFile) -> Iterator[bytes]:
    with closing(file.open()) as source:
        while piece := source.read(CHUNK):
            yield piece


def _measured(file: PackFile, pieces: Iterable[bytes]) -> int:
    """The CRC-32 of the pieces, once their size and digest are those announced."""
    digest, size, crc = hashlib.sha256(), 0, 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        crc = zlib.crc32(piece, crc)
    if size != file.size or digest.hexdigest() != file.sha256:
        raise PackError(f"{file.path} is not what was sealed: its bytes have changed since.")
    return crc


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

    Raises PackError for a name that has no place in a pack, and for a file whose bytes are not those
    announced.
    """
    directory: list[bytes] = []
    offset = 0
    for name, file in _names(folder, files):
        small = file.size <= HELD_IN_MEMORY
        held = list(_pieces(file)) if small else None
        crc = _measured(file, held if held is not None else _pieces(file))
        header = local_header(name, file.size, crc)
        yield header
        if held is not None:
            yield from held
        else:
            yield from _again(file, crc)
        directory.append(central_header(name, file.size, crc, offset))
        offset += len(header) + file.size
    listing = b"".join(directory)
    yield listing + end_records(len(directory), len(listing), offset)


def _again(file: PackFile, crc: int) -> Iterator[bytes]:
    """The pieces of a file read before; refuses the file if it changed in between."""
    size, now = 0, 0
    for piece in _pieces(file):
        size += len(piece)
        now = zlib.crc32(piece, now)
        yield piece
    if (size, now) != (file.size, crc):
        raise PackError(f"{file.path} changed while it was being packed.")
