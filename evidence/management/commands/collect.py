"""`manage.py collect --account …`: connect an AWS account if need be, and collect its evidence now."""

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from compliance.models import Account
from evidence import embedded
from evidence.actions.collecting import expected_cells, open_run
from evidence.actions.connecting import ROLE_NAME, connect, prove_connection
from evidence.collecting.shipped import collectors
from evidence.models import Connection, Run
from evidence.progress import progress_of
from evidence.watching import NobodyWorks, watch_run
from frameworks.errors import Refused


class Command(BaseCommand):
    help = "Collect the evidence of one AWS account now, with the default credential chain and the account's role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", required=True, help="the account's 12 digits")
        parser.add_argument("--role", default=ROLE_NAME, help=f"name of our role in it (default: {ROLE_NAME})")
        parser.add_argument("--only", action="append", default=[], help="a collector; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=self.stdout._out)  # type: ignore[arg-type]  # Django wraps the stream
        try:
            account = self._account(options)
            self._connected(account, options["role"], console)
            with ExitStack() as parts:
                if not embedded.answers(settings.CELERY_BROKER_URL):
                    parts.enter_context(embedded.broker())
                    parts.enter_context(embedded.worker())
                self._finish_open_run(account, console)
                run = watch_run(self._run(account, options["only"]), console)
        except (Refused, NobodyWorks, embedded.CannotStart) as cause:
            raise CommandError(str(cause)) from None
        progress = progress_of(run)
        console.print(
            f"{progress.finished - progress.gaps} of {progress.total} cells sealed as evidence, "
            f"{progress.answers} answers, {progress.blind} of them “could not look”."
        )

    def _account(self, options: dict[str, Any]) -> Account:
        known = Account.objects.filter(account_id=options["account"]).select_related("system").first()
        if known is None:
            raise CommandError(
                f"Account {options['account']} is in no system yet: put it into one by manage.py scope_account."
            )
        return known

    def _connected(self, account: Account, role: str, console: Console) -> Connection:
        connection = connect(account=account, role_name=role, actor=None, now=timezone.now())
        if connection.proven_at is None:
            console.print(f"Role: {connection.role_arn}\nExternalId for its trust policy: {connection.external_id}")
            collector = next(iter(collectors().values()))
            prove_connection(connection=connection, collector=collector, actor=None, now=timezone.now())
            console.print("Proven: the role lets us in, and refuses us without the ExternalId.")
        return connection

    def _finish_open_run(self, account: Account, console: Console) -> None:
        """What was left by a command that was ended is finished first: its cells are waiting in the database."""
        left = Run.objects.filter(system=account.system, closed_at=None).first()
        if left:
            console.print(f"Finishing the run that was begun at {left.opened_at:%Y-%m-%d %H:%M} UTC.")
            watch_run(left, console)

    def _run(self, account: Account, only: list[str]) -> Run:
        now = timezone.now()
        system = account.system
        cells = expected_cells(system, system.day_of(now), only)
        mine = [cell for cell in cells if cell["account"] == account.account_id]
        return open_run(system=system, cells=mine, actor=None, now=now)
