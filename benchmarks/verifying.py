"""How long verify.py takes for a pack of 10,000 files and 1 GB, beside what `sha256sum` takes for the same bytes.

    python -m benchmarks.verifying [ITEMS] [BYTES EACH]

Both in processes of their own, one after the other in each of five rounds; the medians are compared. Memory is the
verifier's largest resident size.
"""

import hashlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.ledger import leaves
from evidence.ledger.notes import Signer, sign_checkpoint
from evidence.ledger.tree import Tree, leaf_hash
from evidence.packing import verify
from evidence.packing.archive import PackFile
from evidence.packing.index import ShownItem, index_bytes
from evidence.packing.layout import from_bytes, ledger_files, write_pack

ITEMS, EACH = 10_000, 100_000
ROUNDS = 5
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
SIGNER = Signer("demarc.example/ledger", Ed25519PrivateKey.generate())
SYSTEM, PACK = UUID(int=1), UUID(int=2)
CATALOGUE = b"{}"


def evidence(number: int, each: int) -> bytes:
    """Bytes that nothing can shorten, cheaply made and the same each time."""
    return hashlib.shake_256(number.to_bytes(8, "big")).digest(1000) * (each // 1000)


def nonce(number: int) -> bytes:
    return hashlib.sha256(b"nonce %d" % number).digest()


def uploaded(number: int, each: int) -> bytes:
    content = evidence(number, each)
    return leaves.ItemUploaded(
        at=AT,
        item=UUID(int=1000 + number),
        system=SYSTEM,
        source="upload",
        observed_from=date(2026, 11, 1),
        observed_until=date(2026, 11, 22),
        collected_at=AT,
        received_at=AT,
        media_type="application/octet-stream",
        size=len(content),
        commitment=leaves.commitment(nonce(number), io.BytesIO(content)),
    ).to_bytes()


def payload(items: int, each: int) -> Iterator[PackFile]:
    catalogue = hashlib.sha256(CATALOGUE).hexdigest()
    story = [leaves.Key(at=AT, vkey=str(SIGNER.verifier)).to_bytes()]
    story += [uploaded(number, each) for number in range(items)]
    own = leaves.Pack(
        at=AT, pack=PACK, system=SYSTEM, engagement=None, tree_size=len(story), items=items, runs=0, catalogue=catalogue
    )
    story.append(own.to_bytes())
    tree = Tree(map(leaf_hash, story))
    yield from ledger_files(dict(enumerate(story)), tree, tree.size, sign_checkpoint(tree.size, tree.root(), SIGNER))
    yield from_bytes("data/catalogue.json", CATALOGUE)
    shown = []
    for number in range(items):
        content = evidence(number, each)
        digest = hashlib.sha256(content).hexdigest()
        item = UUID(int=1000 + number)
        shown.append(ShownItem(item=item, leaf=number + 1, sha256=digest, size=len(content), nonce=nonce(number)))
        yield PackFile(
            path=shown[-1].path,
            open=lambda number=number: io.BytesIO(evidence(number, each)),  # type: ignore[misc]
            size=len(content),
            sha256=digest,
        )
    yield from_bytes("data/index.json", index_bytes(pack=PACK, leaf=len(story) - 1, items=shown, runs=[]))


def seconds(command: list[str], given: bytes = b"") -> tuple[float, float, int]:
    """Wall time, the processor's time, and the largest resident size in bytes."""
    started = time.perf_counter()
    done = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    if done.stdin:
        done.stdin.write(given)
        done.stdin.close()
    _, status, used = os.wait4(done.pid, 0)
    taken = time.perf_counter() - started
    if status:
        raise SystemExit(f"{command[0]} ended with {status}.")
    return taken, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def main(items: int = ITEMS, each: int = EACH) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack, unpacked = Path(folder) / "pack.zip", Path(folder) / "unpacked"
        with pack.open("wb") as out:
            write_pack(out, name="bag", pack=str(PACK), files=payload(items, each), signer=SIGNER, info={})
        with zipfile.ZipFile(pack) as whole:
            whole.extractall(unpacked)
        files = [str(path) for path in unpacked.rglob("*") if path.is_file()]
        print(f"{items} items of {each:,} bytes: {len(files)} files, {pack.stat().st_size:,} bytes")
        by_hand = ["xargs", "-0", "sha256sum"]
        ours = [sys.executable, "-I", str(verify.__file__), str(pack), "--key", str(SIGNER.verifier)]
        given = "\0".join(files).encode()
        rounds = [(seconds(by_hand, given), seconds(ours)) for _ in range(ROUNDS)]
        for place, what in enumerate(("by the clock", "of the processor")):
            theirs, taken = ([one[place] for one in each] for each in zip(*rounds, strict=True))
            floor, median = statistics.median(theirs), statistics.median(taken)
            print(f"{what}: sha256sum {floor:.2f} s, verify.py {median:.2f} s, {median / floor:.2f} times that")
        print(f"memory of verify.py: {max(one[2] for _, one in rounds) / 1e6:.0f} MB at most")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
