"""Are Security Hub's findings read through the account's role, sealed, and read like a file of them?"""

import json

import boto3
import pytest
from django.utils import timezone

from compliance.models import Assessment, JournalEntry
from evidence.actions import asking_security_hub
from evidence.actions.asking_security_hub import CouldNotAsk
from evidence.actions.reading_findings import work_import
from evidence.actions.taking_findings import import_from_security_hub
from evidence.blobs import open_blob
from evidence.collecting.contract import CouldNotLook, ErrorReason
from evidence.demo.estate import Estate
from evidence.demo.estate.identities import ADMINISTRATORS
from evidence.jobs import engine
from evidence.jobs.working import TryLater
from evidence.models import Import, JobState, LedgerEntry
from frameworks.errors import Refused
from tests.evidence.exhibits import connected as as_if_connected
from tests.evidence.findings import read, sample
from tests.factories import ANALYTICS, PRODUCTION, REGION, Harbour

pytestmark = pytest.mark.django_db


def ask(harbour: Harbour, account: str = PRODUCTION, region: str = REGION) -> Import:
    return import_from_security_hub(
        system=harbour.system, account=account, region=region, actor=harbour.cast.olive, now=timezone.now()
    )


def answers_with(monkeypatch: pytest.MonkeyPatch, findings: list[object]) -> None:
    """What the simulated Security Hub does not say; the call itself is made below."""
    calls = [{"call": "securityhub.get_findings", "requests": ["6f0b"], "pages": 1}]
    monkeypatch.setattr(asking_security_hub, "_ask", lambda made: (findings, calls))


def test_its_answer_is_sealed_with_its_calls_and_without_what_is_not_judged(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_connected(harbour)
    findings = [
        each for each in json.loads(sample("asff/security_hub").read_text())["Findings"] if isinstance(each, dict)
    ]
    answers_with(monkeypatch, [{**each, "Note": {"Text": "Call Ben"}, "Description": "d"} for each in findings])
    made = read(ask(harbour))
    assert made.item is not None and made.item.source == "import.asff.security-hub"
    with open_blob(made.item.digest) as sealed:
        told = json.loads(sealed.read())
    assert told["Calls"][0]["requests"] == ["6f0b"] and "Call Ben" not in json.dumps(told)
    assert told["Findings"][0]["Compliance"]["RelatedRequirements"][1] == "NIST.800-53.r5 AC-3"
    assert LedgerEntry.objects.filter(kind="item.uploaded", subject_id=str(made.item.pk)).exists()
    row = Assessment.objects.known().filter(source=f"security-hub:S3.8@{PRODUCTION}/{REGION}").first()
    assert row is not None and (row.outcome, row.observed_until) == ("fail", made.as_of)


def test_the_call_goes_through_the_accounts_role(connected: Harbour, estate: Estate) -> None:
    administrator = ADMINISTRATORS[PRODUCTION]
    hub = boto3.client(
        "securityhub",
        region_name=REGION,
        endpoint_url=estate.endpoint_url,
        aws_access_key_id=administrator.access_key_id,
        aws_secret_access_key=administrator.secret_access_key,
    )
    findings = json.loads(sample("asff/security_hub").read_text())["Findings"][:2]
    for number, each in enumerate(findings):
        each["Id"] += f"/{number}"
    assert hub.batch_import_findings(Findings=findings)["SuccessCount"] == 2
    made = read(ask(connected))
    assert (made.taken, made.unread_count, made.elsewhere_count) == (2, 0, 0)
    assert made.item is not None
    with open_blob(made.item.digest) as sealed:
        (call,) = json.loads(sealed.read())["Calls"]
    assert call["call"] == "securityhub.get_findings" and call["pages"] == 1
    assert call["params"]["Filters"]["AwsAccountId"] == [{"Value": PRODUCTION, "Comparison": "EQUALS"}]


def test_that_it_has_nothing_to_say_is_an_answer_too(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_connected(harbour)
    answers_with(monkeypatch, [])
    made = read(ask(harbour))
    assert made.item is not None and (made.taken, made.unread_count) == (0, 0)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (CouldNotLook(ErrorReason.ACCESS_DENIED, "get_findings", "AccessDeniedException"), "access_denied"),
        (CouldNotAsk("too_large"), "too_large"),
    ],
)
def test_a_refusal_is_a_gap_with_its_reason_and_no_import_of_nothing(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch, failure: Exception, reason: str
) -> None:
    as_if_connected(harbour)

    def refused(made: Import) -> object:
        raise failure

    monkeypatch.setattr(asking_security_hub, "_ask", refused)
    made = read(ask(harbour))
    assert made.item is None and made.read_at is None and made.job is not None
    assert (made.job.state, made.job.reason) == (JobState.GAP, reason)
    entry = JournalEntry.objects.get(verb="import.failed", subject_id=str(made.pk))
    assert entry.after == {"reason": reason}


def test_what_may_pass_is_tried_later(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_connected(harbour)

    def throttled(made: Import) -> object:
        raise CouldNotLook(ErrorReason.THROTTLED, "get_findings", "TooManyRequestsException")

    monkeypatch.setattr(asking_security_hub, "_ask", throttled)
    made = ask(harbour)
    assert made.job is not None
    held = engine.claim(made.job.pk, timezone.now())
    assert held is not None
    with pytest.raises(TryLater, match="throttled"):
        work_import(held)


def test_only_what_is_in_scope_and_connected_is_asked_and_once_at_a_time(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="has no proven connection"):
        ask(harbour)
    as_if_connected(harbour)
    with pytest.raises(Refused, match="no such region"):
        ask(harbour, region="ap-south-1")
    with pytest.raises(Refused, match="no such region"):
        ask(harbour, account="999900001111")
    ask(harbour)
    ask(harbour, account=ANALYTICS)
    with pytest.raises(Refused, match="being asked already"):
        ask(harbour)
