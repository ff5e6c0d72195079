"""What will lapse, as the overview shows it."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from compliance.attested.documents import Against, against
from compliance.inheritance.lapsing import Lapse, coming_lapses
from compliance.inheritance.lapsing_decisions import Ending, coming_endings
from compliance.models import Notice, System
from compliance.notices.mails import changes_address
from compliance.permissions import Viewer
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
class DecisionAhead:
    """A decision that ends, after which the requirement stands where its evidence says."""

    ending: Ending
    edition: Edition
    days: int
    told_at: datetime.datetime | None


@dataclass(frozen=True)
class WillLapse:
    """What falls within 90 days, the nearest first; and whether anybody is told of it by mail."""

    rows: tuple[Ahead, ...]
    decisions: tuple[DecisionAhead, ...]
    is_mailed: bool


def will_lapse(system: System, on: datetime.date, catalogue: Catalogue, viewer: Viewer) -> WillLapse:
    """Two queries beside those for the facts, which are read once more where a decision may end."""
    sent = Notice.objects.filter(system=system).exclude(sent_at=None)
    mailed = list(sent.order_by("sent_at").values_list("parameters", "sent_at"))
    told = {
        (said.get("edition"), said.get("day"), said.get("corroboration", False)): at
        for said, at in mailed
        if "day" in said
    }
    told_of = {said["decision"]: at for said, at in mailed if "decision" in said}
    rows = (
        Ahead(
            lapse=lapse,
            edition=catalogue.edition(lapse.edition),
            days=(lapse.day - on).days,
            against=tuple(dict.fromkeys(against(lapse.reasons, catalogue))),
            address=changes_address(system, lapse.edition, lapse.day),
            told_at=told.get((lapse.edition, lapse.day.isoformat(), lapse.corroboration)),
        )
        for lapse in coming_lapses({system: on}, catalogue)[system]
    )
    decisions = (
        DecisionAhead(
            ending=ending,
            edition=catalogue.edition(ending.decision.asked[0]),
            days=(ending.day - on).days,
            told_at=told_of.get(str(ending.decision.pk)),
        )
        for ending in coming_endings({system: on}, catalogue)[system]
        if ending.decision.is_seen_by(viewer)
    )
    return WillLapse(tuple(rows), tuple(decisions), settings.SENDS_MAIL and not system.is_demonstration)
