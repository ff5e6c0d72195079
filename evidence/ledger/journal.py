"""The canonical bytes of a journal entry, version 1: what a `journal` leaf commits to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785

from evidence.ledger.leaves import LeafError, instant

VERSION = 1


def journal_bytes(
    *,
    entry: int,
    at: datetime,
    verb: str,
    actor: UUID | None,
    system: UUID | None,
    subject_kind: str,
    subject: str,
    details: Mapping[str, Any],
) -> bytes:
    """RFC 8785 JSON of one entry: who (`actor`, none for the product itself) did what (`verb`) to which row.

    `entry` is the journal's own sequence number, `subject_kind` a code such as `duty`, `subject` that row's
    id as text, `details` any JSON of ids and codes (no floats). The journal keeps names, sentences and
    floats out when it writes; here only what has no canonical form is refused, since an entry that exists
    must be sealable.
    """
    _refuse_floats(details, "details")
    members: dict[str, Any] = {
        "v": VERSION,
        "entry": entry,
        "at": instant(at),
        "verb": verb,
        "actor": str(actor) if actor else None,
        "system": str(system) if system else None,
        "subject_kind": subject_kind,
        "subject": subject,
        "details": dict(details),
    }
    try:
        return rfc8785.dumps(members)
    except rfc8785.CanonicalizationError as error:
        raise LeafError(f"Journal entry {entry} cannot be encoded: {error}") from error


def _refuse_floats(value: Any, where: str) -> None:
    match value:
        case float():
            raise LeafError(f"{where} is a float: write it as text or as an integer of a smaller unit.")
        case Mapping():
            for name, member in value.items():
                _refuse_floats(member, f"{where}.{name}")
        case list() | tuple():
            for position, member in enumerate(value):
                _refuse_floats(member, f"{where}[{position}]")
