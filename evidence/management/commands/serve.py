"""`manage.py serve`: the whole of Demarc on one machine, as one process with its children."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence import embedded


class Command(BaseCommand):
    help = "Run the site with an embedded broker and worker on 127.0.0.1, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default: 8000")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        embedded.end_on_sigterm()
        try:
            embedded.refuse_taken(port)
            self.stdout.write(f"Demarc on http://127.0.0.1:{port}/ (Ctrl-C ends it)")
            embedded.serve(port)
        except embedded.CannotStart as cause:
            raise CommandError(str(cause)) from None
        except KeyboardInterrupt:
            self.stdout.write("")
