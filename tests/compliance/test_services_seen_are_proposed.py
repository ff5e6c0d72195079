"""Services that collection saw: who takes them into use, and what becomes of what is never seen?"""

from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.sighting import dismiss_sighting, sight, take_sighting
from compliance.models import JournalEntry, Origin, ServiceSighting, ServiceUse, User
from compliance.models.sighting import MISSES
from frameworks.errors import Refused
from tests.factories import REGION, Harbour

pytestmark = pytest.mark.django_db
LAMBDA, RDS = ("lambda", REGION), ("rds", REGION)
REF = UUID("00000000-0000-7000-8000-000000000001")


def a_look(
    harbour: Harbour,
    *,
    seen: tuple[tuple[str, str], ...] = (),
    absent: tuple[tuple[str, str], ...] = (),
    run: UUID | None = None,
) -> None:
    sight(account=harbour.accounts[0], seen=seen, absent=absent, run=run or uuid4(), ref=REF, now=harbour.now)


def proposed(harbour: Harbour) -> list[tuple[str, str]]:
    rows = ServiceSighting.objects.filter(system=harbour.system).proposed()
    return [(row.service.key, row.region) for row in rows]


def one(key: str = "lambda") -> ServiceSighting:
    return ServiceSighting.objects.get(service__key=key)


def test_what_nobody_declared_is_proposed_once_and_journalled(harbour: Harbour) -> None:
    for _run in range(2):
        a_look(harbour, seen=(LAMBDA, RDS))
    assert proposed(harbour) == [LAMBDA], "RDS is in use already"
    entry = JournalEntry.objects.get(verb="services.sighted")
    assert entry.after == {"ref": str(REF), "places": [f"lambda/{REGION}"]}


def test_olive_takes_it_from_the_day_it_was_first_seen(harbour: Harbour) -> None:
    a_look(harbour, seen=(LAMBDA,))
    use = take_sighting(sighting=one(), touches={"phi": "touches"}, actor=harbour.cast.olive, now=harbour.now)
    assert (use.origin, use.valid_from, use.touches) == (Origin.DISCOVERED, harbour.on, {"phi": "touches"})
    assert proposed(harbour) == []
    with pytest.raises(Refused, match="not proposed any more"):
        take_sighting(sighting=one(), touches={}, actor=harbour.cast.olive, now=harbour.now)


def test_what_is_dismissed_needs_a_reason_and_comes_back_only_after_it_was_gone(harbour: Harbour) -> None:
    a_look(harbour, seen=(LAMBDA,))
    with pytest.raises(Refused, match="Say why"):
        dismiss_sighting(sighting=one(), because=" ", actor=harbour.cast.olive, now=harbour.now)
    dismiss_sighting(sighting=one(), because="A sandbox.", actor=harbour.cast.olive, now=harbour.now)
    a_look(harbour, seen=(LAMBDA,))
    assert proposed(harbour) == []
    assert "sandbox" not in str(JournalEntry.objects.get(verb="service.dismissed").after)
    for _run in range(MISSES):
        a_look(harbour, absent=(LAMBDA,))
    a_look(harbour, seen=(LAMBDA,))
    assert proposed(harbour) == [LAMBDA]


def test_what_is_declared_and_not_seen_is_pointed_out_and_stays(harbour: Harbour) -> None:
    for _run in range(MISSES):
        assert not ServiceSighting.objects.missed().exists()
        a_look(harbour, absent=(RDS,))
    assert [row.service.key for row in ServiceSighting.objects.missed()] == ["rds"]
    assert ServiceUse.objects.known().filter(service__key="rds", valid_until=None).exists()
    a_look(harbour, seen=(RDS,))
    assert not ServiceSighting.objects.missed().exists()


def test_a_run_counts_once_and_one_collector_that_sees_it_is_enough(harbour: Harbour) -> None:
    for order in ((True, False), (False, True), (False, False)):
        run = uuid4()
        for sees in order:
            a_look(harbour, seen=(RDS,) if sees else (), absent=() if sees else (RDS,), run=run)
    assert one("rds").misses == 1, "only the last run missed it, and once"


def test_what_is_neither_seen_nor_in_use_leaves_no_row(harbour: Harbour) -> None:
    a_look(harbour, absent=(LAMBDA,))
    assert not ServiceSighting.objects.exists()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_on_the_page_olive_settles_what_she_ticks(harbour: Harbour) -> None:
    olive, system = as_(harbour.cast.olive), harbour.system.pk
    a_look(harbour, seen=(LAMBDA, ("sqs", REGION)))
    for page in (reverse("compliance:scope", args=[system]), reverse("compliance:dashboard")):
        assert reverse("compliance:sightings", args=[system]) in olive.get(page).content.decode()
    take, dismiss = (reverse(f"compliance:{name}-sightings", args=[system]) for name in ("take", "dismiss"))
    nothing = olive.post(take, {"touch_phi": "touches"})
    assert nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tick at least one service" in nothing.content.decode()
    untold = olive.post(take, {"picked": [one().pk], "touch_phi": ""})
    assert untold.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'id="pick-{one().pk}" checked' in untold.content.decode(), "nothing ticked is lost"
    assert olive.post(take, {"picked": [one().pk], "touch_phi": "affects"}).status_code == HTTPStatus.FOUND
    why = {"picked": [one("sqs").pk], "because": "Somebody else's queue."}
    assert olive.post(dismiss, why).status_code == HTTPStatus.FOUND
    page = olive.get(reverse("compliance:sightings", args=[system])).content.decode()
    assert "Nothing is proposed" in page and "Somebody else" in page
    assert as_(harbour.cast.ben).get(reverse("compliance:sightings", args=[system])).status_code == 403
