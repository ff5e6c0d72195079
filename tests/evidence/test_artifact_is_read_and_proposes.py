"""From AWS Artifact over HTTP to a proposal: does a look propose what differs, and nothing where it was blind?"""

import json
from collections.abc import Iterator, Sequence

import pytest
from django.utils import timezone

from compliance.actions.attesting import record_attestation
from compliance.models import Attestation, Outcome, Proposal, ProposalKind, ProposalState
from evidence import blobs
from evidence.actions.collecting import expected_cells, open_run
from evidence.collecting.policy import permissions_policy
from evidence.collecting.shipped import collectors
from evidence.demo.estate import BASE, Estate, create_role
from evidence.models import Connection, Item, Observation, Run
from frameworks.models import Programme
from tests.evidence.connected_harbour import make_role, work_off
from tests.evidence.harbour import allow, call, keys_of, let_in, refusal, session
from tests.factories import ANALYTICS, PRODUCTION, Harbour

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

GONE = "customer-agreement-AwsDemoGone00001"


def look(harbour: Harbour, account: str = "") -> Run:
    """Into every account, or one."""
    cells = expected_cells(harbour.system, harbour.on, ["artifact"])
    cells = [cell for cell in cells if account in ("", cell["account"])]
    run = open_run(system=harbour.system, cells=cells, actor=harbour.cast.olive, now=timezone.now())
    work_off(run)
    return run


def record_agreement(harbour: Harbour, identity: str, accounts: Sequence[str]) -> Attestation:
    return record_attestation(
        programme=Programme.objects.by_key("aws-hipaa-baa"),
        identity=identity,
        issuer="Amazon Web Services, Inc. (fictitious)",
        valid_from=harbour.on,
        accounts=accounts,
        actor=harbour.cast.olive,
        now=timezone.now(),
    )


def deny(estate: Estate, *actions: str) -> None:
    """The administrator takes these rights from our role in production."""
    connection = Connection.objects.get(account__account_id=PRODUCTION)
    policy = permissions_policy(collectors().values())
    [statement] = policy["Statement"]
    statement["Action"] = [action for action in statement["Action"] if action not in actions]
    create_role(
        endpoint_url=estate.endpoint_url,
        account_id=PRODUCTION,
        external_id=connection.external_id,
        trusted_arn=BASE.arn,
        policy=policy,
    )


def test_the_lists_of_both_accounts_are_sealed_whole_and_what_differs_is_proposed(connected: Harbour) -> None:
    run = look(connected)
    seen = Observation.objects.filter(run=run).values_list("account", "check_key", "outcome")
    assert set(seen) == {
        (account, *told)
        for account in (PRODUCTION, ANALYTICS)
        for told in (
            ("artifact.baa_is_active", Outcome.PASS),
            ("artifact.reports_are_reviewed", Outcome.MANUAL),
        )
    }
    for item in run.items.all():
        with blobs.open_blob(item.digest) as sealed:
            facts = json.load(sealed)
        assert [made["call"] for made in facts["calls"]] == [
            "artifact.list_reports",
            "artifact.list_customer_agreements",
            "organizations.describe_organization",
        ]
        assert facts["calls"][0]["pages"] == 2
        reports = facts["facts"]["list_reports"][""]["answer"]
        assert reports.keys() == {"reports"} and len(reports["reports"]) == 5
    rows = Proposal.objects.values_list("kind", "programme__key", "account_id", "state")
    assert sorted(rows) == sorted(
        [
            ("agreement", "aws-gdpr-dpa", PRODUCTION, "open"),
            ("agreement", "aws-gdpr-dpa", ANALYTICS, "open"),
            *(("report", key, "", "open") for key in ("aws-soc2", "aws-pci-dss", "aws-iso27001")),
        ]
    )
    assert set(Proposal.objects.values_list("ref", flat=True)) <= set(Item.objects.values_list("pk", flat=True))
    before = Proposal.objects.count()
    look(connected)
    assert Proposal.objects.count() == before


def test_an_agreement_that_is_no_longer_listed_is_gone_in_that_account(gone: Harbour) -> None:
    look(gone)
    row = Proposal.objects.get(kind=ProposalKind.GONE)
    assert (row.title, row.account_id, row.state) == (GONE, PRODUCTION, ProposalState.OPEN)


@pytest.fixture
def gone(connected: Harbour) -> Harbour:
    """Production's agreement on record stands on nothing that Artifact lists there."""
    Attestation.objects.filter(programme__key="aws-hipaa-baa").update(accounts=[ANALYTICS])
    record_agreement(connected, GONE, [PRODUCTION])
    return connected


@pytest.fixture
def role_is_restored(connected: Harbour, estate: Estate) -> Iterator[None]:
    yield
    make_role(estate, Connection.objects.select_related("account").get(account__account_id=PRODUCTION))


@pytest.mark.parametrize(
    ("denied", "blind"),
    [
        ("artifact:ListCustomerAgreements", "artifact.baa_is_active"),
        ("organizations:DescribeOrganization", "artifact.baa_is_active"),
        ("artifact:ListReports", "artifact.reports_are_reviewed"),
    ],
)
def test_a_denied_list_proposes_nothing_and_the_other_one_does(
    gone: Harbour, estate: Estate, role_is_restored: None, denied: str, blind: str
) -> None:
    deny(estate, denied)
    run = look(gone, account=PRODUCTION)
    errors = Observation.objects.filter(run=run, outcome=Outcome.ERROR)
    assert list(errors.values_list("check_key", "reason")) == [(blind, "access_denied")]
    proposed = set(Proposal.objects.values_list("kind", flat=True))
    assert proposed == ({"agreement", "gone"} if denied == "artifact:ListReports" else {"report"})


def test_a_denied_list_takes_nothing_back(gone: Harbour, estate: Estate, role_is_restored: None) -> None:
    look(gone, account=PRODUCTION)
    before = set(Proposal.objects.values_list("kind", "state", "last_seen_at"))
    assert (ProposalKind.GONE, ProposalState.OPEN) in {(kind, state) for kind, state, _ in before}
    deny(estate, "artifact:ListCustomerAgreements", "artifact:ListReports")
    run = look(gone, account=PRODUCTION)
    assert run.items.count() == 1, "the refusals are sealed"
    assert set(Proposal.objects.values_list("kind", "state", "last_seen_at")) == before


def test_no_report_can_be_downloaded(estate: Estate) -> None:
    """Neither does our role allow it, nor does the simulation know it: the collector could not if it tried."""
    actions = {action for collector in collectors().values() for action in collector.actions}
    assert {action for action in actions if action.startswith("artifact:")} == {
        "artifact:ListReports",
        "artifact:ListCustomerAgreements",
    }
    let_in(estate.endpoint_url, PRODUCTION)
    create_role(
        endpoint_url=estate.endpoint_url,
        account_id=PRODUCTION,
        external_id=f"external-{PRODUCTION}",
        trusted_arn=BASE.arn,
        policy=allow("artifact:List*"),
    )
    sts = call(estate.endpoint_url, keys_of(BASE), "sts")
    artifact = call(estate.endpoint_url, session(sts, PRODUCTION), "artifact")
    (soc2, *_) = artifact.list_reports()["reports"]
    assert soc2["companyName"] == "AWS" and soc2["name"].startswith("AWS-DEMO")
    words = {"reportId": soc2["id"], "termToken": "made-up"}
    assert refusal(lambda: artifact.get_report(**words)) == ("AccessDeniedException", 403)
    assert refusal(lambda: artifact.get_term_for_report(reportId=soc2["id"])) == ("AccessDeniedException", 403)
