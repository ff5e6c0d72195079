"""One kind of identity for whatever appears in a URL, the API or a pack."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: unguessable enough for a URL, and ordered by time so that indexes stay compact.

    Every floor takes its ids from here; ledger entries, jobs and observations keep bigint.
    """
    return uuid.UUID(bytes=uuid6.uuid7().bytes)
