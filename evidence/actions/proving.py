"""Prove a connection as a job: who we are, the four proofs of the role, and which calls it lets us make."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.models import AccountTerm, System, User
from evidence.actions.connecting import entry_to, keep_proofs, proof_of
from evidence.collecting.assuming import Entry, Standing, prove
from evidence.collecting.contract import Collector, CouldNotLook
from evidence.collecting.shipped import collectors
from evidence.collecting.trying import Tried, own_principal, try_first_calls
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind
from evidence.models import Connection, Job, JobState
from frameworks.errors import Refused
from frameworks.ids import new_id

PROOF = "proof"


@transaction.atomic
def request_proof(
    *, connection: Connection, actor: User | None, now: datetime.datetime, principal_only: bool = False
) -> Connection:
    """Ask for the proofs; a job tries them. Refused while one is under way.

    principal_only: the role is not there yet, and only who we are is asked, so that its trust policy can name us.
    """
    rows = Connection.objects.select_for_update(of=("self",), no_key=True).select_related("system", "account", "job")
    row = rows.get(pk=connection.pk)
    if row.is_being_proven:
        raise Refused("The connection is being proven already: wait until that is over.")
    _publish([row], row.system, actor, now, principal_only=principal_only)
    return row


@transaction.atomic
def request_every_proof(*, system: System, actor: User | None, now: datetime.datetime) -> list[Connection]:
    """Ask for the proofs of each connection that has not held them all: a job for each account in scope today.

    Those that are being proven already are left as they are; Refused where no other is left.
    """
    in_scope = AccountTerm.objects.on(system.day_of(now)).filter(system=system).values("account")
    rows = Connection.objects.select_for_update(of=("self",), no_key=True).select_related("account", "job")
    unproven = rows.filter(system=system, proven_at=None, account__in=in_scope).defer("tried").order_by("pk")
    waiting = [row for row in unproven if not row.is_being_proven]
    if not waiting:
        raise Refused("Each connection is proven, or being proven: there is nothing to ask for.")
    _publish(waiting, system, actor, now, principal_only=False)
    return waiting


def _publish(
    rows: Sequence[Connection], system: System, actor: User | None, now: datetime.datetime, *, principal_only: bool
) -> None:
    asked = {"actor": str(actor.pk) if actor else "", "principal_only": principal_only}
    works = {str(new_id()): {"connection": str(row.pk), **asked} for row in rows}
    for row, job in zip(rows, engine.publish(kind=PROOF, works=works, system=system, now=now), strict=True):
        row.job = job
    Connection.objects.bulk_update(rows, ["job"], batch_size=journal.AT_A_TIME)
    said = {"principal_only": principal_only}
    journal.record_each(
        verb="proof.requested",
        changes=[(row, None, {"account": row.account.account_id, **said}) for row in rows],
        actor=actor,
        now=now,
        system=system,
    )


def work_proof(held: Claim) -> None:
    """Asks AWS outside any transaction; what came of it is kept in one."""
    args = held.job.args
    connection = Connection.objects.select_related("account", "system").get(pk=args["connection"])
    known = list(collectors().values())
    connection.principal, connection.principal_code = _principal(connection)
    if args["principal_only"]:
        with transaction.atomic():
            engine.finish(held, JobState.DONE, timezone.now())
            connection.save(update_fields=["principal", "principal_code"])
            # We are one and the same in every account of a partition: the roles of the others may name us as well.
            others = Connection.objects.filter(
                system=connection.system, account__partition=connection.account.partition
            )
            others.filter(principal="").update(principal=connection.principal, principal_code=connection.principal_code)
        return
    results = prove(entry_to(connection, known[0], proof_of(connection)))
    tried: list[Tried] = []
    if all(result.standing is Standing.HELD for result in results[:2]):
        tried = _tried(connection)
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now)
        connection.tried, connection.tried_at = [asdict(each) for each in tried], now
        connection.save(update_fields=["principal", "principal_code", "tried", "tried_at"])
        keep_proofs(connection, results, _actor(args["actor"]), now)


def give_up_proof(job: Job, reason: str, now: datetime.datetime) -> None:
    """What was proven before stands; the job's state says that nothing came of this."""
    connection = Connection.objects.select_related("system").get(pk=job.args["connection"])
    journal.record(
        verb="proof.failed", subject=connection, system=connection.system, actor=None, now=now, after={"reason": reason}
    )


def _actor(pk: str) -> User | None:
    return User.objects.get(pk=pk) if pk else None


def _principal(connection: Connection) -> tuple[str, str]:
    try:
        return own_principal(connection.account.partition), ""
    except CouldNotLook as failure:
        return "", failure.code or failure.reason.value


def _tried(connection: Connection) -> list[Tried]:
    def entry(collector: Collector) -> Entry:
        return entry_to(connection, collector, proof_of(connection))

    on = connection.system.day_of(timezone.now())
    term = AccountTerm.objects.on(on).filter(account=connection.account).first()
    # Without a region in scope today, global services alone can be tried.
    regions = sorted(term.regions) if term else []
    known = [each for each in collectors().values() if regions or each.scope == "global"]
    return try_first_calls(known, entry, regions[0] if regions else "", timezone.now)


PROOF_KIND = Kind(work=work_proof, give_up=give_up_proof)
