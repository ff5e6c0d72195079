"""Does each framework's assessor find in the PDF what they look for, in their own words, and no text of AWS's?"""

import datetime
import re

import pytest
from django.utils import timezone

from compliance.actions.ending import end_account_term
from compliance.actions.expecting import expect, expect_of_us
from compliance.actions.scoping import use_service
from compliance.inheritance.support import Support
from compliance.models import Account, ResponsibilitySummary, System
from evidence.reports.matrix.report import MatrixReport, MatrixRow
from frameworks.inheritance import InheritanceClass
from frameworks.models import Edition, Service
from tests.cast import Cast
from tests.evidence.matrices import ACCOUNT, OTHER, also_elsewhere, asked_of, cove, held, matrix_of, words, words_of

pytestmark = pytest.mark.django_db

CLAIMS = re.compile(r"\b(compliant|certified)\b", re.IGNORECASE)
ONE_DAY = datetime.timedelta(days=1)
SIX_MONTHS = datetime.timedelta(days=183)


def row(report: MatrixReport, ref: str) -> MatrixRow:
    return next(each for family in report.families for each in family.rows if each.row.requirement.ref == ref)


def test_pci_sees_who_bears_each_requirement_service_by_service(cast: Cast) -> None:
    now = timezone.now()
    shop = cove(cast, now, edition="pci-dss", role="merchant", services={"ec2": "touches", "s3": "touches"})
    held("aws-pci-dss", cast, now, edition="pci-dss-4.0.1", says={"ec2": True, "s3": True})
    report = matrix_of(shop, cast, timezone.now())
    clocks = row(report, "10.6.1")

    assert ("Time synchronisation", "IAM, S3") in {(each.title, each.services) for each in clocks.aws}
    assert ("Time synchronisation", "EC2") in {(each.title, each.services) for each in clocks.both}
    assert clocks.documents == "A-1"
    sheet = next(each for each in report.controls if each.control.key == "time-synchronisation")
    assert {split.services for split in sheet.splits} == {("Amazon EC2",), ("AWS IAM", "Amazon S3")}
    assert sheet.number in {each.number for each in clocks.aws}
    assert "10.6.1" in sheet.refs


def test_pci_is_told_which_aoc_is_relied_on_and_what_the_matrix_is_not(cast: Cast) -> None:
    now = timezone.now()
    shop = cove(cast, now, edition="pci-dss", role="merchant")
    document = held("aws-pci-dss", cast, now, edition="pci-dss-4.0.1")
    text = words_of(shop, cast, timezone.now())

    assert "requirement 12.8.5" in text
    assert "not the written agreement and acknowledgement of requirement 12.8.2" in text
    assert "AWS, the TPSP" in text and "Named in the AOC" in text
    assert document.identity in text
    assert f"Assessed on {document.valid_from:%-d %b %Y}" in text


def test_a_use_that_outlives_its_account_stands_in_no_matrix(cast: Cast) -> None:
    """Recorded without an end while the account's last day was known already."""
    now = timezone.now()
    shop = cove(cast, now, edition="pci-dss", role="merchant")
    also_elsewhere(shop, cast, now)
    today = shop.day_of(now)
    archive = Account.objects.get(account_id=OTHER)
    end_account_term(account=archive, after=today - ONE_DAY, actor=cast.olive, now=timezone.now())
    use_service(
        account=archive,
        service=Service.objects.get(key="s3"),
        region="eu-west-1",
        touches={"cardholder": "touches"},
        since=today - 2 * ONE_DAY,
        actor=cast.olive,
        now=timezone.now(),
    )
    report = matrix_of(shop, cast, timezone.now())
    (sheet,) = report.carried.assurances
    assert {row.accounts for row in sheet.services} == {"Files"}


def test_soc_2_reads_of_a_carve_out_and_finds_three_lists_apart(cast: Cast) -> None:
    now = timezone.now()
    files = cove(cast, now, edition="soc2", role="service-organisation")
    today = now.date()
    report = held(
        "aws-soc2",
        cast,
        now,
        variant="type-2",
        period_start=today - datetime.timedelta(days=400),
        period_end=today - datetime.timedelta(days=35),
        letter_until=today + datetime.timedelta(days=10),
    )
    expect_of_us(
        attestation=report, number="U-1", wording="Leavers lose access.", controls=["mfa"], actor=cast.olive, now=now
    )
    for kind, wording in (("csoc", "AWS guards its halls."), ("cuec", "Clients keep their users.")):
        expect(
            system=files,
            kind=kind,
            number="E-1",
            wording=wording,
            controls=["facility-access"],
            since=files.day_of(now),
            actor=cast.olive,
            now=now,
        )
    lists = matrix_of(files, cast, timezone.now()).expectations
    text = words_of(files, cast, timezone.now())

    assert lists is not None
    assert [line.wording for line in lists.of_aws] == ["AWS guards its halls."]
    assert [(line.wording, [each.duty.control.key for each in line.duties]) for line in lists.of_us] == [
        ("Leavers lose access.", ["mfa"])
    ]
    assert [line.wording for line in lists.of_clients] == ["Clients keep their users."]
    assert "Carved out" in text and "Inherited" not in text
    assert "management’s word, not examined" in text
    assert "by AWS’s letter, which nobody examined" in text
    assert 0 < text.index("CSOCs: what") < text.index("AWS’s CUECs: what") < text.index("Our CUECs: what")


def test_hipaa_sees_account_by_account_whether_a_baa_binds_aws(cast: Cast) -> None:
    now = timezone.now()
    files = cove(cast, now)
    also_elsewhere(files, cast, now)
    held("aws-hipaa-baa", cast, now, accounts=[ACCOUNT])
    report = matrix_of(files, cast, timezone.now())
    (baa,) = report.carried.commitments

    assert [(each.account_id, each.asked, bool(each.document)) for each in baa.accounts] == [
        (OTHER, True, False),
        (ACCOUNT, True, True),
    ]
    assert OTHER in baa.accounts[0].against and baa.accounts[0].remedy and not baa.accounts[1].against
    assert [(each.service, each.accounts, each.answer) for each in baa.services] == [
        ("Amazon S3", "Archive", "Not confirmed"),
        ("Amazon S3", "Files", "Yes"),
    ]
    assert "Olive Park" in baa.services[1].source
    assert any(OTHER in each.sentence and "164.312(a)(2)(iv)" in each.refs for each in report.against)
    assert row(report, "164.312(a)(2)(iv)").obligation == "Addressable"
    assert row(report, "164.312(a)(2)(iv)").row.support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    ("role", "aws", "ours"),
    [
        ("controller", "Processor: AWS", "Controller: we"),
        ("processor", "Sub-processor: AWS", "Processor: we"),
    ],
)
def test_gdpr_reads_of_processor_and_controller_by_our_role(cast: Cast, role: str, aws: str, ours: str) -> None:
    now = timezone.now()
    files = cove(cast, now, edition="gdpr", role=role)
    held("aws-gdpr-dpa", cast, now)
    held("gdpr-transfer", cast, now, accounts=[ACCOUNT])
    held("aws-iso27001", cast, now, valid_until=now.date() + SIX_MONTHS)
    report = matrix_of(files, cast, timezone.now())
    text = words_of(files, cast, timezone.now())

    assert aws in text and ours in text
    transfers = next(each for each in report.carried.commitments if each.programme.key == "gdpr-transfer")
    assert [(each.account_id, each.against) for each in transfers.accounts] == [(ACCOUNT, "")]
    guarantees = {each.programme.key: [doc.dates for doc in each.documents] for each in report.carried.assurances}
    assert guarantees["aws-iso27001"] and not guarantees["aws-soc2"]
    assert InheritanceClass.INHERITED not in {each.row.class_ for family in report.families for each in family.rows}


@pytest.mark.parametrize(
    ("edition", "role"),
    [
        ("pci-dss", "service-provider"),
        ("soc2", "service-organisation"),
        ("hipaa", "business-associate"),
        ("gdpr", "controller"),
        ("nist-csf", "organisation"),
    ],
)
def test_whatever_the_framework_it_is_whole_and_claims_nothing(cast: Cast, edition: str, role: str) -> None:
    now = timezone.now()
    files = cove(cast, now, edition=edition, role=role)
    report, text = matrix_of(files, cast, timezone.now()), words_of(files, cast, timezone.now())
    shown = [each.row.requirement.ref for family in report.families for each in family.rows]

    assert shown == [each.requirement.ref for each in report.matrix.rows] and shown
    assert CLAIMS.findall(text) == []
    assert "no opinion, no attestation and no certificate" in text
    assert report.matrix.catalogue_digest in text
    unsupported = {each.requirement.ref for each in report.matrix.rows if each.support is Support.UNSUPPORTED}
    assert unsupported == {ref for each in report.against for ref in each.refs}


def test_what_is_recorded_later_changes_nothing(cast: Cast) -> None:
    files = cove(cast, timezone.now())
    asked_at = timezone.now()
    asked = asked_of(files, "hipaa", cast, asked_at)
    before = words(asked)
    held("aws-hipaa-baa", cast, timezone.now())

    assert words(asked) == before
    assert "AWS-DEMO-HIPAA-BAA" not in before
    assert "AWS-DEMO-HIPAA-BAA" in words_of(files, cast, timezone.now())


def test_a_loaded_summary_of_awss_stays_where_it_was_loaded(cast: Cast) -> None:
    now = timezone.now()
    shop = cove(cast, now, edition="pci-dss", role="merchant")
    document = held("aws-pci-dss", cast, now, edition="pci-dss-4.0.1")
    secret = {"ref": "10.6.1", "service": "", "bearer": "customer", "aws": "NDA-AWS-WORDS", "customer": "NDA-OUR-WORDS"}
    ResponsibilitySummary.objects.create(
        attestation=document,
        edition=Edition.objects.by_key("pci-dss"),
        digest="0" * 64,
        rows=[secret],
        loaded_by=cast.olive,
        valid_from=document.valid_from,
        recorded_at=now,
    )
    text = words_of(shop, cast, timezone.now())

    assert "NDA-AWS-WORDS" not in text and "NDA-OUR-WORDS" not in text
    assert "responsibility summary of AWS’s enters this document" in text


def test_a_demonstration_says_so(cast: Cast) -> None:
    files = cove(cast, timezone.now())
    assert "Demonstration data" not in words_of(files, cast, timezone.now())
    System.objects.filter(pk=files.pk).update(is_demonstration=True)
    files.refresh_from_db()
    assert "Demonstration data" in words_of(files, cast, timezone.now())
