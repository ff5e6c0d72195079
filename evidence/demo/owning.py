"""Who owns which duties at Harbour Health: by name, and by rule for the rest of a theme."""

import datetime
from collections.abc import Mapping

from compliance.actions.assigning import assign, split_off
from compliance.actions.narrating import narrate
from compliance.actions.ruling import rule
from compliance.models import Duty, System
from evidence.demo.people import People
from frameworks.models import Service

# control -> owner, days until it is due
BENS: Mapping[str, int] = {
    "patching": 21,
    "log-review": 7,
    "audit-logging": 30,
    "backup": 30,
    "secure-configuration": 45,
    "network-access-rules": 14,
    "public-exposure": 10,
}
NORAS: Mapping[str, int] = {
    "encryption-at-rest": 14,
    "key-rotation": 30,
    "mfa": 5,
    "access-review": 21,
    "least-privilege": 30,
    "root-account-protection": 5,
    "session-timeout": 28,
    "risk-analysis": 60,
}
# Whose the other controls of a theme are. People, buildings, media, privacy and third parties: nobody's yet.
RULED: Mapping[str, tuple[str, ...]] = {
    "ben": ("backup", "change", "compute", "development", "logging", "monitoring", "network", "patching", "storage"),
    "nora": ("encryption", "governance", "identity", "incident", "keys", "privileged", "vulnerability"),
}


def give_duties(system: System, people: People, now: datetime.datetime) -> None:
    """By name with a day, where it presses; the rest of a theme by its rule, without one."""
    today = system.day_of(now)
    duties = {
        duty.control.key: duty
        for duty in Duty.objects.filter(system=system, service=None).select_related("control", "system")
    }
    patching_rds = split_off(
        duty=duties["patching"], service=Service.objects.by_key("rds"), actor=people.olive, on=today, now=now
    )
    given = [(duties[control], people.ben, days) for control, days in BENS.items()]
    given += [(duties[control], people.nora, days) for control, days in NORAS.items()]
    given.append((patching_rds, people.nora, 21))
    for duty, owner, days in given:
        assign(
            duty=duty,
            owner=owner,
            reviewer=people.rita,
            due_on=today + datetime.timedelta(days=days),
            actor=people.olive,
            on=today,
            now=now,
        )
    for name, themes in RULED.items():
        for theme in themes:
            rule(
                system=system,
                theme=theme,
                owner=getattr(people, name),
                reviewer=people.rita,
                due_in_days=None,
                actor=people.olive,
                on=today,
                now=now,
            )
    narrate(
        duty=patching_rds,
        narrative=(
            "AWS patches the hosts and the engine. We keep the maintenance window on Sunday night, take minor versions "
            "automatically, and plan each major version in the quarter after its release."
        ),
        actor=people.nora,
        now=now,
    )
