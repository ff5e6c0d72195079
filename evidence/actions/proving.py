"""Prove a connection as a job: who we are, the four proofs of the role, and which calls it lets us make."""

import datetime
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.models import AccountTerm, User
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
    args = {"connection": str(row.pk), "actor": str(actor.pk) if actor else "", "principal_only": principal_only}
    (row.job,) = engine.publish(kind=PROOF, works={str(new_id()): args}, system=row.system, now=now)
    row.save(update_fields=["job"])
    after = {"account": row.account.account_id, "principal_only": principal_only}
    journal.record(verb="proof.requested", subject=row, system=row.system, actor=actor, now=now, after=after)
    return row


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
