"""How soon the first page is there: a hundred systems of twelve services, beside one of them."""

import datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from benchmarks.catalogue import best, once
from compliance.actions.granting import grant
from compliance.actions.recording_days import record_standing_days
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import settle_duties
from compliance.models import Role, StandingDay, System, User
from frameworks.compiled import shipped
from frameworks.models import Edition, Service

SYSTEMS = 100
SERVICES = ("ec2", "ebs", "vpc", "s3", "rds", "kms", "iam", "cloudtrail", "lambda", "dynamodb", "ecs", "config")
ROLES = {"hipaa": "covered-entity", "pci-dss": "merchant"}


def a_system(number: int, officer: User, now: datetime.datetime) -> System:
    """HIPAA and PCI DSS on twelve services in one account, no two systems alike."""
    key = f"quay-{number}"
    system = create_system(
        key=key, name=key, purpose="", time_zone="UTC", data_classes=["phi", "cardholder"], actor=officer, now=now
    )
    since = now.date() - datetime.timedelta(days=30 + number)
    grant(system=system, user=officer, role=Role.OFFICER, since=since, actor=None, now=now)
    for framework, role in ROLES.items():
        edition = Edition.objects.by_key(framework)
        answer_to(system=system, edition=edition, role=role, since=since, actor=officer, now=now)
    account = add_account(
        system=system,
        account_id=f"{number:012}",
        name="Production",
        regions=["eu-central-1"],
        since=since,
        actor=officer,
        now=now,
    )
    for place, service in enumerate(Service.objects.filter(key__in=SERVICES).order_by("key")):
        touches = {"phi": "touches" if number >> (place % 7) & 1 else "affects"}
        (region, *_) = shipped().services[service.key].places(["eu-central-1"])
        use_service(
            account=account, service=service, region=region, touches=touches, since=since, actor=officer, now=now
        )
    settle_duties(system=system, catalogue=shipped(), on=now.date(), actor=officer, now=now)
    return system


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    now = timezone.now()
    officer = User.objects.create_user("olive@example.org", name="Olive Park")
    client = Client()
    client.force_login(officer)
    table = Table("systems", "queries", "ms live", "ms by the day's record", title="The first page")
    have = 0
    for wanted in (1, SYSTEMS):
        for number in range(have, wanted):
            a_system(number, officer, now)
        have = wanted
        live = once(lambda: client.get(reverse("compliance:dashboard")))
        while record_standing_days(timezone.now()):
            pass
        recorded = best(lambda: client.get(reverse("compliance:dashboard")))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("compliance:dashboard"))
        table.add_row(str(wanted), str(len(asked)), f"{live * 1000:.0f}", f"{recorded * 1000:.0f}")
    Console(width=100).print(table)
    print(f"{StandingDay.objects.count()} records")


if __name__ == "__main__":
    main()
