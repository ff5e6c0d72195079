"""How long looking for card numbers in 100 MiB of log takes, beside reading and hashing the same bytes."""

import hashlib
import random
import tempfile
import time
from collections.abc import Callable
from typing import BinaryIO

from evidence import scanning

SIZE = 100 << 20
LINE = (
    "2026-11-22T10:00:00Z 10.0.3.4 GET /api/v1/systems/018f2b6c-1111-7abc-8def-0123456789ab/ 200 1532"
    ' "arn:aws:iam::111122223333:role/audit" {}\n'
)


def main() -> None:
    dice = random.Random(7)  # noqa: S311  for a log like any other, the same each time
    with tempfile.TemporaryFile() as log:
        some = "".join(LINE.format(dice.randrange(10**9)) for _ in range(50_000)).encode()
        while log.tell() < SIZE:
            log.write(some)
        floor = _seconds(_hash, log)
        taken = _seconds(_scan, log)
        print(f"reading and hashing 100 MiB: {floor:.2f} s")
        print(f"looking for card numbers:    {taken:.2f} s, {taken / floor:.1f} times that")


def _hash(log: BinaryIO) -> None:
    digest = hashlib.sha256()
    while piece := log.read(1 << 20):
        digest.update(piece)


def _scan(log: BinaryIO) -> None:
    if list(scanning.hits(log, "text/plain", limit=SIZE)):
        raise SystemExit("A card number was found where there is none.")


def _seconds(work: Callable[[BinaryIO], None], log: BinaryIO) -> float:
    log.seek(0)
    started = time.process_time()
    work(log)
    return time.process_time() - started


if __name__ == "__main__":
    main()
