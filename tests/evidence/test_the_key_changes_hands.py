"""After the ledger was handed over to another key: which packs verify under which key, and who is found out?"""

import base64
from datetime import timedelta

import pytest

from evidence.ledger import leaves
from evidence.ledger.notes import NoteError
from evidence.ledger.rotation import heir, rotation
from tests.evidence import packs
from tests.evidence.packs import HEIR, SIGNER, STRANGER

PLACE = 10  # where the story's rotation stands
ROTATION = rotation(at=packs.AT, number=PLACE, old=SIGNER, new=HEIR)
SPOILT = base64.b64encode(bytes(64)).decode()


def sealed(*rotations, signer=HEIR):
    """The story's pack after these rotations, signed throughout by `signer`."""
    return packs.signed(packs.payload(signer, rotations or (ROTATION,)), signer=signer)


def changed(**members):
    return leaves.KeyRotated(**{**vars(ROTATION), **members})


def verdict(data, tmp_path, capsys, key):
    return packs.verdict(data, tmp_path, capsys, "--key", str(key.verifier))


def test_under_the_new_key_it_verifies(tmp_path, capsys):
    assert verdict(sealed(), tmp_path, capsys, HEIR) == (0, set())


def test_under_the_old_key_it_says_that_the_key_was_changed(tmp_path, capsys):
    assert verdict(sealed(), tmp_path, capsys, SIGNER) == (2, {"E-KEY-ROTATED"})


def test_under_the_old_key_it_is_verified_all_the_same_before_that_is_said(tmp_path, capsys):
    contents = packs.payload(HEIR, [ROTATION])
    contents["data/catalogue.json"] += b" "
    assert verdict(packs.signed(contents, signer=HEIR), tmp_path, capsys, SIGNER) == (1, {"E-CATALOGUE"})


def test_two_changes_later_each_earlier_key_leads_to_the_last(tmp_path, capsys):
    last = rotation(at=packs.AT, number=PLACE + 1, old=HEIR, new=STRANGER)
    pack = sealed(ROTATION, last, signer=STRANGER)
    assert verdict(pack, tmp_path, capsys, STRANGER) == (0, set())
    assert verdict(pack, tmp_path, capsys, HEIR) == (2, {"E-KEY-ROTATED"})
    assert verdict(pack, tmp_path, capsys, SIGNER) == (2, {"E-KEY-ROTATED"})


def test_a_change_left_out_breaks_the_chain(tmp_path, capsys):
    skipped = rotation(at=packs.AT, number=PLACE, old=HEIR, new=STRANGER)
    assert verdict(sealed(skipped, signer=STRANGER), tmp_path, capsys, STRANGER) == (1, {"E-KEY-CHAIN"})


def test_a_pack_of_before_verifies_under_the_key_of_its_day_only(tmp_path, capsys):
    before, _ = packs.sealed_pack()
    assert verdict(before, tmp_path, capsys, SIGNER) == (0, set())
    assert verdict(before, tmp_path, capsys, HEIR) == (1, {"E-WRONG-KEY"})


FORGED = {
    "the old key's signature": changed(previous_signature=SPOILT),
    "the new key's signature": changed(signature=SPOILT),
    "for another place": rotation(at=packs.AT, number=PLACE + 1, old=SIGNER, new=HEIR),
    "by a stranger": rotation(at=packs.AT, number=PLACE, old=STRANGER, new=HEIR),
    "another key's name": changed(previous=str(STRANGER.verifier)),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_change_leads_nobody_to_another_key(forged, tmp_path, capsys):
    assert verdict(sealed(forged), tmp_path, capsys, SIGNER) == (1, {"E-WRONG-KEY"})
    assert verdict(sealed(forged), tmp_path, capsys, HEIR) == (1, {"E-KEY-CHAIN"})
    with pytest.raises(NoteError):
        heir(forged, PLACE, SIGNER.verifier)


def test_whoever_kept_the_old_key_cannot_go_on_with_it(tmp_path, capsys):
    assert verdict(sealed(signer=SIGNER), tmp_path, capsys, SIGNER) == (1, {"E-KEY-CHAIN"})


def test_a_key_that_nobody_signed_over_to_is_none(tmp_path, capsys):
    named = leaves.Key(at=packs.AT, vkey=str(HEIR.verifier))
    assert verdict(sealed(named), tmp_path, capsys, HEIR) == (1, {"E-KEY-CHAIN"})


def test_the_leaf_is_read_as_written():
    assert leaves.parse(ROTATION.to_bytes()) == ROTATION
    assert heir(ROTATION, PLACE, SIGNER.verifier) == HEIR.verifier
    later = changed(at=packs.AT + timedelta(days=1))
    assert heir(later, PLACE, SIGNER.verifier) == HEIR.verifier, "the time is the ledger's word, not the keys'"


def test_a_key_does_not_follow_itself():
    with pytest.raises(NoteError, match="another key"):
        heir(rotation(at=packs.AT, number=PLACE, old=SIGNER, new=SIGNER), PLACE, SIGNER.verifier)
