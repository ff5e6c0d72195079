"""What the holder of the signing key could try: does the ledger still give it away, by its code?"""

import hashlib
import json

import pytest

from evidence.ledger.notes import sign_checkpoint
from evidence.ledger.rotation import rotation
from tests.evidence import packs

PAYLOAD = packs.payload()
LEAF, PROOF = "data/ledger/leaves/3.json", "data/ledger/proofs/3.tlog-proof"
JOURNAL, RECORD = "data/journal/4.json", f"data/runs/{packs.RUN}.json"
WAYS, insider = packs.register()


def reindexed(change):
    """The payload with a changed index."""
    index = json.loads(PAYLOAD["data/index.json"])
    change(index)
    return {**PAYLOAD, "data/index.json": json.dumps(index).encode()}


def shown(index):
    return next(item for item in index["items"] if "nonce" in item)


# The holder of the key: the signature holds, the story does not.


@insider("E-STATEMENT-SUBJECTS")
def another_folder():
    return packs.signed(PAYLOAD, bag="elsewhere")


@insider("E-STATEMENT-SUBJECTS")
def a_subject_twice():
    return packs.signed(PAYLOAD, claim=lambda said: said["subject"].append(said["subject"][0]))


@insider("E-BAG")
def a_manifest_that_lies():
    return packs.signed(PAYLOAD, tags={"manifest-sha256.txt": b""})


@insider("E-BAG")
def a_wrong_count_of_bytes():
    return packs.signed(PAYLOAD, tags={"bag-info.txt": b"Payload-Oxum: 1.1\n"})


@insider("E-BAG")
def a_file_beside_the_payload():
    return packs.signed(PAYLOAD, tags={"notes.txt": b"hello"})


@insider("E-CHECKPOINT-SIGNATURE")
def a_checkpoint_of_a_stranger():
    strange = sign_checkpoint(12, bytes(32), packs.STRANGER)
    return packs.signed({**PAYLOAD, "data/ledger/checkpoint.txt": strange})


@insider("E-CHECKPOINT-SIGNATURE")
def a_checkpoint_changed():
    checkpoint = PAYLOAD["data/ledger/checkpoint.txt"].replace(b"\n12\n", b"\n13\n")
    return packs.signed({**PAYLOAD, "data/ledger/checkpoint.txt": checkpoint})


@insider("E-PROOF")
def a_leaf_rewritten():
    return packs.signed({**PAYLOAD, LEAF: PAYLOAD[LEAF].replace(b"aws.facts", b"aws.other")})


@insider("E-PROOF")
def a_proof_of_another_leaf():
    return packs.signed({**PAYLOAD, PROOF: PAYLOAD[PROOF.replace("3", "5")]})


@insider("E-PROOF")
def another_checkpoint_in_a_proof():
    other = sign_checkpoint(12, bytes(32), packs.SIGNER)
    return packs.signed({**PAYLOAD, PROOF: PAYLOAD[PROOF].partition(b"\n\n")[0] + b"\n\n" + other})


@insider("E-PROOF")
def a_leaf_without_its_proof():
    return packs.signed(packs.without(PAYLOAD, PROOF))


@insider("E-LEAF")
def a_proof_without_its_leaf():
    return packs.signed(packs.without(PAYLOAD, LEAF))


@insider("E-LEAF")
def a_leaf_spelt_otherwise():
    return packs.signed({**PAYLOAD, LEAF: PAYLOAD[LEAF] + b" "})


@insider("E-COMMITMENT")
def evidence_replaced():
    """The file is replaced everywhere but in the ledger, which committed to the old one."""
    digest = hashlib.sha256(b"kinder facts").hexdigest()
    path = f"data/evidence/{digest[:2]}/{digest}"

    def change(index):
        old.append(shown(index)["path"])
        shown(index).update(path=path, sha256=digest, size=12)

    old: list[str] = []
    contents = {**reindexed(change), path: b"kinder facts"}
    return packs.signed(packs.without(contents, *old))


@insider("E-COMMITMENT")
def another_nonce():
    return packs.signed(reindexed(lambda index: shown(index).update(nonce="0" * 64)))


@insider("E-INDEX")
def evidence_that_no_item_leads_to():
    return packs.signed({**PAYLOAD, "data/evidence/aa/more": b"x"})


@insider("E-INDEX")
def two_items_under_each_other_s_leaf():
    def swap(index):
        index["items"][0]["leaf"], index["items"][1]["leaf"] = 3, 2

    return packs.signed(reindexed(swap))


@insider("E-INDEX")
def an_item_at_another_path():
    return packs.signed(reindexed(lambda index: shown(index).update(path="data/report.pdf")))


@insider("E-INDEX")
def an_index_of_another_pack():
    return packs.signed(PAYLOAD, pack="another")


@insider("E-INDEX")
def a_run_not_shown():
    return packs.signed(reindexed(lambda index: index["runs"].clear()))


@insider("E-INDEX")
def a_run_that_owed_fewer_cells():
    record = json.dumps({"cells": packs.CELLS[1:]}).encode()
    return packs.signed({**PAYLOAD, RECORD: record})


@insider("E-INDEX")
def a_run_twice_in_place_of_another():
    return packs.signed(reindexed(lambda index: index["runs"].append(index["runs"][0])))


@insider("E-INDEX")
def a_withheld_item_whose_bytes_are_there():
    return packs.signed(reindexed(lambda index: shown(index).update(withheld="out-of-scope")))


@insider("E-INDEX")
def an_index_of_strange_types():
    return packs.signed(reindexed(lambda index: index.update(items=[None, 1.5])))


@insider("E-INDEX")
def an_erasure_that_the_ledger_does_not_know():
    def change(index):
        withheld = next(item for item in index["items"] if "withheld" in item)
        withheld["withheld"] = "erased"

    return packs.signed(reindexed(change))


@insider("E-ITEM-DROPPED")
def a_collected_item_dropped():
    """Its leaf, proof, file and index entry all removed, and everything signed afresh."""

    def change(index):
        dropped.append(index["items"].pop(1))

    dropped: list[dict[str, str]] = []
    contents = reindexed(change)
    return packs.signed(packs.without(contents, LEAF, PROOF, dropped[0]["path"]))


@insider("E-ITEM-DROPPED")
def an_upload_dropped():
    def change(index):
        index["items"] = [item for item in index["items"] if item["leaf"] != 7]

    policy = hashlib.sha256(packs.POLICY).hexdigest()
    gone = (f"data/evidence/{policy[:2]}/{policy}", LEAF.replace("3", "7"), PROOF.replace("3", "7"))
    return packs.signed(packs.without(reindexed(change), *gone))


@insider("E-ITEM-DROPPED")
def a_gap_dropped():
    return packs.signed(packs.without(PAYLOAD, LEAF.replace("3", "4"), PROOF.replace("3", "4")))


@insider("E-ITEM-DROPPED")
def an_item_missing_from_the_index():
    return packs.signed(reindexed(lambda index: index["items"].pop()))


@insider("E-ITEM-DROPPED")
def an_item_withheld_after_sealing():
    """More is withheld than the pack's own leaf says."""
    change = {"item": str(packs.numbered(103)), "leaf": 7, "withheld": "out-of-scope"}

    def withhold(index):
        index["items"] = [change if item["leaf"] == 7 else item for item in index["items"]]

    policy = hashlib.sha256(packs.POLICY).hexdigest()
    return packs.signed(packs.without(reindexed(withhold), f"data/evidence/{policy[:2]}/{policy}"))


@insider("E-CATALOGUE")
def another_catalogue():
    return packs.signed({**PAYLOAD, "data/catalogue.json": b"{}"})


@insider("E-JOURNAL")
def a_review_rewritten():
    return packs.signed({**PAYLOAD, JOURNAL: PAYLOAD[JOURNAL].replace(b"approved", b"rejected")})


@insider("E-JOURNAL")
def a_review_unnamed():
    return packs.signed(reindexed(lambda index: index["journal"].clear()))


@insider("E-KEY-CHAIN")
def a_change_of_key_that_the_old_key_has_not_signed():
    changed = rotation(at=packs.AT, number=10, old=packs.STRANGER, new=packs.SIGNER)
    return packs.signed(packs.payload(rotations=[changed]))


@pytest.mark.parametrize("way", WAYS)
def test_it_is_told_by_its_code(way, tmp_path, capsys):
    code, make = WAYS[way]
    status, codes = packs.verdict(make(), tmp_path, capsys)
    assert (status, codes) == (1, {code})
