"""Hand the ledger over to a new key: one leaf, signed by the key that goes and by the one that comes."""

import datetime

from django.conf import settings
from django.db import transaction

from compliance import journal
from evidence.actions.sealing import append_at, make_checkpoint
from evidence.ledger.keys import create_key_beside
from evidence.ledger.leaves import KeyRotated
from evidence.ledger.notes import Signer, Verifier
from evidence.ledger.rotation import rotation
from evidence.models import LedgerHead
from evidence.signing import signer
from frameworks.errors import Refused


def rotate_key(*, now: datetime.datetime) -> Verifier:
    """Make a new key and sign over to it; returns its public half. Refused when there is no key in force to sign it.

    The new file is on the disk before the leaf names it. One that no leaf came to name, because the transaction
    failed, is left where it is: nobody signs with it, and after a broken connection it may be the one in force.
    KeyFileError when it cannot be written.
    """
    make_checkpoint("key-rotation", now)
    new = create_key_beside(settings.SIGNING_KEY_FILE, signer().name)
    with transaction.atomic():
        old = signer()
        journal.record(
            verb="key.rotated",
            subject=LedgerHead.objects.get(id=1),
            actor=None,
            now=now,
            before={"key": old.verifier.key_id.hex()},
            after={"key": new.verifier.key_id.hex()},
        )
        append_at(now, lambda number: [_leaf(number, old, new, now)])
        make_checkpoint("key-rotation", now)
    return new.verifier


def _leaf(number: int, old: Signer, new: Signer, now: datetime.datetime) -> KeyRotated:
    """Under the ledger's lock: is the key that signs off still the one in force?"""
    if signer().verifier != old.verifier:
        raise Refused("Somebody else has just handed the ledger over to a new key: look with `manage.py signing_key`.")
    return rotation(at=now, number=number, old=old, new=new)
