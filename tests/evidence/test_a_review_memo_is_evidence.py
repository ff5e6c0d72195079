"""An officer read AWS's report and wrote down what follows: does the memo become evidence by itself (CC9.2, 12.8.4)?"""

import datetime

import pytest

from compliance.actions.assigning import assign
from compliance.actions.attesting import accept
from compliance.models import Attestation
from compliance.posture import Standing, duties_of
from evidence import blobs
from evidence.actions.filing import file_memos
from evidence.actions.reviewing import accept as approve
from evidence.models import Item, ItemKind, ItemUse, LedgerEntry, UseState
from frameworks.errors import Refused
from frameworks.inheritance.dividing import OVERSIGHT
from tests.compliance.documents import quays_agreement
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

MINUTE = datetime.timedelta(minutes=1)


def words_of(use: ItemUse) -> str:
    with blobs.open_blob(use.item.digest) as memo:
        return memo.read().decode()


def test_each_memo_is_filed_once_for_the_duty_of_watching_aws(harbour: Harbour) -> None:
    filed = file_memos(harbour.now)
    assert {use.item.title for use in filed} == {"Review memo: AWS-DEMO-HIPAA-BAA", "Review memo: AWS-DEMO-SOC2"}
    assert {(use.duty.control.key, use.state, use.submitted_by) for use in filed} == {
        (OVERSIGHT, UseState.IN_REVIEW, harbour.cast.olive)
    }
    assert LedgerEntry.objects.filter(kind="item.uploaded").count() == len(filed)
    assert file_memos(harbour.now + MINUTE) == []


def test_it_says_what_was_read_by_whom_and_what_it_names(harbour: Harbour) -> None:
    report = next(use for use in file_memos(harbour.now) if "SOC2" in use.item.title)
    memo = words_of(report)
    assert memo.endswith("\n\nRead in full.\n")
    for said in ("Document: AWS-DEMO-SOC2", "Accepted by: Olive Park", "Named in it: cloudtrail, ebs, ec2, iam"):
        assert said in memo


def test_who_accepted_the_document_does_not_approve_the_memo_and_another_does(harbour: Harbour) -> None:
    use = file_memos(harbour.now)[0]
    with pytest.raises(Refused):
        approve(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)
    use.refresh_from_db()
    assign(
        duty=harbour.duty(OVERSIGHT),
        owner=harbour.cast.ben,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    approve(use=use, actor=harbour.cast.rita, comment="Read beside the report.", now=harbour.now)
    standing = {each.duty.control.key: each.standing for each in duties_of(harbour.system, harbour.on, harbour.now)}
    assert standing[OVERSIGHT] in {Standing.EVIDENCED, Standing.STALE}


def test_a_document_accepted_anew_brings_the_new_memo_beside_the_old_one(harbour: Harbour) -> None:
    file_memos(harbour.now)
    report = Attestation.objects.known().get(programme__key="aws-soc2")
    accept(
        attestation=report,
        in_scope={"s3": False},
        memo="S3 is not in it after all.",
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now + MINUTE,
    )
    (use,) = file_memos(harbour.now + 2 * MINUTE)
    assert "Not named in it: s3" in words_of(use) and "not in it after all" in words_of(use)
    assert Item.objects.filter(kind=ItemKind.MEMO, system=harbour.system).count() == 3


def test_an_agreement_on_another_systems_account_is_filed_there_alone(harbour: Harbour) -> None:
    file_memos(harbour.now)
    quays = quays_agreement(harbour)
    accept(attestation=quays, in_scope={}, memo="Quay’s own.", actor=harbour.cast.otto, on=harbour.on, now=harbour.now)
    before = Item.objects.filter(kind=ItemKind.MEMO, system=harbour.system).count()
    file_memos(harbour.now + MINUTE)
    assert Item.objects.filter(kind=ItemKind.MEMO, system=harbour.system).count() == before


def test_a_memo_with_a_card_number_is_not_taken_in_and_keeps_no_other_from_it(
    harbour: Harbour, caplog: pytest.LogCaptureFixture
) -> None:
    report = Attestation.objects.known().get(programme__key="aws-soc2")
    accept(
        attestation=report,
        in_scope={},
        memo="Card 4111 1111 1111 1111 was in the sample.",
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now + MINUTE,
    )
    filed = file_memos(harbour.now + 2 * MINUTE)
    assert [use.item.title for use in filed] == ["Review memo: AWS-DEMO-HIPAA-BAA"]
    assert "AWS-DEMO-SOC2" in caplog.text and "4111" not in caplog.text
