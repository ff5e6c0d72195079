"""Where everything stands in a pack, and the one function that writes it."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evidence.ledger.notes import Signer
from evidence.ledger.proofs import Proof
from evidence.ledger.tree import Tree
from evidence.packing.archive import PackError, PackFile, archive
from evidence.packing.aside import Aside
from evidence.packing.bag import TAG_MANIFEST, by_path, manifest, tag_files
from evidence.packing.statement import envelope, statement
from evidence.packing.verify import CHECKPOINT, INDEX, STATEMENT

PAYLOAD = "data/"
NEEDED = (INDEX, CHECKPOINT, "data/catalogue.json")


class Output(Protocol):
    """Where a pack's bytes go, front to back: a file, a hash, a response."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, kw_only=True)
class PackSeal:
    """What a pack's row keeps: SHA-256 and size of the zip, SHA-256 of the statement's payload."""

    sha256: str
    size: int
    statement_digest: str


def from_bytes(path: str, data: bytes) -> PackFile:
    """A file of the pack that is in memory already."""
    sha256 = hashlib.sha256(data).hexdigest()
    return PackFile(path=path, open=lambda: io.BytesIO(data), size=len(data), sha256=sha256)


def verifier_files() -> Iterator[PackFile]:
    """VERIFY.md and verify.py as of today; who keeps their bytes can rebuild the pack after an upgrade."""
    for name in ("VERIFY.md", "verify.py"):
        yield from_bytes(PAYLOAD + name, (Path(__file__).parent / name).read_bytes())


def ledger_files(leaves: Mapping[int, bytes], tree: Tree, size: int, checkpoint: bytes) -> Iterator[PackFile]:
    """The checkpoint over the first `size` leaves of `tree`, and each leaf with its proof below it.

    `leaves` are the bytes of the leaves that the pack shows, by their number: its items' (withheld ones
    too), its runs' open and close and all their gaps, its journal entries' and the pack's own.
    """
    yield from_bytes(CHECKPOINT, checkpoint)
    for number, leaf in sorted(leaves.items()):
        proof = Proof(number, tree.inclusion_proof(number, size), checkpoint)
        yield from_bytes(f"data/ledger/leaves/{number}.json", leaf)
        yield from_bytes(f"data/ledger/proofs/{number}.tlog-proof", proof.to_bytes())


def write_pack(
    out: Output,
    *,
    name: str,
    pack: str,
    files: Iterable[PackFile],
    signer: Signer,
    info: Mapping[str, str],
) -> PackSeal:
    """Writes the pack into `out`, front to back, as one folder `name` in a zip, and tells what to seal of it.

    `files` is the payload, every path below data/; `info` goes into bag-info.txt and must be the same when
    the pack is rebuilt (no clock is read here). The same arguments give the same bytes. Memory holds the
    list of files and one piece of one file. Raises PackError, for instance for a file that no longer has its
    digest; the caller throws away what `out` received.
    """
    payload = by_path(list(files))
    for file in payload:
        if not file.path.startswith(PAYLOAD):
            raise PackError(f"{file.path!r} does not stand below {PAYLOAD}.")
    if missing := [path for path in NEEDED if path not in {file.path for file in payload}]:
        raise PackError(f"A pack needs {' and '.join(missing)}.")
    tags = [from_bytes(path, data) for path, data in tag_files(info, payload).items()]
    tags.append(from_bytes(TAG_MANIFEST, manifest(tags)))
    claim = statement(name, pack, by_path([*payload, *tags]))
    signed = from_bytes(STATEMENT, envelope(claim, signer))
    size = 0
    with ThreadPoolExecutor(1) as hashing:
        digest = Aside(hashing)
        for piece in archive(name, [*payload, *tags, signed]):
            digest.update(piece)
            out.write(piece)
            size += len(piece)
    return PackSeal(sha256=digest.hexdigest(), size=size, statement_digest=hashlib.sha256(claim).hexdigest())
