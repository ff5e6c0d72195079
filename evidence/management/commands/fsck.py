"""`manage.py fsck`: recompute the whole ledger and all that it seals, and name what is not as it was."""

from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from compliance import guards
from evidence.ledger.notes import NoteError
from evidence.models import Checkpoint, Item, LedgerHead
from evidence.soundness.fault import Fault
from evidence.soundness.ledger import head_of, ledger_faults
from evidence.soundness.records import record_faults


class Command(BaseCommand):
    help = "Recompute every leaf, checkpoint and sealed byte, and name what is wrong: status 1 when anything is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="a checkpoint that was kept outside; may be repeated",
        )

    def handle(self, *args: Any, against: list[Path], **options: Any) -> None:
        console = Console(file=self.stdout._out, highlight=False)  # type: ignore[arg-type]  # Django wraps the stream
        heads = [self._kept(path) for path in against]
        unguarded = (Fault("guard-missing", name) for name in guards.missing(connection))
        found = 0
        for fault in chain(unguarded, ledger_faults(heads), record_faults()):
            found += 1
            console.print(f"[bold red]{fault.code}[/]  {escape(fault.about)}")
            console.print(Padding(fault.sentence, (0, 0, 0, 2)))
        head, signed, items = LedgerHead.objects.filter(id=1).first(), Checkpoint.objects.count(), Item.objects.count()
        read = f"{head.size if head else 0} leaves, {signed} checkpoints and the bytes of {items} items read"
        if found:
            raise CommandError(f"{read}; {found} faults. Nothing was changed.")
        console.print(f"[green]Everything is as it was sealed[/]: {read}.")
        if heads:
            console.print(f"The ledger continues each of the {len(heads)} checkpoints that were kept outside.")
        else:
            console.print("Compare with a checkpoint kept outside (--against FILE): that one is beyond our reach.")

    def _kept(self, path: Path) -> Checkpoint:
        try:
            return head_of(path.read_bytes())
        except OSError as cause:
            raise CommandError(f"{path} cannot be read: {cause.strerror}.") from None
        except NoteError as cause:
            raise CommandError(f"{path} is no checkpoint of a ledger: {cause}") from None
