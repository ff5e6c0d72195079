"""What does one of AWS's documents count for today, until when, and what rests on it?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.inheritance.currency import currencies
from compliance.models import Acceptance, Attestation
from frameworks.compiled import shipped
from tests.compliance.documents import DAY, a_report, address, current, quays_agreement
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

LIST = "compliance:attestations"


def said_of(row: Attestation, harbour: Harbour, on: datetime.date, framework: str) -> tuple[object, ...]:
    acceptance = Acceptance.objects.known().filter(attestation=row).first()
    found = currencies(row, acceptance, shipped(), on)
    one = next(each for each in found if each.rule.framework == framework)
    return one.counts, one.until, one.bridged, one.reason and one.reason.code


def test_it_counts_until_the_day_that_inheritance_would_say(harbour: Harbour) -> None:
    """Harbour's report ended sixty days ago: with HIPAA it counts a year, with SOC 2 only with a letter."""
    row = current("aws-soc2")
    assert row.period_end is not None
    last = row.period_end + 365 * DAY
    assert said_of(row, harbour, harbour.on, "hipaa") == (True, last, False, None)
    assert said_of(row, harbour, last, "hipaa") == (True, last, False, None)
    assert said_of(row, harbour, last + DAY, "hipaa") == (False, None, False, "lapsed")
    assert said_of(row, harbour, harbour.on, "soc2") == (False, None, False, "awaiting_report")
    row.letter_until = harbour.on + 10 * DAY
    assert said_of(row, harbour, harbour.on, "soc2") == (True, row.letter_until, True, None)
    row.letter_until = harbour.on + 200 * DAY
    assert said_of(row, harbour, harbour.on, "soc2") == (True, row.period_end + 92 * DAY, True, None)


def test_for_a_type_1_engagement_a_report_counts_otherwise_and_that_is_said_apart(harbour: Harbour) -> None:
    """Of a document no system is known: what one form of assessment makes of it stands beside what all others do."""
    row = current("aws-soc2")
    assert row.period_end is not None
    row.letter_until = harbour.on + 400 * DAY

    def said() -> dict[str, tuple[bool, object, object]]:
        acceptance = Acceptance.objects.known().filter(attestation=row).first()
        found = currencies(row, acceptance, shipped(), harbour.on)
        return {each.title: (each.counts, each.until, each.reason and each.reason.code) for each in found}

    usual, for_a_year = row.period_end + 92 * DAY, row.period_end + 365 * DAY
    assert said()["SOC 2"] == (True, usual, None)
    assert said()["SOC 2, Type 1"] == (True, for_a_year, None)
    row.letter_until = usual
    assert said()["SOC 2"] == (True, usual, None) and "SOC 2, Type 1" not in said(), "nothing else is to be said"
    row.variant = "type-1"
    assert said()["SOC 2"] == (False, None, "type1_only")
    assert said()["SOC 2, Type 1"] == (True, usual, None)


def test_what_nobody_read_says_until_when_it_would_count(harbour: Harbour) -> None:
    row = a_report(harbour, "AWS-DEMO-AOC", programme="aws-pci-dss", edition="pci-dss-4.0.1")
    until = harbour.on + 365 * DAY
    assert said_of(row, harbour, harbour.on, "pci-dss") == (False, until, False, "not_yet_reviewed")
    row.edition = ""
    assert said_of(row, harbour, harbour.on, "pci-dss") == (False, None, False, "edition_mismatch")
    agreement = current("aws-hipaa-baa")
    assert said_of(agreement, harbour, harbour.on, "hipaa") == (True, None, False, None)


def test_the_list_says_what_counts_what_lapsed_and_where_to_get_what_is_missing(
    harbour: Harbour, client: Client
) -> None:
    client.force_login(harbour.cast.ben)
    a_report(
        harbour,
        "AWS-DEMO-OLD",
        variant="type-2",
        period_start=harbour.on - 900 * DAY,
        period_end=harbour.on - 500 * DAY,
    )
    text = client.get(reverse(LIST)).content.decode()
    assert "HIPAA: counts today" in text and "HIPAA: lapsed" in text and "accepted by Olive Park" in text
    shelves = {each.programme.key: each for each in client.get(reverse(LIST)).context["needed"]}
    assert not shelves["aws-iso27001"].documents and "We hold none." in text
    assert shelves["aws-iso27001"].programme.obtain in text


def test_the_document_says_how_much_rests_on_it_where_the_viewer_looks(harbour: Harbour, client: Client) -> None:
    row = current("aws-hipaa-baa")
    quays_agreement(harbour)
    rests = {}
    for name in ("ben", "otto"):
        client.force_login(getattr(harbour.cast, name))
        rests[name] = [
            (each.system.name, each.met > 40, each.met <= each.asked)
            for each in client.get(address("attestation", row)).context["resting"]
        ]
    assert rests == {"ben": [("Harbour Clinic patient records", True, True)], "otto": [("Quay", True, True)]}
