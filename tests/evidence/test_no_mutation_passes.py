"""Is there a change to a pack, however random, that the verifier lets pass or that makes it crash?"""

import random

import pytest

from evidence.packing import verify
from tests.evidence import packs

ROUNDS = 1000
SEED = 20261122
PACK, _ = packs.sealed_pack()


def mutation(data, dice):
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


def truncated_or_lengthened(data, dice):
    return data[: dice.randrange(len(data))] if dice.random() < 0.5 else data + dice.randbytes(dice.randrange(1, 99))


@pytest.mark.fuzz
def test_a_thousand_mutations_and_none_is_believed(tmp_path, capsys):
    dice = random.Random(SEED)
    path = tmp_path / "pack.zip"
    tried = 0
    while tried < ROUNDS:
        change = truncated_or_lengthened if dice.random() < 0.05 else mutation
        data = change(PACK, dice)
        if data == PACK:
            continue
        tried += 1
        path.write_bytes(data)
        status = verify.main([str(path), "--key", packs.VKEY])
        said = capsys.readouterr()
        assert status == 1, f"round {tried} of seed {SEED}: {said.out}"
        assert "unforeseen" not in said.out
        assert not said.err


@pytest.mark.fuzz
def test_mutated_documents_signed_by_the_key_never_crash_it(tmp_path, capsys):
    """The holder of the key seals any bytes as index, leaf, proof, checkpoint, record or journal entry."""
    dice = random.Random(SEED)
    contents = packs.payload()
    names = [name for name in contents if name.endswith((".json", ".txt", ".tlog-proof"))]
    tried = 0
    while tried < ROUNDS // 4:
        name = dice.choice(names)
        data = mutation(contents[name], dice)
        if data == contents[name] or name == "data/requirements.json":
            continue
        tried += 1
        path = tmp_path / "pack.zip"
        path.write_bytes(packs.signed({**contents, name: data}))
        status = verify.main([str(path), "--key", packs.VKEY])
        said = capsys.readouterr()
        assert "unforeseen" not in said.out, f"{name}, round {tried} of seed {SEED}: {said.out}"
        assert status != 0 or name in ("data/index.json", f"data/runs/{packs.RUN}.json"), f"{name}: {said.out}"
