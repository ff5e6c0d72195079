"""One thing that is not as it was sealed: a stable code, what it is about, and what that means."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Fault:
    """`code` is one of CODES; `about` names the row or the bytes by id, number or digest."""

    code: str
    about: str

    @property
    def sentence(self) -> str:
        return CODES[self.code]


CODES: Final = {
    "guard-missing": "The database no longer refuses to change this table: run `manage.py migrate`, and find out who "
    "took the guard away.",
    "leaf-missing": "The ledger has a hole: a leaf that once had this number is gone.",
    "leaf-malformed": "These bytes are no leaf: they were changed after they were appended.",
    "leaf-hash": "The leaf's bytes and its hash do not belong together: one of them was changed.",
    "leaf-label": "The row names another kind or subject than its leaf.",
    "head-differs": "The ledger's head is not the head of its leaves: leaves were taken away, added or changed.",
    "watermark-differs": "The journal's watermark is not the last journal entry in the ledger.",
    "key-unknown": "The ledger has leaves before its first key, or a key that cannot be read.",
    "key-rotation": "The ledger's key was changed here without the signatures of both keys: who holds only one did it.",
    "checkpoint-signature": "The checkpoint is not signed by the key that was in force.",
    "checkpoint-ahead": "The checkpoint speaks of more leaves than there are: leaves were taken away.",
    "checkpoint-root": "The checkpoint's root is not that of these leaves: the ledger was rewritten after that.",
    "checkpoint-row": "The checkpoint's row says something else than its signed note.",
    "journal-missing": "The ledger has a leaf of this journal entry, and the entry is gone.",
    "journal-hole": "The journal has a hole: an entry that once had this number is gone.",
    "journal-differs": "The journal entry is not the one that was sealed: it was changed.",
    "row-missing": "The ledger has a leaf of it, and its row is gone.",
    "leaf-absent": "The row has no leaf in the ledger: it was entered by another way than the product's.",
    "bytes-missing": "The sealed bytes are not where they are kept: bring them back from the backup.",
    "bytes-differ": "The bytes are not those that were sealed: put them back from the backup.",
    "commitment-differs": "Bytes and nonce do not open the leaf's commitment: one of them was changed.",
    "erasure-differs": "Row and ledger do not say the same of its erasure: one of them was changed.",
    "run-count": "The run's leaf counts other items or gaps than there are.",
}
