#!/usr/bin/env python3
"""Verifies a Demarc evidence pack offline: no server, no network, no trust in the pack itself.

    python verify.py PACK.zip --key KEY [--pack ID] [--json]
    python verify.py PROOF.txt --key KEY --since KEPT.txt [--since-key KEY] [--json]

KEY is the public key that you were given by another way than the pack: a vkey (name+id+base64), a PEM, or a
file that holds either. The second form tells whether the ledger only grew since a head that you kept.
Python 3.9 or newer and the package `cryptography` are all it needs.

Exit status 0: verified. 1: tampered with or damaged, one code per failure. 2: cannot decide (says why).
Each stage stands on the one before; the first stage that fails is told in full and ends the verification.
What a pack is made of is told in VERIFY.md beside this file.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import struct
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
except ImportError:  # said by main(), in a sentence
    Ed25519PublicKey = None  # type: ignore[assignment, misc]

CHUNK = 1 << 20
LARGEST_DOCUMENT = 256 << 20  # what is read into memory at once: statement, index, directory
STATEMENT, INDEX, CHECKPOINT = "statement.dsse.json", "data/index.json", "data/ledger/checkpoint.txt"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE, PREDICATE_TYPE = "https://in-toto.io/Statement/v1", "urn:demarc:evidence-pack:v1"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
HEX = re.compile(r"[0-9a-f]{64}")
VKEY = re.compile(r"([!-*,-~]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")
SIGNATURE_LINE = re.compile(r"\u2014 ([^\s+]+) (\S+)")
HEAD = re.compile(r"([!-*,-~]{1,200})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")
LEAF_NAME = re.compile(r"data/ledger/leaves/(0|[1-9][0-9]{0,18})\.json")
ITEM_KINDS = ("item.collected", "item.uploaded")
ROTATED = "key.rotated"
KNOWN_KINDS = (*ITEM_KINDS, "item.erased", "run.opened", "run.closed", "gap", "pack", "journal", "key", ROTATED)


class Failure(NamedTuple):
    code: str
    where: str
    why: str


class Tampered(Exception):
    """The pack is not what was sealed."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(failures)
        self.failures = failures


class CannotDecide(Exception):
    """Neither a yes nor a no is possible; the message says what to do, `code` names a case that has one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Findings(list["Failure"]):
    """The failures of one stage; `stop` ends the verification when there are any."""

    def add(self, code: str, where: str, why: str) -> None:
        self.append(Failure(code, where, why))

    def stop(self) -> None:
        if self:
            raise Tampered(list(self))


def tampered(code: str, where: str, why: str) -> Tampered:
    return Tampered([Failure(code, where, why)])


# The archive: a zip in one canonical spelling. Every byte that is no file's content is computed here and
# compared; the writer uses the same functions.

BIG = 0xFFFFFFFF  # zip64 fields stand exactly where a value does not fit below this
UTF8_NAMES, DATE_1980, REGULAR_FILE = 0x0800, 0x0021, stat.S_IFREG | 0o644
LOCAL, CENTRAL = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I")
END, END64, LOCATOR = struct.Struct("<4s4H2IH"), struct.Struct("<4sQ2H2I4Q"), struct.Struct("<4sIQI")


def zip64_extra(values: list[int]) -> bytes:
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""


def local_header(name: bytes, size: int, crc: int) -> bytes:
    extra = zip64_extra([size, size] if size >= BIG else [])
    version, stated = 45 if extra else 20, min(size, BIG)
    fields = (version, UTF8_NAMES, 0, 0, DATE_1980, crc, stated, stated, len(name), len(extra))
    return LOCAL.pack(b"PK\x03\x04", *fields) + name + extra


def central_header(name: bytes, size: int, crc: int, offset: int) -> bytes:
    extra = zip64_extra([size, size] * (size >= BIG) + [offset] * (offset >= BIG))
    version, stated = 45 if extra else 20, min(size, BIG)
    fields = (
        3 << 8 | version,
        version,
        UTF8_NAMES,
        0,
        0,
        DATE_1980,
        crc,
        stated,
        stated,
        len(name),
        len(extra),
    )
    return CENTRAL.pack(b"PK\x01\x02", *fields, 0, 0, 0, REGULAR_FILE << 16, min(offset, BIG)) + name + extra


def end_records(count: int, size: int, offset: int) -> bytes:
    """What ends the archive, for a directory of `count` entries and `size` bytes at `offset`."""
    records = b""
    if count >= 0xFFFF or size >= BIG or offset >= BIG:
        records = END64.pack(b"PK\x06\x06", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, offset)
        records += LOCATOR.pack(b"PK\x06\x07", 0, offset + size, 1)
    few = min(count, 0xFFFF)
    return records + END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, BIG), min(offset, BIG), 0)


def name_fault(name: str) -> tuple[str, str] | None:
    """Why a file of this name has no place in a pack: code and reason."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or re.match(r"[A-Za-z]:", name):
        return "E-TRAVERSAL", "the name leads out of the folder it is unpacked in"
    if any(part in ("", ".") for part in parts) or len(name.encode()) > 1000 or not name.isprintable():
        return "E-NAME", "not a plain file name"
    if unicodedata.normalize("NFC", name) != name:
        return "E-NAME", "the name is not in Unicode's composed form (NFC)"
    return None


class Entry(NamedTuple):
    name: bytes
    size: int
    crc: int
    offset: int


class Archive:
    """The files of a pack by their path in the bag, once every byte outside of them is accounted for."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        found = Findings()
        entries = self._entries(found)
        names = self._names(entries, found)
        found.stop()
        self.bag = names[0].partition("/")[0] if names else ""
        if any(not name.startswith(self.bag + "/") for name in names) or not names:
            raise tampered("E-NAME", "archive", "the files do not stand in one folder")
        self.entries = {name.partition("/")[2]: entry for name, entry in pairs(names, entries)}

    def _at(self, offset: int, length: int) -> bytes:
        self.file.seek(max(0, offset))
        return self.file.read(length)

    def _directory(self) -> tuple[int, bytes]:
        """How many files the directory claims, and its bytes, once it stands where the end records say."""
        length = self.file.seek(0, os.SEEK_END)
        end = self._at(length - END.size, END.size)
        if end[:4] != b"PK\x05\x06" or len(end) < END.size:
            tail = self._at(length - CHUNK, CHUNK)
            behind = len(tail) - tail.rfind(b"PK\x05\x06") - END.size
            if behind < len(tail) - END.size:
                raise tampered("E-TRAILING", "archive", f"{behind} bytes stand behind its end")
            raise tampered("E-ARCHIVE", "archive", "not a zip archive, or cut short")
        count, size, offset = END.unpack(end)[4:7]
        after = length - END.size
        if count == 0xFFFF or BIG in (size, offset):
            after -= LOCATOR.size + END64.size
            record = self._at(after, END64.size)
            if len(record) == END64.size:
                count, size, offset = END64.unpack(record)[7:10]
        start = after - size
        if start < 0 or size > LARGEST_DOCUMENT:
            raise tampered("E-ARCHIVE", "archive", "its directory is not where it is said to be")
        if start > offset and self._at(start - offset, 4) == b"PK\x03\x04":
            raise tampered("E-PREPENDED", "archive", f"{start - offset} bytes stand before it")
        if start != offset:
            raise tampered("E-HIDDEN-DATA", "archive", "there are bytes that belong to no file")
        if self._at(after, length) != end_records(count, size, offset):
            raise tampered("E-HEADER", "archive", "its end records are not in the one spelling of a pack")
        return count, self._at(start, size)

    def _entries(self, found: Findings) -> list[Entry]:
        count, directory = self._directory()
        entries: list[Entry] = []
        place, position = 0, 0
        while place < len(directory):
            if len(directory) - place < CENTRAL.size or directory[place : place + 4] != b"PK\x01\x02":
                raise tampered("E-HEADER", "archive", "its directory is damaged")
            fields = CENTRAL.unpack_from(directory, place)
            crc, packed, size, name_length, extra_length, comment_length = fields[7:13]
            name_at = place + CENTRAL.size
            end = name_at + name_length + extra_length + comment_length
            name, extra = directory[name_at : name_at + name_length], directory[name_at + name_length : end]
            wide = [value for (value,) in struct.iter_unpack("<Q", extra[4 : 4 + (len(extra) - 4) // 8 * 8])]
            offset = fields[16]
            if size == BIG and len(wide) > 1:
                size, packed = wide.pop(0), wide.pop(0)
            if offset == BIG and wide:
                offset = wide.pop(0)
            where = show(name)
            local = local_header(name, size, crc)
            if fields[4] or packed != size:
                found.add("E-RATIO", where, f"{packed} bytes would unpack to {size}; a pack stores files plain")
            elif stat.S_ISLNK(fields[15] >> 16):
                found.add("E-SYMLINK", where, "not a file but a pointer elsewhere")
            elif directory[place:end] != central_header(name, size, crc, offset):
                found.add("E-HEADER", where, "its directory entry is not in the one spelling of a pack")
            elif offset > 0 and not entries:
                found.add("E-PREPENDED", "archive", f"{offset} bytes stand before the first file")
            elif offset != position:
                found.add("E-HIDDEN-DATA", where, "bytes before it belong to no file, or to two")
            elif self._at(offset, len(local)) != local:
                found.add("E-HEADER", where, "its local header is not in the one spelling of a pack")
            found.stop()  # after one such fault, nothing that follows can be located
            position = offset + len(local) + size
            entries.append(Entry(name, size, crc, offset + len(local)))
            place = end
        length = position + len(directory) + len(end_records(count, len(directory), position))
        if length != self.file.seek(0, os.SEEK_END):
            found.add("E-HIDDEN-DATA", "archive", "there are bytes that belong to no file")
        if len(entries) != count:
            found.add("E-HEADER", "archive", f"it lists {len(entries)} files and claims {count}")
        return entries

    @staticmethod
    def _names(entries: list[Entry], found: Findings) -> list[str]:
        try:
            names = [entry.name.decode() for entry in entries]
        except UnicodeDecodeError as error:
            raise tampered("E-NAME", show(error.object), "the name is not UTF-8") from None
        folded: dict[str, str] = {}
        counts = Counter(names)
        for name, times in counts.items():
            if times > 1:
                found.add("E-DUPLICATE-NAME", name, f"stands {times} times in the archive")
            composed = unicodedata.normalize("NFC", name)
            fault = name_fault(name)
            if composed != name and composed in counts:
                found.add("E-NFC-COLLISION", name, "two names differ in their Unicode form only")
            elif folded.setdefault(composed.casefold(), composed) != composed:
                found.add("E-CASE-COLLISION", name, "two names differ in upper and lower case only")
            elif fault:
                found.add(fault[0], name, fault[1])
        for name, composed in folded.items():
            if any(name[:at] in folded for at, letter in enumerate(name) if letter == "/"):
                found.add("E-NAME", composed, "lies within a file")
        if not found and sorted(entry.name for entry in entries) != [entry.name for entry in entries]:
            found.add("E-ORDER", "archive", "its files are not sorted by name")
        return names

    def chunks(self, path: str) -> Iterator[bytes]:
        entry = self.entries[path]
        self.file.seek(entry.offset)
        left = entry.size
        while left:
            piece = self.file.read(min(CHUNK, left))
            if not piece:
                raise CannotDecide("The pack became shorter while it was being read.")
            left -= len(piece)
            yield piece

    def read(self, path: str) -> bytes:
        if self.entries[path].size > LARGEST_DOCUMENT:
            raise tampered("E-SIZE", path, "larger than any such document of a pack")
        return b"".join(self.chunks(path))


# Small things that every stage needs.


def pairs(left: list[Any], right: list[Any]) -> Iterator[tuple[Any, Any]]:
    return ((left[place], right[place]) for place in range(len(left)))


def show(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")


def unbase64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 in another than its canonical spelling")
    return data


def load(data: bytes) -> Any:
    """JSON without doubled members, floats or NaN."""

    def once(members: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(members)) != len(members):
            raise ValueError("a member stands twice")
        return dict(members)

    def never(text: str) -> Any:
        raise ValueError(f"{text} is no integer")

    try:
        return json.loads(data.decode(), object_pairs_hook=once, parse_float=never, parse_constant=never)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def canonical(data: bytes) -> dict[str, Any]:
    """The object whose RFC 8785 spelling is exactly `data` (member names in ASCII, no floats)."""
    found = load(data)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    if json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() != data:
        raise ValueError("not in its canonical spelling")
    return found


def member(thing: Any, name: str, kind: type, shape: re.Pattern[str] | None = None) -> Any:
    value: Any = thing.get(name) if isinstance(thing, dict) else None
    exactly = type(value) is kind
    if not exactly or (kind is int and value < 0) or (shape and not shape.fullmatch(value)):
        raise ValueError(f"{name} is missing or malformed")
    return value


# The key, from outside of the pack.


class Key:
    """The pinned public key. A PEM has no name: then any name will do, if the key id is right for it."""

    def __init__(self, raw: bytes, name: str | None) -> None:
        self.raw, self.name = raw, name
        self.public = Ed25519PublicKey.from_public_bytes(raw)

    def named(self, name: str) -> str:
        """The key id that belongs to this key under `name`: C2SP's name+hash."""
        return f"{name}+{hashlib.sha256(name.encode() + bytes((10, 1)) + self.raw).hexdigest()[:8]}"

    def signed_as(self, key_id: str) -> bool:
        name = key_id.rpartition("+")[0]
        return self.name in (None, name) and key_id == self.named(name)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def pinned_key(given: str) -> Key:
    """The key of a vkey, a PEM text, or a file that holds one of the two."""
    text = given.strip()
    if not VKEY.fullmatch(text) and "-----BEGIN" not in text:
        try:
            with open(given, encoding="ascii") as file:
                text = file.read(CHUNK).strip()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CannotDecide(f"--key is neither a vkey nor a PEM nor a file that holds one: {error}") from None
    if "-----BEGIN PUBLIC KEY" in text:
        try:
            return Key(load_pem_public_key(text.encode()).public_bytes_raw(), None)  # type: ignore[union-attr]
        except (ValueError, AttributeError, TypeError):
            raise CannotDecide("The PEM given by --key is not an Ed25519 public key.") from None
    try:
        return key_of(text)
    except ValueError as error:
        raise CannotDecide(f"What --key gives is no key: {error}. Was it copied whole?") from None


def key_of(vkey: str) -> Key:
    """The key of a vkey; ValueError for what is none."""
    found = VKEY.fullmatch(vkey)
    if not found:
        raise ValueError("neither a vkey (name+id+base64) nor a public key in PEM")
    raw = unbase64(found[3])
    if raw[:1] != b"\x01" or len(raw) != 33:
        raise ValueError("the vkey is not an Ed25519 key")
    key = Key(raw[1:], found[1])
    if key.named(found[1]) != f"{found[1]}+{found[2]}":
        raise ValueError("the vkey contradicts itself")
    return key


def successor(leaf: dict[str, Any], number: int) -> tuple[Key, Key]:
    """The key that was given up in leaf `number` and the one that follows it, once both signed for that place."""
    old, new = (key_of(member(leaf, name, str)) for name in ("previous", "vkey"))
    text = f"demarc key rotation\n{number}\n{leaf['previous']}\n{leaf['vkey']}\n".encode()
    for key, name in ((old, "previous_signature"), (new, "signature")):
        if not key.verifies(unbase64(member(leaf, name, str)), text):
            raise ValueError(f"its {name} does not hold")
    if old.name != new.name or old.raw == new.raw:
        raise ValueError("it does not lead from one key of this ledger to another")
    return old, new


# The ledger: RFC 9162 over SHA-256, C2SP checkpoints and proofs.


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, path: Iterable[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf hash at `index` to the root over `size` leaves (RFC 9162)."""
    if not 0 <= index < size:
        return False
    position, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            leaf = node_hash(sibling, leaf)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and leaf == root


def verify_consistency(first: int, older: bytes, second: int, newer: bytes, path: list[bytes]) -> bool:
    """Whether the path shows that the tree of `second` leaves only added to the one of `first` (RFC 9162)."""
    empty = hashlib.sha256().digest()
    if first == 0:
        return not path and older == empty and (second > 0 or newer == empty)
    if first >= second:
        return first == second and not path and older == newer
    nodes = path if first & (first - 1) else [older, *path]
    if not nodes:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and (was, now) == (older, newer)


def open_checkpoint(note: bytes, key: Key) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that the key signed; ValueError for any other."""
    text, blank, signatures = note.decode().rpartition("\n\n")
    head = HEAD.fullmatch(text + "\n")
    if not blank or not head or not signatures.endswith("\n"):
        raise ValueError("not a checkpoint of origin, size, root and signatures")
    signed = False
    for line in signatures[:-1].split("\n"):
        found = SIGNATURE_LINE.fullmatch(line)
        if not found:
            raise ValueError("not a signature line")
        signature = unbase64(found[2])
        if found[1] == head[1] and key.signed_as(f"{found[1]}+{signature[:4].hex()}"):
            if not key.verifies(signature[4:], (text + "\n").encode()):
                raise ValueError("the signature does not hold")
            signed = True
    if not signed:
        raise ValueError("not signed by the key that was given")
    return head[1], int(head[2]), unbase64(head[3])


def parse_proof(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Index, path and checkpoint of a c2sp.org/tlog-proof@v1; ValueError for anything else."""
    head, blank, checkpoint = data.partition(b"\n\n")
    header, index, *path = [*head.decode().split("\n"), ""]
    nodes = [unbase64(node) for node in path[:-1]]
    found = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", index)
    if header != PROOF_HEADER or not found or not blank or any(len(node) != 32 for node in nodes):
        raise ValueError(f"not a {PROOF_HEADER}")
    return int(found[1]), nodes, checkpoint


# The verification, stage by stage.


class Verification:
    def __init__(self, file: BinaryIO, key: Key) -> None:
        self.key = key
        self.archive = Archive(file)
        self.digests: dict[str, str] = {}
        self.leaves: dict[int, dict[str, Any]] = {}
        self.handed_over: list[int] = []
        self.statement()
        self.world()
        self.index = self.shape_of_index()
        self.shown = [item for item in self.index["items"] if "withheld" not in item]
        self.contents()
        self.bag()
        self.ledger()
        self.keys()
        self.items()
        self.runs()
        self.pack()

    def document(self, code: str, path: str, read: Callable[[bytes], Any]) -> Any:
        """A file of the pack as `read` understands it; what it refuses is a failure of this code."""
        if path not in self.archive.entries:
            raise tampered("E-MISSING-FILE", path, "not in the archive")
        try:
            return read(self.archive.read(path))
        except (ValueError, TypeError) as error:
            raise tampered(code, path, str(error)) from None

    def statement(self) -> None:
        envelope = self.document("E-STATEMENT", STATEMENT, canonical)
        try:
            (signature,) = member(envelope, "signatures", list)
            key_id, signed = member(signature, "keyid", str), unbase64(member(signature, "sig", str))
            payload = unbase64(member(envelope, "payload", str))
            if envelope.get("payloadType") != PAYLOAD_TYPE or len(envelope) != 3 or len(signature) != 2:
                raise ValueError("not an envelope of one in-toto statement")
        except (ValueError, TypeError) as error:
            raise tampered("E-STATEMENT", STATEMENT, str(error)) from None
        if not self.key.signed_as(key_id):
            self.key = self.heir(key_id)
        before = f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} ".encode()
        if not self.key.verifies(signed, before + payload):
            raise tampered("E-STATEMENT-SIGNATURE", STATEMENT, "the signature does not hold")
        if crc32(self.archive.chunks(STATEMENT)) != self.archive.entries[STATEMENT].crc:
            raise tampered("E-HEADER", STATEMENT, "its checksum in the archive is not that of its bytes")
        self.key_id = key_id
        try:
            statement = canonical(payload)
            self.predicate = member(statement, "predicate", dict)
            if statement.get("predicateType") != PREDICATE_TYPE or statement.get("_type") != STATEMENT_TYPE:
                raise CannotDecide(
                    f"The statement is of a kind that this verifier does not know: it knows {PREDICATE_TYPE}."
                )
            if self.predicate.get("bag") != self.archive.bag:
                raise ValueError(f"the statement is about {self.predicate.get('bag')!a}, another folder")
            self.subjects: dict[str, tuple[str, int]] = {}
            for subject in member(statement, "subject", list):
                path = member(subject, "name", str)
                digest = member(member(subject, "digest", dict), "sha256", str, HEX)
                if path in self.subjects or path == STATEMENT:
                    raise ValueError(f"{path!a} stands where it may not, or twice")
                self.subjects[path] = digest, member(member(subject, "annotations", dict), "size", int)
        except ValueError as error:
            raise tampered("E-STATEMENT-SUBJECTS", STATEMENT, str(error)) from None

    def heir(self, key_id: str) -> Key:
        """The key of that id, if the one that was given handed over to it in leaves of this pack.

        Whether those leaves stand in the ledger is seen later, as for every other; who has both keys could forge them.
        """
        key, unread = self.key, []
        for path in self.archive.entries:
            name = LEAF_NAME.fullmatch(path)
            if name and self.archive.entries[path].size < CHUNK and ROTATED.encode() in self.archive.read(path):
                unread.append(int(name[1]))
        for number in sorted(unread):
            try:
                old, new = successor(canonical(self.archive.read(f"data/ledger/leaves/{number}.json")), number)
            except ValueError:
                continue
            if old.raw == key.raw and key.name in (None, old.name):
                key = new
                self.handed_over.append(number)
                if key.signed_as(key_id):
                    return key
        raise tampered("E-WRONG-KEY", STATEMENT, f"signed by {key_id!a}, not by the key that was given")

    def world(self) -> None:
        """The files are those of the statement: none more, none less, each of its name and size."""
        found, entries = Findings(), self.archive.entries
        gone = {self.subjects[path]: path for path in sorted(self.subjects.keys() - entries.keys())}
        renamed = set()
        for path in sorted(entries.keys() - self.subjects.keys() - {STATEMENT}):
            was = None
            if gone and any(size == entries[path].size for _, size in gone):
                digest = hashlib.sha256()
                for piece in self.archive.chunks(path):
                    digest.update(piece)
                was = gone.pop((digest.hexdigest(), entries[path].size), None)
            if was:
                renamed.add(was)
                found.add("E-RENAMED", path, f"the bytes of {was!a}, sealed under that name")
            else:
                found.add("E-EXTRA-FILE", path, "the statement does not know it")
        for path, (_, size) in sorted(self.subjects.items()):
            if path in renamed:
                continue
            if path not in entries:
                found.add("E-MISSING-FILE", path, "the statement lists it, the archive does not hold it")
            elif entries[path].size != size:
                found.add("E-SIZE", path, f"{entries[path].size} bytes, sealed with {size}")
        found.stop()

    def shape_of_index(self) -> dict[str, Any]:
        def read(data: bytes) -> dict[str, Any]:
            if hashlib.sha256(data).hexdigest() != self.subjects[INDEX][0]:
                raise tampered("E-DIGEST", INDEX, "its bytes are not those that were sealed")
            index = load(data)
            if member(index, "v", int) != 1:
                raise CannotDecide("The pack's index is of a newer version than this verifier: get the newer one.")
            pack = member(index, "pack", dict)
            member(pack, "id", str), member(pack, "leaf", int)
            for item in member(index, "items", list):
                member(item, "item", str), member(item, "leaf", int)
                if "withheld" in item:
                    member(item, "withheld", str)
                else:
                    digest = member(item, "sha256", str, HEX)
                    member(item, "size", int), member(item, "nonce", str, HEX)
                    if member(item, "path", str) != f"data/evidence/{digest[:2]}/{digest}":
                        raise ValueError(f"the path of item {item['item']!a} is not that of its digest")
            for run in member(index, "runs", list):
                member(run, "run", str), member(run, "opened", int), member(run, "closed", int)
            for entry in member(index, "journal", list):
                member(entry, "entry", int), member(entry, "leaf", int)
            return dict(index)

        return self.document("E-INDEX", INDEX, read)  # type: ignore[no-any-return]

    def contents(self) -> None:
        """Every file's bytes, read once: its digest, its checksum in the archive, its items' commitments."""
        nonces: dict[str, set[str]] = {}
        for item in self.shown:
            nonces.setdefault(item["path"], set()).add(item["nonce"])
        found = Findings()
        self.commitments: dict[tuple[str, str], str] = {}
        for path in self.archive.entries:  # in the order in which they lie on the disk
            if path == STATEMENT:
                continue
            plain, crc = hashlib.sha256(), 0
            salted = {nonce: hashlib.sha256(bytes.fromhex(nonce)) for nonce in nonces.get(path, ())}
            for piece in self.archive.chunks(path):
                crc = zlib.crc32(piece, crc)
                plain.update(piece)
                for digest in salted.values():
                    digest.update(piece)
            self.digests[path] = plain.hexdigest()
            self.commitments.update({(path, nonce): digest.hexdigest() for nonce, digest in salted.items()})
            if self.digests[path] != self.subjects[path][0]:
                found.add("E-DIGEST", path, "its bytes are not those that were sealed")
            elif crc != self.archive.entries[path].crc:
                found.add("E-HEADER", path, "its checksum in the archive is not that of its bytes")
        found.sort()
        found.stop()

    def bag(self) -> None:
        """The BagIt manifests say the same as the statement, in their one spelling."""
        listed = sorted(self.digests, key=str.encode)
        data = [path for path in listed if path.startswith("data/")]
        tags = [path for path in listed if not path.startswith("data/") and path != "tagmanifest-sha256.txt"]
        lines = {path: f"{self.digests[path]}  {path}\n" for path in listed}
        oxum = f"Payload-Oxum: {sum(self.subjects[path][1] for path in data)}.{len(data)}".encode()
        expected: list[tuple[str, Callable[[bytes], bool]]] = [
            ("bagit.txt", lambda found: found == BAGIT),
            ("bag-info.txt", lambda found: found.split(b"\n").count(oxum) == 1),
            ("manifest-sha256.txt", lambda found: found == "".join(lines[path] for path in data).encode()),
            ("tagmanifest-sha256.txt", lambda found: found == "".join(lines[path] for path in tags).encode()),
        ]
        findings = Findings()
        for path, right in expected:
            if path not in lines or not right(self.archive.read(path)):
                findings.add("E-BAG", path, "not what BagIt asks for these files")
        for path in set(tags) - {path for path, _ in expected}:
            findings.add("E-BAG", path, "no such file belongs beside the data folder")
        findings.stop()

    def ledger(self) -> None:
        """The checkpoint is signed, and every leaf in the pack stands in the tree below it."""
        note: bytes = self.document("E-CHECKPOINT-SIGNATURE", CHECKPOINT, bytes)
        self.head = self.document("E-CHECKPOINT-SIGNATURE", CHECKPOINT, lambda data: open_checkpoint(data, self.key))
        found = Findings()
        _, size, root = self.head
        proofs = {path for path in self.digests if path.startswith("data/ledger/proofs/")}
        for path in sorted(path for path in self.digests if path.startswith("data/ledger/leaves/")):
            name = LEAF_NAME.fullmatch(path)
            proof_path = path.replace("leaves", "proofs").replace(".json", ".tlog-proof")
            if not name or proof_path not in proofs:
                found.add("E-PROOF", path, "no proof stands beside this leaf")
                continue
            proofs.discard(proof_path)
            data = self.archive.read(path)
            try:
                leaf = canonical(data)
                number = int(name[1])
                if any(type(value) not in (str, int, type(None)) for value in leaf.values()):
                    raise ValueError("a field is neither text nor integer nor null")
                if leaf.get("v") != 1 or leaf.get("kind") not in KNOWN_KINDS:
                    raise CannotDecide(f"{path} is a leaf of a kind that this verifier does not know: get a newer one.")
                self.leaves[number] = leaf
            except ValueError as error:
                found.add("E-LEAF", path, str(error))
                continue
            try:
                index, nodes, checkpoint = parse_proof(self.archive.read(proof_path))
                leaf_hash = hashlib.sha256(b"\x00" + data).digest()
                if checkpoint != note or index != number:
                    raise ValueError("the proof is of another leaf or under another checkpoint")
                if not verify_inclusion(leaf_hash, index, size, nodes, root):
                    raise ValueError("the proof does not lead from the leaf to the checkpoint's root")
            except ValueError as error:
                found.add("E-PROOF", proof_path, str(error))
        for path in sorted(proofs):
            found.add("E-LEAF", path, "no leaf stands beside this proof")
        found.stop()

    def leaf(self, number: int, kinds: tuple[str, ...], **members: Any) -> dict[str, Any] | None:
        """The leaf of that number, if it is of one of these kinds and says this."""
        leaf = self.leaves.get(number, {})
        says = leaf.get("kind") in kinds and all(leaf.get(name) == value for name, value in members.items())
        return leaf if says else None

    def keys(self) -> None:
        """Each change of the ledger's key was signed by both keys, and the last one led to the key of this pack."""
        found, last = Findings(), None
        for number, leaf in sorted(self.leaves.items()):
            if leaf["kind"] not in ("key", ROTATED):
                continue
            try:
                old, new = successor(leaf, number) if leaf["kind"] == ROTATED else (None, key_of(leaf["vkey"]))
                if (old is None) != (number == 0) or (old and last and old.raw != last.raw):
                    raise ValueError("it does not follow from the key before it")
                last = new
            except (ValueError, KeyError, TypeError) as error:
                found.add("E-KEY-CHAIN", f"leaf {number}", str(error))
        if last and last.raw != self.key.raw:
            found.add("E-KEY-CHAIN", "pack", "not signed by the key that the ledger names last")
        found.stop()

    def items(self) -> None:
        """Each item's leaf says what the index says, and its commitment opens to the file in the pack."""
        found = Findings()
        for item in self.index["items"]:
            where, shown = f"item {item['item']}", "withheld" not in item
            says = {"item": item["item"], **({"size": item["size"]} if shown else {})}
            leaf = self.leaf(item["leaf"], ITEM_KINDS, **says)
            if not leaf:
                found.add("E-INDEX", where, f"leaf {item['leaf']} does not say what the index says of it")
            elif shown and self.subjects.get(item["path"]) != (item["sha256"], item["size"]):
                found.add("E-INDEX", where, f"{item['path']} is not in the pack")
            elif shown and self.commitments[item["path"], item["nonce"]] != leaf.get("commitment"):
                found.add("E-COMMITMENT", where, "its file is not the one that the ledger committed to")
        named = Counter(item["leaf"] for item in self.index["items"])
        for number, leaf in sorted(self.leaves.items()):
            if leaf["kind"] in ITEM_KINDS and named[number] != 1:
                why = f"the index names it {named[number]} times, not once"
                found.add("E-ITEM-DROPPED", f"item {leaf.get('item')} of leaf {number}", why)
        erased = {str(leaf.get("item")) for leaf in self.leaves.values() if leaf["kind"] == "item.erased"}
        gone = {item["item"] for item in self.index["items"] if item.get("withheld") == "erased"}
        for each in sorted(gone ^ erased):
            found.add("E-INDEX", f"item {each}", "the index and the ledger do not both say that it was erased")
        evidence = {path for path in self.digests if path.startswith("data/evidence/")}
        for path in sorted(evidence - {item["path"] for item in self.shown}):
            found.add("E-INDEX", path, "no item leads to it")
        found.stop()

    def runs(self) -> None:
        """Each run shows the items and gaps that it closed with, and an answer for every cell."""
        found = Findings()
        answers: dict[str, dict[int, dict[str, Any]]] = {run["run"]: {} for run in self.index["runs"]}
        for number, leaf in self.leaves.items():
            if leaf["kind"] in ("item.collected", "gap"):
                if leaf.get("run") in answers:
                    answers[leaf["run"]][number] = leaf
                else:
                    found.add("E-INDEX", f"leaf {number}", "the index does not show the run that it belongs to")
        if len(answers) < len(self.index["runs"]):
            found.add("E-INDEX", INDEX, "it names a run twice")
        for run in self.index["runs"]:
            where, owed, given = f"run {run['run']}", Counter[str](), answers[run["run"]]
            opened = self.leaf(run["opened"], ("run.opened",), run=run["run"])
            closed = self.leaf(run["closed"], ("run.closed",), run=run["run"])
            record = self.document("E-INDEX", f"data/runs/{run['run']}.json", load)
            try:
                owed.update(member(record, "cells", list))
                listed = json.dumps(sorted(owed), ensure_ascii=False, separators=(",", ":")).encode()
            except (ValueError, TypeError):
                listed = b""
            digest = hashlib.sha256(listed).hexdigest()
            if not opened or not closed or any(not run["opened"] < number < run["closed"] for number in given):
                found.add("E-INDEX", where, "its leaves do not open and close it around its items and gaps")
                continue
            if (opened.get("cells"), opened.get("cells_sha256")) != (sum(owed.values()), digest):
                found.add("E-INDEX", where, "its record does not list the cells that it opened with")
            for kind, name in (("item.collected", "items"), ("gap", "gaps")):
                count = sum(leaf["kind"] == kind for leaf in given.values())
                if count != closed.get(name):
                    found.add("E-ITEM-DROPPED", where, f"it closed with {closed.get(name)} {name}, here are {count}")
            for cell in sorted(owed.keys() - {leaf.get("cell") for leaf in given.values()}):
                found.add("E-ITEM-DROPPED", where, f"neither an item nor a gap answers cell {cell}")
        found.stop()

    def pack(self) -> None:
        """The ledger's own record of this pack counts the same, and everything here is older than it."""
        found, index = Findings(), self.index
        number, shown = index["pack"]["leaf"], len(self.shown)
        leaf = self.leaf(number, ("pack",), pack=index["pack"]["id"])
        if not leaf or self.predicate.get("pack") != index["pack"]["id"]:
            raise tampered("E-INDEX", "pack", f"leaf {number} and the statement do not both name this pack")
        if (leaf.get("items"), leaf.get("runs")) != (shown, len(index["runs"])):
            why = f"sealed with {leaf.get('items')} items and {leaf.get('runs')} runs, here are {shown} and "
            found.add("E-ITEM-DROPPED", "pack", why + str(len(index["runs"])))
        if leaf.get("catalogue") != self.digests.get("data/catalogue.json"):
            found.add("E-CATALOGUE", "data/catalogue.json", "not the catalogue that the pack was sealed with")
        others, size = [each for each in self.leaves if each != number], leaf.get("tree_size")
        if not isinstance(size, int) or not max(others, default=-1) < size <= number:
            found.add("E-INDEX", "pack", "it holds leaves that are younger than what it was chosen from")
        files = {path for path in self.digests if path.startswith("data/journal/")}
        entries = {each for each, leaf in self.leaves.items() if leaf["kind"] == "journal"}
        for entry in index["journal"]:
            path = f"data/journal/{entry['entry']}.json"
            says = {"entry": entry["entry"], "sha256": self.digests.get(path)}
            if not self.leaf(entry["leaf"], ("journal",), **says) or path not in files:
                found.add("E-JOURNAL", path, "not the journal entry that the ledger recorded")
            files.discard(path)
            entries.discard(entry["leaf"])
        for name in sorted(files | {f"leaf {each}" for each in entries}):
            found.add("E-JOURNAL", name, "the index does not name this journal entry")
        found.stop()

    def facts(self) -> dict[str, Any]:
        """What was verified, for people and machines."""
        kinds = Counter(leaf["kind"] for leaf in self.leaves.values())
        origin, size, root = self.head
        return {
            "bag": self.archive.bag,
            "pack": self.index["pack"]["id"],
            "signed_by": self.key_id,
            "files": len(self.archive.entries),
            "bytes": sum(entry.size for entry in self.archive.entries.values()),
            "checkpoint": {"origin": origin, "size": size, "root": base64.b64encode(root).decode()},
            "items": kinds["item.collected"] + kinds["item.uploaded"],
            "withheld": Counter(item["withheld"] for item in self.index["items"] if "withheld" in item),
            "runs": kinds["run.opened"],
            "gaps": Counter(str(leaf.get("reason")) for leaf in self.leaves.values() if leaf["kind"] == "gap"),
            "journal": kinds["journal"],
        }


def crc32(chunks: Iterable[bytes]) -> int:
    value = 0
    for piece in chunks:
        value = zlib.crc32(piece, value)
    return value


def verify(path: str | os.PathLike[str], key: str, pack: str | None = None) -> dict[str, Any]:
    """The facts of a pack that is whole and signed by `key`; raises Tampered or CannotDecide.

    `key` is a vkey, a PEM or the name of a file with either. `pack` is the id that the pack must have: it
    tells an old pack, genuine but replayed, from the one that was promised.
    """
    if Ed25519PublicKey is None:
        raise CannotDecide("The Python package cryptography is missing: install it, or verify by hand (VERIFY.md).")
    pinned = pinned_key(key)
    try:
        with open(path, "rb") as file:
            verification = Verification(file, pinned)
    except OSError as error:
        raise CannotDecide(f"The pack cannot be read: {error}") from None
    facts = verification.facts()
    if pack is not None and pack != facts["pack"]:
        raise tampered("E-REPLAYED", "pack", f"a genuine pack, but {facts['pack']!a} and not the one you asked for")
    if verification.handed_over:
        raise CannotDecide(
            f"The pack is whole, and signed by {facts['signed_by']}. The key you gave handed over to that one in leaf "
            f"{verification.handed_over[-1]} of the ledger, signed by both. Whoever stole the old key could have done "
            "so too: have the new key confirmed by another way than this pack, and give that one with --key.",
            "E-KEY-ROTATED",
        )
    return facts


def verify_growth(path: str | os.PathLike[str], key: str, since: str, since_key: str | None = None) -> dict[str, Any]:
    """Whether the ledger only grew from the head in the file `since` to that of the proof; raises as `verify` does.

    The proof is what `manage.py checkpoint --since` prints, in the spelling of c2sp.org/tlog-witness: a line
    `old <size>`, the nodes in base64, an empty line, the newer checkpoint.
    """
    if Ed25519PublicKey is None:
        raise CannotDecide("The Python package cryptography is missing: install it.")
    newer_key = pinned_key(key)
    older_key = pinned_key(since_key) if since_key else newer_key
    try:
        with open(since, "rb") as file:
            kept = file.read(CHUNK)
        with open(path, "rb") as file:
            proof = file.read(CHUNK)
    except OSError as error:
        raise CannotDecide(f"Proof or kept head cannot be read: {error}") from None
    try:
        origin, first, older = open_checkpoint(kept, older_key)
    except ValueError as error:
        raise CannotDecide(f"{since} is no head signed by the key that you gave for it: {error}.") from None
    top, blank, note = proof.partition(b"\n\n")
    try:
        stated, *lines = top.decode().split("\n")
        nodes = [unbase64(line) for line in lines]
        if not blank or len(nodes) > 63 or any(len(node) != 32 for node in nodes):
            raise ValueError("not a proof of consistency")
        if stated != f"old {first}":
            raise CannotDecide(f"The proof is not about the head you kept, of {first} leaves: ask for one that is.")
    except ValueError as error:
        raise tampered("E-CONSISTENCY-PROOF", "proof", str(error)) from None
    try:
        name, second, newer = open_checkpoint(note, newer_key)
    except ValueError as error:
        raise tampered("E-CHECKPOINT-SIGNATURE", "proof", str(error)) from None
    if name != origin:
        raise tampered("E-INCONSISTENT", "proof", f"a head of {name}, and you kept one of {origin}")
    if not verify_consistency(first, older, second, newer, nodes):
        why = f"the ledger of {second} leaves does not continue the one of {first} that you kept"
        raise tampered("E-INCONSISTENT", "proof", why)
    since_then, now = (
        {"size": size, "root": base64.b64encode(root).decode()} for size, root in ((first, older), (second, newer))
    )
    return {"origin": origin, "since": since_then, "now": now, "signed_by": newer_key.named(name)}


def plain(text: str) -> str:
    """One line of ASCII: a hostile name must neither forge a line nor reach the terminal's controls."""
    return text.encode("unicode_escape").decode()


def counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))


def told(facts: dict[str, Any]) -> str:
    """The verified pack in a few lines."""
    head, withheld, gaps = facts["checkpoint"], facts["withheld"], facts["gaps"]
    shown = facts["items"] - sum(withheld.values())
    rows = [
        ("pack", facts["pack"]),
        ("signed by", f"{facts['signed_by']}, the key you gave"),
        ("files", f"{facts['files']} ({facts['bytes']:,} bytes): none changed, none missing, none added"),
        ("ledger", f"{head['size']} entries under root {head['root']}"),
        ("evidence", f"{shown} shown, each recorded in the ledger when it was received"),
        ("withheld", f"{counted(withheld)}: recorded, not in this pack" if withheld else "nothing"),
        ("runs", f"{facts['runs']}, each with every item and gap it closed with"),
        ("could not look", counted(gaps) if gaps else "nowhere: no gaps"),
        ("journal", f"{facts['journal']} recorded with this pack (reviews, decisions)"),
    ]
    lines = [f"Demarc evidence pack {facts['bag']}", ""]
    lines += [f"  {label:<15} {plain(value)}" for label, value in rows]
    closing = "VERIFIED: this is what was sealed. Whether it is enough is for you to judge."
    return "\n".join([*lines, "", closing])


def told_growth(facts: dict[str, Any]) -> str:
    since, now = facts["since"], facts["now"]
    return (
        f"Ledger {plain(facts['origin'])}, signed by {plain(facts['signed_by'])}\n\n"
        f"  you kept        {since['size']} entries under root {since['root']}\n"
        f"  and now         {now['size']} entries under root {now['root']}\n\n"
        "VERIFIED: since the head you kept, the ledger was only added to."
    )


def told_failures(failures: list[Failure], shown: int = 50) -> str:
    lines = [f"  {code:<22} {plain(where)}: {plain(why)}" for code, where, why in failures[:shown]]
    if len(failures) > shown:
        lines.append(f"  ... and {len(failures) - shown} more (--json lists them all)")
    return "\n".join([*lines, "", "NOT VERIFIED: this is not what was sealed. Do not rely on it."])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verifies a Demarc evidence pack, or its ledger's growth, offline.")
    parser.add_argument("path", metavar="PACK.zip", help="the pack, or with --since a proof of consistency")
    parser.add_argument("--key", help="public key given to you by another way: vkey, PEM, or a file with either")
    parser.add_argument("--pack", metavar="ID", help="the id that the pack must have")
    parser.add_argument("--since", metavar="FILE", help="a head of the ledger that you kept: did it only grow?")
    parser.add_argument("--since-key", metavar="KEY", help="the key of that head, where it is another")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    given = parser.parse_args(arguments)
    answer: dict[str, Any] = {"failures": []}
    try:
        if not given.key:
            raise CannotDecide("Name the key with --key. A key taken from the pack would prove nothing.")
        if given.since:
            answer["facts"] = verify_growth(given.path, given.key, given.since, given.since_key)
        else:
            answer["facts"] = verify(given.path, given.key, given.pack)
        answer["result"] = "verified"
        status, text = 0, told_growth(answer["facts"]) if given.since else told(answer["facts"])
    except Tampered as error:
        answer |= {"result": "tampered", "failures": [failure._asdict() for failure in error.failures]}
        status, text = 1, told_failures(error.failures)
    except CannotDecide as error:
        answer |= {"result": "undecided", "code": error.code, "reason": str(error)}
        status, text = 2, f"CANNOT DECIDE: {error.code + ': ' if error.code else ''}{plain(str(error))}"
    except Exception as error:  # whatever an unforeseen pack provokes, it is no yes
        answer |= {"result": "undecided", "reason": f"unforeseen: {error!r}"}
        status, text = 2, f"CANNOT DECIDE: unforeseen: {error!r}"
    print(json.dumps(answer, indent=2) if given.json else text)
    return status


if __name__ == "__main__":
    sys.exit(main())
