"""One key signs over to the next: a leaf that both have signed, for its own place in the ledger and no other."""

from datetime import datetime

from evidence.ledger.leaves import KeyRotated
from evidence.ledger.notes import NoteError, Signer, Verifier, base64_text, unbase64


def rotation_text(number: int, previous: str, vkey: str) -> bytes:
    """What both keys sign. It ends in a newline as a note does and a DSSE statement never, and is no checkpoint."""
    return f"demarc key rotation\n{number}\n{previous}\n{vkey}\n".encode()


def rotation(*, at: datetime, number: int, old: Signer, new: Signer) -> KeyRotated:
    """The leaf that will have the sequence number `number`, signed by the key that goes and the one that comes."""
    previous, vkey = str(old.verifier), str(new.verifier)
    text = rotation_text(number, previous, vkey)
    return KeyRotated(
        at=at,
        previous=previous,
        vkey=vkey,
        previous_signature=base64_text(old.sign(text)),
        signature=base64_text(new.sign(text)),
    )


def heir(leaf: KeyRotated, number: int, in_force: Verifier | None) -> Verifier:
    """The key that follows `in_force` by leaf `number`. NoteError unless both have signed it for that place."""
    old, new = Verifier.from_vkey(leaf.previous), Verifier.from_vkey(leaf.vkey)
    if str(old) != str(in_force) or old.name != new.name or str(old) == str(new):
        raise NoteError("The rotation does not lead from the key in force to another key of this ledger.")
    text = rotation_text(number, leaf.previous, leaf.vkey)
    for key, signature in ((old, leaf.previous_signature), (new, leaf.signature)):
        if not key.verify(unbase64(signature), text):
            raise NoteError(f"The rotation is not signed by {key.name}+{key.key_id.hex()}.")
    return new
