"""Do another tool's findings speak for controls only where its checks are mapped, and only for this system?"""

import json
import os
from typing import Any

import pytest

from compliance.actions.scoping import add_account
from compliance.models import Assessment, Outcome
from evidence.actions.erasing import erase
from evidence.actions.mapping import map_check
from evidence.actions.taking_findings import read_again
from evidence.blobs import path_of
from evidence.models import ErasedFor, Observation
from frameworks.errors import Refused
from tests.evidence.findings import NOW, hand_in, handed_in_and_read, read, sample
from tests.factories import PRODUCTION, Harbour

pytestmark = pytest.mark.django_db

OWN = "prowler:harbour_own_check"


def said(harbour: Harbour, check: str) -> dict[str, str]:
    """Outcome by control, of what is known now."""
    rows = Assessment.objects.known().filter(system=harbour.system, source__startswith=f"{check}@")
    return {row.control.key: row.outcome for row in rows.select_related("control")}


def prowlers(*changes: dict[str, Any]) -> bytes:
    """The sample's first findings, changed."""
    rows = json.loads(sample("ocsf/prowler").read_text())
    return json.dumps([{**row, **change} for row, change in zip(rows, changes, strict=False)]).encode()


def test_the_worst_of_a_check_speaks_for_its_controls(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    row = Assessment.objects.known().get(source=f"prowler:s3_bucket_default_encryption@{PRODUCTION}/us-east-1")
    assert (row.control.key, row.service.key if row.service else "") == ("encryption-at-rest", "s3")
    assert (row.outcome, row.ref) == (Outcome.FAIL, made.item_id)
    assert row.fresh_until is not None and (row.fresh_until - row.observed_until).days == 7


def test_a_global_service_counts_whatever_region_its_tool_calls_home(harbour: Harbour) -> None:
    handed_in_and_read(harbour)
    assert said(harbour, "prowler:iam_root_mfa_enabled") == {"root-account-protection": "pass", "mfa": "pass"}


def test_what_its_tool_set_aside_never_passes(harbour: Harbour) -> None:
    handed_in_and_read(harbour)
    assert said(harbour, "prowler:kms_cmk_rotation_enabled") == {"key-rotation": "manual"}
    assert set(said(harbour, "prowler:ec2_instance_imdsv2_enabled").values()) == {"manual"}
    assert said(harbour, "prowler:cloudtrail_multi_region_enabled") == {"audit-logging": "error"}


def test_what_we_do_not_map_is_kept_and_speaks_for_nothing(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    assert Observation.objects.filter(item=made.item, check_key=OWN, outcome=Outcome.FAIL).exists()
    assert said(harbour, OWN) == {}


def test_other_accounts_and_regions_are_listed_apart_and_counted_nowhere(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    assert made.elsewhere == [[PRODUCTION, "ap-south-1", 1], ["999900001111", "us-east-1", 1]]
    assert (made.taken, made.elsewhere_count, made.unread) == (8, 2, [[11, "no_account"], [12, "no_check"]])
    assert not Observation.objects.filter(item=made.item, account="999900001111").exists()
    assert not Assessment.objects.filter(source__contains="999900001111").exists()


def test_a_finding_of_code_is_of_the_system_it_was_handed_in_for(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour, "sarif/checkov")
    assert (made.taken, made.elsewhere_count) == (9, 0)
    map_check(
        check_key="checkov:CKV_AWS_18",
        controls=["audit-logging"],
        service="s3",
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    read(read_again(made=made, actor=harbour.cast.olive, now=harbour.now))
    row = Assessment.objects.known().get(source="checkov:CKV_AWS_18@/code")
    assert (row.outcome, row.control.key) == (Outcome.FAIL, "audit-logging")


def test_reading_again_doubles_nothing_and_adds_what_has_come_into_scope(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    before = set(Observation.objects.filter(item=made.item).values_list("pk", flat=True))
    made = read(read_again(made=made, actor=harbour.cast.olive, now=harbour.now))
    assert set(Observation.objects.filter(item=made.item).values_list("pk", flat=True)) == before
    add_account(
        system=harbour.system,
        account_id="999900001111",
        name="Strangers",
        partition="aws",
        regions=["us-east-1"],
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    made = read(read_again(made=made, actor=harbour.cast.olive, now=harbour.now))
    assert (made.taken, made.elsewhere_count) == (9, 1)
    assert Observation.objects.filter(item=made.item).count() == len(before) + 1


def test_an_older_file_does_not_overrule_a_newer_one(harbour: Harbour) -> None:
    newer = handed_in_and_read(harbour, content=prowlers({}, {}))
    handed_in_and_read(harbour, content=prowlers({"time": int(NOW.timestamp()) - 5 * 86_400}))
    row = Assessment.objects.known().get(source=f"prowler:s3_bucket_default_encryption@{PRODUCTION}/us-east-1")
    assert (row.outcome, row.ref) == (Outcome.FAIL, newer.item_id)


def test_a_newer_file_supersedes_what_the_older_one_said(harbour: Harbour) -> None:
    handed_in_and_read(harbour, content=prowlers({}, {}))
    later = handed_in_and_read(harbour, content=prowlers({"time": int(NOW.timestamp()) - 60}))
    row = Assessment.objects.known().get(source=f"prowler:s3_bucket_default_encryption@{PRODUCTION}/us-east-1")
    assert (row.outcome, row.ref) == (Outcome.PASS, later.item_id)


def test_an_officer_maps_a_check_and_takes_it_back(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    for controls in (["patching", "asset-inventory"], ["patching"], []):
        map_check(check_key=OWN, controls=controls, service="ec2", actor=harbour.cast.olive, now=harbour.now)
        read(read_again(made=made, actor=harbour.cast.olive, now=harbour.now))
        assert said(harbour, OWN) == dict.fromkeys(controls, "fail")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"check_key": "prowler:s3_bucket_default_encryption"}, "is in the table that ships"),
        ({"check_key": "no-colon"}, "the tool, a colon"),
        ({"controls": ["no-such-control"]}, "no control “no-such-control”"),
        ({"service": "no-such-service"}, "no service “no-such-service”"),
    ],
)
def test_what_is_no_mapping_is_refused(harbour: Harbour, wrong: dict[str, Any], sentence: str) -> None:
    check: dict[str, Any] = {"check_key": OWN, "controls": ["patching"], "service": ""}
    with pytest.raises(Refused, match=sentence):
        map_check(**(check | wrong), actor=harbour.cast.olive, now=harbour.now)


def test_only_an_officer_maps(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="ask one"):
        map_check(check_key=OWN, controls=["patching"], service="", actor=harbour.cast.ben, now=harbour.now)


def test_it_is_read_once_at_a_time(harbour: Harbour) -> None:
    made = hand_in(harbour)
    with pytest.raises(Refused, match="It is being read already"):
        read_again(made=made, actor=harbour.cast.olive, now=harbour.now)


def test_without_its_file_it_is_not_read_again(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    assert made.item is not None
    os.utime(path_of(made.item.digest), (0, 0))  # as if it had come long ago
    erase(
        system=harbour.system,
        records=[made.item],
        because=ErasedFor.DATA_SUBJECT,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    with pytest.raises(Refused, match="Its file was erased"):
        read_again(made=made, actor=harbour.cast.olive, now=harbour.now)
