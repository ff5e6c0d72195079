"""Do heads and proofs agree with the RFCs, with a second implementation and with pymerkle?"""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof
from pymerkle import verify_consistency as pymerkle_believes

from evidence.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 1025
HASHES = [leaf_hash(index.to_bytes(2, "big")) for index in range(LARGEST)]
GREAT = Tree(HASHES)
THEIRS = InmemoryTree(algorithm="sha256")
for index in range(LARGEST):
    THEIRS.append_entry(index.to_bytes(2, "big"))
SIZES = st.integers(0, LARGEST)

# The test vectors of RFC 6962's reference implementation; RFC 9162 keeps the tree.
VECTORS = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]

# The published proofs over those eight leaves, which every implementation of RFC 6962 is held to. Nodes by level.
N00, N01, N04 = (leaf_hash(bytes.fromhex(VECTORS[index][0])).hex() for index in (0, 1, 4))
N06 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
N10 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
N11 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N12 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N13 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N20 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N21 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSIONS = {(0, 1): [], (0, 8): [N01, N11, N21], (5, 8): [N04, N13, N20], (2, 3): [N10], (1, 5): [N00, N11, N04]}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [N01, N11, N21],
    (2, 5): [N11, N04],
    (2, 8): [N11, N21],
    (6, 7): [N12, N06, N20],
    (6, 8): [N12, N13, N20],
}


# The second implementation: RFC 9162, section 2.1, word for word, slow and recursive.
def split(width):
    k = 1
    while k * 2 < width:
        k *= 2
    return k


def mth(entries):
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return entries[0]
    k = split(len(entries))
    return node_hash(mth(entries[:k]), mth(entries[k:]))


def path(m, entries):
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m, entries, whole):
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def test_the_rfc_vectors():
    tree, frontier = Tree(leaf_hash(bytes.fromhex(leaf)) for leaf, _ in VECTORS), Frontier()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, (leaf, root) in enumerate(VECTORS, start=1):
        assert frontier.append(leaf_hash(bytes.fromhex(leaf))) == size - 1
        assert frontier.root().hex() == tree.root(size).hex() == root


def test_the_published_proofs():
    tree = Tree(leaf_hash(bytes.fromhex(leaf)) for leaf, _ in VECTORS)
    for (index, size), nodes in INCLUSIONS.items():
        assert [node.hex() for node in tree.inclusion_proof(index, size)] == nodes
    for (first, second), nodes in CONSISTENCIES.items():
        assert [node.hex() for node in tree.consistency_proof(first, second)] == nodes
        assert verify_consistency(first, tree.root(first), second, tree.root(second), [*map(bytes.fromhex, nodes)])


@settings(max_examples=150, deadline=None)
@given(st.integers(1, LARGEST), st.integers(1, LARGEST))
def test_pymerkle_proves_the_same(one, other):
    """Its inclusion proofs are ours behind the leaf's own hash; its consistency proofs have another shape, and each
    side believes its own about the roots of the other."""
    first, second = sorted((one, other))
    assert THEIRS.prove_inclusion(first, second).path == [HASHES[first - 1], *GREAT.inclusion_proof(first - 1, second)]
    theirs = THEIRS.prove_consistency(first, second)
    pymerkle_believes(GREAT.root(first), GREAT.root(second), theirs)
    with pytest.raises(InvalidProof):
        pymerkle_believes(bytes(32), GREAT.root(second), theirs)
    ours = GREAT.consistency_proof(first, second)
    assert verify_consistency(first, THEIRS.get_root(first), second, THEIRS.get_root(second), ours)


def test_every_head_up_to_1025_leaves_agrees_everywhere():
    frontier = Frontier()
    assert frontier.root() == GREAT.root(0) == EMPTY_ROOT
    for size, leaf in enumerate(HASHES, start=1):
        frontier.append(leaf)
        assert frontier.root() == GREAT.root(size) == THEIRS.get_root(size)
        frontier = Frontier.from_bytes(frontier.to_bytes())
        assert frontier.size == size


def test_a_frontier_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="3 leaves"):
        Frontier.from_bytes((3).to_bytes(8, "big") + bytes(32))
    with pytest.raises(ValueError, match="0 leaves"):
        Frontier.from_bytes(b"")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_inclusion_as_the_rfc_writes_it(data):
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = GREAT.inclusion_proof(index, size)
    assert proof == path(index, HASHES[:size])
    assert verify_inclusion(HASHES[index], index, size, proof, GREAT.root(size))


@settings(max_examples=150, deadline=None)
@given(SIZES, SIZES)
def test_consistency_as_the_rfc_writes_it(one, other):
    first, second = sorted((one, other))
    proof = GREAT.consistency_proof(first, second)
    if first > 0:
        assert proof == subproof(first, HASHES[:second], True)
    assert verify_consistency(first, GREAT.root(first), second, GREAT.root(second), proof)


def test_every_proof_of_every_small_tree():
    for size in range(1, 34):
        for other in range(size + 1):
            proof = GREAT.consistency_proof(other, size)
            assert verify_consistency(other, GREAT.root(other), size, GREAT.root(size), proof)
        for index in range(size):
            proof = GREAT.inclusion_proof(index, size)
            assert proof == path(index, HASHES[:size])
            for claimed in range(size + 2):
                held = verify_inclusion(HASHES[index], claimed, size, proof, GREAT.root(size))
                assert held == (claimed == index)


def mutations(proof, data):
    """Each way of spoiling one proof; the caller checks that none is believed."""
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[place], "big") ^ (1 << bit)).to_bytes(32, "big")
        yield [*proof[:place], flipped, *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield []
    if len(proof) > 1:
        yield proof[::-1]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_spoilt_inclusion_proof_is_never_believed(data):
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof, root = GREAT.inclusion_proof(index, size), GREAT.root(size)
    for spoilt in mutations(proof, data):
        assert not verify_inclusion(HASHES[index], index, size, spoilt, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(HASHES[index], index, size, proof, bytes(32))
    for wrong_index in (index + 1, index - 1, size, -1):
        assert not verify_inclusion(HASHES[index], wrong_index, size, proof, root)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_spoilt_consistency_proof_is_never_believed(data):
    second = data.draw(st.integers(2, LARGEST))
    first = data.draw(st.integers(1, second - 1))
    proof = GREAT.consistency_proof(first, second)
    older, newer = GREAT.root(first), GREAT.root(second)
    for spoilt in mutations(proof, data):
        assert not verify_consistency(first, older, second, newer, spoilt)
    assert not verify_consistency(first, bytes(32), second, newer, proof)
    assert not verify_consistency(first, older, second, bytes(32), proof)
    assert not verify_consistency(second, newer, first, older, proof)
    assert not verify_consistency(second, newer, second, older, [])
    assert not verify_consistency(0, older, second, newer, [])


def test_proofs_beyond_the_tree_are_refused():
    with pytest.raises(ValueError, match="No leaf 5"):
        GREAT.inclusion_proof(5, 5)
    with pytest.raises(ValueError, match="1025 leaves"):
        GREAT.root(LARGEST + 1)
    with pytest.raises(ValueError, match="No tree of 6"):
        GREAT.consistency_proof(6, 5)
