"""Change a pack at random, again and again, and see whether the verifier believes one of the changes.

    python -m tests.evidence.mutating [ROUNDS] [SEED]

prints the seed, how many changes were tried, which codes they were refused with, and what was believed or crashed.
"""

import contextlib
import io
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from evidence.packing import verify
from tests.evidence import packs

SEED = 20261122
PACK, _ = packs.sealed_pack()
FILES = packs.unzipped(PACK)


def bent(data, dice):
    """One random change: bits, bytes, or a stretch removed, doubled, moved, overwritten or put in."""
    place = dice.randrange(len(data))
    length = min(dice.choice((1, 2, 4, 16, 300)), len(data) - place)
    stretch, rest = data[place : place + length], data[place + length :]
    other = dice.randrange(len(data) - length + 1)
    match dice.randrange(7):
        case 0 | 1:
            flipped = data[place] ^ 1 << dice.randrange(8)
            return data[:place] + bytes([flipped]) + data[place + 1 :]
        case 2:
            return data[:place] + dice.randbytes(length) + rest
        case 3:
            return data[:place] + rest
        case 4:
            return data[:place] + stretch + stretch + rest
        case 5:
            return data[:place] + data[other : other + length] + rest
        case _:
            without = data[:place] + rest
            return without[:other] + stretch + without[other:]


def cut_or_lengthened(data, dice):
    return data[: dice.randrange(len(data))] if dice.random() < 0.5 else data + dice.randbytes(dice.randrange(1, 99))


def zipped_anew(data, dice):
    """One file changed, removed, renamed, added or exchanged, and a flawless zip made of that."""
    files, (one, other) = dict(FILES), dice.sample(sorted(FILES), 2)
    match dice.randrange(5):
        case 0:
            files[one] = bent(files[one] or b"?", dice)
        case 1:
            del files[one]
        case 2:
            files[f"{one}{dice.randrange(10)}"] = files.pop(one)
        case 3:
            files[f"data/{dice.randbytes(4).hex()}"] = dice.choice((b"", files[one], dice.randbytes(9)))
        case _:
            files[one], files[other] = files[other], files[one]
    return packs.zipped(files)


def a_change(dice):
    """The bytes of a pack that differs from the sealed one."""
    data = PACK
    while data == PACK:
        data = dice.choices((bent, zipped_anew, cut_or_lengthened), (75, 20, 5))[0](PACK, dice)
    return data


def judged(data, path):
    """The verifier's exit status, its codes, and whatever it says that it should never say."""
    path.write_bytes(data)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = verify.main([str(path), "--key", packs.VKEY, "--json"])
    said = json.loads(out.getvalue())
    codes = frozenset(failure["code"] for failure in said["failures"])
    return status, codes, said.get("reason", "") + err.getvalue()


def tried(rounds, seed, folder):
    """Each round's number with what became of it."""
    dice = random.Random(seed)
    for number in range(1, rounds + 1):
        yield number, judged(a_change(dice), folder / "pack.zip")


def main(rounds=100_000, seed=SEED):
    refused, believed = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for number, (status, codes, said) in tried(rounds, seed, Path(folder)):
            if status == 1 and codes and not said:
                refused.update(codes)
            else:
                believed.append(f"round {number}: exit {status} {sorted(codes)} {said}")
            if number % 5000 == 0:
                print(f"{number} of {rounds} …", file=sys.stderr, flush=True)
    print(f"seed {seed}: {rounds} changes, {rounds - len(believed)} refused, {len(believed)} not")
    for code, times in refused.most_common():
        print(f"{times:8} {code}")
    print(*believed, sep="\n", end="")
    return int(bool(believed))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
