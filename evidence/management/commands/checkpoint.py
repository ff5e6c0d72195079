"""`manage.py checkpoint`: sign the ledger's head as it stands, and give it out of our hands."""

from typing import Any

from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evidence.actions.sealing import make_checkpoint
from frameworks.errors import Refused

SUBJECT = "Demarc: the ledger at {size} leaves"
BODY = """{note}
This is the signed head of the ledger that seals our evidence. Keep it where we cannot reach it: whoever has it can tell
later whether anything sealed before was changed or taken away.

    manage.py fsck --against FILE
"""


class Command(BaseCommand):
    help = "Sign the ledger's head and print it; with --mail, send it to those who keep it for us."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", action="append", default=[], metavar="ADDRESS", help="may be repeated")

    def handle(self, *args: Any, mail: list[str], **options: Any) -> None:
        try:
            signed = make_checkpoint("asked-for", timezone.now())
        except Refused as cause:
            raise CommandError(str(cause)) from None
        self.stdout.write(signed.note, ending="")
        if mail:
            send_mail(SUBJECT.format(size=signed.size), BODY.format(note=signed.note), None, mail)
            self.stderr.write(f"Mailed to {', '.join(mail)}.")
