"""Leaf bytes, version 1: each thing the ledger says happened, in ids and codes only.

A leaf is a frozen dataclass; `to_bytes()` gives its one encoding (RFC 8785 JSON, UTF-8), `parse` reads it
back. Field names mean the same in every kind; README.md holds the table. Times are UTC instants with
microseconds, days are calendar days in the system's time zone, both ends of a period inclusive.

Raises `LeafError` for a field that is unknown, missing or of the wrong shape, for floats and naive datetimes.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, ClassVar, get_args
from uuid import UUID

import rfc8785

VERSION = 1
NONCE_BYTES = 32
LARGEST_INTEGER = 2**53 - 1  # RFC 8785 numbers are doubles: beyond this, readers disagree
_CHUNK = 1 << 20

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:[._-][a-z0-9]+)*")
_VKEY = re.compile(r"[!-*,-~]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{86}==")  # the 64 bytes of Ed25519 in base64
_MEDIA_WORD = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
TEXT_SHAPES: dict[str, re.Pattern[str]] = {
    "catalogue": _DIGEST,
    "cell": re.compile(r"(?=.{1,200}\Z)[a-z0-9._-]+(?:/[a-z0-9._-]+)+"),
    "cells_sha256": _DIGEST,
    "commitment": _DIGEST,
    "media_type": re.compile(f"{_MEDIA_WORD}/{_MEDIA_WORD}"),
    "previous": _VKEY,
    "previous_signature": _SIGNATURE,
    "reason": _CODE,
    "sha256": _DIGEST,
    "signature": _SIGNATURE,
    "source": _CODE,
    "vkey": _VKEY,
}


class LeafError(ValueError):
    """The leaf cannot be written, or the bytes are not a leaf of version 1; says which field and why."""


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and Z; refuses a datetime that does not know its zone."""
    if moment.utcoffset() is None:
        raise LeafError(f"{moment!r} has no time zone: pass an aware datetime.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _plain(name: str, shape: Any, value: Any) -> str | int | None:
    """`value` as it stands in the JSON, once it is exactly of the declared `shape`."""
    allowed = get_args(shape) or (shape,)
    if type(value) not in allowed:  # exact: bool is an int and datetime is a date to isinstance
        wanted = " or ".join(kind.__name__ for kind in allowed)
        raise LeafError(f"{name} must be {wanted}, not {type(value).__name__} ({value!r}).")
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case int() if not 0 <= value <= LARGEST_INTEGER:
            raise LeafError(f"{name} must lie between 0 and {LARGEST_INTEGER}, not {value}.")
        case str() if not TEXT_SHAPES[name].fullmatch(value):
            raise LeafError(f"{name} is not of the shape {TEXT_SHAPES[name].pattern}: {value!r}.")
    return value  # type: ignore[no-any-return]


def _read(shape: Any, value: Any) -> Any:
    """The inverse of `_plain`; a value it cannot read is handed on for `_plain` to refuse by name."""
    if not isinstance(value, str):
        return value
    if shape is datetime and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    if shape is date:
        return date.fromisoformat(value)
    return UUID(value) if UUID in (get_args(shape) or (shape,)) else value


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What every leaf carries: its kind, and `at`, the instant at which it was appended."""

    kind: ClassVar[str]
    at: datetime

    def __post_init__(self) -> None:
        self._members()

    def _members(self) -> dict[str, str | int | None]:
        return {each.name: _plain(each.name, each.type, getattr(self, each.name)) for each in fields(self)}

    def to_bytes(self) -> bytes:
        return rfc8785.dumps({"v": VERSION, "kind": self.kind, **self._members()})


@dataclass(frozen=True, kw_only=True)
class RunOpened(Leaf):
    """A run began and froze the cells that it owes an answer for."""

    kind = "run.opened"
    run: UUID
    system: UUID
    cells: int
    cells_sha256: str


@dataclass(frozen=True, kw_only=True)
class RunClosed(Leaf):
    """A run ended: items or a gap answer every cell, and so many of each stand between its open and close."""

    kind = "run.closed"
    run: UUID
    system: UUID
    items: int
    gaps: int
    catalogue: str


@dataclass(frozen=True, kw_only=True)
class _Item(Leaf):
    item: UUID
    system: UUID
    source: str
    observed_from: date
    observed_until: date
    collected_at: datetime
    received_at: datetime
    media_type: str
    size: int
    commitment: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.observed_from > self.observed_until:
            raise LeafError(f"observed_from {self.observed_from} is after {self.observed_until}, its end.")


@dataclass(frozen=True, kw_only=True)
class ItemCollected(_Item):
    """Sealed bytes that a collector gathered for one cell of a run."""

    kind = "item.collected"
    run: UUID
    cell: str


@dataclass(frozen=True, kw_only=True)
class ItemUploaded(_Item):
    """Sealed bytes that a person or an import handed in."""

    kind = "item.uploaded"


@dataclass(frozen=True, kw_only=True)
class ItemErased(Leaf):
    """An item's bytes and nonce were erased, and the code of the reason. Its first leaf stays, and stays provable."""

    kind = "item.erased"
    item: UUID
    system: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class Gap(Leaf):
    """A cell that could not be looked at, and the code of the reason."""

    kind = "gap"
    run: UUID
    system: UUID
    cell: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Pack(Leaf):
    """A pack was sealed from the first `tree_size` leaves: it shows so many items and runs."""

    kind = "pack"
    pack: UUID
    system: UUID
    engagement: UUID | None
    tree_size: int
    items: int
    runs: int
    catalogue: str


@dataclass(frozen=True, kw_only=True)
class Journal(Leaf):
    """Journal entry number `entry` has these canonical bytes (see journal.py)."""

    kind = "journal"
    entry: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Key(Leaf):
    """The public key that signs checkpoints and packs from here on. The first leaf, and no other."""

    kind = "key"
    vkey: str


@dataclass(frozen=True, kw_only=True)
class KeyRotated(Leaf):
    """Another key signs from here on: both keys have signed that, for this place in the ledger (see rotation.py)."""

    kind = "key.rotated"
    previous: str
    vkey: str
    previous_signature: str
    signature: str


KINDS: dict[str, type[Leaf]] = {
    leaf.kind: leaf
    for leaf in (RunOpened, RunClosed, ItemCollected, ItemUploaded, ItemErased, Gap, Pack, Journal, Key, KeyRotated)
}


def parse(data: bytes) -> Leaf:
    """The leaf whose bytes are exactly `data`."""
    try:
        members = json.loads(data)
        if not isinstance(members, dict) or members.pop("v", None) != VERSION:
            raise LeafError(f"This is not a leaf of version {VERSION}.")
        kind = KINDS.get(members.pop("kind", None))
        if kind is None:
            raise LeafError("The leaf's kind is unknown.")
        shapes = {field.name: field.type for field in fields(kind)}
        if wrong := members.keys() ^ shapes.keys():
            raise LeafError(f"{kind.kind}: unknown or missing fields {sorted(wrong)}.")
        leaf = kind(**{name: _read(shapes[name], value) for name, value in members.items()})
    except LeafError:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise LeafError(f"The bytes are not a leaf: {error}") from error
    if leaf.to_bytes() != data:
        raise LeafError("The bytes are not the canonical encoding of their leaf.")
    return leaf


def commitment(nonce: bytes, blob: BinaryIO) -> str:
    """Hex SHA-256(nonce || blob), reading the blob in pieces.

    The nonce is 32 random bytes kept beside the item: once blob and nonce are erased, nobody can guess the
    blob from the leaf, and the leaf's proof stays valid.
    """
    if len(nonce) != NONCE_BYTES:
        raise LeafError(f"A nonce is {NONCE_BYTES} bytes, not {len(nonce)}.")
    digest = hashlib.sha256(nonce)
    while piece := blob.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def cells_digest(cells: Iterable[str]) -> str:
    """Hex SHA-256 over the RFC 8785 JSON array of a run's expected cell keys, sorted, each once."""
    keys = sorted(cells)
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        _plain("cell", str, key)
        if key == following:
            raise LeafError(f"Cell {key} is named twice.")
    return hashlib.sha256(rfc8785.dumps(keys)).hexdigest()
