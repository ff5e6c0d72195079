"""Connect many accounts at once, as an organisation has them: in scope, settled, each with an ExternalId of its own."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from compliance.actions.joining import add_accounts
from compliance.actions.ruling import apply_rules
from compliance.actions.settling import settle_duties
from compliance.models import System, User
from evidence.actions.connecting import connect_all
from evidence.actions.proving import request_proof
from evidence.models import Connection
from frameworks.compiled import shipped
from frameworks.errors import Refused


@transaction.atomic
def join(
    *,
    system: System,
    named: Mapping[str, str],
    regions: Sequence[str],
    every_region: bool,
    role_name: str,
    actor: User | None,
    now: datetime.datetime,
    partition: str = "aws",
) -> list[Connection]:
    """From today on the accounts (id -> name) belong to the system, and are connected: all of them, or none.

    Who we are is asked once, for all of them. Refused for none at all, and for an account that cannot be added.
    """
    if not named:
        raise Refused("No account is left to connect: choose at least one that can be added.")
    on = system.day_of(now)
    accounts = add_accounts(
        system=system, named=named, regions=regions, since=on, actor=actor, now=now, partition=partition
    )
    made = connect_all(
        system=system, accounts=accounts, actor=actor, now=now, role_name=role_name, every_region=every_region
    )
    settle_duties(system=system, catalogue=shipped(), on=on, actor=actor, now=now)
    apply_rules(system=system, on=on, now=now)
    if not made[0].is_being_proven:
        request_proof(connection=made[0], actor=actor, now=now, principal_only=True)
    return made
