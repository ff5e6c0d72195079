"""A second system of the house, on which Harbour may lean: the landing zone, kept by Olive as well."""

import datetime

from compliance.actions.ending import end_leaning
from compliance.actions.leaning import lean_on
from compliance.actions.settling import Settled, settle_duties
from compliance.models import Duty, Leaning, System
from frameworks.compiled import shipped
from tests.factories import AFFECTS, Harbour, a_system, an_account

ZONE_ACCOUNT = "777788889999"
LEANED = ("audit-logging", "mfa")


def a_landing_zone(harbour: Harbour) -> System:
    """It answers to HIPAA too and has duties of its own; Olive is its officer, and nobody else of Harbour is in it."""
    olive, now = harbour.cast.olive, harbour.now
    zone = a_system("zone", "Landing zone", officer=olive, now=now)
    services = {"iam": AFFECTS, "cloudtrail": AFFECTS, "kms": AFFECTS, "ec2": AFFECTS}
    an_account(zone, ZONE_ACCOUNT, "Landing zone", actor=olive, now=now, services=services)
    settle(zone, harbour.on, now)
    return zone


def lean(
    harbour: Harbour,
    zone: System,
    *controls: str,
    since: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Leaning:
    """Harbour leans on the zone from today on, and its duties follow."""
    leaning = lean_on(
        system=harbour.system,
        on_system=zone,
        controls=controls or LEANED,
        since=since or harbour.on,
        actor=harbour.cast.olive,
        now=now or harbour.now,
    )
    settle(harbour.system, harbour.on, now or harbour.now)
    return leaning


def stand_alone(harbour: Harbour, zone: System, after: datetime.date, now: datetime.datetime) -> None:
    end_leaning(system=harbour.system, on_system=zone, after=after, actor=harbour.cast.olive, now=now)


def settle(system: System, on: datetime.date, now: datetime.datetime) -> Settled:
    return settle_duties(system=system, catalogue=shipped(), on=on, actor=None, now=now)


def duty_of(system: System, control: str, service: str | None = None) -> Duty:
    return Duty.objects.get(system=system, control__key=control, service__key=service, programme=None)
