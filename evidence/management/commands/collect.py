"""`manage.py collect`: connect an AWS account if need be and collect now; or collect again, or cancel a run."""

from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from compliance.models import Account, System
from evidence import embedded
from evidence.actions.cancelling import cancel_run
from evidence.actions.collecting import start_again, start_run
from evidence.actions.connecting import connect, prove_connection
from evidence.collecting.shipped import collectors
from evidence.collecting.templates import ROLE_NAME
from evidence.models import Connection, Run
from evidence.runs.progress import progress_of
from evidence.runs.watching import NobodyWorks, watch_run
from evidence.wording import why
from frameworks.errors import Refused


class Command(BaseCommand):
    help = "Collect evidence from AWS now, with the default credential chain and each account's role."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--account", help="one account's 12 digits; it is connected and proven first")
        what.add_argument("--system", help="key of a system: every account of it")
        what.add_argument("--again", type=UUID, metavar="RUN", help="what this run could not look at whole")
        what.add_argument("--cancel", type=UUID, metavar="RUN", help="leave out what nobody has begun of this run")
        parser.add_argument("--role", default=ROLE_NAME, help=f"name of our role in the account (default: {ROLE_NAME})")
        parser.add_argument("--only", action="append", default=[], help="a collector; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=self.stdout._out)  # type: ignore[arg-type]  # Django wraps the stream
        try:
            if options["cancel"]:
                self._said(cancel_run(run=self._known(options["cancel"]), actor=None, now=timezone.now()), console)
            else:
                self._collect(options, console)
        except (Refused, NobodyWorks, embedded.CannotStart) as cause:
            raise CommandError(str(cause)) from None

    def _collect(self, options: dict[str, Any], console: Console) -> None:
        account = self._account(options["account"]) if options["account"] else None
        before = self._known(options["again"]) if options["again"] else None
        system = account.system if account else before.system if before else self._system(options["system"])
        if account:
            self._connected(account, options["role"], console)
        with ExitStack() as parts:
            if not embedded.answers(settings.CELERY_BROKER_URL):
                parts.enter_context(embedded.broker())
                parts.enter_context(embedded.worker())
            self._finish_open_run(system, console)
            now = timezone.now()
            if before:
                run = start_again(run=before, actor=None, now=now)
            else:
                accounts = [account.account_id] if account else []
                run = start_run(system=system, actor=None, now=now, only=options["only"], accounts=accounts)
            console.print(f"Run {run.pk}")
            self._said(watch_run(run, console), console)

    def _said(self, run: Run, console: Console) -> None:
        progress = progress_of(run)
        looked = progress.looked
        state = "cancelled" if run.cancelled_at else "closed"
        console.print(
            f"Run {run.pk} {state if run.closed_at else 'is open: what is at work finishes'}. {looked.whole} of "
            f"{looked.total} cells seen whole ({looked.percent} %), {looked.in_part} in part, {looked.not_at_all} not "
            f"at all; {progress.answers} answers, {progress.blind} of them “could not look”."
        )
        for sentence, number in why(looked.reasons):
            console.print(f"  {number} cells: {sentence}")
        if run.closed_at and looked.reasons:
            console.print(f"Again: manage.py collect --again {run.pk}")

    def _known(self, pk: UUID) -> Run:
        run = Run.objects.filter(pk=pk).select_related("system").first()
        if run is None:
            raise CommandError(f"There is no run {pk}.")
        return run

    def _system(self, key: str) -> System:
        system = System.objects.filter(key=key).first()
        if system is None:
            raise CommandError(f"There is no system with the key {key}.")
        return system

    def _account(self, digits: str) -> Account:
        known = Account.objects.filter(account_id=digits).select_related("system").first()
        if known is None:
            raise CommandError(f"Account {digits} is in no system yet: put it into one by manage.py scope_account.")
        return known

    def _connected(self, account: Account, role: str, console: Console) -> Connection:
        connection = connect(account=account, role_name=role, actor=None, now=timezone.now())
        if connection.proven_at is None:
            console.print(f"Role: {connection.role_arn}\nExternalId for its trust policy: {connection.external_id}")
            collector = next(iter(collectors().values()))
            prove_connection(connection=connection, collector=collector, actor=None, now=timezone.now())
            console.print("Proven: the role lets us in, and refuses us without the ExternalId.")
        return connection

    def _finish_open_run(self, system: System, console: Console) -> None:
        """What was left by a command that was ended is finished first: its cells are waiting in the database."""
        left = Run.objects.filter(system=system, closed_at=None).first()
        if left:
            console.print(f"Finishing the run that was begun at {left.opened_at:%Y-%m-%d %H:%M} UTC.")
            watch_run(left, console)
