"""What people are told, as stories: minutes that pass, and what is mailed in them."""

import datetime
import zoneinfo

from django.core import mail

from compliance.actions.choosing import choose
from compliance.actions.delivering import begin_webhook
from compliance.models import User, Webhook
from evidence.tasks import EACH_MINUTE
from tests.factories import Harbour

TELLING = ("announce_lapses", "announce_news", "announce_due", "announce_evidence", "announce_requests", "send_due")


def at(harbour: Harbour, hour: int, days: int = 0, minute: int = 0, zone: str = "UTC") -> datetime.datetime:
    """So many days after the story's day, at an hour in a time zone."""
    day = harbour.on + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour, minute), zoneinfo.ZoneInfo(zone))


def tick(now: datetime.datetime) -> list[mail.EmailMessage]:
    """What the part of the minute's tick that tells people mails."""
    before = len(mail.outbox)
    for step in EACH_MINUTE:
        if step.__name__ in TELLING:
            step(now)
    return mail.outbox[before:]


def tick_for(person: User, now: datetime.datetime) -> list[mail.EmailMessage]:
    return [message for message in tick(now) if message.to == [person.email]]


def chooses(harbour: Harbour, person: User, **said: object) -> None:
    wanted = {
        "time_zone": "UTC",
        "digest_hour": 7,
        "quiet_from": None,
        "quiet_until": None,
        "muted": (),
    }
    choose(person=person, **(wanted | said), now=harbour.now)  # type: ignore[arg-type]


def a_webhook(harbour: Harbour, url: str = "https://hooks.example.org/demarc") -> Webhook:
    """Olive's: told what is overdue."""
    return begin_webhook(
        system=harbour.system,
        url=url,
        shape="standard",
        kinds=["overdue"],
        actor=harbour.cast.olive,
        now=harbour.now,
    )
