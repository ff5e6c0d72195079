"""What lapses, told as stories: days that pass at noon, an agreement that ends, and what a minute mails."""

import datetime
import zoneinfo

from django.core import mail

from compliance.actions.granting import grant
from compliance.actions.notifying import announce_lapses, send_due
from compliance.inheritance.lapsing import Lapse, coming_lapses
from compliance.models import Role, User
from tests.compliance.documents import DAY, agreement_ends
from tests.factories import Harbour


def noon(harbour: Harbour, days: int = 0) -> datetime.datetime:
    """So many days after the story's day, at noon where the system lives."""
    zone = zoneinfo.ZoneInfo(harbour.system.time_zone)
    return datetime.datetime.combine(harbour.on + days * DAY, datetime.time(12), zone)


def coming(harbour: Harbour) -> tuple[Lapse, ...]:
    return coming_lapses({harbour.system: harbour.on}, harbour.catalogue)[harbour.system]


def falls_in(harbour: Harbour, days: int) -> None:
    """The agreement's last day is the one before."""
    agreement_ends(harbour, harbour.on + (days - 1) * DAY)


def a_minute(now: datetime.datetime) -> list[mail.EmailMessage]:
    """What a minute's tick mails."""
    before = len(mail.outbox)
    announce_lapses(now)
    send_due(now)
    return mail.outbox[before:]


def another_officer(harbour: Harbour, until: datetime.date | None = None) -> User:
    grant(
        system=harbour.system,
        user=harbour.cast.nora,
        role=Role.OFFICER,
        since=harbour.on - 30 * DAY,
        until=until,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    return harbour.cast.nora
