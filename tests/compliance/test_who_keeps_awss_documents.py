"""Who may read AWS's documents, and who keeps them?"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.granting import grant
from compliance.models import JournalEntry, Role
from tests.compliance.documents import DAY, QUAYS_ACCOUNT, a_report, address, current, quays_agreement, record_address
from tests.factories import PRODUCTION, Harbour

pytestmark = pytest.mark.django_db

LIST = "compliance:attestations"


READERS = {"olive": 200, "ben": 200, "rita": 200, "ada": 200, "otto": 404, "sam": 404}


@pytest.mark.parametrize(
    ("route", "answers"),
    [
        ("attestations", READERS),
        ("attestation", READERS),
        ("record-attestation", READERS | {"ben": 403, "rita": 403, "ada": 403}),
        ("correct-attestation", READERS | {"ben": 403, "rita": 403, "ada": 403}),
        ("accept-attestation", READERS | {"ben": 403, "rita": 403, "ada": 403}),
    ],
)
def test_every_role_reads_and_officers_keep(
    harbour: Harbour, client: Client, route: str, answers: dict[str, int]
) -> None:
    row = [] if route in {"attestations", "record-attestation"} else [current("aws-soc2").pk]
    given = {}
    for name in answers:
        client.force_login(getattr(harbour.cast, name))
        given[name] = client.get(reverse(f"compliance:{route}", args=row)).status_code
    assert given == answers


def test_the_way_there_is_shown_to_those_who_may_read(harbour: Harbour, client: Client) -> None:
    told = {}
    for name in ("olive", "ada", "otto"):
        client.force_login(getattr(harbour.cast, name))
        told[name] = reverse(LIST) in client.get(reverse("compliance:dashboard")).content.decode()
    assert told == {"olive": True, "ada": True, "otto": False}


def test_an_owner_is_not_offered_what_only_an_officer_does(harbour: Harbour, client: Client) -> None:
    offered = {}
    for name in ("olive", "ben"):
        client.force_login(getattr(harbour.cast, name))
        text = client.get(reverse(LIST)).content.decode()
        text += client.get(address("attestation", current("aws-soc2"))).content.decode()
        offered[name] = [route in text for route in ("/record/", "/accept/", "/correct/")]
    assert offered == {"olive": [True] * 3, "ben": [False] * 3}


def test_an_auditor_sees_what_the_audited_framework_leans_on_and_nothing_else(harbour: Harbour, client: Client) -> None:
    standard = a_report(harbour, "AWS-DEMO-AOC", programme="aws-pci-dss", edition="pci-dss-4.0.1")
    others = quays_agreement(harbour)
    client.force_login(harbour.cast.ada)
    text = client.get(reverse(LIST)).content.decode()
    assert "AWS-DEMO-HIPAA-BAA" in text and "AWS-DEMO-AOC" not in text and "AWS-DEMO-QUAY" not in text
    shut = [client.get(address("attestation", row)).status_code for row in (standard, others)]
    assert shut == [404, 404]
    api = client.get(reverse("compliance-api:attestations")).json()["results"]
    assert {row["programme"] for row in api} == {"aws-hipaa-baa", "aws-soc2"}
    assert client.get(reverse("compliance-api:attestation", args=[standard.pk])).status_code == 404


def test_an_auditors_look_at_a_document_and_its_memo_is_journalled(harbour: Harbour, client: Client) -> None:
    row = current("aws-soc2")
    for name in ("olive", "ada"):
        client.force_login(getattr(harbour.cast, name))
        assert "Read in full." in client.get(address("attestation", row)).content.decode()
        client.get(reverse("compliance-api:attestation", args=[row.pk]))
    reads = JournalEntry.objects.filter(verb="custody.read", subject_id=str(row.pk))
    assert [(entry.actor, entry.system) for entry in reads] == [(harbour.cast.ada, harbour.system)] * 2


def test_who_does_not_keep_it_sees_the_accounts_of_their_own_systems_only(harbour: Harbour, client: Client) -> None:
    quays_agreement(harbour)
    both = a_report(harbour, "AWS-DEMO-BOTH", programme="aws-hipaa-baa", accounts=[PRODUCTION, QUAYS_ACCOUNT])
    seen = {}
    for name in ("olive", "ben", "ada"):
        client.force_login(getattr(harbour.cast, name))
        text = client.get(address("attestation", both)).content.decode()
        api = client.get(reverse("compliance-api:attestation", args=[both.pk])).json()["accounts"]
        assert (QUAYS_ACCOUNT in text, PRODUCTION in text) == (QUAYS_ACCOUNT in api, True)
        seen[name] = QUAYS_ACCOUNT in text
    assert seen == {"olive": True, "ben": False, "ada": False}


def test_officer_somewhere_means_today(harbour: Harbour, client: Client) -> None:
    yesterday = harbour.on - DAY
    grant(
        system=harbour.system,
        user=harbour.cast.ben,
        role=Role.OFFICER,
        since=yesterday,
        until=yesterday,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    client.force_login(harbour.cast.ben)
    assert client.get(record_address("aws-soc2")).status_code == 403


def test_pages_link_to_the_document(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    text = client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    assert address("attestation", current("aws-soc2")) in text


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_many_documents_cost_no_more_queries_than_few(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    row = current("aws-soc2")
    pages = [reverse(LIST), address("attestation", row), address("accept-attestation", row)]
    few = [queries(client, where) for where in pages]
    for number in range(12):
        a_report(harbour, f"AWS-DEMO-{number}", period_start=harbour.on - 300 * DAY, period_end=harbour.on)
    assert [queries(client, where) for where in pages] == few
    assert few == [10, 18, 10]
