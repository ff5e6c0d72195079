"""An in-toto Statement v1 over the files of a pack, in a DSSE envelope signed with Ed25519."""

import base64
from collections.abc import Sequence
from typing import Any

import rfc8785

from evidence.ledger.notes import Signer
from evidence.packing.archive import PackFile
from evidence.packing.verify import PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE


def statement(bag: str, pack: str, files: Sequence[PackFile]) -> bytes:
    """RFC 8785 JSON: each file by path, digest and size, and which pack in which folder they make up."""
    subjects: list[Any] = [
        {"name": file.path, "digest": {"sha256": file.sha256}, "annotations": {"size": file.size}} for file in files
    ]
    return rfc8785.dumps(
        {
            "_type": STATEMENT_TYPE,
            "subject": subjects,
            "predicateType": PREDICATE_TYPE,
            "predicate": {"bag": bag, "pack": pack},
        }
    )


def envelope(payload: bytes, signer: Signer) -> bytes:
    """DSSE v1 in RFC 8785 JSON; the key id is C2SP's `name+hash`, the head of the signer's vkey."""
    signature = signer.sign(f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} ".encode() + payload)
    key_id = f"{signer.name}+{signer.verifier.key_id.hex()}"
    return rfc8785.dumps(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}],
        }
    )
