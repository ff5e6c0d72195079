"""Signed notes and checkpoints of C2SP: c2sp.org/signed-note and c2sp.org/tlog-checkpoint, with Ed25519.

A note is text that ends in a newline, an empty line, then signature lines. A checkpoint is a note whose text
is the ledger's origin, its size and its root. The key's name is the origin. Checkpoints carry no extension
lines.

DSSE statements are signed by the same key: their signed bytes hold no newline and a note's text ends in one,
so neither can pass for the other.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # C2SP's signature type byte
LARGEST_NOTE = 1 << 20
_NAME = re.compile(r"[!-*,-~]{1,200}")  # printable ASCII without space and plus; C2SP allows more, we do not
_SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)")
_CHECKPOINT = re.compile(r"([!-*,-~]{1,200})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")


class NoteError(ValueError):
    """The note, key or checkpoint is malformed, or not signed by the key that was asked for."""


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unbase64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling; anything else is a `NoteError`."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NoteError(f"{text[:80]!r} is not base64.") from error
    if base64_text(data) != text:
        raise NoteError(f"{text[:80]!r} is not canonical base64.")
    return data


@dataclass(frozen=True)
class Verifier:
    """A named public key; `str()` is its C2SP vkey: name+key id+base64 of type byte and key."""

    name: str
    public_key: Ed25519PublicKey

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise NoteError(f"A key name is printable ASCII without space or plus, not {self.name!r}.")

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_text(ED25519 + self.public_key.public_bytes_raw())}"

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name, newline, type byte, public key): a hint, not a fingerprint."""
        named = self.name.encode() + b"\n" + ED25519 + self.public_key.public_bytes_raw()
        return hashlib.sha256(named).digest()[:4]

    @classmethod
    def from_vkey(cls, vkey: str) -> "Verifier":
        name, _, rest = vkey.partition("+")
        key_id, _, key = rest.partition("+")
        raw = unbase64(key)
        if raw[:1] != ED25519 or len(raw) != 33:
            raise NoteError("The vkey is not an Ed25519 key: expected name+8 hex digits+base64.")
        verifier = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        if verifier.key_id.hex() != key_id:
            raise NoteError("The vkey's key id does not belong to its name and key: it was copied wrongly.")
        return verifier

    def verify(self, signature: bytes, message: bytes) -> bool:
        try:
            self.public_key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A named private key. Ed25519 is deterministic: the same message always gets the same signature."""

    name: str
    private_key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.private_key.public_key())

    def sign(self, message: bytes) -> bytes:
        return self.private_key.sign(message)


def sign_note(text: str, signer: Signer) -> bytes:
    """The signed note over `text`, which must end in a newline."""
    if not text.endswith("\n") or any(ord(character) < 0x20 and character != "\n" for character in text):
        raise NoteError("A note's text ends in a newline and holds no other control characters.")
    signature = signer.verifier.key_id + signer.sign(text.encode())
    return f"{text}\n— {signer.name} {base64_text(signature)}\n".encode()


def open_note(note: bytes, verifier: Verifier) -> str:
    """The note's text, once `verifier`'s signature on it holds; other keys' signatures are ignored."""
    try:
        text, blank, signatures = note[:LARGEST_NOTE].decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise NoteError("The note is not UTF-8.") from error
    text += "\n"
    if len(note) > LARGEST_NOTE or not blank or not signatures.endswith("\n"):
        raise NoteError("The note is not a text, an empty line and signature lines.")
    if any(ord(character) < 0x20 and character != "\n" for character in text + signatures):
        raise NoteError("The note holds control characters.")
    signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        found = _SIGNATURE.fullmatch(line)
        if not found:
            raise NoteError(f"Not a signature line: {line[:80]!r}.")
        name, signature = found[1], unbase64(found[2])
        if (name, signature[:4]) != (verifier.name, verifier.key_id):
            continue
        if not verifier.verify(signature[4:], text.encode()):
            raise NoteError(f"The signature by {name} does not hold.")
        signed = True
    if not signed:
        raise NoteError(f"The note is not signed by {verifier.name}+{verifier.key_id.hex()}.")
    return text


@dataclass(frozen=True)
class Checkpoint:
    """The ledger's head: which ledger, how many leaves, under which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        found = _CHECKPOINT.fullmatch(text)
        if not found:
            raise NoteError("The note's text is not origin, size and root.")
        return cls(found[1], int(found[2]), unbase64(found[3]))


def sign_checkpoint(size: int, root: bytes, signer: Signer) -> bytes:
    """The signed checkpoint of the ledger that the signer's name names."""
    text = Checkpoint(signer.name, size, root).text()
    Checkpoint.parse(text)
    return sign_note(text, signer)


def open_checkpoint(note: bytes, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a signed note, once the signature holds and the origin is the key's name."""
    checkpoint = Checkpoint.parse(open_note(note, verifier))
    if checkpoint.origin != verifier.name:
        raise NoteError(f"The checkpoint speaks for {checkpoint.origin}, the key for {verifier.name}.")
    return checkpoint
