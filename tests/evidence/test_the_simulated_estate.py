"""Does the simulated AWS estate refuse and answer over HTTP as AWS would, the same at every start?"""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.awsrequest import AWSRequest

from evidence.demo.estate import ACCOUNTS, BASE, COLLECTOR_ROLE, DENIALS, REGIONS, Estate, EstateError
from tests.evidence.harbour import (
    DATA,
    EAST,
    PRODUCTION,
    WEST,
    allow,
    call,
    everything,
    keys_of,
    let_in,
    refusal,
    role_arn,
    session,
)

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    with Estate(port=0) as running:
        for account in (PRODUCTION, DATA):
            assert let_in(running.endpoint_url, account) == role_arn(account)
        yield running


@pytest.fixture
def sts(estate: Estate) -> Any:
    return call(estate.endpoint_url, keys_of(BASE), "sts")


def test_the_role_is_refused_without_the_right_external_id(sts: Any) -> None:
    words = {"RoleArn": role_arn(PRODUCTION), "RoleSessionName": "run-1"}
    assert refusal(lambda: sts.assume_role(**words)) == ("AccessDenied", 403)
    assert refusal(lambda: sts.assume_role(**words, ExternalId="wrong")) == ("AccessDenied", 403)
    other = f"external-{DATA}"
    assert refusal(lambda: sts.assume_role(**words, ExternalId=other)) == ("AccessDenied", 403)


@pytest.mark.parametrize("arn", [f"arn:aws:iam::{PRODUCTION}:role/Nobody", "arn:aws:iam::123456789012:role/Any"])
def test_a_role_that_is_not_there_is_refused_in_the_same_way(sts: Any, arn: str) -> None:
    attempt = {"RoleArn": arn, "RoleSessionName": "run-1", "ExternalId": f"external-{PRODUCTION}"}
    assert refusal(lambda: sts.assume_role(**attempt)) == ("AccessDenied", 403)


def test_a_role_that_trusts_a_service_is_not_ours_to_take(sts: Any) -> None:
    attempt = {"RoleArn": f"arn:aws:iam::{PRODUCTION}:role/EhrApplication", "RoleSessionName": "run-1"}
    assert refusal(lambda: sts.assume_role(**attempt)) == ("AccessDenied", 403)


@pytest.mark.parametrize("account", [PRODUCTION, DATA])
def test_with_the_external_id_we_are_in_that_account_and_see_it(estate: Estate, sts: Any, account: str) -> None:
    keys = session(sts, account)
    caller = call(estate.endpoint_url, keys, "sts").get_caller_identity()
    assert caller["Account"] == account
    assert caller["Arn"] == f"arn:aws:sts::{account}:assumed-role/{COLLECTOR_ROLE}/run-1"
    buckets = call(estate.endpoint_url, keys, "s3").list_buckets()["Buckets"]
    alias = {PRODUCTION: "harbour-prod-", DATA: "harbour-data-"}[account]
    assert {bucket["Name"].startswith(alias) for bucket in buckets} == {True}


def test_the_session_policy_narrows_the_role(estate: Estate, sts: Any) -> None:
    keys = session(sts, PRODUCTION, Policy=json.dumps(allow("ec2:DescribeVolumes")))
    assert call(estate.endpoint_url, keys, "ec2").describe_volumes()["Volumes"]
    assert refusal(call(estate.endpoint_url, keys, "ec2").describe_instances) == (
        "UnauthorizedOperation",
        403,
    )
    assert refusal(call(estate.endpoint_url, keys, "iam").list_users) == ("AccessDenied", 403)


def test_the_session_policy_does_not_widen_the_role(estate: Estate, sts: Any) -> None:
    keys = session(sts, PRODUCTION, Policy=json.dumps(allow("*")))
    assert refusal(call(estate.endpoint_url, keys, "cloudtrail").describe_trails) == (
        "AccessDeniedException",
        400,
    )


@pytest.mark.parametrize(("policy", "code"), [("no json", "MalformedPolicyDocument"), (" " * 2049, "ValidationError")])
def test_a_session_policy_that_sts_would_not_take_is_not_taken(sts: Any, policy: str, code: str) -> None:
    assert refusal(lambda: session(sts, PRODUCTION, Policy=policy)) == (code, 400)


def test_each_protocol_has_its_own_words_for_a_refusal(estate: Estate, sts: Any) -> None:
    keys = session(sts, PRODUCTION, Policy=json.dumps(allow("sts:GetCallerIdentity")))
    refused = {
        "iam": call(estate.endpoint_url, keys, "iam").list_users,
        "rds": call(estate.endpoint_url, keys, "rds").describe_db_instances,
        "ec2": call(estate.endpoint_url, keys, "ec2").describe_instances,
        "s3": call(estate.endpoint_url, keys, "s3").list_buckets,
        "kms": call(estate.endpoint_url, keys, "kms").list_keys,
        "lambda": call(estate.endpoint_url, keys, "lambda").list_functions,
    }
    assert {service: refusal(attempt) for service, attempt in refused.items()} == {
        "iam": ("AccessDenied", 403),
        "rds": ("AccessDenied", 403),
        "ec2": ("UnauthorizedOperation", 403),
        "s3": ("AccessDenied", 403),
        "kms": ("AccessDeniedException", 400),
        "lambda": ("AccessDeniedException", 403),
    }


def test_the_organisation_denies_what_it_denies_and_nothing_beside_it(estate: Estate, sts: Any) -> None:
    assert {(denial.account_id, denial.region, denial.action) for denial in DENIALS} == {
        (DATA, WEST, "rds:*"),
        (PRODUCTION, WEST, "kms:GetKeyRotationStatus"),
    }
    data, production = session(sts, DATA), session(sts, PRODUCTION)
    assert refusal(call(estate.endpoint_url, data, "rds", WEST).describe_db_instances) == (
        "AccessDenied",
        403,
    )
    assert call(estate.endpoint_url, data, "rds", EAST).describe_db_instances()["DBInstances"]
    west, east = (call(estate.endpoint_url, production, "kms", region) for region in (WEST, EAST))
    key = west.list_keys()["Keys"][0]["KeyId"]
    assert refusal(lambda: west.get_key_rotation_status(KeyId=key)) == ("AccessDeniedException", 400)
    assert west.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key
    key = east.list_keys()["Keys"][0]["KeyId"]
    assert east.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True


def test_our_own_credentials_reach_sts_and_nothing_else(estate: Estate, sts: Any) -> None:
    assert sts.get_caller_identity()["Arn"] == BASE.arn
    for service, operation in {
        "iam": "list_users",
        "s3": "list_buckets",
        "ec2": "describe_instances",
        "rds": "describe_db_instances",
        "kms": "list_keys",
        "cloudtrail": "describe_trails",
    }.items():
        code, _ = refusal(getattr(call(estate.endpoint_url, keys_of(BASE), service), operation))
        assert code in {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def test_keys_that_nobody_handed_out_open_nothing(estate: Estate, sts: Any) -> None:
    stranger = {"aws_access_key_id": "AKIASTRANGER00000001", "aws_secret_access_key": "guessed"}
    assert refusal(call(estate.endpoint_url, stranger, "sts").get_caller_identity) == (
        "InvalidClientTokenId",
        403,
    )
    stolen = session(sts, PRODUCTION) | {"aws_session_token": "guessed"}
    assert refusal(call(estate.endpoint_url, stolen, "iam").list_users) == ("InvalidClientTokenId", 403)


def test_nobody_talks_himself_into_another_account(estate: Estate, sts: Any) -> None:
    def name_the_other_account(request: AWSRequest, **_: object) -> None:
        request.headers["x-moto-account-id"] = DATA

    iam = call(estate.endpoint_url, session(sts, PRODUCTION), "iam")
    iam.meta.events.register("before-sign", name_the_other_account)
    assert "maya.lindqvist" in {user["UserName"] for user in iam.list_users()["Users"]}
    s3 = call(estate.endpoint_url, session(sts, PRODUCTION), "s3")
    assert refusal(lambda: s3.get_bucket_policy(Bucket="harbour-data-audit-logs")) == ("AccessDenied", 403)


def test_the_simulator_s_own_doors_are_shut(estate: Estate) -> None:
    for path in ("/moto-api/data.json", "/moto-api/reset", "/"):
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{estate.endpoint_url}{path}")
        assert caught.value.code == 403


def test_what_the_simulation_lacks_is_an_error_of_the_caller_not_a_crash(estate: Estate, sts: Any) -> None:
    iam = call(estate.endpoint_url, session(sts, PRODUCTION), "iam")
    job = "00000000-0000-4000-8000-000000000000"
    assert refusal(lambda: iam.get_service_last_accessed_details(JobId=job)) == ("InvalidAction", 400)


def test_a_role_made_again_follows_the_new_external_id(estate: Estate, sts: Any) -> None:
    words = {"RoleArn": role_arn(DATA), "RoleSessionName": "run-1"}
    try:
        let_in(estate.endpoint_url, DATA, "a-new-one")
        assert refusal(lambda: sts.assume_role(**words, ExternalId=f"external-{DATA}")) == (
            "AccessDenied",
            403,
        )
        assert sts.assume_role(**words, ExternalId="a-new-one")["Credentials"]
    finally:
        let_in(estate.endpoint_url, DATA)


def test_there_are_about_200_resources_and_the_count_is_true(estate: Estate, sts: Any) -> None:
    assert 180 <= sum(estate.resources.values()) <= 220
    seen = everything(estate.endpoint_url, sts)
    # Each VPC that moto itself makes, one per region, brings its default group along, and each of ours too.
    assert {kind: len(ids) for kind, ids in seen.items()} == {
        "iam user": estate.resources["iam user"],
        "iam role": estate.resources["iam role"] + len(ACCOUNTS),
        "s3 bucket": estate.resources["s3 bucket"],
        "ec2 instance": estate.resources["ec2 instance"],
        "ec2 volume": estate.resources["ec2 volume"],
        "ec2 snapshot": estate.resources["ec2 snapshot"],
        "ec2 security group": estate.resources["ec2 security group"] + 2 * len(ACCOUNTS) * len(REGIONS),
        "kms key": estate.resources["kms key"],
        "rds instance": estate.resources["rds instance"] - 1,  # one stands where rds:* is denied
        "rds snapshot": estate.resources["rds snapshot"],
    }


def test_there_is_good_and_bad_to_find(estate: Estate, sts: Any) -> None:
    data = session(sts, DATA)
    databases = call(estate.endpoint_url, data, "rds").describe_db_instances()["DBInstances"]
    assert {database["PubliclyAccessible"] for database in databases} == {True, False}
    assert {database["StorageEncrypted"] for database in databases} == {True, False}
    volumes = call(estate.endpoint_url, data, "ec2").describe_volumes()["Volumes"]
    assert {volume["Encrypted"] for volume in volumes} == {True, False}
    summaries = [
        call(estate.endpoint_url, session(sts, account), "iam").get_account_summary() for account in (PRODUCTION, DATA)
    ]
    assert [summary["SummaryMap"]["AccountMFAEnabled"] for summary in summaries] == [1, 0]
    iam = call(estate.endpoint_url, session(sts, PRODUCTION), "iam")
    old = iam.list_access_keys(UserName="svc-legacy-report-export")["AccessKeyMetadata"][0]["CreateDate"]
    young = iam.list_access_keys(UserName="tom.okafor")["AccessKeyMetadata"][0]["CreateDate"]
    assert (young - old).days == 613 - 31


@pytest.mark.slow
def test_a_second_start_makes_the_same_resources_and_ends_when_told(estate: Estate, sts: Any, tmp_path: Path) -> None:
    first = everything(estate.endpoint_url, sts)
    ready = tmp_path / "ready.json"
    again = subprocess.Popen(
        [sys.executable, "-m", "evidence.demo.estate", "--port", "0", "--ready-file", str(ready)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(ready.exists)
        endpoint_url = json.loads(ready.read_text())["endpoint_url"]
        for account in (DATA, PRODUCTION):
            let_in(endpoint_url, account)
        assert everything(endpoint_url, call(endpoint_url, keys_of(BASE), "sts")) == first
    finally:
        again.send_signal(signal.SIGTERM)
        said, complained = again.communicate(timeout=60)
    assert again.returncode == 0
    assert complained == ""
    assert said.count("\n") == 1
    assert f"{sum(estate.resources.values())} resources in 2 accounts on {endpoint_url}" in said


@pytest.mark.slow
def test_the_estate_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    starter = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; from evidence.demo.estate import Estate; e = Estate(0).start();"
            "print(e.endpoint_url, flush=True); os._exit(1)",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    port = int(starter.stdout.strip().rpartition(":")[2])
    wait_until(lambda: port_is_free(port))


def test_a_port_that_is_taken_is_said_with_what_to_do(estate: Estate) -> None:
    port = int(estate.endpoint_url.rpartition(":")[2])
    with pytest.raises(EstateError) as caught:
        Estate(port=port).start()
    assert str(caught.value) == (
        f"The simulated AWS estate cannot listen on 127.0.0.1:{port} (Address already in use). "
        "Stop the program that holds the port, or choose another with --port (0 takes any free one)."
    )


def test_the_environment_for_boto3_names_this_estate_and_no_other_aws(estate: Estate) -> None:
    shell = {"PATH": "/bin", "AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "real"}
    assert estate.environment(shell) == {
        "PATH": "/bin",
        "AWS_ENDPOINT_URL": estate.endpoint_url,
        "AWS_ACCESS_KEY_ID": BASE.access_key_id,
        "AWS_SECRET_ACCESS_KEY": BASE.secret_access_key,
        "AWS_DEFAULT_REGION": EAST,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_knowing_the_estate_costs_neither_moto_nor_django() -> None:
    program = "import sys, evidence.demo.estate; print({'moto', 'django'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def wait_until(done: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"nothing happened within {seconds} seconds"
        time.sleep(0.05)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
