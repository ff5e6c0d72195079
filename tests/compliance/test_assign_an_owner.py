"""Who may be given a duty, by whom is it reviewed, and what if two people assign it at once?"""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from compliance.actions.assigning import assign
from compliance.actions.granting import revoke
from compliance.models import Assignment, Duty, JournalEntry, JournalHead, Membership, User
from compliance.posture import duties_of
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
LONG_ENOUGH = 0.5  # seconds for two threads to reach a lock that is held


def give(harbour: Harbour, duty: Duty, owner: User, reviewer: User, due: int | None = 7, hours: int = 1) -> Assignment:
    return assign(
        duty=duty,
        owner=owner,
        reviewer=reviewer,
        due_on=None if due is None else harbour.on + due * DAY,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now + hours * HOUR,
    )


def test_the_new_owner_answers_from_that_day_and_the_old_one_is_remembered(harbour: Harbour) -> None:
    duty, later = harbour.duty("patching"), harbour.now + HOUR
    before = duty.assignment
    now = give(harbour, duty, harbour.cast.nora, harbour.cast.rita)
    assert before is not None and before.owner == harbour.cast.ben
    assert Duty.objects.get(pk=duty.pk).assignment == now
    assert duty.assignments.known(at=later - HOUR / 2).get() == before
    entry = JournalEntry.objects.first()
    assert entry is not None and (entry.verb, entry.actor) == ("duty.assigned", harbour.cast.olive)
    assert (entry.before["owner"], entry.after["owner"]) == (str(harbour.cast.ben.pk), str(harbour.cast.nora.pk))


def test_the_posture_of_an_earlier_day_shows_its_owner(harbour: Harbour) -> None:
    duty = harbour.duty("patching")
    tomorrow, then = harbour.on + DAY, harbour.now + 24 * HOUR
    assign(
        duty=duty,
        owner=harbour.cast.nora,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=tomorrow,
        now=then,
    )
    owners = [
        next(each.duty.assignment for each in duties_of(harbour.system, day, then) if each.duty == duty).owner
        for day in (harbour.on, tomorrow)
    ]
    assert owners == [harbour.cast.ben, harbour.cast.nora]


def test_assigning_the_same_again_changes_nothing(harbour: Harbour) -> None:
    entries = JournalEntry.objects.count()
    duty = harbour.duty("patching")
    assert give(harbour, duty, harbour.cast.ben, harbour.cast.rita, due=3) == duty.assignment
    assert JournalEntry.objects.count() == entries


def test_an_officer_may_own_and_review(harbour: Harbour) -> None:
    cast = harbour.cast
    assert give(harbour, harbour.duty("mfa"), cast.olive, cast.rita).owner == cast.olive
    assert give(harbour, harbour.duty("mfa"), cast.ben, cast.olive, hours=2).reviewer == cast.olive


@pytest.mark.parametrize(
    ("owner", "reviewer", "due", "sentence"),
    [
        ("olive", "olive", 7, "Olive Park cannot review their own evidence"),
        ("rita", "olive", 7, "Rita Shah is no owner in this system"),
        ("ben", "nora", 7, "Nora Lind is no reviewer in this system"),
        ("otto", "rita", 7, "Otto Kern is no owner in this system"),
        ("ada", "rita", 7, "Ada Moreau is no owner in this system"),
        ("sam", "rita", 7, "Sam Boyle is no owner in this system"),
        ("ben", "rita", -1, "lies in the past"),
    ],
)
def test_refused(harbour: Harbour, owner: str, reviewer: str, due: int, sentence: str) -> None:
    duty, cast = harbour.duty("mfa"), harbour.cast
    with pytest.raises(Refused, match=sentence):
        give(harbour, duty, getattr(cast, owner), getattr(cast, reviewer), due)
    assert duty.assignment is None


def test_nobody_is_given_a_duty_who_left_or_lost_the_role(harbour: Harbour) -> None:
    nora, ben = harbour.cast.nora, harbour.cast.ben
    nora.is_active = False
    revoke(membership=Membership.objects.known().get(user=ben), actor=None, now=harbour.now)
    for gone in (nora, ben):
        with pytest.raises(Refused, match="is no owner"):
            give(harbour, harbour.duty("mfa"), gone, harbour.cast.rita)


def test_a_duty_that_has_ended_is_given_to_nobody(harbour: Harbour) -> None:
    duty = harbour.duty("mfa")
    duty.ended_on = harbour.on
    with pytest.raises(Refused, match="has ended"):
        give(harbour, duty, harbour.cast.ben, harbour.cast.rita)


@pytest.mark.database
def test_the_database_refuses_an_owner_who_reviews(harbour: Harbour) -> None:
    row = harbour.duty("patching").assignment
    assert row is not None
    row.reviewer = row.owner
    with pytest.raises(IntegrityError, match="owner_is_not_reviewer"), transaction.atomic():
        row.save()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_at_once_the_second_supersedes_the_first(harbour: Harbour) -> None:
    """The journal's lock is held here until both have come as far as they can: neither has seen the other commit."""
    mfa = harbour.duty("mfa").pk

    def assign_to(owner: User) -> Assignment:
        try:
            return give(harbour, Duty.objects.get(pk=mfa), owner, harbour.cast.rita)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            JournalHead.objects.select_for_update().get()
            under_way = [threads.submit(assign_to, owner) for owner in (harbour.cast.ben, harbour.cast.nora)]
            time.sleep(LONG_ENOUGH)
        made = [each.result() for each in under_way]
    assert Assignment.objects.known().get(duty=mfa) in made
    assert Assignment.objects.filter(duty=mfa).count() == len(made)
    numbers = list(JournalEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
