"""`manage.py rejudge`: what today's checks say of facts that were sealed before."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from compliance.models import System
from evidence.actions.rejudging import Change, Rejudged, current_items, record, rejudge
from evidence.actions.rejudging import Unread as Why
from evidence.collecting.shipped import checks, collectors

SENTENCES = {
    Why.ERASED: "was erased: there is nothing left to judge",
    Why.BYTES_MISSING: "cannot be read: its bytes are missing (manage.py fsck)",
    Why.BYTES_DIFFER: "is not what was sealed (manage.py fsck)",
    Why.RETIRED: "was gathered by a collector that is retired: no check reads it any more",
}


class Command(BaseCommand):
    help = "Judge sealed facts anew by today's checks, without AWS, and show what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--system", help="key of one system; all of them without it")
        parser.add_argument("--since", type=datetime.date.fromisoformat, help="all that came since, as 2026-11-22")
        parser.add_argument("--check", default="", help="key of one check, such as s3.public_access_blocked")
        parser.add_argument("--record", action="store_true", help="let the changed answers supersede what was known")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=self.stdout._out, highlight=False)  # type: ignore[arg-type]  # Django wraps the stream
        if options["check"] and options["check"] not in checks():
            raise CommandError(f"There is no check called {options['check']}.")
        items = current_items(self._system(options["system"]), self._since(options["since"]))
        table = Table("Check", "Resource", "Was", "Would be")
        judged, unread, changes = 0, 0, 0
        for found in rejudge(items, options["check"]):
            if found.unread:
                unread += 1
                console.print(f"[yellow]Not judged[/]: item {found.item.pk} {SENTENCES[found.unread]}.")
                continue
            judged += 1
            changes += len(found.changes)
            for change in found.changes:
                table.add_row(*_row(found, change))
            if options["record"]:
                record(found, timezone.now())
        if changes:
            console.print(table)
        did = "changed and are on record" if options["record"] else "would change"
        console.print(f"{judged} items judged anew, {unread} could not be; {changes} answers {did}.")

    def _system(self, key: str | None) -> System | None:
        if key is None:
            return None
        system = System.objects.filter(key=key).first()
        if system is None:
            raise CommandError(f"There is no system with the key {key}.")
        return system

    def _since(self, day: datetime.date | None) -> datetime.datetime | None:
        return datetime.datetime.combine(day, datetime.time.min, datetime.UTC) if day else None


def _row(found: Rejudged, change: Change) -> tuple[str, str, str, str]:
    was = _said(change.was.outcome, change.was.reason) if change.was else "no answer"
    would = _said(change.would_be.outcome, change.would_be.reason) if change.would_be else "no answer"
    collector = collectors()[change.check.partition(".")[0]]
    if found.sealed_by != collector.version:
        would += f" (sealed by version {found.sealed_by}, judged by {collector.version})"
    return escape(change.check), escape(change.resource), was, would


def _said(outcome: str, reason: str) -> str:
    return f"{outcome}: {reason}" if reason else str(outcome)
