"""How long may an auditor look, and how is that changed?"""

import datetime

import pytest
from django.db import IntegrityError, transaction

from compliance.actions.granting import grant, let_in, open_engagement, revoke, shut_out
from compliance.actions.reading import note_read
from compliance.models import AuditorGrant, Engagement, JournalEntry, Role
from frameworks.errors import Refused
from tests.compliance.audited import concluded
from tests.compliance.found import a_finding
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def let_otto_in(harbour: Harbour, days: int, hours: int = 0) -> AuditorGrant:
    return let_in(
        engagement=harbour.engagement,
        auditor=harbour.cast.otto,
        since=harbour.on,
        until=harbour.on + (days - 1) * DAY,
        actor=harbour.cast.olive,
        now=harbour.now + hours * HOUR,
    )


def test_for_ninety_days_and_not_one_more(harbour: Harbour) -> None:
    granted = let_otto_in(harbour, days=90)
    assert granted.valid_until == harbour.on + 89 * DAY
    with pytest.raises(Refused, match=f"at most 90 days: end it by {granted.valid_until}"):
        let_otto_in(harbour, days=91)


def test_a_window_of_no_day_is_refused(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="lies before the first day"):
        let_otto_in(harbour, days=0)


def test_a_new_window_takes_the_place_of_the_old_one(harbour: Harbour) -> None:
    let_otto_in(harbour, days=30)
    shorter = let_otto_in(harbour, days=2, hours=1)
    assert AuditorGrant.objects.known().get(user=harbour.cast.otto) == shorter


def test_letting_in_and_shutting_out_are_in_the_journal(harbour: Harbour) -> None:
    shut_out(granted=let_otto_in(harbour, days=3), actor=harbour.cast.olive, now=harbour.now)
    shut, opened = JournalEntry.objects.all()[:2]
    assert (opened.verb, shut.verb) == ("auditor.let-in", "auditor.shut-out")
    assert opened.after["auditor"] == shut.before["auditor"] == str(harbour.cast.otto.pk)


def test_shutting_out_twice_is_refused(harbour: Harbour) -> None:
    granted = let_otto_in(harbour, days=3)
    shut_out(granted=granted, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="ended already"):
        shut_out(granted=granted, actor=harbour.cast.olive, now=harbour.now)


def test_auditors_hold_no_role_beside_the_audit(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="let in by an engagement"):
        grant(
            system=harbour.system,
            user=harbour.cast.otto,
            role=Role.AUDITOR,
            since=harbour.on,
            actor=None,
            now=harbour.now,
        )


def test_an_audit_over_a_period_that_runs_backwards_is_refused(harbour: Harbour) -> None:
    count = Engagement.objects.count()
    with pytest.raises(Refused, match="before it starts"):
        open_engagement(
            system=harbour.system,
            examined={harbour.engagement.editions.get(): ""},
            title="Backwards",
            period_start=harbour.on,
            period_end=harbour.on - DAY,
            actor=None,
            now=harbour.now,
        )
    assert Engagement.objects.count() == count


@pytest.mark.database
def test_the_database_refuses_an_access_without_an_end(harbour: Harbour) -> None:
    granted = let_otto_in(harbour, days=3)
    granted.valid_until = None
    with pytest.raises(IntegrityError, match="auditor_access_has_an_end"), transaction.atomic():
        granted.save()


@pytest.mark.parametrize(("name", "entries"), [("ada", 1), ("olive", 0), ("ben", 0), ("rita", 0)])
def test_what_the_auditor_reads_is_in_the_journal(harbour: Harbour, name: str, entries: int) -> None:
    user = getattr(harbour.cast, name)
    duty = harbour.duty("patching")
    note_read(viewer=harbour.viewer(user), system=harbour.system, subject=duty, now=harbour.now)
    read = JournalEntry.objects.filter(verb="custody.read", actor=user, subject_id=str(duty.pk))
    assert read.count() == entries


def test_whoever_joins_the_team_audits_its_system_no_longer(harbour: Harbour) -> None:
    """Who does the work does not audit it: the window stays on record, and opens nothing while the role is held."""
    ada, olive = harbour.cast.ada, harbour.cast.olive
    membership = grant(
        system=harbour.system, user=ada, role=Role.OFFICER, since=harbour.on, actor=olive, now=harbour.now
    )
    assert harbour.viewer(ada).engagement_ids == []
    assert harbour.viewer(ada).roles_in(harbour.system) == {Role.OFFICER}
    with pytest.raises(Refused, match="Only an auditor"):
        concluded(harbour, "164.312(b)")
    assert not a_finding(harbour).is_auditors
    revoke(membership=membership, actor=olive, now=harbour.now)
    assert harbour.viewer(ada).engagement_ids == [harbour.engagement.pk]
