"""What will lapse, as the overview shows it."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from compliance.lapsing import Lapse, coming_lapses
from compliance.mails import changes_address
from compliance.models import Notice, System
from compliance.web.documents import Against, against
from frameworks.compiled import Catalogue
from frameworks.schema import Edition


@dataclass(frozen=True)
class Ahead:
    """One day on which support falls. `told_at` is when an officer was last mailed about it, None = not yet."""

    lapse: Lapse
    edition: Edition
    days: int
    against: tuple[Against, ...]
    address: str
    told_at: datetime.datetime | None


@dataclass(frozen=True)
class WillLapse:
    """What falls within 90 days, the nearest first; and whether anybody is told of it by mail."""

    rows: tuple[Ahead, ...]
    is_mailed: bool


def will_lapse(system: System, on: datetime.date, catalogue: Catalogue) -> WillLapse:
    """Six queries."""
    sent = Notice.objects.filter(system=system).exclude(sent_at=None)
    told = {
        (edition, day): at
        for edition, day, at in sent.order_by("sent_at").values_list(
            "parameters__edition", "parameters__day", "sent_at"
        )
    }
    rows = (
        Ahead(
            lapse=lapse,
            edition=catalogue.edition(lapse.edition),
            days=(lapse.day - on).days,
            against=tuple(dict.fromkeys(against(lapse.reasons, catalogue))),
            address=changes_address(system, lapse.edition, lapse.day),
            told_at=told.get((lapse.edition, lapse.day.isoformat())),
        )
        for lapse in coming_lapses({system: on}, catalogue)[system]
    )
    return WillLapse(tuple(rows), settings.SENDS_MAIL and not system.is_demonstration)
