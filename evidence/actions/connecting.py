"""Connect an AWS account: a role, an ExternalId of ours, and the proof that the role refuses us without it."""

import datetime
import secrets

from django.db import transaction

from compliance import journal
from compliance.models import Account, User
from evidence.collecting.assuming import Entry, Proven, Role, Standing, prove
from evidence.collecting.contract import Collector
from evidence.collecting.policy import session_policy
from evidence.models import Connection
from frameworks.errors import Refused

ROLE_NAME = "DemarcEvidence"


@transaction.atomic
def connect(*, account: Account, actor: User | None, now: datetime.datetime, role_name: str = ROLE_NAME) -> Connection:
    """Name the role by which we enter the account, and make the ExternalId its trust policy has to ask for."""
    connection, created = Connection.objects.get_or_create(
        account=account,
        defaults={
            "system": account.system,
            "role_name": role_name,
            "external_id": f"demarc-{secrets.token_urlsafe(24)}",
            "created_at": now,
        },
    )
    if created:
        journal.record(
            verb="account.connected",
            subject=connection,
            system=account.system,
            actor=actor,
            now=now,
            after={"account": account.account_id, "role": role_name},
        )
    return connection


def entry_to(connection: Connection, collector: Collector, run: str) -> Entry:
    """How one collector goes into the account: with the ExternalId, narrowed to its own declared calls."""
    return Entry(
        role=Role(connection.role_arn, connection.account.account_id, connection.external_id),
        run=run,
        session_policy=session_policy([collector]),
    )


def prove_connection(
    *, connection: Connection, collector: Collector, actor: User | None, now: datetime.datetime
) -> list[Proven]:
    """Try the role with, without and with a wrong ExternalId, and keep what came of it.

    Asks AWS: never call it inside a transaction. Only a connection with every proof held may collect; a broken proof is
    Refused with the first sentence that says what to do.
    """
    results = prove(entry_to(connection, collector, f"proof-{connection.pk}"))
    held = all(result.standing is Standing.HELD for result in results)
    codes = [{"proof": str(result.proof), "standing": str(result.standing), "code": result.code} for result in results]
    with transaction.atomic():
        connection.proofs = [{**code, "at": now.isoformat()} for code in codes]
        connection.proven_at = now if held else None
        connection.save(update_fields=["proofs", "proven_at"])
        journal.record(
            verb="connection.proven" if held else "connection.failed",
            subject=connection,
            system=connection.system,
            actor=actor,
            now=now,
            after={str(result.proof): str(result.standing) for result in results},
        )
    if not held:
        raise Refused(next(result.sentence for result in results if result.sentence))
    return results
