"""What can a program do with other tools' findings?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.models import Import
from tests.evidence.exhibits import has_a_signing_key
from tests.evidence.findings import read, sample
from tests.factories import PRODUCTION, REGION, Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


def test_a_pipeline_hands_in_a_scan_and_reads_what_came_of_it(harbour: Harbour) -> None:
    has_a_signing_key()
    olive, ben = Program(harbour.cast.olive, harbour.system), Program(harbour.cast.ben, harbour.system)
    file = SimpleUploadedFile("prowler.json", sample("ocsf/prowler").read_bytes())
    answer = olive.post(olive.at("evidence-api:imports"), {"file": file}, format="multipart")
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["reading"], told["tool"], told["read_at"]) == ("under-way", "prowler", None)
    read(Import.objects.get())
    told = ben.read("evidence-api:import", told["id"])
    assert (told["reading"], told["taken"], told["elsewhere_count"], told["unread_count"]) == ("done", 8, 2, 2)
    assert {each["check"] for each in told["unmapped"]} == {
        "prowler:harbour_own_check",
        "prowler:account_security_questions_are_registered_in_the_aws_account",
    }
    assert told["unread"] == [{"number": 11, "why": "no_account"}, {"number": 12, "why": "no_check"}]
    assert {each["account"] for each in told["elsewhere"]} == {PRODUCTION, "999900001111"}
    found = ben.get(ben.at("evidence-api:import-findings", told["id"]) + "?outcome=fail").json()["results"]
    assert {each["check"] for each in found} == {"prowler:s3_bucket_default_encryption", "prowler:harbour_own_check"}
    assert all(each["detail"]["number"] for each in found)
    assert len(ben.get(ben.at("evidence-api:imports")).json()["results"]) == 1


def test_it_is_read_again(harbour: Harbour) -> None:
    has_a_signing_key()
    olive = Program(harbour.cast.olive, harbour.system)
    said = {
        "file": SimpleUploadedFile("rule.json", sample("aws_config/by_rule").read_bytes()),
        "format": "aws-config",
        "account": PRODUCTION,
        "region": REGION,
        "as_of": harbour.on.isoformat(),
    }
    made = olive.post(olive.at("evidence-api:imports"), said, format="multipart").json()
    assert olive.say("evidence-api:import-again", made["id"]).status_code == 422
    read(Import.objects.get())
    answer = olive.say("evidence-api:import-again", made["id"])
    assert (answer.status_code, answer.json()["reading"]) == (202, "under-way")


def test_who_only_owns_duties_hands_nothing_in(harbour: Harbour) -> None:
    ben = Program(harbour.cast.ben, harbour.system)
    assert ben.post(ben.at("evidence-api:imports"), {}, format="multipart").status_code == 403


def test_what_is_wrong_is_a_problem_with_a_sentence(harbour: Harbour) -> None:
    olive = Program(harbour.cast.olive, harbour.system)
    answer = olive.post(
        olive.at("evidence-api:imports"), {"file": SimpleUploadedFile("x.json", b"[1]")}, format="multipart"
    )
    assert answer.status_code == 422 and "no findings in a format" in answer.content.decode()
