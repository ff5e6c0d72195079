"""verify.py carries its own Merkle tree, notes and proofs: do they judge as the ledger's do?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.ledger import notes, tree
from evidence.ledger.proofs import Proof
from evidence.packing import verify
from tests.evidence.packs import SIGNER, STRANGER, VKEY

HASHES = [tree.leaf_hash(index.to_bytes(2, "big")) for index in range(300)]
GREAT = tree.Tree(HASHES)
KEY = verify.pinned_key(VKEY)
NOTE = notes.sign_checkpoint(300, GREAT.root(), SIGNER)
PROOF = Proof(17, GREAT.inclusion_proof(17), NOTE).to_bytes()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_on_inclusion(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    claimed_index, claimed_size = data.draw(
        st.sampled_from([(index, size), (index ^ 1, size), (index, size + 1), (-1, size), (size, size)])
    )
    proof = GREAT.inclusion_proof(index, size)
    if data.draw(st.booleans()):
        proof = proof[data.draw(st.integers(0, 1)) :] + [bytes(32)] * data.draw(st.integers(0, 2))
    arguments = (HASHES[index], claimed_index, claimed_size, proof, GREAT.root(size))
    assert verify.verify_inclusion(*arguments) == tree.verify_inclusion(*arguments)
    if len(proof) == len(GREAT.inclusion_proof(index, size)) and (claimed_index, claimed_size) == (
        index,
        size,
    ):
        assert verify.verify_inclusion(*arguments) == (proof == GREAT.inclusion_proof(index, size))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_on_consistency(data):
    first, second = data.draw(st.integers(0, 300)), data.draw(st.integers(0, 300))
    older, newer = (GREAT.root(size) if data.draw(st.booleans()) else bytes(32) for size in (first, second))
    proof = GREAT.consistency_proof(*sorted((first, second)))
    if data.draw(st.booleans()):
        proof = proof[data.draw(st.integers(0, 1)) :] + [bytes(32)] * data.draw(st.integers(0, 2))
    arguments = (first, older, second, newer, proof)
    assert verify.verify_consistency(*arguments) == tree.verify_consistency(*arguments)


def judged(read, *arguments):
    try:
        return read(*arguments)
    except ValueError:
        return "refused"


def mutated(original):
    return st.one_of(
        st.just(original),
        st.binary(max_size=300),
        st.tuples(st.integers(0, len(original) - 1), st.binary(max_size=3), st.integers(0, 3)).map(
            lambda cut: original[: cut[0]] + cut[1] + original[cut[0] + cut[2] :]
        ),
    )


def by_the_ledger(note):
    head = notes.open_checkpoint(note, SIGNER.verifier)
    return head.origin, head.size, head.root


@settings(max_examples=400, deadline=None)
@given(mutated(NOTE))
def test_on_checkpoints(note):
    assert judged(verify.open_checkpoint, note, KEY) == judged(by_the_ledger, note)


@pytest.mark.parametrize(
    "note",
    [
        NOTE + notes.sign_checkpoint(300, GREAT.root(), STRANGER).split(b"\n\n")[1],
        notes.sign_checkpoint(300, GREAT.root(), STRANGER),
        NOTE + b"\xe2\x80\x94 other AAAA\n",
        NOTE + b"\xe2\x80\x94 other AAAB=\n",
        NOTE.replace(b"\n\n", b"\nextension\n\n"),
    ],
    ids=["cosigned", "by a stranger", "by others too", "by others badly", "extended"],
)
def test_on_checkpoints_with_other_signatures(note):
    assert judged(verify.open_checkpoint, note, KEY) == judged(by_the_ledger, note)


def proof_by_the_ledger(data):
    proof = Proof.parse(data)
    return proof.index, list(proof.path), proof.checkpoint


@settings(max_examples=400, deadline=None)
@given(mutated(PROOF))
def test_on_proofs(data):
    assert judged(verify.parse_proof, data) == judged(proof_by_the_ledger, data)


def test_on_the_key_s_id():
    assert VKEY.startswith(KEY.named(SIGNER.name) + "+")
