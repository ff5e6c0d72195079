"""Keep the three lists of who expects which control of whom, apart (support-rules, section 2, SOC 2).

What AWS's reports expect of us is kept with the report, what we expect of AWS and of our clients with the system. Our
own words only: a report's wording is under NDA. The journal keeps their digests.
"""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import ONE_DAY, lock, restate, supersede, withdraw
from compliance.actions.vetting import refuse_unknown, vet
from compliance.models import Attestation, Expectation, System, User, UserEntityControl
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Control
from frameworks.schema import Currency


@transaction.atomic
def expect_of_us(
    *,
    attestation: Attestation,
    number: str,
    wording: str,
    controls: Sequence[str],
    actor: User,
    now: datetime.datetime,
) -> UserEntityControl:
    """AWS's report expects this of us. The same number again says it anew; no control: none of ours answers it yet."""
    lock(attestation)
    _refuse_where_nothing_is_expected(attestation)
    _refuse_unfit(number, wording, controls)
    before, row = restate(
        UserEntityControl,
        within=attestation,
        now=now,
        match={"attestation": attestation, "number": number},
        wording=wording,
        controls=sorted(controls),
        valid_from=attestation.valid_from,
    )
    if before != row:
        vet(row)
        journal.record(
            verb="user-entity-control.recorded",
            subject=row,
            actor=actor,
            now=now,
            before=_told(before),
            after={"attestation": str(attestation.pk), **_said(row)},
        )
    return row


@transaction.atomic
def strike_off(*, expected: UserEntityControl, actor: User, now: datetime.datetime) -> None:
    """The report does not expect it: it came onto the list by mistake."""
    lock(expected.attestation)
    row = UserEntityControl.objects.known().filter(pk=expected.pk).first()
    if row is None:
        raise Refused("Somebody has changed or struck this off meanwhile: look at the list again.")
    withdraw(row, since=row.valid_from, now=now)
    journal.record(
        verb="user-entity-control.struck-off",
        subject=row,
        actor=actor,
        now=now,
        before=_told(row),
        after={"attestation": str(row.attestation_id)},
    )


@transaction.atomic
def take_over(
    *, from_attestation: Attestation, to_attestation: Attestation, actor: User, now: datetime.datetime
) -> int:
    """A newer report begins with what an older one of its programme expected; how many entries that added.

    What stands on the newer report's list stays as it is.
    """
    lock(to_attestation)
    _refuse_where_nothing_is_expected(to_attestation)
    if from_attestation.programme_id != to_attestation.programme_id or from_attestation.pk == to_attestation.pk:
        raise Refused("A list is taken over from another report of the same programme: choose one of these.")
    taken = carry_over(from_attestation, to_attestation, now)
    if taken:
        journal.record(
            verb="user-entity-controls.taken-over",
            subject=to_attestation,
            actor=actor,
            now=now,
            before={"attestation": str(from_attestation.pk)},
            after={"entries": taken},
        )
    return taken


def carry_over(from_attestation: Attestation, to_attestation: Attestation, now: datetime.datetime) -> int:
    """What the one expects under numbers that the other has not, the other expects too; how many that were.

    In the caller's transaction and under its journal entry: so a corrected record takes its list along. The record that
    it replaces keeps its own.
    """
    known = UserEntityControl.objects.known()
    taken = known.filter(attestation=to_attestation).values("number")
    rows = [
        UserEntityControl(
            attestation=to_attestation,
            number=row.number,
            wording=row.wording,
            controls=row.controls,
            valid_from=to_attestation.valid_from,
            recorded_at=now,
        )
        for row in known.filter(attestation=from_attestation).exclude(number__in=taken)
    ]
    return len(UserEntityControl.objects.bulk_create(rows))


@transaction.atomic
def expect(
    *,
    system: System,
    kind: str,
    number: str,
    wording: str,
    controls: Sequence[str],
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> Expectation:
    """From `since` on the system expects this of AWS or of its clients; the same number again changes it from then."""
    _refuse_unfit(number, wording, controls)
    before, row = supersede(
        Expectation,
        within=system,
        now=now,
        match={"system": system, "kind": kind, "number": number},
        valid_from=since,
        wording=wording,
        controls=sorted(controls),
    )
    if before != row:
        vet(row)
        journal.record(
            verb="expectation.recorded",
            subject=row,
            system=system,
            actor=actor,
            now=now,
            before=_told(before),
            after={"kind": kind, "from": since.isoformat(), **_said(row)},
        )
    return row


@transaction.atomic
def stop_expecting(
    *, system: System, kind: str, number: str, after: datetime.date, actor: User, now: datetime.datetime
) -> Expectation:
    """It is no longer expected after that day. A day before its first one says that it never was."""
    lock(system)
    rows = Expectation.objects.beyond(after + ONE_DAY).filter(system=system, kind=kind, number=number)
    ended = list(rows.order_by("valid_from"))
    if not ended:
        raise Refused(f"“{number}” is not expected after {after}: there is nothing to end.")
    for row in ended:
        withdraw(row, since=after + ONE_DAY, now=now)
    journal.record(
        verb="expectation.ended",
        subject=ended[0],
        system=system,
        actor=actor,
        now=now,
        before=_told(ended[0]),
        after={"kind": kind, "last_day": after.isoformat()},
    )
    return ended[0]


@transaction.atomic
def begin_with_suggestions(
    *, system: System, kind: str, since: datetime.date, actor: User, now: datetime.datetime
) -> tuple[Expectation, ...]:
    """An empty list begins with the catalogue's suggestions: each is from then on the officer's own to change."""
    lock(system)
    if Expectation.objects.beyond(since).filter(system=system, kind=kind).exists():
        raise Refused("This list has begun already: add to it what is missing.")
    return tuple(
        expect(
            system=system,
            kind=kind,
            number=each.number,
            wording=each.wording,
            controls=each.controls,
            since=since,
            actor=actor,
            now=now,
        )
        for each in shipped().expectations
        if each.kind == kind
    )


def expects_of_its_readers(attestation: Attestation) -> bool:
    """Whether the document is of the kind that lists controls of its readers: an examiner's report on a period."""
    programme = shipped().programmes.get(attestation.programme.key)
    return programme is not None and programme.currency is Currency.PERIOD


def _refuse_where_nothing_is_expected(attestation: Attestation) -> None:
    if not Attestation.objects.known().filter(pk=attestation.pk).exists():
        raise Refused("A newer record of this attestation exists: keep the list there.")
    if not expects_of_its_readers(attestation):
        raise Refused("Only an examiner’s report on a period, such as SOC 2, lists controls that it expects of you.")


def _refuse_unfit(number: str, wording: str, controls: Iterable[str]) -> None:
    if not number.strip() or not wording.strip():
        raise Refused("Give it a number, and say in your own words what is expected.")
    refuse_unknown(Control, controls)


def _told(row: UserEntityControl | Expectation | None) -> dict[str, Any] | None:
    return {"id": str(row.pk), **_said(row)} if row else None


def _said(row: UserEntityControl | Expectation) -> dict[str, Any]:
    said = hashlib.sha256(f"{row.number}\n{row.wording}".encode()).hexdigest()
    return {"controls": row.controls, "sha256": said}
