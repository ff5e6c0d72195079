"""`manage.py demo`: the whole product on a simulated AWS estate, through its real parts."""

import io
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from evidence import embedded
from evidence.demo import auditing, showing, story, summary
from evidence.demo.estate import Estate, EstateError
from evidence.ledger.keys import KeyFileError, create_key
from evidence.reporting.contract import NoPango
from evidence.runs.watching import NobodyWorks
from frameworks.errors import Refused


class Command(BaseCommand):
    help = "Show the whole product in one go: collect from a simulated AWS estate, seal, pack, and serve the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="end after the summary")
        parser.add_argument(
            "--port", type=int, default=8000, help="where the site listens on 127.0.0.1 (default: 8000)"
        )

    def handle(self, *args: Any, no_serve: bool, port: int, **options: Any) -> None:
        embedded.end_on_sigterm()
        console = Console(highlight=False)
        try:
            if not no_serve:
                embedded.refuse_taken(port)
            with ExitStack() as parts:
                self._show(parts, console, port, no_serve)
        except (Refused, EstateError, embedded.CannotStart, NobodyWorks, KeyFileError, NoPango) as cause:
            raise CommandError(str(cause)) from None
        except KeyboardInterrupt:
            console.print("\nEnded. Start it again to go on where you were.")

    def _show(self, parts: ExitStack, console: Console, port: int, no_serve: bool) -> None:
        estate = Estate(port=0)
        parts.callback(estate.stop)
        with (
            console.status("Starting the simulated AWS estate and loading the catalogue"),
            ThreadPoolExecutor(1) as pool,
        ):
            started = pool.submit(estate.start)
            prepare()
            started.result()
            surroundings = estate.environment(os.environ)
            os.environ.clear()
            os.environ.update(surroundings)
        password = the_password()
        console.print(f"Simulated AWS estate: {sum(estate.resources.values())} resources in two accounts, two regions")
        system, people = story.tell(password, timezone.now())
        parts.enter_context(embedded.broker())
        with embedded.worker():
            showing.enter_accounts(system, people, estate)
            console.print("Connected: each role lets us in, and refuses us without its ExternalId")
            if showing.collect(system, people, console) is None:
                console.print("Nothing is stale: all evidence is still fresh")
            showing.hand_in_the_policy(system, people)
            auditing.bring_half_way(system, people)
            with console.status("Building the evidence pack"):
                pack = showing.make_pack(system, people)
        path = showing.put_out(pack)
        summary.show(console, system, pack, path, showing.verified(path, pack.key_name))
        address = f"http://127.0.0.1:{port}"
        summary.show_people(console, password, address)
        if not no_serve:
            console.print(f"Serving on {address}/ (Ctrl-C ends it)")
            embedded.serve(port)


def prepare() -> None:
    """Database, catalogue and signing key, each only when missing or behind."""
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", stdout=io.StringIO())
    if not settings.SIGNING_KEY_FILE.exists():
        create_key(settings.SIGNING_KEY_FILE)


def the_password() -> str:
    """One password for all demonstration people, made once and kept in the data folder."""
    file = Path(settings.DATA_DIR) / "demo-password"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write(secrets.token_urlsafe(9))
    return file.read_text()
