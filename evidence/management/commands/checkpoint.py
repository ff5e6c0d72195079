"""`manage.py checkpoint`: sign the ledger's head and give it out of our hands, or prove that it only grew."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evidence.actions.sealing import make_checkpoint
from evidence.heads import growth, head_mail, keepers, signed_at, size_or_file
from evidence.ledger.notes import NoteError
from evidence.models import Checkpoint
from evidence.soundness.ledger import head_of
from frameworks.errors import Refused

KEEPERS = ""


class Command(BaseCommand):
    help = "Sign the ledger's head and print it; with --since, print a proof that it only grew since then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mail",
            action="append",
            nargs="?",
            const=KEEPERS,
            default=[],
            metavar="ADDRESS",
            help="send it there, or to those who keep heads for us; may be repeated",
        )
        parser.add_argument(
            "--since", metavar="HEAD", help="the size of an earlier head, or a file with it: prove what came after"
        )
        parser.add_argument(
            "--until", metavar="HEAD", help="with --since: up to that signed head, by size or file; else a new one"
        )

    def handle(self, *args: Any, mail: list[str], since: str | None, until: str | None, **options: Any) -> None:
        if until and not since:
            raise CommandError("--until says how far a proof reaches: name its beginning with --since.")
        try:
            head = signed_at(self._size(until)) if until else make_checkpoint("asked-for", timezone.now())
            if since:
                self.stdout.write(growth(self._size(since), head).to_bytes().decode(), ending="")
            else:
                self.stdout.write(head.note, ending="")
            self._send(head, mail)
        except Refused as cause:
            raise CommandError(str(cause)) from None

    def _send(self, head: Checkpoint, mail: list[str]) -> None:
        to = [address for given in mail for address in ([given] if given != KEEPERS else keepers())]
        if mail and not to:
            raise CommandError("Nobody keeps heads for us: name an address, or set DEMARC_LEDGER_KEEPERS.")
        for address in to:
            head_mail(head, address, None).send()
            self.stderr.write(f"Mailed to {address}.")

    def _size(self, given: str) -> int:
        """Of a head by its size or in a file. A file tells more: it must be a head of this very ledger."""
        named = size_or_file(given)
        if isinstance(named, int):
            return named
        try:
            kept = head_of(named.read_bytes())
        except OSError as cause:
            raise CommandError(f"{named} cannot be read: {cause.strerror}.") from None
        except NoteError as cause:
            raise CommandError(f"{named} is no checkpoint of a ledger: {cause}") from None
        self._is_ours(named, kept)
        return kept.size

    def _is_ours(self, path: Path, kept: Checkpoint) -> None:
        ours = Checkpoint.objects.filter(size=kept.size).first()
        if ours and bytes(ours.root) != bytes(kept.root):
            raise CommandError(
                f"{path} has another root than our head of {kept.size} leaves: one of the two was rewritten. "
                f"Run `manage.py fsck --against {path}`."
            )
