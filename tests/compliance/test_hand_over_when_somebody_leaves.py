"""When somebody leaves: does what they own and review go to others, from the day on which it is theirs?"""

import datetime
from collections.abc import Collection

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import revoke
from compliance.actions.handing_over import Part, hand_over
from compliance.models import Assignment, Duty, JournalEntry, Membership, User
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def over(
    harbour: Harbour,
    person: User,
    to: User,
    parts: Collection[str] = tuple(Part),
    duties: Collection[Duty] | None = None,
    after: int = 0,
) -> tuple[Duty, ...]:
    return hand_over(
        system=harbour.system,
        person=person,
        to=to,
        parts=parts,
        duties=duties,
        actor=harbour.cast.olive,
        on=harbour.on,
        since=harbour.on + after * DAY,
        now=harbour.now + HOUR,
    )


def held(harbour: Harbour, control: str, after: int = 0) -> Assignment:
    return Assignment.objects.on(harbour.on + after * DAY).get(duty=harbour.duty(control))


def test_all_that_ben_owns_goes_to_nora_and_each_duty_is_journalled(harbour: Harbour) -> None:
    last, due = JournalEntry.objects.count(), held(harbour, "patching").due_on
    moved = over(harbour, harbour.cast.ben, harbour.cast.nora)
    assert {duty.control.key for duty in moved} == {"log-review", "patching"}
    now = held(harbour, "patching")
    assert (now.owner, now.reviewer, now.due_on) == (harbour.cast.nora, harbour.cast.rita, due)
    told = JournalEntry.objects.filter(number__gt=last)
    assert [(entry.verb, entry.actor) for entry in told] == [("duty.assigned", harbour.cast.olive)] * 2


def test_from_a_day_on_it_is_the_others_and_ben_answers_until_then(harbour: Harbour) -> None:
    over(harbour, harbour.cast.ben, harbour.cast.nora, after=7)
    assert [held(harbour, "patching", day).owner for day in (0, 6, 7)] == [
        harbour.cast.ben,
        harbour.cast.ben,
        harbour.cast.nora,
    ]


def test_chosen_duties_alone_change_hands(harbour: Harbour) -> None:
    over(harbour, harbour.cast.ben, harbour.cast.nora, duties=[harbour.duty("patching"), harbour.duty("mfa")])
    assert held(harbour, "patching").owner == harbour.cast.nora
    assert held(harbour, "log-review").owner == harbour.cast.ben


def test_what_rita_reviews_goes_to_olive_and_its_owners_stay(harbour: Harbour) -> None:
    assert len(over(harbour, harbour.cast.rita, harbour.cast.olive, parts=[Part.REVIEWER])) == 4
    assert (held(harbour, "patching").owner, held(harbour, "patching").reviewer) == (
        harbour.cast.ben,
        harbour.cast.olive,
    )
    with pytest.raises(Refused, match="has nothing of that here"):
        over(harbour, harbour.cast.ben, harbour.cast.nora, parts=[Part.REVIEWER])


def test_who_left_is_handed_over_though_the_reviewer_left_as_well(harbour: Harbour) -> None:
    for person in (harbour.cast.ben, harbour.cast.rita):
        revoke(membership=Membership.objects.known().get(user=person), actor=None, now=harbour.now)
    over(harbour, harbour.cast.ben, harbour.cast.nora)
    over(harbour, harbour.cast.rita, harbour.cast.olive)
    assert (held(harbour, "patching").owner, held(harbour, "patching").reviewer) == (
        harbour.cast.nora,
        harbour.cast.olive,
    )


def test_all_of_it_or_nothing(harbour: Harbour) -> None:
    """Olive would review what she owns after that: the duty is named, and Rita's others stay hers too."""
    over(harbour, harbour.cast.nora, harbour.cast.olive, duties=[harbour.duty("risk-analysis")])
    last = JournalEntry.objects.count()
    with pytest.raises(Refused, match=r"^Risk analysis: Olive Park cannot review their own evidence"):
        over(harbour, harbour.cast.rita, harbour.cast.olive)
    assert held(harbour, "patching").reviewer == harbour.cast.rita
    assert JournalEntry.objects.count() == last


@pytest.mark.parametrize(
    ("to", "parts", "after", "sentence"),
    [
        ("ben", tuple(Part), 0, "has these duties already"),
        ("nora", (), 0, "Say what is handed over"),
        ("nora", tuple(Part), -1, "not handed over in the past"),
        ("otto", tuple(Part), 0, "Otto Kern is no owner"),
    ],
)
def test_refused(harbour: Harbour, to: str, parts: tuple[str, ...], after: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        over(harbour, harbour.cast.ben, getattr(harbour.cast, to), parts, after=after)
    assert held(harbour, "patching").owner == harbour.cast.ben


def test_olive_hands_over_on_the_page_what_she_ticks(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:hand-over", args=[harbour.system.pk])
    people = client.get(address).context["people"]
    assert [(str(each.person), each.owned, each.reviewed) for each in people] == [
        ("Ben Ortiz", 2, 0),
        ("Nora Lind", 2, 0),
        ("Rita Shah", 0, 4),
    ]
    bens = f"{address}?person={harbour.cast.ben.pk}"
    first = client.get(bens)
    assert all(is_ticked for _row, is_ticked in first.context["rows"])
    assert "Ben Ortiz</option>" not in first.content.decode()
    said = {
        "to": harbour.cast.nora.pk,
        "parts": ["owner"],
        "since": harbour.on - DAY,
        "duties": [harbour.duty("patching").pk],
    }
    refused = client.post(bens, said)
    assert refused.status_code == 422 and "not handed over in the past" in refused.content.decode()
    assert [row.posture.duty.control.key for row, is_ticked in refused.context["rows"] if is_ticked] == ["patching"]
    text = client.post(bens, said | {"since": harbour.on}, follow=True).content.decode()
    assert "1 duty goes to Nora Lind." in text
    assert held(harbour, "log-review").owner == harbour.cast.ben


def test_somebody_without_a_duty_here_does_not_exist_for_the_page(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    answer = client.get(reverse("compliance:hand-over", args=[harbour.system.pk]) + f"?person={harbour.cast.otto.pk}")
    assert answer.status_code == 200 and "Otto" not in answer.content.decode()
