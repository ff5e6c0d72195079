"""Keep what AWS has attested: record a report or agreement, and accept it from the document in hand."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.expecting import carry_over
from compliance.actions.proposing import take
from compliance.actions.settling import settle_anew
from compliance.actions.summarising import carry_summaries_over
from compliance.actions.superseding import lock, restate, withdraw
from compliance.actions.vetting import refuse_unknown, vet
from compliance.models import Acceptance, Account, Attestation, Opinion, Proposal, User
from frameworks.errors import Refused
from frameworks.models import Control, Edition, Programme, Requirement, Service


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
    correcting: Attestation | None = None,
    proposed: Proposal | None = None,
) -> Attestation:
    """Write down what we hold. It counts for nothing until somebody accepts it, and anew after each correction.

    The same identity again is a correction; `correcting` names the record where the identity itself was wrong.
    `accounts`: the account ids that an agreement covers, None where it is not bound to any. `exceptions`: keys of the
    controls on which a report has an exception that is still open; `not_assessed`: references of the edition that it
    says were not tested. Of all of them only what is known here is taken: a slip of the pen would count for nothing.
    It settles the proposal from which it was recorded (`proposed`), and every other that it answers.
    """
    for first, last in ((valid_from, valid_until), (period_start, period_end), (period_end, letter_until)):
        if first and last and last < first:
            raise Refused(f"The day {last} lies before {first}, which it should follow: correct the dates.")
    refuse_unknown(Control, exceptions)
    if opinion == Opinion.QUALIFIED and not exceptions:
        raise Refused("A qualified opinion has its reason: name the controls on which the report has an exception.")
    refuse_unknown(Edition, [edition] if edition else [])
    _refuse_unknown_references(edition, not_assessed)
    if correcting is not None:
        _make_way(correcting, programme, identity, now)
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
        _refuse_unknown_accounts(attestation.accounts or ())
        settle_anew()
        replaced = before or correcting
        if replaced:
            carry_over(replaced, attestation, now)
            carry_summaries_over(replaced, attestation, now)
        journal.record(
            verb="attestation.recorded",
            subject=attestation,
            actor=actor,
            now=now,
            before={"attestation": str(replaced.pk)} if replaced else None,
            after={
                "programme": programme.key,
                "period_end": period_end.isoformat() if period_end else None,
                "accounts": attestation.accounts,
            },
        )
    take(attestation=attestation, proposed=proposed, actor=actor, now=now)
    return attestation


@transaction.atomic
def accept(
    *,
    attestation: Attestation,
    in_scope: Mapping[str, bool | None],
    memo: str,
    actor: User,
    on: datetime.date,
    now: datetime.datetime,
) -> Acceptance:
    """The officer `actor` has read the document: for each service in use it says whether that service is named.

    None takes back what was said of a service; what is not spoken of stays as the acceptance before left it, for it
    may be in use in another officer's system. The memo says what was read, and is evidence itself (CC9.2, 12.8.4).
    It then counts for every day that the document speaks of, days before `on` included: known from `now`, not before.
    """
    if Attestation.objects.filter(pk=attestation.pk, superseded_at=None).first() is None:
        raise Refused("A newer record of this attestation exists: accept that one.")
    refuse_unknown(Service, in_scope)
    if not memo.strip():
        raise Refused("Write the memo: what you read in the document, and what follows from it for us.")
    lock(attestation)
    known = Acceptance.objects.known().filter(attestation=attestation).first()
    said = {**(known.in_scope if known else {}), **in_scope}
    confirmed = {service: is_named for service, is_named in said.items() if is_named is not None}
    before, acceptance = restate(
        Acceptance,
        within=attestation,
        now=now,
        match={"attestation": attestation},
        accepted_by=actor,
        in_scope=confirmed,
        memo=memo,
        valid_from=on,
    )
    if before != acceptance:
        settle_anew()
        journal.record(
            verb="attestation.accepted",
            subject=attestation,
            actor=actor,
            now=now,
            before={"in_scope": before.in_scope} if before else None,
            after={"in_scope": confirmed, "on": on.isoformat()},
        )
    return acceptance


def _make_way(correcting: Attestation, programme: Programme, identity: str, now: datetime.datetime) -> None:
    """Take back the record whose identity was wrong; where the identity stays, restating does that."""
    lock(programme)
    current = Attestation.objects.known().filter(programme=programme)
    if not current.filter(pk=correcting.pk).exists():
        raise Refused("A newer record of this attestation exists: correct that one.")
    if identity != correcting.identity:
        if current.filter(identity=identity).exists():
            raise Refused(f"“{identity}” is on record already, as another document: correct that one.")
        withdraw(correcting, since=correcting.valid_from, now=now)


def _refuse_unknown_accounts(accounts: Iterable[str]) -> None:
    known = Account.objects.filter(account_id__in=accounts).values_list("account_id", flat=True)
    unknown = ", ".join(sorted(set(accounts).difference(known)))
    if unknown:
        raise Refused(f"No system here has the account {unknown}: correct the id, or add the account first.")


def _refuse_unknown_references(edition: str, refs: Sequence[str]) -> None:
    if refs and not edition:
        raise Refused("Say to which edition the report was made: the references not tested are those of that edition.")
    known = Requirement.objects.filter(edition__key=edition, ref__in=refs).values_list("ref", flat=True)
    unknown = ", ".join(sorted(set(refs).difference(known)))
    if unknown:
        raise Refused(f"The edition has no requirement {unknown}: write its references, such as 1.2.5, one a line.")
