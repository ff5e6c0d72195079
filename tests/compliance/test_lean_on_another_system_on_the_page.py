"""Can Olive lean on a system of hers on the scope page, and who sees what of it, here and there?"""

import csv
import datetime
import io
import json
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import grant
from compliance.models import Duty, JournalEntry, Leaning, Role, System
from tests.compliance.landing import LEANED, a_landing_zone, duty_of, lean
from tests.compliance.leaving import bytes_of
from tests.factories import Harbour, a_system
from tests.programs import Program

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = ("hipaa-2013", "164.312(b)")


@pytest.fixture
def zone(harbour: Harbour) -> System:
    return a_landing_zone(harbour)


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def post(
    client: Client, harbour: Harbour, route: str, said: Mapping[str, object], pk: object = None
) -> tuple[int, str]:
    asks = [harbour.system.pk, *([pk] if pk else [])]
    answer = client.post(reverse(f"compliance:{route}", args=asks), said)
    if answer.status_code == 302:
        return 302, client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.content.decode()


def seen(client: Client, harbour: Harbour, route: str, *asks: object) -> str:
    answer = client.get(reverse(f"compliance:{route}", args=[harbour.system.pk, *asks]))
    assert answer.status_code == 200
    return answer.content.decode()


# She draws it


def test_she_leans_changes_for_what_and_ends_it(harbour: Harbour, zone: System, olive: Client) -> None:
    said = {"on_system": zone.pk, "controls": list(LEANED), "since": harbour.on.isoformat()}
    status, text = post(olive, harbour, "lean-on", said)
    assert status == 302 and "ended: 2" in text and "Audit logging, Multi-factor authentication" in text

    leaning = Leaning.objects.known().get()
    more = {"controls": [*LEANED, "backup"], "since": harbour.on.isoformat()}
    assert post(olive, harbour, "scope-leaning", more, leaning.pk)[0] == 302
    leaning = Leaning.objects.known().get()
    assert "backup" in leaning.controls and duty_of(harbour.system, "backup").ended_on == harbour.on

    last = (harbour.on - datetime.timedelta(days=730)).isoformat()
    status, text = post(olive, harbour, "end-leaning", {"after": last}, leaning.pk)
    assert status == 302 and "opened: 3" in text and "It leans on no other system" in text
    assert not Leaning.objects.known().exists()


def test_what_is_wrong_is_said_beside_the_form_and_stays_typed(harbour: Harbour, zone: System, olive: Client) -> None:
    org = a_system("org", "Organisation", officer=harbour.cast.olive, now=harbour.now)
    lean(harbour, zone)
    entries = JournalEntry.objects.count()
    said = {"on_system": org.pk, "controls": ["mfa"], "since": harbour.on.isoformat()}
    status, text = post(olive, harbour, "lean-on", said)
    assert status == 422 and "leans on another one for “Multi-factor authentication” already" in text
    assert 'value="mfa" id="id_controls' in text.replace("checked ", "") and "checked" in text
    assert post(olive, harbour, "lean-on", {"on_system": org.pk, "controls": []})[0] == 422
    assert JournalEntry.objects.count() == entries


def test_the_page_says_what_is_carried_and_what_stays_ours(harbour: Harbour, zone: System, olive: Client) -> None:
    Duty.objects.filter(system=zone, control__key="mfa").update(ended_on=harbour.on)
    lean(harbour, zone)
    text = seen(olive, harbour, "scope")
    assert "No open duty there today, so ours all the same: Multi-factor authentication" in text


# Nobody learns of a system they cannot see


def test_only_systems_of_ones_own_teams_are_offered(harbour: Harbour, zone: System, client: Client) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    client.force_login(harbour.cast.olive)
    text = seen(client, harbour, "scope")
    assert str(zone.pk) in text and "Quay" not in text
    said = {"on_system": quay.pk, "controls": ["mfa"], "since": harbour.on.isoformat()}
    status, text = post(client, harbour, "lean-on", said)
    assert status == 422 and "Quay" not in text and not Leaning.objects.exists()
    System.objects.filter(pk=zone.pk).update(is_demonstration=True)
    assert str(zone.pk) not in seen(client, harbour, "scope")


def test_an_officer_with_no_role_there_sees_nothing_more_and_can_only_take_away(
    harbour: Harbour, zone: System, client: Client
) -> None:
    leaning = lean(harbour, zone)
    grant(
        system=harbour.system,
        user=harbour.cast.nora,
        role=Role.OFFICER,
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    client.force_login(harbour.cast.nora)
    text = seen(client, harbour, "scope-leaning", leaning.pk)
    assert 'value="mfa"' in text and 'value="backup"' not in text
    day = {"since": harbour.on.isoformat()}
    assert post(client, harbour, "scope-leaning", day | {"controls": ["mfa", "backup"]}, leaning.pk)[0] == 422
    assert post(client, harbour, "scope-leaning", day | {"controls": ["mfa"]}, leaning.pk)[0] == 302
    assert Leaning.objects.known().get().controls == ["mfa"]


@pytest.mark.parametrize("who", ["olive", "ben"])
def test_a_duty_held_elsewhere_says_where_and_leads_there_whom_it_may(
    harbour: Harbour, zone: System, client: Client, who: str
) -> None:
    lean(harbour, zone)
    client.force_login(getattr(harbour.cast, who))
    theirs = reverse("compliance:duty", args=[zone.pk, duty_of(zone, "audit-logging").pk])
    ended = duty_of(harbour.system, "audit-logging")
    pages = (("requirement", *AUDIT_CONTROLS), ("duties",), ("duty", ended.pk))
    for route, *asks in pages:
        text = seen(client, harbour, route, *asks)
        assert "held in Landing zone" in text, route
        assert (theirs in text) == (who == "olive"), route
    assert "Ended on" in seen(client, harbour, "duty", ended.pk)
    assert client.get(theirs).status_code == (200 if who == "olive" else 404)


@pytest.mark.parametrize("rows", ["", "controls"])
def test_the_matrix_names_the_holder_on_the_lines_concerned(
    harbour: Harbour, zone: System, olive: Client, rows: str
) -> None:
    lean(harbour, zone, "audit-logging")
    answer = olive.get(reverse("compliance:matrix", args=[harbour.system.pk]), {"rows": rows, "group": ""})
    lines = [row for _group, lines in answer.context["groups"] for row in lines]
    held = [row for row in lines if row.held_in]
    assert all(row.held_in == ("Landing zone",) for row in held)
    if rows:
        assert [row.title for row in held] == ["Audit logging"]
    else:
        assert AUDIT_CONTROLS[1] in {row.name for row in held} and len(held) < len(lines)
    assert 'title="held in Landing zone"' in answer.content.decode()


def test_the_duties_of_the_zone_stay_its_own(harbour: Harbour, zone: System, olive: Client) -> None:
    lean(harbour, zone)
    text = olive.get(reverse("compliance:duties", args=[zone.pk])).content.decode()
    assert "Held in other systems" not in text and "Audit logging" in text


# It leaves


def test_each_form_of_the_matrix_names_the_holder(harbour: Harbour, zone: System, client: Client) -> None:
    lean(harbour, zone)
    rows = list(csv.DictReader(io.StringIO(bytes_of(client, harbour, "csv").decode(), newline="")))
    held = {row["control"] for row in rows if row["held_in"]}
    assert held == set(LEANED) and {row["held_in"] for row in rows if row["held_in"]} == {"Landing zone"}
    told = json.loads(bytes_of(client, harbour, "json"))
    parts = [part for row in told["requirements"] for part in row["parts"] if part["duty"]]
    assert {part["control"] for part in parts if part["duty"]["held_in"] == "Landing zone"} == set(LEANED)
    assert {part["duty"]["held_in"] for part in parts} == {"", "Landing zone"}


def test_the_api_names_the_holder_too(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    program = Program(harbour.cast.olive, harbour.system)
    duties = program.read("compliance-api:requirement", *AUDIT_CONTROLS)["duties"]
    held = {each["control"]["key"]: each["held_in"] for each in duties}
    assert held["audit-logging"] == {"id": str(zone.pk), "name": "Landing zone"}
    assert held["log-review"] is None
    assert {each["control"]["key"] for each in program.every("compliance-api:duties")}.isdisjoint(LEANED)
    (leans_on,) = program.read("compliance-api:system")["today"]["leans_on"]
    assert leans_on["system"]["name"] == "Landing zone" and leans_on["controls"] == sorted(LEANED)
