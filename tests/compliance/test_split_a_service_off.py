"""How does one service get an owner of its own within a control?"""

import pytest

from compliance.actions.assigning import assign, split_off
from compliance.actions.settling import settle_duties
from compliance.models import Duty, JournalEntry
from frameworks.errors import Refused
from frameworks.models import Service
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def split(harbour: Harbour, control: str, service: str) -> Duty:
    return split_off(
        duty=harbour.duty(control),
        service=Service.objects.by_key(service),
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )


def settle(harbour: Harbour) -> None:
    settle_duties(
        system=harbour.system, catalogue=harbour.catalogue, on=harbour.on, actor=harbour.cast.olive, now=harbour.now
    )


def test_patching_rds_becomes_noras_while_ben_keeps_the_rest(harbour: Harbour) -> None:
    part = split(harbour, "patching", "rds")
    assign(
        duty=part,
        owner=harbour.cast.nora,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    whole = harbour.duty("patching").assignment
    assert part.assignment is not None and part.assignment.owner == harbour.cast.nora
    assert whole is not None and whole.owner == harbour.cast.ben


def test_it_stays_open_when_duties_are_settled_again(harbour: Harbour) -> None:
    part = split(harbour, "patching", "rds")
    settle(harbour)
    part.refresh_from_db()
    assert part.ended_on is None


def test_splitting_off_twice_is_the_same_duty_and_one_entry(harbour: Harbour) -> None:
    assert split(harbour, "patching", "rds") == split(harbour, "patching", "rds")
    assert JournalEntry.objects.filter(verb="duty.split").count() == 1


def test_a_part_that_ended_opens_again(harbour: Harbour) -> None:
    part = split(harbour, "patching", "rds")
    Duty.objects.filter(pk=part.pk).update(ended_on=harbour.on)
    again = split(harbour, "patching", "rds")
    assert (again, again.ended_on) == (part, None)
    assert JournalEntry.objects.filter(verb="duty.split").count() == 2


@pytest.mark.parametrize(
    ("control", "service"),
    [("patching", "chime"), ("risk-analysis", "rds")],
    ids=["not in use", "no service changes it"],
)
def test_refused_where_the_service_leaves_us_no_part(harbour: Harbour, control: str, service: str) -> None:
    with pytest.raises(Refused, match="no part of its own"):
        split(harbour, control, service)


def test_a_part_is_not_split_again(harbour: Harbour) -> None:
    part = split(harbour, "patching", "rds")
    with pytest.raises(Refused, match="for one service already"):
        split_off(
            duty=part,
            service=Service.objects.by_key("ec2"),
            actor=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )


def test_a_duty_that_has_ended_is_not_split(harbour: Harbour) -> None:
    duty = harbour.duty("patching")
    duty.ended_on = harbour.on
    with pytest.raises(Refused, match="has ended"):
        split(harbour, "patching", "rds")
