"""Heads of the ledger: proofs that it only grew from one to another, and the mail that takes one out of our hands."""

from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from compliance.models import User
from evidence.ledger.consistency import Growth
from evidence.ledger.tree import Tree
from evidence.models import Checkpoint, LedgerEntry
from frameworks.errors import Refused


def growth(since: int, until: Checkpoint) -> Growth:
    """That the ledger under `until` only added to its first `since` leaves. Refused when it never had so many."""
    if since > until.size:
        raise Refused(f"The head of {until.size} leaves is older than one of {since}: ask the other way round.")
    hashes = LedgerEntry.objects.filter(sequence__lt=until.size).order_by("sequence")
    tree = Tree(bytes(each) for each in hashes.values_list("leaf_hash", flat=True).iterator())
    if tree.size != until.size:
        raise Refused(f"The ledger has {tree.size} leaves and its head says {until.size}: run `manage.py fsck`.")
    return Growth(since, tree.consistency_proof(since), until.note.encode())


def signed_at(size: int) -> Checkpoint:
    """The signed head of that size. Refused where none was signed, with the nearest ones."""
    found = Checkpoint.objects.filter(size=size).first()
    if found is None:
        nearest = [
            *Checkpoint.objects.filter(size__lt=size).order_by("-size").values_list("size", flat=True)[:1],
            *Checkpoint.objects.filter(size__gt=size).order_by("size").values_list("size", flat=True)[:1],
        ]
        near = _(" The nearest are of %(sizes)s.") % {"sizes": ", ".join(map(str, nearest))} if nearest else ""
        raise Refused(_("No head of %(size)s leaves was signed.") % {"size": size} + near)
    return found


def keepers() -> list[str]:
    """The mail addresses of those who keep heads for us: whom the setting names, else the administrators."""
    if settings.LEDGER_KEEPERS:
        return list(settings.LEDGER_KEEPERS)
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("email")
    return list(administrators.values_list("email", flat=True))


def head_mail(head: Checkpoint, to: str, before: Checkpoint | None) -> EmailMessage:
    """The head in the text and as a file, with a proof that it continues `before`, the one that was mailed last."""
    said = [
        head.note,
        _("This is the signed head of the ledger that seals our evidence."),
        _("Keep it where we cannot reach it: whoever has it can tell later whether anything before it was changed."),
        "manage.py fsck --against FILE",
    ]
    if before:
        grown = _(
            "Whether the ledger only grew since the head of %(size)s leaves, everybody can tell with the verifier:"
        )
        said += [
            grown % {"size": before.size},
            f"python verify.py {proof_name(before, head)} --key KEY --since {file_name(before)}{_under(before, head)}",
        ]
    subject = _("Demarc: the ledger at %(size)s leaves") % {"size": head.size}
    message = EmailMessage(subject, "\n\n".join(said) + "\n", None, [to])
    message.extra_headers = {
        "Message-ID": f"<head-{head.pk}-{head.size}@{settings.HOST}>",
        "Auto-Submitted": "auto-generated",
    }
    message.attach(file_name(head), head.note.encode(), "application/octet-stream")
    if before:
        message.attach(proof_name(before, head), growth(before.size, head).to_bytes(), "application/octet-stream")
    return message


def _under(before: Checkpoint, head: Checkpoint) -> str:
    """What the verifier is told where the key was changed between the two."""
    changes = LedgerEntry.objects.filter(kind="key.rotated", sequence__gte=before.size, sequence__lt=head.size)
    return " --since-key EARLIER-KEY" if changes.exists() else ""


def file_name(head: Checkpoint) -> str:
    return f"checkpoint-{head.size}.txt"


def proof_name(before: Checkpoint, head: Checkpoint) -> str:
    return f"growth-{before.size}-{head.size}.txt"


def size_or_file(given: str) -> int | Path:
    return int(given) if given.isdecimal() else Path(given)
