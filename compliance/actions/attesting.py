"""Keep what AWS has attested: record a report or agreement, and accept it from the document in hand."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import restate
from compliance.actions.vetting import vet
from compliance.models import Acceptance, Attestation, User
from frameworks.errors import Refused
from frameworks.models import Control, Programme, Service


@transaction.atomic
def record_attestation(
    *,
    programme: Programme,
    identity: str,
    issuer: str,
    valid_from: datetime.date,
    actor: User,
    now: datetime.datetime,
    valid_until: datetime.date | None = None,
    variant: str = "",
    partition: str = "aws",
    period_start: datetime.date | None = None,
    period_end: datetime.date | None = None,
    letter_until: datetime.date | None = None,
    accounts: Sequence[str] | None = None,
    edition: str = "",
    opinion: str = "",
    exceptions: Sequence[str] = (),
    not_assessed: Sequence[str] = (),
    is_demonstration: bool = False,
) -> Attestation:
    """Write down what we hold. It counts for nothing until somebody accepts it, and anew after each correction.

    `accounts`: the account ids that an agreement covers, None where it is not bound to any. `exceptions`: keys of the
    controls on which a report has an exception that is still open; `not_assessed`: references of the edition that it
    says were not tested.
    """
    for first, last in ((valid_from, valid_until), (period_start, period_end), (period_end, letter_until)):
        if first and last and last < first:
            raise Refused(f"The day {last} lies before {first}, which it should follow: correct the dates.")
    _refuse_unknown(Control, exceptions)
    before, attestation = restate(
        Attestation,
        within=programme,
        now=now,
        match={"programme": programme, "identity": identity},
        issuer=issuer,
        variant=variant,
        partition=partition,
        valid_from=valid_from,
        valid_until=valid_until,
        period_start=period_start,
        period_end=period_end,
        letter_until=letter_until,
        accounts=None if accounts is None else sorted(accounts),
        edition=edition,
        opinion=opinion,
        exceptions=sorted(exceptions),
        not_assessed=sorted(not_assessed),
        recorded_by=actor,
        is_demonstration=is_demonstration,
    )
    if before != attestation:
        vet(attestation)
        journal.record(
            verb="attestation.recorded",
            subject=attestation,
            actor=actor,
            now=now,
            before={"attestation": str(before.pk)} if before else None,
            after={
                "programme": programme.key,
                "period_end": period_end.isoformat() if period_end else None,
                "accounts": attestation.accounts,
            },
        )
    return attestation


@transaction.atomic
def accept(
    *,
    attestation: Attestation,
    in_scope: Mapping[str, bool],
    memo: str,
    actor: User,
    on: datetime.date,
    now: datetime.datetime,
) -> Acceptance:
    """The officer `actor` has read the document: for each service in use it says whether that service is named.

    It then counts for every day that the document speaks of, days before `on` included: known from `now`, not before.
    """
    if Attestation.objects.filter(pk=attestation.pk, superseded_at=None).first() is None:
        raise Refused("A newer record of this attestation exists: accept that one.")
    _refuse_unknown(Service, in_scope)
    before, acceptance = restate(
        Acceptance,
        within=attestation,
        now=now,
        match={"attestation": attestation},
        accepted_by=actor,
        in_scope=dict(in_scope),
        memo=memo,
        valid_from=on,
    )
    if before != acceptance:
        journal.record(
            verb="attestation.accepted",
            subject=attestation,
            actor=actor,
            now=now,
            before={"in_scope": before.in_scope} if before else None,
            after={"in_scope": dict(in_scope), "on": on.isoformat()},
        )
    return acceptance


def _refuse_unknown(model: type[Control] | type[Service], keys: Iterable[str]) -> None:
    unknown = set(keys).difference(model.objects.filter(key__in=keys).values_list("key", flat=True))
    if unknown:
        named = ", ".join(sorted(unknown))
        raise Refused(f"The catalogue knows no {model._meta.verbose_name} {named}: write a key such as it uses.")
