"""Does a report of AWS's support the requirements of the categories that it covers, and of no other?"""

import pytest
from django.test import Client

from compliance.actions.scoping import answer_to
from compliance.inheritance.inheriting import inheritance_of
from compliance.models import Attestation
from frameworks.inheritance import ReasonCode
from frameworks.models import Edition
from tests.compliance.documents import DAY, a_report, address, current, read, record_address, typed
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

COVERED = ["security", "availability", "confidentiality", "privacy"]
NO_AVAILABILITY = ["security", "confidentiality", "privacy"]
AVAILABILITY = ["A1.1", "A1.2", "A1.3"]


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    """Harbour answers to SOC 2 as well, and its officer is at the forms."""
    client.force_login(harbour.cast.olive)
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("soc2"),
        role="service-organisation",
        since=harbour.on - 30 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    return client


def said(harbour: Harbour, *categories: str) -> dict[str, object]:
    return typed("aws-soc2", harbour.now.date()) | {"exceptions": [], "categories": categories}


def recorded(harbour: Harbour, olive: Client, *categories: str) -> Attestation:
    """A newer report than the one Harbour holds, not accepted yet."""
    filled = said(harbour, *categories)
    assert olive.post(record_address("aws-soc2"), filled).status_code == 302
    return Attestation.objects.known().get(identity=filled["identity"])


def current_of(row: Attestation) -> Attestation:
    return Attestation.objects.known().get(identity=row.identity)


def corrected(harbour: Harbour, olive: Client, row: Attestation, *categories: str) -> Attestation:
    assert olive.post(address("correct-attestation", row), said(harbour, *categories)).status_code == 302
    return current_of(row)


def ticked(olive: Client, row: Attestation) -> list[str]:
    value: list[str] = olive.get(address("correct-attestation", row)).context["form"]["categories"].value()
    return value


def against(harbour: Harbour, *refs: str) -> list[set[ReasonCode]]:
    answers = {each.ref: each for each in inheritance_of(harbour.system, harbour.catalogue, harbour.on)["soc2-2017"]}
    found = [answers[ref].aws for ref in refs]
    assert all(found), "AWS bears a part of each"
    assert [aws.supported for aws in found if aws] == [not aws.reasons for aws in found if aws]
    return [{reason.code for reason in aws.reasons} for aws in found if aws]


def test_a_report_without_availability_supports_nothing_of_it_and_the_rest_beside_it(
    harbour: Harbour, olive: Client
) -> None:
    row = recorded(harbour, olive, *NO_AVAILABILITY)
    assert (row.edition, row.not_assessed) == ("soc2-2017", AVAILABILITY)
    read(harbour, olive, row)
    assert against(harbour, "A1.1", "A1.2", "CC6.1") == [*[{ReasonCode.REQUIREMENT_NOT_ASSESSED}] * 2, set()]
    page = olive.get(address("attestation", row)).content.decode()
    assert "<dt>Categories covered</dt><dd>Security, Confidentiality, Privacy</dd>" in page


def test_a_report_of_all_categories_is_bound_to_no_edition(harbour: Harbour, olive: Client) -> None:
    row = recorded(harbour, olive, *COVERED)
    assert (row.edition, row.not_assessed) == ("", [])
    read(harbour, olive, row)
    assert against(harbour, "A1.1", "CC6.1") == [set(), set()]
    page = olive.get(address("attestation", row)).content.decode()
    assert "<dd>Security, Availability, Confidentiality, Privacy</dd>" in page


def test_what_awss_reports_never_cover_is_not_offered_and_the_rest_is_ticked(olive: Client) -> None:
    field = olive.get(record_address("aws-soc2")).context["form"]["categories"]
    assert [key for key, _title in field.field.choices] == field.value() == COVERED
    for other in ("aws-pci-dss", "aws-iso27001", "aws-hipaa-baa"):
        assert "categories" not in olive.get(record_address(other)).context["form"].fields


def test_correcting_something_else_keeps_the_categories(harbour: Harbour, olive: Client) -> None:
    row = recorded(harbour, olive, *NO_AVAILABILITY)
    assert ticked(olive, row) == NO_AVAILABILITY
    assert corrected(harbour, olive, row, *NO_AVAILABILITY) == row, "nothing was changed"
    filled = said(harbour, *ticked(olive, row)) | {"issuer": "Another examiner"}
    olive.post(address("correct-attestation", row), filled)
    after = current_of(row)
    assert (after.issuer, after.edition, after.not_assessed) == ("Another examiner", "soc2-2017", AVAILABILITY)
    read(harbour, olive, after)
    assert against(harbour, "A1.1", "CC6.1") == [{ReasonCode.REQUIREMENT_NOT_ASSESSED}, set()]


def test_a_category_left_out_by_mistake_is_put_back(harbour: Harbour, olive: Client) -> None:
    after = corrected(harbour, olive, recorded(harbour, olive, *NO_AVAILABILITY), *COVERED)
    assert after.not_assessed == [] and ticked(olive, after) == COVERED
    read(harbour, olive, after)
    assert against(harbour, "A1.1", "CC6.1") == [set(), set()]


def test_a_report_on_record_before_anybody_was_asked_covers_them_all(olive: Client) -> None:
    row = current("aws-soc2")
    assert row.edition == "" and ticked(olive, row) == COVERED


def test_a_single_reference_not_tested_is_named_and_survives_a_correction(harbour: Harbour, olive: Client) -> None:
    dates = {name: value for name, value in said(harbour).items() if name.endswith(("_start", "_end"))}
    facts = {"edition": "soc2-2017", "not_assessed": ["A1.3", "C1.1", "C1.2"], "variant": "type-2"}
    row = a_report(harbour, str(said(harbour)["identity"]), **dates, **facts)
    assert ticked(olive, row) == ["security", "availability", "privacy"]
    assert "staying so: A1.3." in olive.get(address("correct-attestation", row)).content.decode()
    assert corrected(harbour, olive, row, "security", "availability").not_assessed[0] == "A1.3"
    assert corrected(harbour, olive, current_of(row), *COVERED).not_assessed == ["A1.3"]


@pytest.mark.parametrize(
    ("categories", "sentence"),
    [
        ((), "This field is required."),
        (("privacy",), "Every report of this kind covers Security: tick it."),
        (("security", "processing-integrity"), "processing-integrity is not one of the available choices"),
    ],
    ids=["none", "without security", "never covered"],
)
def test_a_slip_records_nothing_and_keeps_what_was_ticked(
    harbour: Harbour, olive: Client, categories: tuple[str, ...], sentence: str
) -> None:
    before = Attestation.objects.count()
    answer = olive.post(record_address("aws-soc2"), said(harbour, *categories))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert tuple(answer.context["form"]["categories"].value()) == categories
    assert Attestation.objects.count() == before
