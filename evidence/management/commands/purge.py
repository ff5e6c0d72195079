"""`manage.py purge SYSTEM`: what need not be kept any more. Listed; erased only when a named person says so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from compliance.models import System, User
from evidence.actions.erasing import erase, finish_erasing
from evidence.models import ErasedFor
from evidence.retention.purging import over
from frameworks.errors import Refused

AT_ONCE = 500


class Command(BaseCommand):
    help = "List what may be erased of a system. With --erase and --by MAIL it is erased, in that officer's name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", help="the system's key")
        parser.add_argument("--erase", action="store_true", help="erase what is listed; else nothing is changed")
        parser.add_argument("--by", default="", metavar="MAIL", help="the compliance officer who erases it")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        system = System.objects.filter(key=options["system"]).first()
        if system is None:
            raise CommandError(f"There is no system {options['system']!r}: name one by its key.")
        found = list(over(system, now))
        for each in found:
            kind = each.record._meta.verbose_name
            self.stdout.write(f"{kind} {each.record.pk}, kept until {each.kept.until}: {each.record}")
        if not options["erase"]:
            self.stdout.write(f"{len(found)} could be erased today. Nothing was changed.")
            return
        actor = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if actor is None:
            raise CommandError("Say who erases it: --by and the mail address of a compliance officer.")
        finish_erasing(now)
        records = [each.record for each in found]
        for start in range(0, len(records), AT_ONCE):
            some = records[start : start + AT_ONCE]
            try:
                erase(system=system, records=some, because=ErasedFor.RETENTION, actor=actor, now=now)
            except Refused as refusal:
                raise CommandError(f"{start} were erased, then no more. {refusal}") from None
        self.stdout.write(f"{len(records)} were erased.")
