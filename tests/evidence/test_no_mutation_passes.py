"""Is there a change to a pack, however random, that the verifier lets pass or that makes it crash?

A thousand here; `script/fuzz` tries a hundred thousand.
"""

import random

import pytest

from evidence.packing import verify
from tests.evidence import packs
from tests.evidence.mutating import SEED, bent, tried

ROUNDS = 1000


@pytest.mark.fuzz
def test_a_thousand_mutations_and_none_is_believed(tmp_path):
    for number, (status, codes, said) in tried(ROUNDS, SEED, tmp_path):
        assert status == 1 and codes and not said, f"round {number} of seed {SEED}: {status} {said}"


@pytest.mark.fuzz
def test_mutated_documents_signed_by_the_key_never_crash_it(tmp_path, capsys):
    """The holder of the key seals any bytes as index, leaf, proof, checkpoint, record or journal entry."""
    dice = random.Random(SEED)
    contents = packs.payload()
    names = [name for name in contents if name.endswith((".json", ".txt", ".tlog-proof"))]
    rounds = 0
    while rounds < ROUNDS // 4:
        name = dice.choice(names)
        data = bent(contents[name], dice)
        if data == contents[name] or name == "data/requirements.json":
            continue
        rounds += 1
        path = tmp_path / "pack.zip"
        path.write_bytes(packs.signed({**contents, name: data}))
        status = verify.main([str(path), "--key", packs.VKEY])
        said = capsys.readouterr()
        assert "unforeseen" not in said.out, f"{name}, round {rounds} of seed {SEED}: {said.out}"
        assert status != 0 or name in ("data/index.json", f"data/runs/{packs.RUN}.json"), f"{name}: {said.out}"
