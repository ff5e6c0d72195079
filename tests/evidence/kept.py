"""Evidence whose years have gone by: told at instants to come, for the verbs read no clock."""

import datetime
from collections.abc import Sequence
from typing import Any

from compliance.actions.auditing import end_audit
from evidence.actions.erasing import erase
from evidence.actions.holding import place_hold
from evidence.actions.retaining import keep_for
from evidence.actions.reviewing import accept
from evidence.models import Erasable, ErasedFor, Item, RecordClass
from frameworks import periods
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour


def accepted(harbour: Harbour) -> Item:
    """Nora's risk analysis, which Rita has accepted: it is in effect for a year, and HIPAA wants it for six more."""
    use = hand_in(harbour)
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    return use.item


def audit_over(harbour: Harbour) -> None:
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)


def rows_of_what_is_kept(harbour: Harbour) -> dict[str, Any]:
    """By the routes that want one: a rule, a hold, and an item to be erased."""
    officer: dict[str, Any] = {"system": harbour.system, "actor": harbour.cast.olive, "now": harbour.now}
    rule = keep_for(record_class=RecordClass.REPORT, years=7, basis="Contract", everywhere=False, **officer)
    hold = place_hold(matter="A v. B", reason="Counsel asks for it.", **officer)
    return {"end-retention": rule.pk, "lift-hold": hold.pk, "erase-item": hand_in(harbour, "Kept").item_id}


def in_years(harbour: Harbour, years: int) -> datetime.datetime:
    return periods.after(harbour.now, f"P{years}Y")


def erased(
    harbour: Harbour,
    records: Sequence[Erasable],
    because: ErasedFor = ErasedFor.RETENTION,
    *,
    years: int = 8,
) -> int:
    return erase(
        system=harbour.system,
        records=records,
        because=because,
        actor=harbour.cast.olive,
        now=in_years(harbour, years),
    )
