"""One small pack with everything in it, for the tests that seal, tamper with and verify packs.

The story: a run over four cells gathers three items and finds one cell closed to it; Nora uploads a policy;
Rita's review is journalled; an old upload is withheld; the pack is sealed.
"""

import hashlib
import io
import json
from datetime import UTC, date, datetime
from uuid import UUID

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.ledger import leaves
from evidence.ledger.journal import journal_bytes
from evidence.ledger.notes import Signer, sign_checkpoint
from evidence.ledger.tree import Tree, leaf_hash
from evidence.packing import verify
from evidence.packing.archive import archive
from evidence.packing.bag import TAG_MANIFEST, by_path, manifest, tag_files
from evidence.packing.index import ShownEntry, ShownItem, ShownRun, WithheldItem, index_bytes
from evidence.packing.layout import from_bytes, ledger_files, verifier_files, write_pack
from evidence.packing.statement import envelope, statement

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAME = "demarc-pack-2026-11-22"
INFO = {"Bagging-Date": "2026-11-22", "Source-Organization": "Example Clinic"}
SIGNER = Signer("demarc.example/ledger", Ed25519PrivateKey.from_private_bytes(b"a key that everybody knows, here"))
STRANGER = Signer("demarc.example/ledger", Ed25519PrivateKey.from_private_bytes(bytes(32)))
HEIR = Signer("demarc.example/ledger", Ed25519PrivateKey.from_private_bytes(b"the key that comes after it, too"))
VKEY = str(SIGNER.verifier)
CELLS = [f"111122223333/{where}" for where in ("eu-west-1/rds", "eu-west-1/s3", "eu-west-1/trail", "global/iam")]
CATALOGUE = b'{"catalogue":"hipaa-2013"}'


def numbered(number):
    return UUID(f"019ab000-0000-7000-8000-{number:012}")


SYSTEM, RUN, PACK = numbered(1), numbered(2), numbered(3)
POLICY = b"%PDF-1.7 Backup policy, approved.\n"
BLOBS = [b'{"users":[]}', b'{"buckets":["records"]}', b'{"trails":[]}', POLICY, b"An older policy"]


def nonce(number):
    return hashlib.sha256(f"nonce {number}".encode()).digest()


def sealed(number):
    """The fields that every item's leaf has, for blob `number`."""
    return {
        "at": AT,
        "item": numbered(100 + number),
        "system": SYSTEM,
        "observed_from": date(2026, 11, 22),
        "observed_until": date(2026, 11, 22),
        "collected_at": AT,
        "received_at": AT,
        "media_type": "application/pdf" if number > 2 else "application/json",
        "size": len(BLOBS[number]),
        "commitment": leaves.commitment(nonce(number), io.BytesIO(BLOBS[number])),
    }


def told(rotations=()):
    """The ledger of the story, in order, and the journal entry that one of its leaves commits to.

    The leaves of rotations, if there are any, stand between them and the pack's.
    """
    catalogue = hashlib.sha256(CATALOGUE).hexdigest()
    review = journal_bytes(
        entry=4,
        at=AT,
        verb="item.reviewed",
        actor=numbered(9),
        system=SYSTEM,
        subject_kind="item",
        subject=str(numbered(103)),
        details={"outcome": "approved"},
    )
    collected = {"source": "aws.facts", "run": RUN}
    story = [
        leaves.Key(at=AT, vkey=VKEY),
        leaves.RunOpened(at=AT, run=RUN, system=SYSTEM, cells=4, cells_sha256=leaves.cells_digest(CELLS)),
        leaves.ItemCollected(cell=CELLS[3], **collected, **sealed(0)),
        leaves.ItemCollected(cell=CELLS[1], **collected, **sealed(1)),
        leaves.Gap(at=AT, run=RUN, system=SYSTEM, cell=CELLS[0], reason="access-denied"),
        leaves.ItemCollected(cell=CELLS[2], **collected, **sealed(2)),
        leaves.RunClosed(at=AT, run=RUN, system=SYSTEM, items=3, gaps=1, catalogue=catalogue),
        leaves.ItemUploaded(source="upload", **sealed(3)),
        leaves.ItemUploaded(source="upload", **sealed(4)),
        leaves.Journal(at=AT, entry=4, sha256=hashlib.sha256(review).hexdigest()),
        *rotations,
    ]
    story.append(
        leaves.Pack(
            at=AT,
            pack=PACK,
            system=SYSTEM,
            engagement=None,
            tree_size=len(story),
            items=4,
            runs=1,
            catalogue=catalogue,
        )
    )
    return [leaf.to_bytes() for leaf in story], review


def payload(signer=SIGNER, rotations=()):
    """The story's payload: bytes by path. With rotations the leaf of the first key is shown too."""
    story, review = told(rotations)
    tree = Tree(leaf_hash(leaf) for leaf in [*story, b"what came later"])
    checkpoint = sign_checkpoint(tree.size, tree.root(), signer)
    shown = [
        ShownItem(
            item=numbered(100 + number),
            leaf=leaf,
            sha256=hashlib.sha256(BLOBS[number]).hexdigest(),
            size=len(BLOBS[number]),
            nonce=nonce(number),
        )
        for number, leaf in ((0, 2), (1, 3), (2, 5), (3, 7))
    ]
    files = {
        "data/index.json": index_bytes(
            pack=PACK,
            leaf=len(story) - 1,
            items=[*shown, WithheldItem(item=numbered(104), leaf=8, reason="out-of-scope")],
            runs=[ShownRun(run=RUN, opened=1, closed=6)],
            journal=[ShownEntry(entry=4, leaf=9)],
        ),
        "data/index.html": "<!doctype html><title>Évidence</title>".encode(),
        "data/report.pdf": b"%PDF-1.7 readiness report\n" + bytes(5000),
        "data/requirements.json": b"{}",
        "data/catalogue.json": CATALOGUE,
        "data/journal/4.json": review,
        f"data/runs/{RUN}.json": json.dumps({"run": str(RUN), "cells": CELLS}).encode(),
        **{item.path: BLOBS[number] for number, item in enumerate(shown)},
    }
    held = {number: leaf for number, leaf in enumerate(story) if number > 0 or rotations}
    for file in (*ledger_files(held, tree, tree.size, checkpoint), *verifier_files()):
        files[file.path] = file.open().read()
    return files


def as_files(contents):
    return [from_bytes(path, data) for path, data in contents.items()]


def sealed_pack(contents=None, name=NAME):
    """The pack's bytes, and what `write_pack` says of them."""
    out = io.BytesIO()
    files = as_files(payload() if contents is None else contents)
    seal = write_pack(out, name=name, pack=str(PACK), files=files, signer=SIGNER, info=INFO)
    return out.getvalue(), seal


def zipped(contents, name=NAME):
    """A zip in the spelling of a pack around any files at all: what a tamperer without the key can make."""
    return b"".join(archive(name, as_files(contents)))


def unzipped(data):
    """Every file of a pack by its path in the bag, tag files and statement too."""
    from zipfile import ZipFile  # noqa: PLC0415 - read by another implementation than the one under test

    with ZipFile(io.BytesIO(data)) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def signed(contents, *, tags=None, pack=str(PACK), bag=NAME, claim=None, signer=SIGNER):
    """What the key's holder can make without `write_pack`: `tags` and `claim` change what is signed."""
    data = as_files(contents)
    made = {**tag_files(INFO, data), **(tags or {})}
    made = {TAG_MANIFEST: manifest(as_files(made)), **made}
    files = by_path([*data, *as_files(made)])
    said = json.loads(statement(bag, pack, files))
    if claim:
        claim(said)
    return zipped({**contents, **made, "statement.dsse.json": envelope(rfc8785.dumps(said), signer)})


def without(files, *paths):
    return {path: data for path, data in files.items() if path not in paths}


def register():
    """An empty register of ways to tamper, and the decorator that enters one under the code it must get."""
    ways = {}

    def way(code):
        return lambda make: ways.setdefault(make.__name__, (code, make))

    return ways, way


def verdict(data, folder, capsys, *options):
    """The verifier's exit status on these bytes, and the codes it gives."""
    path = folder / "pack.zip"
    path.write_bytes(data)
    status = verify.main([str(path), "--key", VKEY, "--json", *options])
    said = json.loads(capsys.readouterr().out)
    return status, {failure["code"] for failure in said["failures"]} | ({said["code"]} if said.get("code") else set())
