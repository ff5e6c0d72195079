"""Say how long a class of records is kept, in one system or in all of them."""

import datetime
import hashlib
from typing import Any

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import supersede, withdraw
from compliance.models import System, User
from evidence.models import RecordClass, RetentionRule
from evidence.scanning import refuse_card_data_in_text
from frameworks.errors import Refused

LONGEST_YEARS = 100


@transaction.atomic
def keep_for(
    *,
    system: System,
    record_class: RecordClass,
    years: int,
    basis: str,
    everywhere: bool,
    actor: User,
    now: datetime.datetime,
) -> RetentionRule:
    """From today on the class is kept for at least so many years.

    `everywhere`: in each system that has no rule of its own.
    What a framework asks stays, wherever it is longer. `system` is where the officer says so.
    """
    if not 1 <= years <= LONGEST_YEARS:
        raise Refused(f"Name between 1 and {LONGEST_YEARS} years.")
    if not basis.strip():
        raise Refused("Say which law, contract or policy asks for it: whoever shortens it has to know.")
    refuse_card_data_in_text(basis, "The basis")
    before, rule = supersede(
        RetentionRule,
        within=system,
        now=now,
        match={"system": None if everywhere else system, "record_class": str(record_class)},
        valid_from=system.day_of(now),
        keep=f"P{years}Y",
        basis=basis.strip(),
    )
    if before != rule:
        journal.record(
            verb="retention.set",
            subject=rule,
            system=None if everywhere else system,
            actor=actor,
            now=now,
            before=_codes(before) if before else None,
            after=_codes(rule),
        )
    return rule


@transaction.atomic
def end_rule(*, rule: RetentionRule, system: System, actor: User, now: datetime.datetime) -> None:
    """From today on nothing but what the frameworks ask, or the rule for all systems, binds the class."""
    if not RetentionRule.objects.known().select_for_update().filter(pk=rule.pk).exists():
        raise Refused("This rule was changed or has ended since: look at the page again.")
    withdraw(rule, since=system.day_of(now), now=now)
    journal.record(verb="retention.ended", subject=rule, system=rule.system, actor=actor, now=now, before=_codes(rule))


def _codes(rule: RetentionRule) -> dict[str, Any]:
    return {
        "class": str(rule.record_class),
        "keep": rule.keep,
        "basis_sha256": hashlib.sha256(rule.basis.encode()).hexdigest(),
    }
