"""Can an officer write down each kind of document, and correct it, and lose nothing when it is refused?"""

import datetime

import pytest
from django.test import Client

from compliance.models import Attestation, JournalEntry
from tests.compliance.documents import DAY, address, current, read, record_address, typed
from tests.factories import ANALYTICS, PRODUCTION, Harbour

pytestmark = pytest.mark.django_db

KINDS = ["aws-hipaa-baa", "aws-soc2", "aws-pci-dss", "aws-iso27001"]


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def today(harbour: Harbour) -> datetime.date:
    return harbour.now.date()


@pytest.mark.parametrize("programme", KINDS)
def test_each_kind_of_document_is_asked_for_what_it_says_of_itself(
    harbour: Harbour, olive: Client, programme: str
) -> None:
    said = typed(programme, today(harbour))
    fields = olive.get(record_address(programme)).context["form"].fields
    assert said.keys() <= fields.keys()
    answer = olive.post(record_address(programme), said, follow=True)
    assert "It counts once it is accepted." in answer.content.decode()
    row = Attestation.objects.known().get(identity=said["identity"])
    assert (row.programme.key, row.recorded_by, row.is_demonstration) == (programme, harbour.cast.olive, False)
    assert JournalEntry.objects.get(verb="attestation.recorded", subject_id=str(row.pk)).actor == harbour.cast.olive


def test_what_was_typed_is_what_is_kept(harbour: Harbour, olive: Client) -> None:
    for programme in KINDS:
        olive.post(record_address(programme), typed(programme, today(harbour)))
    rows = {row.programme.key: row for row in Attestation.objects.known().filter(identity__endswith="-2")}
    agreement, report, standard, certificate = (rows[programme] for programme in KINDS)
    assert agreement.accounts == [PRODUCTION]
    assert (report.variant, report.opinion, report.exceptions) == ("type-2", "unqualified", ["media-disposal"])
    assert report.valid_from == report.period_start and report.letter_until == today(harbour) + 20 * DAY
    assert (standard.edition, standard.not_assessed) == ("pci-dss-4.0.1", ["1.2.5", "1.2.6"])
    assert certificate.valid_until == today(harbour) + 900 * DAY and certificate.accounts is None


@pytest.mark.parametrize(
    ("programme", "slip", "sentence"),
    [
        ("aws-soc2", {"period_end": "2020-01-01"}, "lies before"),
        ("aws-soc2", {"letter_until": "2020-01-01"}, "lies before"),
        ("aws-soc2", {"period_end": "2062-01-01"}, "still to come"),
        ("aws-soc2", {"exceptions": ["no-such-control"]}, "knows no control “no-such-control”"),
        ("aws-soc2", {"variant": ""}, "required"),
        ("aws-soc2", {"opinion": "qualified", "exceptions": []}, "A qualified opinion has its reason"),
        ("aws-pci-dss", {"valid_from": "2062-01-01"}, "still to come"),
        ("aws-pci-dss", {"not_assessed": "1.2.5\n99.9"}, "no requirement 99.9"),
        ("aws-hipaa-baa", {"accounts": "4711"}, "“4711” is no AWS account id"),
        ("aws-hipaa-baa", {"accounts": "999999999999"}, "No system here has the account 999999999999"),
        ("aws-hipaa-baa", {"accounts": ""}, "List the accounts that it covers"),
        ("aws-hipaa-baa", {"every_account": "on"}, "Either it covers every account"),
        ("aws-hipaa-baa", {"identity": "AWS-DEMO-HIPAA-BAA"}, "It is on record already"),
        ("aws-iso27001", {"valid_until": ""}, "required"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_slip_keeps_the_form_and_nothing_else(
    harbour: Harbour, olive: Client, programme: str, slip: dict[str, object], sentence: str
) -> None:
    before = Attestation.objects.count()
    answer = olive.post(record_address(programme), typed(programme, today(harbour)) | slip)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text and "Example &amp; Example LLP (fictitious)" in text
    assert Attestation.objects.count() == before


def test_an_agreement_of_the_organisation_covers_every_account(harbour: Harbour, olive: Client) -> None:
    said = typed("aws-hipaa-baa", today(harbour)) | {"accounts": "", "every_account": "on"}
    olive.post(record_address("aws-hipaa-baa"), said)
    assert Attestation.objects.known().get(identity=said["identity"]).accounts is None


def test_a_programme_that_is_none_is_not_found_and_without_one_it_is_asked_which(olive: Client) -> None:
    assert olive.get(record_address("aws-fedramp")).status_code == 404
    assert "AWS SOC 2 Type 2 report" in olive.get(record_address("")).content.decode()


def corrected(harbour: Harbour, olive: Client, **slip: object) -> tuple[Attestation, Attestation]:
    """Harbour's agreement before and after Olive has corrected it."""
    row = current("aws-hipaa-baa")
    said = {"identity": row.identity, "issuer": row.issuer, "partition": "aws", "valid_from": row.valid_from}
    answer = olive.post(address("correct-attestation", row), said | {"accounts": PRODUCTION} | slip, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    return row, current("aws-hipaa-baa")


@pytest.mark.parametrize("identity", ["AWS-DEMO-HIPAA-BAA", "AWS-DEMO-HIPAA-BAA v2"], ids=["same", "identity too"])
def test_a_correction_takes_the_place_of_the_record_and_asks_for_acceptance_anew(
    harbour: Harbour, olive: Client, identity: str
) -> None:
    before, after = corrected(harbour, olive, identity=identity)
    assert before.superseded_at == after.recorded_at and after.accounts == [PRODUCTION]
    page = olive.get(address("attestation", after)).content.decode()
    assert "HIPAA: not yet reviewed" in page and "Nobody yet" in page
    assert address("attestation", before) in page, "what was on record before stays readable"
    earlier = olive.get(address("attestation", before)).content.decode()
    assert address("attestation", after) in earlier and "corrected and counts for nothing" in earlier
    read(harbour, olive, after)
    assert "HIPAA: counts today" in olive.get(address("attestation", after)).content.decode()


def test_the_form_of_a_correction_says_so_and_is_filled_in(harbour: Harbour, olive: Client) -> None:
    _, after = corrected(harbour, olive, accounts=f"{PRODUCTION}\r\n{ANALYTICS}")
    answer = olive.get(address("correct-attestation", after))
    assert "read and accepted it anew" in answer.content.decode()
    assert answer.context["form"]["accounts"].value() == f"{PRODUCTION}\n{ANALYTICS}"
    same, same_again = corrected(harbour, olive, accounts=f"{PRODUCTION}\r\n{ANALYTICS}")
    assert same == same_again == after, "what was not changed stays accepted, or waiting, as it was"


def test_who_corrects_a_record_that_somebody_has_corrected_meanwhile_is_told(harbour: Harbour, olive: Client) -> None:
    before, after = corrected(harbour, olive)
    said = typed("aws-hipaa-baa", today(harbour)) | {"issuer": "Typed meanwhile"}
    answer = olive.post(address("correct-attestation", before), said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A newer record of this attestation exists: correct that one." in text and "Typed meanwhile" in text
    assert current("aws-hipaa-baa") == after


def test_a_correction_never_swallows_another_document(harbour: Harbour, olive: Client) -> None:
    said = typed("aws-hipaa-baa", today(harbour))
    olive.post(record_address("aws-hipaa-baa"), said)
    other = Attestation.objects.known().get(identity="AWS-DEMO-HIPAA-BAA")
    answer = olive.post(address("correct-attestation", other), said)
    assert answer.status_code == 422
    assert "is on record already, as another document" in answer.content.decode()
    assert Attestation.objects.known().filter(programme__key="aws-hipaa-baa").count() == 2


def test_a_fictitious_document_stays_fictitious_when_it_is_corrected(harbour: Harbour, olive: Client) -> None:
    Attestation.objects.update(is_demonstration=True)
    assert corrected(harbour, olive)[1].is_demonstration
