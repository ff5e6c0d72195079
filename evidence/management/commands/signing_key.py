"""`manage.py signing_key`: make the ledger's key, print its public half, sign over to the next one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evidence.actions.rotating import rotate_key
from evidence.ledger.keys import KeyFileError, create_key, public_pem
from evidence.signing import key_terms, signer
from frameworks.errors import Refused


class Command(BaseCommand):
    help = "Print the ledger's public key, and those that it had before."

    def add_arguments(self, parser: CommandParser) -> None:
        first_or_next = parser.add_mutually_exclusive_group()
        first_or_next.add_argument(
            "--create", action="store_true", help="make the first key file; an existing one is never overwritten"
        )
        first_or_next.add_argument(
            "--rotate", action="store_true", help="make a new key beside it, and let both sign that it follows"
        )

    def handle(self, *args: Any, create: bool, rotate: bool, **options: Any) -> None:
        try:
            if create:
                create_key(settings.SIGNING_KEY_FILE)
            verifier = rotate_key(now=timezone.now()) if rotate else signer().verifier
        except (KeyFileError, Refused) as cause:
            raise CommandError(str(cause)) from None
        self.stdout.write(f"{verifier}\n\n{public_pem(verifier)}")
        terms = list(key_terms())
        if len(terms) > 1:
            self.stdout.write(f"It signs from leaf {terms[0].since} on. Packs and heads of before are signed by:")
            for term in terms[1:]:
                self.stdout.write(f"  from leaf {term.since}: {term.key}")
