"""How long a pack of a thousand files of 1 MB takes, beside hashing and storing the same files bare; and its memory.

Both read every file from the disk, hash it and write one file that is synced in the end. They take turns for five
rounds in one run; the ratio of the medians is what to compare. `python -m benchmarks.packing 10` then writes a pack of
so many GiB in files that are made while they are read, into nothing, and tells how much memory that took.
"""

import hashlib
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.ledger.notes import Signer, sign_checkpoint
from evidence.ledger.tree import Tree
from evidence.packing.archive import PackFile
from evidence.packing.index import evidence_path
from evidence.packing.layout import from_bytes, write_pack
from evidence.packing.verify import CHECKPOINT, INDEX

FILES, SIZE, ROUNDS = 1000, 1_000_000, 5
MIB, GIB = 1 << 20, 1 << 30
SIGNER = Signer("demarc.example/bench", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


class Sink(io.RawIOBase):
    """Takes everything and keeps when the first byte came."""

    first: float | None = None

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.first = self.first or time.perf_counter()
        return len(data)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = _estate(Path(folder))
        bare, pack = [], []
        for _ in range(ROUNDS):
            bare.append(_seconds(lambda: _bare(paths, Path(folder) / "bare")))
            pack.append(_seconds(lambda: _pack(paths, Path(folder) / "pack.zip")))
        before = _resident()
        sink, started = Sink(), time.perf_counter()
        _write(list(_files(paths)), sink)
        print(f"hashing and storing {FILES} x 1 MB: {statistics.median(bare):.2f} s ({_all(bare)})")
        print(f"a pack of them:                   {statistics.median(pack):.2f} s ({_all(pack)})")
        print(f"ratio of the medians:             {statistics.median(pack) / statistics.median(bare):.2f}")
        print(f"first byte after:                 {(sink.first or started) - started:.3f} s")
        print(f"memory over a pack:               {before / MIB:.0f} MiB, at most {_peak() / MIB:.0f} MiB")
    if len(sys.argv) > 1:
        _large(int(sys.argv[1]))


def _large(gibs: int) -> None:
    """Files of 1 MiB and a few of 256 MiB, each of other bytes; nothing is kept."""
    sizes = [256 * MIB] * gibs + [MIB] * (gibs * (GIB - 256 * MIB) // MIB)
    announced = [(seed, size, _digest_of(seed, size)) for seed, size in enumerate(sizes)]
    before = _peak()
    started = time.perf_counter()
    files = [
        PackFile(path=evidence_path(digest), open=_opener(seed, size), size=size, sha256=digest)
        for seed, size, digest in announced
    ]
    _write(files, Sink())
    taken = time.perf_counter() - started
    grown = (_peak() - before) / MIB
    print(
        f"a pack of {gibs} GiB in {len(files)} files: {taken:.0f} s; the most memory ever held grew by {grown:.0f} MiB"
    )


class Made(io.RawIOBase):
    """A file that is nowhere: one block over and over, begun with its number."""

    BLOCK = os.urandom(MIB - 8)

    def __init__(self, seed: int, size: int) -> None:
        self._block, self._left = seed.to_bytes(8, "big") + self.BLOCK, size

    def read(self, length: int = -1) -> bytes:
        length = min(self._left if length < 0 else length, self._left, MIB)
        self._left -= length
        return self._block[:length]


def _opener(seed: int, size: int) -> Callable[[], "Made"]:
    return lambda: Made(seed, size)


def _digest_of(seed: int, size: int) -> str:
    digest, source = hashlib.sha256(), Made(seed, size)
    while piece := source.read(MIB):
        digest.update(piece)
    return digest.hexdigest()


def _estate(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for number in range(FILES):
        data = number.to_bytes(8, "big") + os.urandom(SIZE - 8)
        path = folder / f"{number:04}"
        path.write_bytes(data)
        found.append((path, hashlib.sha256(data).hexdigest()))
    return found


def _bare(paths: list[tuple[Path, str]], to: Path) -> None:
    with to.open("wb") as target:
        for path, expected in paths:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != expected:
                raise SystemExit(f"{path} is not what it was.")
            target.write(data)
        target.flush()
        os.fsync(target.fileno())
    to.unlink()


def _pack(paths: list[tuple[Path, str]], to: Path) -> None:
    with to.open("wb") as target:
        _write(list(_files(paths)), target)
        target.flush()
        os.fsync(target.fileno())
    to.unlink()


def _files(paths: list[tuple[Path, str]]) -> Iterator[PackFile]:
    for path, digest in paths:
        yield PackFile(path=evidence_path(digest), open=_opening(path), size=SIZE, sha256=digest)


def _opening(path: Path) -> Callable[[], io.BufferedReader]:
    return lambda: path.open("rb")


def _write(files: list[PackFile], out: object) -> None:
    tree = Tree([])
    note = sign_checkpoint(tree.size, tree.root(), SIGNER)
    needed = [from_bytes(CHECKPOINT, note), from_bytes(INDEX, b"{}"), from_bytes("data/catalogue.json", b"{}")]
    write_pack(out, name="bench", pack="bench", files=[*files, *needed], signer=SIGNER, info={})  # type: ignore[arg-type]


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _all(seconds: list[float]) -> str:
    return ", ".join(f"{each:.2f}" for each in seconds)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _peak() -> int:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
