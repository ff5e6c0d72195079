"""`manage.py signing_key`: make the ledger's key once, and print its public half."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.actions.sealing import signer
from evidence.ledger.keys import KeyFileError, create_key, public_pem
from frameworks.errors import Refused


class Command(BaseCommand):
    help = "Print the ledger's public key; with --create, make the private key first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--create", action="store_true", help="make the key file; an existing one is never overwritten"
        )

    def handle(self, *args: Any, create: bool, **options: Any) -> None:
        try:
            if create:
                create_key(settings.SIGNING_KEY_FILE)
            verifier = signer().verifier
        except (KeyFileError, Refused) as cause:
            raise CommandError(str(cause)) from None
        self.stdout.write(f"{verifier}\n\n{public_pem(verifier)}")
