"""`manage.py scope_account`: an AWS account into a system, with its regions and the services it uses there."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from compliance.actions.scoping import add_account, use_service
from compliance.actions.settling import settle_duties
from compliance.models import System, Touch
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Service


class Command(BaseCommand):
    help = "Put an AWS account into a system, say which services it uses, and settle the duties that follow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's 12 digits")
        parser.add_argument("--system", required=True, help="key of the system")
        parser.add_argument("--name", required=True, help="what people call the account")
        parser.add_argument("--region", action="append", required=True, help="may be repeated")
        parser.add_argument(
            "--service",
            action="append",
            required=True,
            help="SERVICE or SERVICE:TOUCH, where TOUCH says what it does with the system's data: "
            "touches (the default), affects or neither; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        system = System.objects.filter(key=options["system"]).first()
        if system is None:
            raise CommandError(f"There is no system with the key '{options['system']}': create it by create_system.")
        uses = [_use(text, system) for text in options["service"]]
        now = timezone.now()
        since = system.day_of(now)
        try:
            with transaction.atomic():
                account = add_account(
                    system=system,
                    account_id=options["account"],
                    name=options["name"],
                    regions=options["region"],
                    since=since,
                    actor=None,
                    now=now,
                )
                for service, touches in uses:
                    for region in shipped().services[service.key].places(options["region"]):
                        use_service(
                            account=account,
                            service=service,
                            region=region,
                            touches=touches,
                            since=since,
                            actor=None,
                            now=now,
                        )
                settled = settle_duties(system=system, catalogue=shipped(), on=since, actor=None, now=now)
        except (Refused, ValidationError) as fault:
            raise CommandError(" ".join(getattr(fault, "messages", [str(fault)]))) from None
        self.stdout.write(f"{account} is part of {system.name}: {len(settled.opened)} duties opened.")


def _use(text: str, system: System) -> tuple[Service, dict[str, str]]:
    key, _, touch = text.partition(":")
    service = Service.objects.filter(key=key, retired_at=None).first()
    if service is None:
        raise CommandError(f"The catalogue knows no service '{key}': manage.py load_frameworks has loaded {_known()}.")
    touch = touch or Touch.TOUCHES
    if touch not in Touch.values:
        raise CommandError(f"'{touch}' is not understood: write {key}:touches, {key}:affects or {key}:neither.")
    return service, dict.fromkeys(system.data_classes, touch)


def _known() -> str:
    return ", ".join(Service.objects.filter(retired_at=None).order_by("key").values_list("key", flat=True))
