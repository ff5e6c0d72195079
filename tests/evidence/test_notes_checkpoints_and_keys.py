"""Are notes, checkpoints and proofs those of C2SP, and is the signing key handled with care?"""

import base64
import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from evidence.ledger import keys, notes
from evidence.ledger.keys import KeyFileError
from evidence.ledger.notes import NoteError, Signer, Verifier
from evidence.ledger.proofs import Proof
from evidence.ledger.tree import Tree, leaf_hash

# The published example of Go's golang.org/x/mod/sumdb/note: key, text and signature.
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
NEUMANN = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED))
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
OTHER = Signer("demarc.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def test_the_published_note_is_signed_and_opened_alike():
    assert str(NEUMANN.verifier) == VKEY
    assert notes.sign_note(TEXT, NEUMANN) == NOTE
    assert notes.open_note(NOTE, Verifier.from_vkey(VKEY)) == TEXT


def test_other_signatures_beside_ours_are_ignored():
    both = NOTE + notes.sign_note(TEXT, OTHER).split(b"\n\n")[1]
    for verifier in (NEUMANN.verifier, OTHER.verifier):
        assert notes.open_note(both, verifier) == TEXT


@pytest.mark.parametrize(
    "spoilt",
    [
        NOTE.replace(b"If", b"if"),
        NOTE.replace(b"x08go", b"x08gp"),
        NOTE.replace(b"JnAM=", b"JnAN="),
        NOTE.replace(b"JnAM=", b"JnAM"),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace(b"PeterNeumann", b"PeterNewmann"),
        NOTE[:-1],
        NOTE + b"\n",
        NOTE + b"more\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"\n\n", b"\r\n\r\n"),
        NOTE.replace(b"If", b"\xff"),
        b"",
        NOTE + NOTE.split(b"\n\n")[1] * 20_000,
    ],
    ids=range(14),
)
def test_a_spoilt_note_is_refused(spoilt):
    with pytest.raises(NoteError):
        notes.open_note(spoilt, NEUMANN.verifier)


def test_a_text_that_is_no_note_is_not_signed():
    for text in ("no newline", "bell\a\n"):
        with pytest.raises(NoteError):
            notes.sign_note(text, NEUMANN)


@pytest.mark.parametrize(
    "vkey",
    ["", "name", VKEY[:-4], VKEY.replace("c74f", "c74e"), VKEY.replace("Peter", "Paul"), "+c74f20a3+AR"],
)
def test_a_vkey_copied_wrongly_is_refused(vkey):
    with pytest.raises(NoteError):
        Verifier.from_vkey(vkey)


def test_a_key_name_has_neither_space_nor_plus():
    for name in ("", "two words", "a+b", "naïve", "line\n"):
        with pytest.raises(NoteError):
            Verifier(name, OTHER.private_key.public_key())


def test_a_checkpoint_says_origin_size_and_root():
    signed = notes.sign_checkpoint(3, bytes(32), OTHER)
    text = f"demarc.example/ledger\n3\n{'A' * 43}=\n\n— demarc.example/ledger "
    assert signed.decode().startswith(text)
    head = notes.open_checkpoint(signed, OTHER.verifier)
    assert (head.origin, head.size, head.root) == ("demarc.example/ledger", 3, bytes(32))


@pytest.mark.parametrize("body", ["x\n03\n{}\n", "x\n-3\n{}\n", "x\n3\n{}\nextension\n", "x\n3\nshort\n", "\n3\n{}\n"])
def test_a_checkpoint_of_another_shape_is_refused(body):
    signed = notes.sign_note(body.format("A" * 43 + "="), OTHER)
    with pytest.raises(NoteError):
        notes.open_checkpoint(signed, OTHER.verifier)


def test_a_checkpoint_of_another_ledger_is_refused():
    text = notes.Checkpoint("elsewhere.example", 1, bytes(32)).text()
    with pytest.raises(NoteError, match=r"elsewhere\.example"):
        notes.open_checkpoint(notes.sign_note(text, OTHER), OTHER.verifier)


def test_a_proof_is_read_as_written_and_holds_for_its_leaf_only():
    leaves = [b"one", b"two", b"three"]
    tree = Tree(leaf_hash(leaf) for leaf in leaves)
    checkpoint = notes.sign_checkpoint(tree.size, tree.root(), OTHER)
    for index, leaf in enumerate(leaves):
        written = Proof(index, tree.inclusion_proof(index), checkpoint).to_bytes()
        assert written.startswith(b"c2sp.org/tlog-proof@v1\nindex %d\n" % index)
        assert written.endswith(b"\n\n" + checkpoint)
        proof = Proof.parse(written)
        assert proof.to_bytes() == written
        assert [proof.holds(each, OTHER.verifier) for each in leaves] == [each == leaf for each in leaves]
        with pytest.raises(NoteError):
            proof.holds(leaf, NEUMANN.verifier)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        b"c2sp.org/tlog-proof@v1\nextra YQ==\nindex 0\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 0\nYQ==\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\xff\n\nx",
    ],
)
def test_a_malformed_proof_is_refused(text):
    with pytest.raises(NoteError):
        Proof.parse(text)


def test_a_key_is_created_once_private_and_whole(tmp_path):
    path = tmp_path / "signing.pem"
    keys.create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["signing.pem"]
    first = path.read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        keys.create_key(path)
    assert path.read_bytes() == first
    assert os.listdir(tmp_path) == ["signing.pem"]
    signer = keys.load_signer(path, "demarc.example/ledger")
    assert Verifier.from_vkey(str(signer.verifier)).verify(signer.sign(b"hello"), b"hello")
    assert keys.public_pem(signer.verifier).startswith("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw")


def test_a_key_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(KeyFileError, match="No such file"):
        keys.create_key(tmp_path / "absent" / "signing.pem")


def private_pem(key, encryption=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no signing key"),
        (b"hello", "not a private key"),
        (private_pem(generate_private_key(SECP256R1())), "Ed25519 only"),
        (private_pem(OTHER.private_key, BestAvailableEncryption(b"secret")), "encrypted"),
    ],
    ids=["absent", "noise", "another kind", "encrypted"],
)
def test_an_unusable_key_file_is_explained(tmp_path, content, said):
    path = tmp_path / "signing.pem"
    if content:
        path.write_bytes(content)
    with pytest.raises(KeyFileError, match=said):
        keys.load_signer(path, "demarc.example/ledger")
    with pytest.raises(KeyFileError, match="cannot be read"):
        keys.load_signer(tmp_path, "demarc.example/ledger")
