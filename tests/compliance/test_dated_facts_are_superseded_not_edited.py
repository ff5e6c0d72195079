"""What did we say of a day, and what do we say of it now? Two clocks: the day, and the instant of knowing."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from compliance.actions.attesting import record_attestation
from compliance.actions.granting import grant, revoke
from compliance.actions.scoping import use_service
from compliance.models import Assignment, Attestation, Membership, Role, ServiceUse
from frameworks.errors import Refused
from frameworks.models import Programme
from tests.factories import REGION, Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def touch_rds(harbour: Harbour, touch: str, since: datetime.date, now: datetime.datetime) -> ServiceUse:
    use = rds(harbour).get()
    return use_service(
        account=use.account,
        service=use.service,
        region=REGION,
        touches={"phi": touch},
        since=since,
        actor=harbour.cast.olive,
        now=now,
    )


def rds(harbour: Harbour, day: datetime.date | None = None, known_at: datetime.datetime | None = None):
    rows = ServiceUse.objects.filter(account=harbour.accounts[0], service__key="rds")
    return rows.on(day or harbour.on, known_at)


def test_a_change_leaves_the_days_before_it_as_they_were(harbour: Harbour) -> None:
    later = harbour.now + HOUR
    touch_rds(harbour, "neither", harbour.on, later)
    assert rds(harbour, harbour.on - DAY).get().touches == {"phi": "touches"}
    assert rds(harbour, harbour.on).get().touches == {"phi": "neither"}


def test_the_answer_given_before_the_change_can_be_given_again(harbour: Harbour) -> None:
    later = harbour.now + HOUR
    touch_rds(harbour, "neither", harbour.on - 30 * DAY, later)
    assert rds(harbour, harbour.on - DAY).get().touches == {"phi": "neither"}
    assert rds(harbour, harbour.on - DAY, known_at=later - HOUR / 2).get().touches == {"phi": "touches"}
    assert rds(harbour, harbour.on - DAY, known_at=later).get().touches == {"phi": "neither"}
    assert not rds(harbour, harbour.on, known_at=harbour.now - HOUR).exists()


def test_both_days_of_a_period_belong_to_it(harbour: Harbour) -> None:
    first, last = harbour.on + DAY, harbour.on + 3 * DAY
    grant(
        system=harbour.system,
        user=harbour.cast.otto,
        role=Role.OWNER,
        since=first,
        until=last,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    ottos = Membership.objects.filter(user=harbour.cast.otto, system=harbour.system)
    held = [ottos.on(harbour.on + n * DAY).exists() for n in range(6)]
    assert held == [False, True, True, True, False, False]


def test_saying_again_what_is_known_records_nothing(harbour: Harbour) -> None:
    before = ServiceUse.objects.count()
    same = touch_rds(harbour, "touches", harbour.on, harbour.now + HOUR)
    assert same == rds(harbour).get()
    assert ServiceUse.objects.count() == before


def test_a_role_that_was_revoked_was_held_until_then(harbour: Harbour) -> None:
    held = Membership.objects.known().get(user=harbour.cast.ben)
    later = harbour.now + datetime.timedelta(seconds=1)  # an hour later it may be tomorrow
    revoke(membership=held, actor=harbour.cast.sam, now=later)
    bens = Membership.objects.filter(user=harbour.cast.ben)
    assert not bens.on(harbour.on).exists()
    assert bens.on(harbour.on - DAY).get().valid_from == held.valid_from
    assert bens.on(harbour.on, known_at=harbour.now).exists()
    with pytest.raises(Refused, match="ended already"):
        revoke(membership=held, actor=harbour.cast.sam, now=later)


def test_a_corrected_document_was_never_otherwise(harbour: Harbour) -> None:
    programme = Programme.objects.by_key("aws-hipaa-baa")
    wrong = Attestation.objects.known().get(programme=programme)
    right = record_attestation(
        programme=programme,
        identity=wrong.identity,
        issuer=wrong.issuer,
        valid_from=wrong.valid_from + 10 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now + HOUR,
    )
    agreements = Attestation.objects.filter(programme=programme)
    assert not agreements.on(wrong.valid_from).exists()
    assert agreements.on(wrong.valid_from, known_at=harbour.now).get() == wrong
    assert agreements.on(harbour.on).get() == right


def test_a_period_that_ends_before_it_starts_is_refused(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="lies before the first day"):
        grant(
            system=harbour.system,
            user=harbour.cast.otto,
            role=Role.OWNER,
            since=harbour.on,
            until=harbour.on - DAY,
            actor=None,
            now=harbour.now,
        )


def copied(row: Assignment, **changes: object) -> Assignment:
    fields = {field.name: getattr(row, field.name) for field in row._meta.fields if field.name != "id"}
    return Assignment(**{**fields, **changes})


def test_the_database_keeps_one_present_row_and_dates_in_order(harbour: Harbour) -> None:
    row = harbour.duty("patching").assignment
    assert row is not None
    for spoilt, constraint in (
        (copied(row), "one_present_assignment_per_duty"),
        (copied(row, valid_until=row.valid_from - DAY), "ends_after_it_starts"),
        (copied(row, superseded_at=row.recorded_at - HOUR), "superseded_after_recorded"),
    ):
        # SQLite names the columns of a unique index, not the index.
        with pytest.raises(IntegrityError, match=f"{constraint}|assignment.duty_id"), transaction.atomic():
            spoilt.save(force_insert=True)
