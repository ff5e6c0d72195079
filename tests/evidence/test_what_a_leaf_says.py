"""Does each leaf have one encoding, the documented one, and nothing else?"""

import hashlib
import io
import json
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from evidence.ledger import leaves
from evidence.ledger.journal import journal_bytes
from evidence.ledger.leaves import LeafError

AT = datetime(2026, 11, 22, 10, 0, 0, 1, tzinfo=UTC)
RUN = UUID("019ab000-0000-7000-8000-000000000001")
SYSTEM = UUID("019ab000-0000-7000-8000-000000000002")
ITEM = UUID("019ab000-0000-7000-8000-000000000003")
DIGEST = hashlib.sha256(b"catalogue").hexdigest()
CELL = "111122223333/eu-central-1/s3"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNATURE = "A" * 86 + "=="
SEEN = {
    "item": ITEM,
    "system": SYSTEM,
    "observed_from": date(2026, 11, 1),
    "observed_until": date(2026, 11, 22),
    "collected_at": AT,
    "received_at": AT,
    "media_type": "application/json",
    "size": 12,
    "commitment": DIGEST,
}

ONE_OF_EACH = [
    leaves.RunOpened(at=AT, run=RUN, system=SYSTEM, cells=1, cells_sha256=leaves.cells_digest([CELL])),
    leaves.RunClosed(at=AT, run=RUN, system=SYSTEM, items=1, gaps=0, catalogue=DIGEST),
    leaves.ItemCollected(at=AT, source="aws.s3", run=RUN, cell=CELL, **SEEN),
    leaves.ItemUploaded(at=AT, source="upload", **SEEN),
    leaves.Gap(at=AT, run=RUN, system=SYSTEM, cell=CELL, reason="access-denied"),
    leaves.ItemErased(at=AT, item=ITEM, system=SYSTEM, reason="retention-over"),
    leaves.Pack(at=AT, pack=ITEM, system=SYSTEM, engagement=None, tree_size=5, items=2, runs=1, catalogue=DIGEST),
    leaves.Journal(at=AT, entry=7, sha256=DIGEST),
    leaves.Key(at=AT, vkey=VKEY),
    leaves.KeyRotated(at=AT, previous=VKEY, vkey=VKEY, previous_signature=SIGNATURE, signature=SIGNATURE),
]
COLLECTED = ONE_OF_EACH[2]


def test_the_bytes_of_a_leaf_are_these():
    assert ONE_OF_EACH[4].to_bytes() == (
        b'{"at":"2026-11-22T10:00:00.000001Z","cell":"111122223333/eu-central-1/s3","kind":"gap",'
        b'"reason":"access-denied","run":"019ab000-0000-7000-8000-000000000001",'
        b'"system":"019ab000-0000-7000-8000-000000000002","v":1}'
    )
    assert ONE_OF_EACH[5].to_bytes() == (
        b'{"at":"2026-11-22T10:00:00.000001Z","item":"019ab000-0000-7000-8000-000000000003",'
        b'"kind":"item.erased","reason":"retention-over","system":"019ab000-0000-7000-8000-000000000002","v":1}'
    )


def test_each_kind_has_been_tried():
    assert {leaf.kind for leaf in ONE_OF_EACH} == set(leaves.KINDS)


@pytest.mark.parametrize("leaf", ONE_OF_EACH, ids=lambda leaf: leaf.kind)
def test_a_leaf_comes_back_as_it_went(leaf):
    assert leaves.parse(leaf.to_bytes()) == leaf


@pytest.mark.parametrize("leaf", ONE_OF_EACH, ids=lambda leaf: leaf.kind)
def test_nothing_can_be_slipped_into_a_leaf(leaf):
    members = json.loads(leaf.to_bytes())
    for change in ({"note": "x"}, {"v": 2}, {"v": 1.0}, {"kind": "rumour"}, {"at": 5}, {"at": None}):
        forged = json.dumps(members | change, sort_keys=True, separators=(",", ":")).encode()
        with pytest.raises(LeafError):
            leaves.parse(forged)
    for name in members:
        poorer = {key: value for key, value in members.items() if key != name}
        with pytest.raises(LeafError):
            leaves.parse(json.dumps(poorer, sort_keys=True, separators=(",", ":")).encode())


def test_another_spelling_of_the_same_leaf_is_refused():
    members = json.loads(COLLECTED.to_bytes())
    for spelling in (
        json.dumps(members, sort_keys=True),
        json.dumps(members, separators=(",", ":")) + "\n",
        COLLECTED.to_bytes().decode().replace('"size":12', '"size":12.0'),
        COLLECTED.to_bytes().decode().replace("000001Z", "000001+00:00"),
        COLLECTED.to_bytes().decode().replace("019ab000-0000", "019AB000-0000"),
        COLLECTED.to_bytes().decode().replace('"v":1', '"v":1,"v":1'),
    ):
        with pytest.raises(LeafError):
            leaves.parse(spelling.encode())


@pytest.mark.parametrize("noise", [b"", b"\xff", b"null", b"[]", b"{}", b"[" * 100_000, b'{"v":1,"kind":[]}'])
def test_noise_is_not_a_leaf(noise):
    with pytest.raises(LeafError):
        leaves.parse(noise)


@pytest.mark.parametrize(
    "change",
    [
        {"at": datetime(2026, 11, 22, 10)},
        {"collected_at": date(2026, 11, 22)},
        {"observed_from": AT},
        {"observed_from": date(2026, 11, 23)},
        {"item": str(ITEM)},
        {"run": None},
        {"size": 1.0},
        {"size": True},
        {"size": -1},
        {"size": 2**53},
        {"cell": "111122223333"},
        {"cell": "1111/eu/s3\n"},
        {"source": "Found by Nora"},
        {"source": "a" * 101},
        {"media_type": "text/plain; charset=utf-8"},
        {"commitment": DIGEST.upper()},
        {"commitment": DIGEST[:-1]},
    ],
    ids=str,
)
def test_a_field_of_the_wrong_shape_is_refused_by_name(change):
    (name,) = change
    with pytest.raises(LeafError, match=f"{name}|time zone"):
        replace(COLLECTED, **change)


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="comment"):
        leaves.Gap(at=AT, run=RUN, system=SYSTEM, cell=CELL, reason="throttled", comment="sorry")


def test_any_zone_is_written_as_utc():
    berlin = AT.astimezone(timezone(timedelta(hours=1)))
    assert replace(COLLECTED, at=berlin).to_bytes() == COLLECTED.to_bytes()


def test_the_commitment_binds_nonce_and_bytes_and_is_read_in_pieces():
    blob = b"evidence" * 400_000
    nonce = bytes(range(32))
    assert leaves.commitment(nonce, io.BytesIO(blob)) == hashlib.sha256(nonce + blob).hexdigest()
    with pytest.raises(LeafError, match="32 bytes"):
        leaves.commitment(b"short", io.BytesIO(blob))


def test_expected_cells_have_one_digest_in_any_order():
    cells = ["2/eu-west-1/s3", "1/global/iam", "1/eu-west-1/s3"]
    listed = b'["1/eu-west-1/s3","1/global/iam","2/eu-west-1/s3"]'
    assert leaves.cells_digest(cells) == hashlib.sha256(listed).hexdigest()
    with pytest.raises(LeafError, match="twice"):
        leaves.cells_digest([*cells, cells[0]])
    with pytest.raises(LeafError, match="cell"):
        leaves.cells_digest(["the bucket of Nora"])


def test_the_bytes_of_a_journal_entry_are_these():
    entry = {
        "entry": 7,
        "at": AT,
        "verb": "duty.assigned",
        "actor": None,
        "system": SYSTEM,
        "subject_kind": "duty",
        "subject": "19",
        "details": {"owner": [None, str(ITEM)]},
    }
    assert journal_bytes(**entry) == (
        b'{"actor":null,"at":"2026-11-22T10:00:00.000001Z",'
        b'"details":{"owner":[null,"019ab000-0000-7000-8000-000000000003"]},"entry":7,"subject":"19",'
        b'"subject_kind":"duty","system":"019ab000-0000-7000-8000-000000000002","v":1,"verb":"duty.assigned"}'
    )
    with pytest.raises(LeafError, match=r"details\.share\[1\]"):
        journal_bytes(**entry | {"details": {"share": [1, 0.5]}})
    with pytest.raises(LeafError, match="entry 7"):
        journal_bytes(**entry | {"details": {"count": 2**60}})
    with pytest.raises(LeafError, match="time zone"):
        journal_bytes(**entry | {"at": datetime(2026, 1, 1)})


def test_the_readme_lists_exactly_the_fields_that_there_are():
    readme = (Path(leaves.__file__).parent / "README.md").read_text()
    told: dict[str, set[str]] = {}
    kind = ""
    for named, field in re.findall(r"^\| (?:`([a-z.]+)`)? ?\| `([a-z0-9_]+)` \|", readme, re.MULTILINE):
        kind = named or kind
        told.setdefault(kind, set()).add(field)
    assert told == {name: {field.name for field in fields(leaf)} - {"at"} for name, leaf in leaves.KINDS.items()}
