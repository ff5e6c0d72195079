"""Does a long list come whole, a page at a time, whatever happens meanwhile?"""

import base64
from typing import Any

import pytest

from compliance.actions.assigning import split_off
from frameworks.models import Service
from tests.factories import Harbour, a_system
from tests.programs import Program

pytestmark = pytest.mark.django_db

LISTS = ["compliance-api:requirements", "compliance-api:duties"]


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


@pytest.mark.parametrize("route", LISTS)
def test_following_next_shows_every_row_once_and_in_order(olive: Program, route: str) -> None:
    assert olive.every(route, limit=7) == olive.read(route, limit=200)["results"]
    assert olive.read(route, limit=200)["next"] is None


@pytest.mark.parametrize("route", LISTS)
def test_a_list_that_fits_its_page_to_the_row_has_no_next_page(olive: Program, route: str) -> None:
    rows = len(olive.read(route, limit=200)["results"])
    page = olive.read(route, limit=rows)
    assert (len(page["results"]), page["next"]) == (rows, None)


def test_filters_come_along_to_the_next_page(olive: Program) -> None:
    rows = olive.every("compliance-api:requirements", limit=3, **{"class": "shared"})
    assert len(rows) > 6
    assert {row["class"] for row in rows} == {"shared"}


def test_a_row_that_arrives_between_two_pages_shifts_nothing(harbour: Harbour, olive: Program) -> None:
    first = olive.read("compliance-api:duties", limit=len(harbour.duties) // 2 + 1)
    whole = harbour.duty("access-authorization")
    service = Service.objects.get(key="rds")
    split_off(duty=whole, service=service, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    second = olive.get(first["next"]).json()
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}
    later = {row["id"] for row in first["results"] + second["results"]}
    assert {str(row.pk) for row in harbour.duties.values()} <= later | {str(whole.pk)}


def test_systems_come_a_page_at_a_time_too(harbour: Harbour, olive: Program) -> None:
    for number in range(4):
        a_system(f"pier-{number}", f"Pier {number}", officer=harbour.cast.olive, now=harbour.now)
    names, address = [], "/api/v1/systems/?limit=2"
    while address:
        page: Any = olive.get(address).json()
        names += [row["name"] for row in page["results"]]
        address = page["next"]
    assert names == [harbour.system.name, "Pier 0", "Pier 1", "Pier 2", "Pier 3"]


@pytest.mark.parametrize(
    "cursor", ["", "no", "%%%", "é", base64.urlsafe_b64encode(b"hipaa-2013/gone").decode(), "_w", "AAAA"]
)
@pytest.mark.parametrize("address", ["requirements/", "duties/", "runs/", "items/", "packs/"])
def test_a_cursor_that_is_not_ours_is_refused(harbour: Harbour, olive: Program, address: str, cursor: str) -> None:
    answer = olive.get(f"/api/v1/systems/{harbour.system.pk}/{address}", {"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "", "１０", "9" * 400])
def test_a_length_that_no_page_has_is_refused(olive: Program, limit: str) -> None:
    answer = olive.get(olive.at("compliance-api:duties"), {"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"parameter": "limit", "detail": "Write a whole number from 1 to 200."}]
