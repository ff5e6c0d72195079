"""Which key signs: the one that the ledger names last. Its private half is in a file, never in the database.

The first key is in the file that DEMARC_SIGNING_KEY_FILE names; one that came by rotation stands beside it, called by
its key id, so that appending the leaf is all there is to a rotation and nothing is moved afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from evidence.ledger.keys import KeyFileError, beside, load_signer
from evidence.ledger.leaves import Key, KeyRotated, parse
from evidence.ledger.notes import Signer, Verifier
from evidence.models import LedgerEntry
from frameworks.errors import Refused

KEY_LEAVES = ("key", "key.rotated")


@dataclass(frozen=True)
class KeyTerm:
    """A public key and the leaf from which on it signs."""

    since: int
    key: Verifier


def key_terms() -> Iterator[KeyTerm]:
    """Every key that the ledger names, the newest first."""
    for row in LedgerEntry.objects.filter(kind__in=KEY_LEAVES).order_by("-sequence"):
        leaf = parse(bytes(row.leaf))
        if isinstance(leaf, Key | KeyRotated):
            yield KeyTerm(row.sequence, Verifier.from_vkey(leaf.vkey))


def signer() -> Signer:
    """The key in force; before the ledger's first leaf, the one in the file. Refused says what to do without it."""
    term = next(key_terms(), None)
    if term is not None:
        return signer_of(str(term.key))
    try:
        return _signer(settings.SIGNING_KEY_FILE, settings.LEDGER_ORIGIN)
    except KeyFileError as cause:
        raise Refused(
            f"{cause} Nothing can be sealed without it: run `manage.py signing_key --create`, "
            "or name the file in DEMARC_SIGNING_KEY_FILE."
        ) from cause


def signer_of(vkey: str) -> Signer:
    """The private key of that public one, in force or not: a pack is signed by the key of its day."""
    wanted, first = Verifier.from_vkey(vkey), settings.SIGNING_KEY_FILE
    said = []
    for path in (first, beside(first, wanted)):
        try:
            found = _signer(path, wanted.name)
        except KeyFileError as cause:
            said.append(str(cause))
            continue
        if str(found.verifier) == vkey:
            return found
        said.append(f"{path} holds another key.")
    raise Refused(
        f"The private half of {wanted.name}+{wanted.key_id.hex()}, which signs for the ledger, is not here. "
        f"{' '.join(said)} Put its file back from the backup."
    )


def _signer(path: Path, name: str) -> Signer:
    return _loaded(path, name, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _loaded(path: Path, name: str, changed_ns: int) -> Signer:
    return load_signer(path, name)
