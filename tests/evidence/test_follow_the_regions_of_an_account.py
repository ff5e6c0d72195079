"""All enabled regions: does the scope follow what a run's sealed facts tell, and nothing else?"""

from typing import Any

import pytest
from django.utils import timezone

from compliance.models import AccountTerm, JournalEntry
from evidence.actions.connecting import change_connection
from evidence.actions.following import CALL, enabled_regions, follow
from evidence.connections import rows_of
from evidence.models import Connection, Item
from tests.evidence.entered import a_connection
from tests.evidence.exhibits import hand_in
from tests.factories import PRODUCTION, REGION, Harbour

pytestmark = pytest.mark.django_db


def told(*regions: str, off: str = "af-south-1") -> dict[str, Any]:
    listed = [{"RegionName": each, "OptInStatus": "opt-in-not-required"} for each in regions]
    listed.append({"RegionName": off, "OptInStatus": "not-opted-in"})
    return {"account": PRODUCTION, "facts": {CALL: {"": {"answer": {"Regions": listed}}}}}


def after(harbour: Harbour, document: dict[str, Any]) -> list[str]:
    item: Item = hand_in(harbour, "Regions").item
    follow(item=item, document=document, now=timezone.now())
    on = harbour.system.day_of(timezone.now())
    return list(AccountTerm.objects.on(on).get(account=harbour.accounts[0]).regions)


def every_region(harbour: Harbour) -> Connection:
    return change_connection(
        connection=a_connection(harbour),
        role_name="DemarcEvidence",
        every_region=True,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def test_a_region_that_was_enabled_comes_into_scope_and_is_journalled(harbour: Harbour) -> None:
    every_region(harbour)
    assert after(harbour, told(REGION, "eu-south-1")) == ["eu-south-1", REGION]
    entry = JournalEntry.objects.filter(verb="account.scoped").latest("number")
    assert entry.actor is None and entry.after
    assert entry.after["regions"] == ["eu-south-1", REGION]


def test_chosen_regions_stay_as_they_were_chosen(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    assert after(harbour, told(REGION, "eu-south-1")) == [REGION]
    connection.refresh_from_db()
    assert connection.enabled == ["eu-south-1", REGION], "it is known all the same"


def test_a_region_that_is_off_again_stays_and_is_said(harbour: Harbour) -> None:
    every_region(harbour)
    after(harbour, told(REGION, "eu-south-1"))
    assert after(harbour, told(REGION)) == ["eu-south-1", REGION]
    row = next(row for row in rows_of(harbour.system, harbour.on) if row.connection)
    assert row.gone == ["eu-south-1"]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {CALL: {"": {"absent": "None"}}},
        {CALL: {"": {"answer": {"Regions": []}}}},
        {CALL: {"": {"answer": {"Regions": [{"RegionName": "eu-south-1"}]}}}},
        {CALL: {"": {"answer": {"Regions": [{"RegionName": "moon", "OptInStatus": "opted-in"}]}}}},
    ],
)
def test_what_was_not_read_whole_changes_nothing(facts: dict[str, Any], harbour: Harbour) -> None:
    connection = every_region(harbour)
    document = {"account": PRODUCTION, "facts": facts}
    assert enabled_regions(document) is None
    assert after(harbour, document) == [REGION]
    connection.refresh_from_db()
    assert connection.enabled_at is None
