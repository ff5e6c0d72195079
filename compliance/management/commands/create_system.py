"""`manage.py create_system`: the boundary of a new system, with its framework and its compliance officer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from compliance.actions.granting import grant
from compliance.actions.scoping import answer_to, create_system
from compliance.models import DataClass, Role, User
from frameworks.compiled import shipped
from frameworks.models import Edition


class Command(BaseCommand):
    help = "Create a system that answers to a framework, and make a person its compliance officer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="short name for commands: letters, digits and hyphens")
        parser.add_argument("--name", required=True, help="what people call it")
        parser.add_argument("--officer", required=True, help="mail address of a person who can log in")
        parser.add_argument("--framework", default="hipaa", help="a framework or edition (default: hipaa)")
        parser.add_argument("--role", required=True, help="the organisation's role in it, such as covered-entity")
        parser.add_argument("--data", action="append", required=True, choices=DataClass.values, help="may be repeated")
        parser.add_argument("--time-zone", default="UTC", help="where its days begin and end (default: UTC)")
        parser.add_argument("--purpose", default="", help="a sentence or two on what it does")

    def handle(self, *args: Any, **options: Any) -> None:
        officer = User.objects.filter(email=options["officer"].lower()).first()
        if officer is None:
            raise CommandError(f"Nobody here has the mail address {options['officer']}: create the person first.")
        try:
            edition = Edition.objects.by_key(options["framework"])
        except Edition.DoesNotExist:
            known = ", ".join(Edition.objects.values_list("key", flat=True)) or "none: run load_frameworks"
            raise CommandError(f"There is no framework '{options['framework']}'. There are: {known}.") from None
        roles = _roles_of(edition.key)
        if options["role"] not in roles:
            raise CommandError(f"'{options['role']}' is no role under {edition.title}. There are: {', '.join(roles)}.")
        now = timezone.now()
        try:
            with transaction.atomic():
                system = create_system(
                    key=options["key"],
                    name=options["name"],
                    purpose=options["purpose"],
                    time_zone=options["time_zone"],
                    data_classes=options["data"],
                    actor=None,
                    now=now,
                )
                since = system.day_of(now)
                answer_to(system=system, edition=edition, role=options["role"], since=since, actor=None, now=now)
                grant(system=system, user=officer, role=Role.OFFICER, since=since, actor=None, now=now)
        except ValidationError as faults:
            raise CommandError(" ".join(faults.messages)) from None
        self.stdout.write(f"{system.name} answers to {edition.title}; {officer} is its compliance officer.")


def _roles_of(edition: str) -> tuple[str, ...]:
    return tuple(shipped().editions[edition].roles)
