"""Does the matrix lay out who bears what on each service in use, and lead to the explanation?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.posture import Standing, duties_of
from frameworks.schema import Bearer
from tests.factories import SERVICES, Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def matrix(harbour: Harbour, client: Client):
    client.force_login(harbour.cast.ada)

    def ask(**query: str):
        return client.get(reverse("compliance:matrix", args=[harbour.system.pk]), query)

    return ask


def rows(page) -> dict[str, object]:
    return {row.name or row.title: row for _, of_one in page.context["groups"] for row in of_one}


def cells(page, name: str) -> dict[str, str]:
    row = rows(page)[name]
    return {key: cell.bearer for (key, _), cell in zip(page.context["columns"], row.cells, strict=True)}


def test_a_row_for_each_requirement_and_a_column_for_each_service_with_a_part(matrix, harbour: Harbour) -> None:
    page = matrix()
    assert page.context["found"] == page.context["total"] == 154
    assert {key for key, _ in page.context["columns"]} == set(SERVICES)


def test_by_control_the_same_control_differs_by_service(matrix) -> None:
    patching = cells(matrix(rows="controls"), "Patch management")
    assert patching["ec2"] == patching["rds"] == Bearer.SHARED
    assert patching["s3"] == Bearer.AWS


def test_a_cell_leads_to_the_explanation_of_its_row(matrix, harbour: Harbour) -> None:
    address = reverse("compliance:requirement", args=[harbour.system.pk, "hipaa-2013", "164.312(b)"])
    assert f'<a href="{address}">B</a>' in matrix(q="164.312(b)").content.decode()


def test_what_is_the_organisations_own_is_the_customers_on_every_service(matrix) -> None:
    row = rows(matrix())["164.308(a)(1)(ii)(A)"]
    assert {cell.bearer for cell in row.cells} == {Bearer.CUSTOMER}


def test_what_does_not_bind_has_no_part_anywhere(matrix) -> None:
    row = rows(matrix())["164.410(a)"]  # a business associate's
    assert {cell.bearer for cell in row.cells} == {""}


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ({"class": "shared"}, True),
        ({"group": "Technical safeguards"}, True),
        ({"supported": "unsupported", "class": "customer"}, False),
        ({"reason": "lapsed"}, False),
        ({"q": "audit controls"}, True),
        ({"owner": "nobody-of-that-name"}, True),
    ],
)
def test_it_is_narrowed(matrix, query: dict[str, str], some: bool) -> None:
    page = matrix(**query)
    assert page.status_code == 200
    if "reason" in query or "owner" in query:  # not offered, so it filters nothing
        assert page.context["found"] == page.context["total"]
    else:
        assert bool(page.context["found"]) is some
        assert page.context["found"] < page.context["total"]


def test_an_owner_sees_the_rows_behind_their_duties(matrix, harbour: Harbour) -> None:
    found = rows(matrix(owner=str(harbour.cast.ben.pk)))
    assert 0 < len(found) < 154
    for row in found.values():
        owners = {each.duty.assignment.owner for each in row.posture.duties if each.duty.assignment}
        assert harbour.cast.ben in owners


def test_it_asks_the_same_number_of_questions_whatever_is_shown(
    matrix, harbour: Harbour, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    matrix()  # by Ada: seven of the questions put her read into the journal
    with django_assert_max_num_queries(25) as asked:
        matrix(q="164.312(b)")
    with django_assert_num_queries(len(asked)):
        matrix()


def test_by_control_our_sign_is_that_of_the_controls_own_duties(matrix, harbour: Harbour) -> None:
    postures = {each.duty.control.key: each.standing for each in duties_of(harbour.system, harbour.on, harbour.now)}
    shown = {row.anchor.removeprefix("#"): row.standing for row in rows(matrix(rows="controls")).values()}
    assert shown["backup"] == postures["backup"]
    assert shown["log-review"] is Standing.IN_PROGRESS, "Ben owns it, whatever else its requirements wait for"
    assert all(standing == postures[key] for key, standing in shown.items() if key in postures)
