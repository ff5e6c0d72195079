"""Connect an AWS account: a role, an ExternalId of ours, and the proof that the role refuses us without it."""

import datetime
import re
import secrets
from collections.abc import Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Account, System, User
from evidence.collecting.assuming import Entry, Proven, Role, Standing, prove
from evidence.collecting.aws import HOME_REGION
from evidence.collecting.contract import Collector
from evidence.collecting.policy import session_policy
from evidence.collecting.templates import ROLE_NAME
from evidence.models import Connection
from frameworks.errors import Refused

ROLE = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
"""What IAM takes as a role's name."""


@transaction.atomic
def connect(
    *,
    account: Account,
    actor: User | None,
    now: datetime.datetime,
    role_name: str = ROLE_NAME,
    every_region: bool = False,
) -> Connection:
    """Name the role by which we enter the account, and make the ExternalId its trust policy has to ask for.

    every_region: the account's regions follow those that are enabled in it. What is connected already stays as it is.
    """
    (connection,) = connect_all(
        system=account.system, accounts=[account], actor=actor, now=now, role_name=role_name, every_region=every_region
    )
    return connection


@transaction.atomic
def connect_all(
    *,
    system: System,
    accounts: Sequence[Account],
    actor: User | None,
    now: datetime.datetime,
    role_name: str = ROLE_NAME,
    every_region: bool = False,
) -> list[Connection]:
    """As `connect`, for accounts of one system: each gets an ExternalId of its own. In the order of `accounts`."""
    _refuse_strange(role_name)
    for account in accounts:
        if account.partition not in HOME_REGION:
            raise Refused(
                f"Accounts of {account.get_partition_display()} cannot be entered yet: hand their evidence in."
            )
    lock(system)
    rows = Connection.objects.filter(account__in=accounts).select_related("account", "system", "job")
    known = {row.account_id: row for row in rows}
    made = Connection.objects.bulk_create(
        (
            Connection(
                account=account,
                system=system,
                role_name=role_name,
                external_id=f"demarc-{secrets.token_urlsafe(24)}",
                every_region=every_region,
                created_at=now,
            )
            for account in accounts
            if account.pk not in known
        ),
        batch_size=journal.AT_A_TIME,
    )
    said = {"role": role_name, "every_region": every_region}
    journal.record_each(
        verb="account.connected",
        changes=[(each, None, {"account": each.account.account_id, **said}) for each in made],
        actor=actor,
        now=now,
        system=system,
    )
    known |= {row.account_id: row for row in made}
    return [known[account.pk] for account in accounts]


@transaction.atomic
def change_connection(
    *, connection: Connection, role_name: str, every_region: bool, actor: User | None, now: datetime.datetime
) -> Connection:
    """Enter by another role, or look into other regions. Another role has proven nothing yet."""
    _refuse_strange(role_name)
    rows = Connection.objects.select_for_update(of=("self",), no_key=True).select_related("system", "account", "job")
    row = rows.get(pk=connection.pk)
    if row.is_being_proven:
        raise Refused("The connection is being proven: change it once that is over.")
    before = {"role": row.role_name, "every_region": row.every_region}
    after = {"role": role_name, "every_region": every_region}
    if before == after:
        return row
    if row.role_name != role_name:
        row.proven_at, row.proofs, row.tried, row.tried_at = None, [], [], None
    row.role_name, row.every_region = role_name, every_region
    row.save(update_fields=["role_name", "every_region", "proven_at", "proofs", "tried", "tried_at"])
    journal.record(
        verb="connection.changed", subject=row, system=row.system, actor=actor, now=now, before=before, after=after
    )
    return row


@transaction.atomic
def show_external_ids(
    *, system: System, connections: Sequence[Connection], actor: User, now: datetime.datetime
) -> list[str]:
    """The ExternalIds of connections of one system, in this order. That `actor` was shown each one is journalled."""
    journal.record_each(
        verb="external_id.shown",
        changes=[(each, None, {"account": each.account.account_id}) for each in connections],
        actor=actor,
        now=now,
        system=system,
    )
    return [connection.external_id for connection in connections]


def _refuse_strange(role_name: str) -> None:
    if not ROLE.fullmatch(role_name):
        raise Refused(
            f"“{role_name}” is no role's name: write it without its path, at most 64 letters, digits and _+=,.@-."
        )


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
    results = prove(entry_to(connection, collector, proof_of(connection)))
    with transaction.atomic():
        held = keep_proofs(connection, results, actor, now)
    if not held:
        raise Refused(next(result.sentence for result in results if result.sentence))
    return results


def proof_of(connection: Connection) -> str:
    """As what our calls are found in CloudTrail while we prove."""
    return f"proof-{connection.pk}"


def keep_proofs(connection: Connection, results: Sequence[Proven], actor: User | None, now: datetime.datetime) -> bool:
    """Whether every proof held; it is kept and journalled, in the caller's transaction."""
    held = all(result.standing is Standing.HELD for result in results)
    connection.proofs = [
        {
            "proof": str(result.proof),
            "standing": str(result.standing),
            "code": result.code,
            "at": now.isoformat(),
        }
        for result in results
    ]
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
    return held
